import { createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';

/*
 * Stands in for the server of the Model Registry, which cannot be had here. It answers as upstream's API description says:
 * which routes there are, which fields each takes and gives, what it refuses.
 * https://github.com/kubeflow/model-registry/blob/v0.3.8/api/openapi/model-registry.yaml
 */

type Fields = Record<string, unknown>;

interface Entity extends Fields {
  readonly id: string;
  readonly name: string;
}

const common = ['name', 'description', 'externalId', 'customProperties', 'state'];
const artifactFields = [
  ...common,
  ...['artifactType', 'uri', 'modelFormatName', 'modelFormatVersion', 'storageKey', 'storagePath'],
  ...[
    'serviceAccountName',
    'modelSourceKind',
    'modelSourceClass',
    'modelSourceGroup',
    'modelSourceId',
    'modelSourceName',
  ],
];
const modelFields = [
  ...common,
  ...['owner', 'readme', 'maturity', 'language', 'tasks', 'provider', 'logo', 'license', 'licenseLink', 'libraryName'],
];
const versionFields = [...common, 'author', 'registeredModelId'];

const valueFields: Readonly<Record<string, readonly [string, string]>> = {
  MetadataStringValue: ['string_value', 'string'],
  MetadataIntValue: ['int_value', 'string'],
  MetadataDoubleValue: ['double_value', 'number'],
  MetadataBoolValue: ['bool_value', 'boolean'],
};

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** A registry in memory, at a port of its own. */
export class ModelRegistryServer {
  static async start(): Promise<ModelRegistryServer> {
    const made = new ModelRegistryServer();
    await new Promise<void>((resolve) => made.server.listen(0, '127.0.0.1', resolve));
    return made;
  }

  readonly models: Entity[] = [];
  readonly versions: Entity[] = [];
  /** Artifacts by the id of their version. */
  readonly artifacts = new Map<string, Entity[]>();
  /** What was asked, in order: `GET /registered_model`. */
  readonly requests: string[] = [];
  /** Called before each answer, to do something in the middle of a program, or to answer with a status of its own. */
  before: (request: string) => number | undefined = () => undefined;
  /** How many artifacts a page has at most. */
  pageSize = 100;
  private readonly server: Server;
  private ids = 0;

  private constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { status, body } = this.answer(request, Buffer.concat(chunks).toString());
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

  /** Registers something as somebody else would. */
  add(list: Entity[], fields: Fields & { readonly name: string }): Entity {
    const now = String(1_700_000_000_000 + this.ids);
    const entity = {
      ...{ state: 'LIVE', customProperties: {} },
      ...fields,
      ...{ id: String(++this.ids), createTimeSinceEpoch: now, lastUpdateTimeSinceEpoch: now },
    };
    list.push(entity);
    return entity;
  }

  private answer(request: IncomingMessage, text: string): { status: number; body: unknown } {
    const url = new URL(request.url ?? '', this.url);
    const path = url.pathname.replace('/api/model_registry/v1alpha3', '');
    const method = request.method ?? '';
    this.requests.push(`${method} ${path}`);
    try {
      const status = this.before(`${method} ${path}`);
      if (status !== undefined) throw new Refusal(status, 'as the test wants it');
      if (path === url.pathname) throw new Refusal(404, 'page not found');
      if (method === 'POST' && request.headers['content-type'] !== 'application/json') {
        throw new Refusal(400, 'not JSON');
      }
      return this.route(method, path, url.searchParams, text === '' ? {} : (JSON.parse(text) as Fields));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.status, body: { code: String(error.status), message: error.message } };
    }
  }

  private route(method: string, path: string, query: URLSearchParams, body: Fields): { status: number; body: unknown } {
    const of = /^\/(?:model_versions|registered_models)\/(\d+)\/(artifacts|versions)$/.exec(path);
    if (method === 'GET') {
      if (path === '/registered_model') return found(this.models, query);
      if (path === '/registered_models') return this.page(this.models, query);
      if (path === '/model_version') {
        const parent = required(query, 'parentResourceId');
        return found(
          this.versions.filter(({ registeredModelId }) => registeredModelId === parent),
          query,
        );
      }
      if (path === '/model_artifact') {
        return found(this.artifacts.get(required(query, 'parentResourceId')) ?? [], query);
      }
      if (of?.[2] === 'artifacts') return this.page(this.artifacts.get(of[1] ?? '') ?? [], query);
      if (of?.[2] === 'versions') {
        return this.page(
          this.versions.filter(({ registeredModelId }) => registeredModelId === of[1]),
          query,
        );
      }
    }
    if (method === 'POST' && path === '/registered_models') {
      return { status: 201, body: this.make(this.models, checked(body, modelFields)) };
    }
    if (method === 'POST' && path === '/model_versions') {
      const fields = checked(body, versionFields);
      const { registeredModelId: parent } = fields;
      if (!this.models.some(({ id }) => id === parent)) throw new Refusal(404, 'no registered model');
      const siblings = this.versions.filter(({ registeredModelId }) => registeredModelId === parent);
      const made = this.make(siblings, fields);
      this.versions.push(made);
      return { status: 201, body: made };
    }
    if (method === 'POST' && of?.[2] === 'artifacts') {
      const [, version = ''] = of;
      if (!this.versions.some(({ id }) => id === version)) throw new Refusal(404, 'no model version');
      if (body.artifactType !== 'model-artifact') throw new Refusal(400, 'another type of artifact');
      const list = this.artifacts.get(version) ?? [];
      this.artifacts.set(version, list);
      return { status: 201, body: this.make(list, checked(body, artifactFields)) };
    }
    throw new Refusal(404, `no route ${method} ${path}`);
  }

  private make(list: Entity[], fields: Fields & { readonly name: string }): Entity {
    if (list.some(({ name }) => name === fields.name)) throw new Refusal(409, `${fields.name} is there already`);
    return this.add(list, fields);
  }

  private page(list: readonly Entity[], query: URLSearchParams): { status: number; body: unknown } {
    const from = Number(query.get('nextPageToken') ?? 0);
    const size = Math.min(Number(query.get('pageSize') ?? 20), this.pageSize);
    const items = list.slice(from, from + size);
    const nextPageToken = from + size < list.length ? String(from + size) : '';
    return { status: 200, body: { items, nextPageToken, pageSize: size, size: items.length } };
  }
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === '') throw new Refusal(400, `${name} is missing`);
  return value;
}

function found(list: readonly Entity[], query: URLSearchParams): { status: number; body: unknown } {
  const name = required(query, 'name');
  const entity = list.find((each) => each.name === name);
  if (entity === undefined) throw new Refusal(404, `no ${name}`);
  return { status: 200, body: entity };
}

/** The body, if it holds nothing that upstream's schema does not know. */
function checked(body: Fields, known: readonly string[]): Fields & { readonly name: string } {
  const unknown = Object.keys(body).filter((field) => !known.includes(field));
  if (unknown.length > 0) throw new Refusal(400, `unknown fields ${unknown.join()}`);
  const { name, customProperties = {}, ...others } = body;
  if (typeof name !== 'string' || name === '') throw new Refusal(400, 'no name');
  for (const [field, value] of Object.entries(others)) {
    if (typeof value !== 'string' && !Array.isArray(value)) throw new Refusal(400, `${field} is no text`);
  }
  for (const [property, value] of Object.entries(customProperties as Fields)) {
    const { metadataType, ...rest } = value as Fields;
    const [field = '', type = ''] = valueFields[String(metadataType)] ?? [];
    if (Object.keys(rest).join() !== field || typeof rest[field] !== type) {
      throw new Refusal(400, `the property ${property} is ${JSON.stringify(value)}`);
    }
  }
  return { ...body, name };
}
