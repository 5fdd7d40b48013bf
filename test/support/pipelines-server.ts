import { createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';

/*
 * Stands in for the API server of Kubeflow Pipelines, which cannot run here. It answers as upstream's definitions of the API
 * say: which routes there are, what they take and give, and what they refuse.
 * https://github.com/kubeflow/pipelines/tree/2.16.0/backend/api/v2beta1
 */

type Fields = Record<string, unknown>;

/** How the server is set up. */
export interface PipelinesServerOptions {
  /** Whether it serves several users, each in namespaces of their own. @default true */
  readonly multiUser?: boolean;
  /** The token that it takes. @default 'a-token' */
  readonly token?: string;
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const runFields: Readonly<Record<string, string>> = {
  display_name: 'string',
  description: 'string',
  pipeline_version_reference: 'object',
  runtime_config: 'object',
  service_account: 'string',
  max_concurrency: 'string',
  trigger: 'object',
  mode: 'string',
  no_catchup: 'boolean',
  namespace: 'string',
  experiment_id: 'string',
};

/** The API in memory, at a port of its own. */
export class PipelinesServer {
  static async start(options: PipelinesServerOptions = {}): Promise<PipelinesServer> {
    const made = new PipelinesServer(options);
    await new Promise<void>((resolve) => made.server.listen(0, '127.0.0.1', resolve));
    return made;
  }

  readonly recurringRuns: Fields[] = [];
  readonly pipelines: Fields[] = [];
  readonly versions: Fields[] = [];
  readonly experiments: Fields[] = [];
  /** What was asked for and changes something, in order: `DELETE /recurringruns/3`. */
  readonly changes: string[] = [];
  /** Called before each answer, to do something in the middle of a program, or to answer with a status of its own. */
  before: (request: string) => number | undefined = () => undefined;
  /** How many items a page has at most. */
  pageSize = 100;
  private readonly multiUser: boolean;
  private readonly token: string;
  private readonly server: Server;
  private ids = 0;

  private constructor({ multiUser = true, token = 'a-token' }: PipelinesServerOptions) {
    this.multiUser = multiUser;
    this.token = token;
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { status, body } = this.answer(request, Buffer.concat(chunks));
        response.writeHead(status, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify(body));
      });
    });
  }

  get url(): `http://${string}` {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  addPipeline(name: string, namespace = 'vision'): Fields {
    return this.put(this.pipelines, 'pipeline_id', { name, display_name: name, ...this.owned(namespace) });
  }

  addVersion(pipeline: Fields, name: string): Fields {
    const { pipeline_id } = pipeline;
    return this.put(this.versions, 'pipeline_version_id', { pipeline_id, name, display_name: name, pipeline_spec: {} });
  }

  addRecurringRun(fields: Fields, namespace = 'vision'): Fields {
    return this.put(this.recurringRuns, 'recurring_run_id', {
      ...{ status: 'ENABLED', mode: 'ENABLE' },
      ...fields,
      ...this.owned(namespace),
    });
  }

  private owned(namespace: string): Fields {
    return this.multiUser ? { namespace } : {};
  }

  private put(list: Fields[], id: string, fields: Fields): Fields {
    this.ids += 1;
    const made = { [id]: String(this.ids), ...fields, created_at: new Date(1e12 + this.ids * 1000).toISOString() };
    list.push(made);
    return made;
  }

  private answer(request: IncomingMessage, content: Buffer): { status: number; body: unknown } {
    const url = new URL(request.url ?? '', this.url);
    const path = url.pathname.replace('/apis/v2beta1', '');
    const method = request.method ?? '';
    try {
      const status = this.before(`${method} ${path}`);
      if (status !== undefined) throw new Refusal(status, 'as the test wants it');
      if (path === url.pathname) throw new Refusal(404, 'page not found');
      if (request.headers.authorization !== `Bearer ${this.token}`) throw new Refusal(401, 'no token that is known');
      const body = this.route(method, path, url.searchParams, content, request.headers['content-type'] ?? '');
      if (method !== 'GET') this.changes.push(`${method} ${path}`);
      return { status: 200, body };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.status, body: { code: 3, message: error.message } };
    }
  }

  private route(method: string, path: string, query: URLSearchParams, content: Buffer, type: string): unknown {
    if (method === 'GET' && path === '/healthz') return this.multiUser ? { multi_user: true } : {};
    const route = `${method} ${path.replace(/\d+/, 'ID').replace(/(?<=names\/).*/, 'NAME')}`;
    const id = /\d+/.exec(path)?.[0] ?? '';
    const json = (): Fields => {
      if (type !== 'application/json') throw new Refusal(400, `the content is ${type}`);
      return JSON.parse(content.toString()) as Fields;
    };
    switch (route) {
      case 'GET /recurringruns':
        return this.page('recurringRuns', this.seen(this.recurringRuns, query), query);
      case 'POST /recurringruns':
        return this.makeRecurringRun(json());
      case 'DELETE /recurringruns/ID':
        this.recurringRuns.splice(this.recurringRuns.indexOf(this.recurringRun(id)), 1);
        return {};
      case 'POST /recurringruns/ID:enable':
        this.recurringRun(id).status = 'ENABLED';
        return {};
      case 'POST /recurringruns/ID:disable':
        this.recurringRun(id).status = 'DISABLED';
        return {};
      case 'GET /experiments':
        return this.page('experiments', this.seen(this.experiments, query), query);
      case 'POST /experiments':
        return this.put(
          this.experiments,
          'experiment_id',
          this.checked(json(), ['display_name', 'description', 'namespace']),
        );
      case 'GET /pipelines/names/NAME':
        return this.pipeline(decodeURIComponent(path.replace('/pipelines/names/', '')), query);
      case 'POST /pipelines':
        return this.makePipeline(json());
      case 'GET /pipelines/ID/versions': {
        const own = this.versions.filter(({ pipeline_id }) => pipeline_id === id);
        return this.page('pipeline_versions', query.get('sort_by') === 'created_at desc' ? own.reverse() : own, query);
      }
      case 'POST /pipelines/upload_version':
        return this.uploadVersion(query, content, type);
      default:
        throw new Refusal(404, `no route ${route}`);
    }
  }

  private recurringRun(id: string): Fields {
    const found = this.recurringRuns.find(({ recurring_run_id }) => recurring_run_id === id);
    if (found === undefined) throw new Refusal(404, `no recurring run ${id}`);
    return found;
  }

  /** What is of the namespace that is asked for. */
  private seen(list: readonly Fields[], query: URLSearchParams): Fields[] {
    const namespace = query.get('namespace') ?? '';
    if (!this.multiUser && namespace !== '') throw new Refusal(400, 'In single-user mode, namespace must be empty');
    if (this.multiUser && namespace === '') throw new Refusal(400, 'a namespace is needed');
    return list.filter((each) => !this.multiUser || each.namespace === namespace);
  }

  private page(items: string, list: readonly Fields[], query: URLSearchParams): unknown {
    const from = Number(query.get('page_token') ?? 0);
    const to = from + Math.min(Number(query.get('page_size') ?? 10), this.pageSize);
    // What is empty is left out.
    return {
      ...(list.length === 0 ? {} : { [items]: list.slice(from, to), total_size: list.length }),
      ...(to < list.length ? { next_page_token: String(to) } : {}),
    };
  }

  /** The body, if its fields are known, and its namespace is as the server's kind wants it. */
  private checked(body: Fields, known: readonly string[]): Fields {
    const unknown = Object.keys(body).filter((field) => !known.includes(field));
    if (unknown.length > 0) throw new Refusal(400, `unknown fields ${unknown.join()}`);
    if (typeof body.display_name !== 'string' && typeof body.name !== 'string') throw new Refusal(400, 'no name');
    if (this.multiUser !== (typeof body.namespace === 'string')) throw new Refusal(400, 'the namespace is wrong');
    return body;
  }

  private makeRecurringRun(body: Fields): Fields {
    this.checked(body, Object.keys(runFields));
    for (const [field, value] of Object.entries(body)) {
      if (typeof value !== runFields[field]) throw new Refusal(400, `${field} is ${JSON.stringify(value)}`);
    }
    const {
      pipeline_version_reference: reference,
      experiment_id,
      max_concurrency,
      mode,
      trigger,
    } = body as {
      readonly pipeline_version_reference?: Fields;
      readonly experiment_id?: string;
      readonly max_concurrency?: string;
      readonly mode?: string;
      readonly trigger?: object;
    };
    const { pipeline_id, pipeline_version_id, ...others } = reference ?? {};
    const pipeline = this.pipelines.find((each) => each.pipeline_id === pipeline_id);
    const version = this.versions.find((each) => each.pipeline_version_id === pipeline_version_id);
    if (Object.keys(others).length > 0 || pipeline === undefined) throw new Refusal(400, 'no such pipeline');
    if (pipeline_version_id !== undefined && version?.pipeline_id !== pipeline_id) throw new Refusal(400, 'no version');
    if (!this.experiments.some((each) => each.experiment_id === experiment_id)) {
      throw new Refusal(400, 'Experiment id can not be empty in multi-user mode');
    }
    if (!/^([1-9]|10)$/.test(max_concurrency ?? '')) throw new Refusal(400, 'the max concurrency is wrong');
    if (!['ENABLE', 'DISABLE'].includes(mode ?? '')) throw new Refusal(400, 'the mode is wrong');
    const kinds = Object.keys(trigger ?? {});
    if (!['cron_schedule', 'periodic_schedule'].includes(kinds.join())) throw new Refusal(400, 'the trigger is wrong');
    const config = Object.keys(body.runtime_config as Fields);
    if (!config.every((each) => ['parameters', 'pipeline_root'].includes(each))) throw new Refusal(400, 'the config');
    return this.put(this.recurringRuns, 'recurring_run_id', { ...body, status: `${mode ?? ''}D` });
  }

  private pipeline(name: string, query: URLSearchParams): Fields {
    const found = this.seen(this.pipelines, query).find((each) => each.name === name);
    if (found === undefined) throw new Refusal(404, `no pipeline ${name}`);
    return found;
  }

  private makePipeline(body: Fields): Fields {
    const { name, namespace } = this.checked(body, ['name', 'display_name', 'description', 'namespace']);
    if (this.pipelines.some((each) => each.name === name && each.namespace === namespace)) {
      throw new Refusal(409, `${String(name)} is there already`);
    }
    return this.put(this.pipelines, 'pipeline_id', body);
  }

  private uploadVersion(query: URLSearchParams, content: Buffer, type: string): Fields {
    const boundary = /^multipart\/form-data; boundary=(\w+)$/.exec(type)?.[1];
    if (boundary === undefined) throw new Refusal(400, `the content is ${type}`);
    const [before, part = '', after, ...more] = content.toString().split(`--${boundary}`);
    const [, disposition = '', text = ''] = /^\r\n(.*?)\r\n\r\n(.*)\r\n$/s.exec(part) ?? [];
    if (
      before !== '' ||
      after !== '--\r\n' ||
      more.length > 0 ||
      !disposition.includes(' name="uploadfile"; filename="')
    ) {
      throw new Refusal(400, 'Failed to read pipeline from file');
    }
    const unknown = [...query.keys()].filter(
      (each) => !['name', 'display_name', 'description', 'pipelineid'].includes(each),
    );
    const pipeline_id = query.get('pipelineid');
    if (unknown.length > 0 || !this.pipelines.some((each) => each.pipeline_id === pipeline_id)) {
      throw new Refusal(400, 'no such pipeline');
    }
    const name = query.get('name');
    if (this.versions.some((each) => each.pipeline_id === pipeline_id && each.name === name)) {
      throw new Refusal(409, 'the version is there already');
    }
    const display_name = query.get('display_name') ?? name;
    return this.put(this.versions, 'pipeline_version_id', { pipeline_id, name, display_name, pipeline_spec: text });
  }
}
