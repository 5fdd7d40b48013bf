import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KubernetesObject } from '../../lib/core/manifest';
import { at } from '../support/app';
import { renderedPipelines } from '../support/pipelines';
import { referenceRights, rightsOf, within } from './rights';

/*
 * Compares Kubeflow Pipelines as it is installed here with the objects of the reference distribution, one by one, because
 * its own servers cannot run in these tests: their images are not built as Go modules. The facts are not part of the
 * project: KEELSON_REFERENCE names the folder that holds them.
 *
 * Everything is switched on here. What differs is listed with its reason; a line that no longer holds fails.
 */
const folder = process.env.KEELSON_REFERENCE;
const compare = folder === undefined ? describe.skip : describe;

type Reasons = readonly (readonly [pattern: RegExp, reason: string])[];

const others = 'belongs to another component here';
const replaced = 'tenants have it from "addTenant", in the program';

/** Objects of the reference that are not here. */
const leftOut: Reasons = [
  [/mysql|mlpipeline-minio-artifact$|seaweedfs/, others],
  [/ (kubeflow\/)?(argo|workflow-controller)/, others],
  [/metacontroller|meta-controller|profile-controller/, replaced],
  [/kubeflow\/pipeline-runner|kfp-launcher|metadata-grpc-configmap/, replaced],
  [/^(AuthorizationPolicy|DestinationRule|VirtualService) /, 'no mesh is required; NetworkPolicies say who may call'],
  [/^(Issuer|Certificate) /, 'the issuer makes it, whom "certificates" names'],
  [/kubeflow-pipelines-(container-builder|viewer)$/, 'no pod has this account'],
  [/kubeflow-pipelines-public/, 'nobody reads it'],
  [/pipeline-install-config/, 'the values stand where they are read'],
  [/^Role kubeflow\/|^RoleBinding kubeflow\//, 'the ClusterRole of the same name gives the same rights'],
  [/^ClusterRole aggregate-to-/, 'the rights stand in the role itself'],
  [/^ClusterRoleBinding .*-binding$/, 'a binding is called as its role'],
];

/** Objects that the reference lacks. */
const added: Reasons = [
  [/^(Namespace|CustomResourceDefinition) /, 'the reference lists its namespace elsewhere, and kinds by name'],
  [/^NetworkPolicy /, 'each program admits its callers alone'],
  [/^ServiceAccount kubeflow\/metadata-envoy$/, 'no pod runs as the default account'],
  [/^ClusterRole kubeflow-pipelines-admin$/, 'as every component has it'],
  [/^ClusterRoleBinding .*-role$/, 'a binding is called as its role'],
  [/ (vision|speech)\//, 'a tenant, which a controller makes there'],
];

/** Variables of the reference that are not here. */
const variablesLeftOut: Reasons = [
  [/^ml-pipeline (DB_DRIVER_NAME|DBCONFIG_(USER|PASSWORD|DBNAME|HOST|PORT))$/, 'the program does not read it'],
  [/^ml-pipeline LOG_LEVEL$/, 'a flag, because the command is given'],
  [/^ml-pipeline-ui ARTIFACTS_SERVICE_PROXY_(NAME|PORT)$/, 'there is no such proxy'],
  [/^cache-server (DBCONFIG_DRIVER|WEBHOOK_PORT)$/, 'stands in the arguments'],
];

/** Variables that the reference lacks. */
const variablesAdded: Reasons = [
  [/^ml-pipeline ML_PIPELINE_VISUALIZATIONSERVER_/, 'the reference has it from the names of Services'],
  [
    /^ml-pipeline-ui (ML_PIPELINE_SERVICE|METADATA_ENVOY_SERVICE_SERVICE)_/,
    'the reference has it from the names of Services',
  ],
  [/^ml-pipeline (MULTIUSER|DEFAULTPIPELINERUNNERSERVICEACCOUNT)$/, 'the reference has it from a ConfigMap'],
  [/^ml-pipeline DBDRIVERNAME$/, 'the name that the program reads'],
  [/^ml-pipeline (OBJECTSTORECONFIG_REGION|SSL_CERT_DIR)$/, 'stores outside of the cluster need it'],
  [/^ml-pipeline (TOKEN_REVIEW_AUDIENCE|CACHEENABLED|CRON_SCHEDULE_TIMEZONE)$/, 'said outright'],
  [/^ml-pipeline-ui (MINIO_(HOST|PORT|SSL)|AWS_|ARGO_)/, 'the store and Argo are not where the program thinks'],
  [/^metadata-writer (POD_NAMESPACE|CLUSTER_DOMAIN)$/, 'the metadata service may be in another namespace'],
  [/^ml-pipeline-persistenceagent EXECUTIONTYPE$/, 'as the image has it'],
];

/** Rights that the reference does not give under the same name. */
const rightsAdded: Reasons = [
  [/^ml-pipeline-viewer-controller-role \w+ (apps\/deployments|\/services)$/, 'the reference says all groups'],
  [/^kubeflow-pipelines-(edit|view) /, 'the reference puts these together from other roles; they are compared below'],
];

interface Block {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
}

compare('Kubeflow Pipelines (KEELSON_REFERENCE)', () => {
  const text = readFileSync(join(folder ?? '', 'objects/pipelines-native.txt'), 'utf8');
  const blocks: Block[] = text
    .split('\n### ')
    .slice(1)
    .map((block) => {
      const [, kind = '', name = ''] = /^(\S+) (\S+)/.exec(block) ?? [];
      // Names of generated ConfigMaps end in a hash there.
      return { kind, name: name.replace(/-(?=[a-z]*\d)[a-z0-9]{10}$/, ''), text: block };
    });
  const { objects } = renderedPipelines({
    ...{ cacheServer: true, metadataWriter: true, visualizationServer: true, viewerController: true },
  });
  const nameOf = ({ kind, metadata }: KubernetesObject): string =>
    `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
  const ours = new Map(objects.map((object) => [nameOf(object), object]));
  const theirs = new Map(blocks.map((block) => [`${block.kind} ${block.name}`, block]));

  /** What has no reason, and the reasons that nothing has. */
  const unexplained = (found: readonly string[], reasons: Reasons): object => ({
    without: found.filter((one) => !reasons.some(([pattern]) => pattern.test(one))),
    unused: reasons.filter(([pattern]) => !found.some((one) => pattern.test(one))).map(([pattern]) => String(pattern)),
  });
  const explained = { without: [], unused: [] };

  test('every object of the reference is here, or is left out for a reason', () => {
    expect(theirs.size).toBeGreaterThan(100);
    expect(
      unexplained(
        [...theirs.keys()].filter((name) => !ours.has(name)),
        leftOut,
      ),
    ).toEqual(explained);
  });

  test('every object beside is here for a reason', () => {
    expect(
      unexplained(
        [...ours.keys()].filter((name) => !theirs.has(name)),
        added,
      ),
    ).toEqual(explained);
  });

  test('every kind of its own is there', () => {
    const crds = (/^CRDs: (.*)$/m.exec(text)?.[1] ?? '')
      .split(', ')
      .filter((name) => !/argoproj|metacontroller/.test(name));
    expect(crds.length).toBe(4);
    expect(crds.filter((name) => !ours.has(`CustomResourceDefinition ${name}`))).toEqual([]);
  });

  const deployments = blocks.filter(({ kind, name }) => kind === 'Deployment' && ours.has(`Deployment ${name}`));
  const containerOf = (name: string): unknown =>
    at(ours.get(`Deployment ${name}`), 'spec', 'template', 'spec', 'containers', 0);

  test.each(deployments.map(({ name, text: block }) => [name, block] as const))(
    '%s has the container, image, account and ports of the reference',
    (name, block) => {
      const [, container, image] = /\n {2}container (\S+): (\S+)/.exec(block) ?? [];
      expect(containerOf(name)).toMatchObject({ name: container, image });
      const [, account] = /\n {2}serviceAccountName (\S+)/.exec(block) ?? [];
      const own = at(ours.get(`Deployment ${name}`), 'spec', 'template', 'spec', 'serviceAccountName');
      // Where the reference names none, ours has one without rights.
      if (account !== undefined) expect(own).toBe(account);
      const ports = [...(/\n {4}ports ([^\n]+)/.exec(block)?.[1] ?? '').matchAll(/:(\d+)/g)].map(([, port]) =>
        Number(port),
      );
      const open = ((at(containerOf(name), 'ports') ?? []) as { containerPort: number }[]).map(
        (port) => port.containerPort,
      );
      // The door for administrators of the bridge stays closed.
      expect(open.sort()).toEqual(ports.filter((port) => port !== 9901).sort());
    },
  );

  test('the programs are told the same, but for what is listed', () => {
    const names = (block: string): string[] =>
      [...block.matchAll(/\n {4}env ([A-Z0-9_]+)/g)].map(([, name = '']) => name);
    const mine = (name: string): string[] =>
      ((at(containerOf(name), 'env') ?? []) as { name: string }[]).map((variable) => variable.name);
    const short = (name: string): string => name.replace('kubeflow/', '');
    const missing = deployments.flatMap(({ name, text: block }) =>
      names(block)
        .filter((one) => !mine(name).includes(one))
        .map((one) => `${short(name)} ${one}`),
    );
    const more = deployments.flatMap(({ name, text: block }) =>
      mine(name)
        .filter((one) => !names(block).includes(one))
        .map((one) => `${short(name)} ${one}`),
    );
    expect(deployments.length).toBe(10);
    expect({ missing: unexplained(missing, variablesLeftOut), more: unexplained(more, variablesAdded) }).toEqual({
      missing: explained,
      more: explained,
    });
  });

  test('every Service has the ports of the reference, in its order', () => {
    const services = blocks.filter(({ kind, name }) => kind === 'Service' && ours.has(`Service ${name}`));
    expect(services.length).toBe(6);
    for (const { name, text: block } of services) {
      const ports = [...block.matchAll(/\n {2}port (\S*) (\d+)->/g)].map(([, port, number]) => [port, Number(number)]);
      const own = at(ours.get(`Service ${name}`), 'spec', 'ports') as { name: string; port: number }[];
      // One port has no name there.
      expect([name, own.map((port) => [port.name, port.port])]).toEqual([
        name,
        ports.map(([port, number], index) => [port === '' ? own[index]?.name : port, number]),
      ]);
    }
  });

  test('every webhook is asked about the same, at the same address', () => {
    const webhooks = blocks.filter(({ kind }) => kind.endsWith('WebhookConfiguration'));
    expect(webhooks.length).toBe(3);
    for (const { kind, name, text: block } of webhooks) {
      const found =
        /webhook (\S+) -> (\S+)\/(\S+):(\d+)(\S+) fail=(\w+) side=(\w+)[^\n]*\n\s+rule (\S+) (\S+) (\S+)/.exec(block);
      const [, webhook, namespace, service, port, path, failurePolicy, sideEffects, operations, version, resource] =
        found ?? [];
      const own = at(ours.get(`${kind} ${name}`), 'webhooks', 0);
      const address = at(own, 'clientConfig', 'service') as { port?: number };
      expect({ ...(own as object), clientConfig: { service: { port: 443, ...address } } }).toMatchObject({
        name: webhook,
        clientConfig: { service: { namespace, name: service, path, port: Number(port) } },
        failurePolicy,
        sideEffects,
        rules: [{ operations: operations?.split(','), apiVersions: [version?.split('/')[1]], resources: [resource] }],
      });
    }
  });

  const reference = referenceRights(text);

  test('no program has a right that the reference does not give it', () => {
    const beyond = objects
      .filter(({ kind, metadata }) => kind === 'ClusterRole' && metadata.name !== 'kubeflow-pipelines-admin')
      .flatMap((role) => {
        const { name } = role.metadata;
        const ceiling = [
          ...(reference.get(`ClusterRole ${name}`) ?? []),
          ...(reference.get(`Role kubeflow/${name}`) ?? []),
        ];
        return rightsOf(role.rules as Parameters<typeof rightsOf>[0])
          .filter((right) => !within(right, ceiling))
          .map((right) => `${name} ${right.verb} ${right.group}/${right.resource}`);
      });
    expect(unexplained(beyond, rightsAdded)).toEqual(explained);
  });

  test('people have no right that the reference does not give them, but reading their own pipelines and schedules', () => {
    const ceiling = ['edit', 'view'].flatMap(
      (part) => reference.get(`ClusterRole aggregate-to-kubeflow-pipelines-${part}`) ?? [],
    );
    const beyond = ['edit', 'view'].flatMap((part) =>
      rightsOf(ours.get(`ClusterRole kubeflow-pipelines-${part}`)?.rules as Parameters<typeof rightsOf>[0])
        .filter((right) => !within(right, ceiling))
        .map((right) => `${right.verb} ${right.resource}`),
    );
    expect([...new Set(beyond)].sort()).toEqual([
      ...['patch pipelines', 'patch pipelineversions', 'watch pipelines', 'watch pipelineversions'],
    ]);
  });
});
