import { Duration } from 'cdk8s';
import { externalMysql, Pipelines, PipelinesProps } from '../../components';
import { App, ObjectStoreAccess, Platform } from '../../lib';
import { rawChart } from '../support/parts';
import { amazon, FakeStore, google, pipelinesPlatform, workflows } from '../support/pipelines';

/** A wrong installation of Kubeflow Pipelines, and exactly what is said of it. */
export interface WrongPipelines {
  readonly name: string;
  readonly build: (app: App) => unknown;
  readonly problems: readonly string[];
}

const props = (name: string, given: object, ...problems: string[]): WrongPipelines => ({
  name,
  build: (app) => pipelinesPlatform(app, given),
  problems: problems.map((problem) => `[local/pipelines] ${problem}`),
});

const tenants = (
  name: string,
  add: (pipelines: Pipelines, platform: Platform) => unknown,
  problems: readonly string[],
  given: Partial<PipelinesProps> = {},
): WrongPipelines => ({
  name,
  build: (app) => {
    const { pipelines, platform } = pipelinesPlatform(app, given);
    add(pipelines, platform);
  },
  problems: problems.map((problem) => (problem.startsWith('[') ? problem : `[local/pipelines] ${problem}`)),
});

/** A tenant from a program that TypeScript has not checked. */
const addAny = (pipelines: Pipelines, given: unknown): unknown => pipelines.addTenant(given as string);

const withStore = (access: Partial<ObjectStoreAccess>): Partial<PipelinesProps> => ({ store: new FakeStore(access) });

const pipeline = (namespace: string) => ({
  apiVersion: 'pipelines.kubeflow.org/v2beta1',
  kind: 'Pipeline',
  metadata: { name: 'train', namespace },
  spec: {},
});
const withPipeline = (
  name: string,
  namespace: string,
  given: Partial<PipelinesProps>,
  ...problems: string[]
): WrongPipelines => ({
  name,
  build: (app) => {
    const { pipelines, platform } = pipelinesPlatform(app, given);
    for (const one of ['vision', 'speech']) platform.addNamespace(one);
    if (given.mode !== 'single-user') pipelines.addTenant('vision');
    rawChart(platform, [pipeline(namespace)]);
  },
  problems: problems.map((problem) => `[local/raw/object-0] ${problem}`),
});

const database = 'must be a Mysql component or externalMysql({...})';
const store = 'must be an object store such as a SeaweedFS component or s3Store({...})';
const label = 'must be a RFC 1123 label: at most 63 of a-z, 0-9 and "-", and no "-" at either end';
const s3Alone = 'but the API server speaks S3 alone; give it a bucket that it reaches by S3';

/** Wrong props. */
export const wrongProps: readonly WrongPipelines[] = [
  props('no database', { database: undefined }, `"database" is undefined, ${database}`),
  props('the name of a database', { database: 'mysql' }, `"database" is "mysql", ${database}`),
  props(
    'PostgreSQL as the database',
    { database: { driver: 'pgx', host: 'db' } },
    `"database" is {"driver":"pgx","host":"db"}, ${database}`,
  ),
  props(
    'a database with a name that is no word',
    { database: externalMysql({ host: 'db', tls: 'off', databases: { mlpipeline: { database: 'acme-flows' } } }) },
    'the database for "mlpipeline" is called "acme-flows", must be of letters, digits and "_", because Kubeflow Pipelines writes the name into SQL as it is',
  ),
  props(
    'a database that wants encryption, which the metadata service cannot',
    { database: externalMysql({ host: 'db' }) },
    'the database for "metadb" has "tls" "verify", must be "off", because its client does not encrypt; use a server that pods reach without',
  ),
  props(
    'a database that wants encryption, which neither the metadata service nor the cache server can',
    { database: externalMysql({ host: 'db', tls: 'skip-verify' }), cacheServer: true },
    'the database for "metadb" has "tls" "skip-verify", must be "off", because its client does not encrypt; use a server that pods reach without',
    'the database for "cachedb" has "tls" "skip-verify", must be "off", because its client does not encrypt; use a server that pods reach without',
  ),
  props('no store', { store: undefined }, `"store" is undefined, ${store}`),
  props('a bucket in the place of a store', { store: 's3://acme' }, `"store" is "s3://acme", ${store}`),
  props(
    'a store of Google alone',
    withStore(google),
    `"store" gives a bucket with the scheme "gs" and credentials of the kind "service-account-key", ${s3Alone}`,
  ),
  props(
    'a store with credentials that S3 does not know',
    withStore({ ...amazon, credentials: { kind: 'service-account-key', secret: 'gcs', key: 'key.json' } }),
    `"store" gives a bucket with the scheme "s3" and credentials of the kind "service-account-key", ${s3Alone}`,
  ),
  props(
    'no Argo',
    { workflows: undefined },
    '"workflows" is undefined, must be an ArgoWorkflows component or another IWorkflows',
  ),
  props(
    'Argo by name',
    { workflows: 'argo' },
    '"workflows" is "argo", must be an ArgoWorkflows component or another IWorkflows',
    '"workflows" writes keys as undefined, which does not part namespaces; its "keyFormat" must have "{{workflow.namespace}}/" behind a prefix such as "private-artifacts/"',
  ),
  props(
    'an Argo whose keys do not tell namespaces apart',
    { workflows: { ...workflows, keyFormat: 'artifacts/{{workflow.name}}/{{pod.name}}' } },
    '"workflows" writes keys as "artifacts/{{workflow.name}}/{{pod.name}}", which does not part namespaces; its "keyFormat" must have "{{workflow.namespace}}/" behind a prefix such as "private-artifacts/"',
  ),
  props(
    'an Argo whose keys begin with the namespace',
    { workflows: { ...workflows, keyFormat: '{{workflow.namespace}}/{{pod.name}}' } },
    '"workflows" writes keys as "{{workflow.namespace}}/{{pod.name}}", which does not part namespaces; its "keyFormat" must have "{{workflow.namespace}}/" behind a prefix such as "private-artifacts/"',
  ),
  props(
    'another mode',
    { mode: 'multiuser' },
    '"mode" is "multiuser", must be one of "multi-user", "single-user", did you mean "multi-user"?',
  ),
  props(
    'another place for pipelines',
    { pipelineStore: 'etcd' },
    '"pipelineStore" is "etcd", must be one of "kubernetes", "database"',
  ),
  props(
    'pipelines as objects without certificates',
    { certificates: undefined },
    '"certificates" is undefined, must be a CertManager component or another ICertificateIssuer, because the API server makes no certificate for its webhooks; or set "pipelineStore" to "database"',
  ),
  props(
    'a cache server without certificates',
    { certificates: undefined, pipelineStore: 'database', cacheServer: true },
    '"certificates" is undefined, must be a CertManager component or another ICertificateIssuer, because the cache server makes no certificate for its webhook; or leave "cacheServer" out',
  ),
  props(
    'certificates by name',
    { certificates: 'cert-manager' },
    '"certificates" is "cert-manager", must be a CertManager component or another ICertificateIssuer',
  ),
  props('ui as a word', { ui: 'yes' }, '"ui" is "yes", must be true or false'),
  props('metadata as a number', { metadata: 1 }, '"metadata" is 1, must be true or false'),
  props('caching as a word', { caching: 'off' }, '"caching" is "off", must be true or false'),
  props(
    'a writer of metadata without metadata',
    { metadata: false, metadataWriter: true },
    '"metadataWriter" is true, but "metadata" is false, so it has nowhere to write; leave one of them out',
  ),
  props(
    'a header in capitals',
    { userIdHeader: 'Kubeflow-Userid' },
    '"userIdHeader" is "Kubeflow-Userid", must be the name of a header in lower case, such as "kubeflow-userid"',
  ),
  props(
    'a prefix without a header',
    { userIdPrefix: 'accounts:' },
    '"userIdPrefix" is given without "userIdHeader"; name the header that it stands in',
  ),
  props(
    'a header with a single user',
    { mode: 'single-user', userIdHeader: 'kubeflow-userid' },
    '"userIdHeader" is "kubeflow-userid", but "mode" is "single-user", which knows no users; leave it out',
  ),
  props(
    'a lifetime of workflows as a number',
    { workflowTtl: 86400 },
    '"workflowTtl" is 86400, must be a Duration of whole seconds, at least 60',
  ),
  props(
    'a lifetime of workflows that is too short',
    { workflowTtl: Duration.seconds(5) },
    '"workflowTtl" is "5 seconds", must be a Duration of whole seconds, at least 60',
  ),
  props(
    'a lifetime of connections below a second',
    { databaseConnectionLifetime: Duration.millis(10) },
    '"databaseConnectionLifetime" is "10 millis", must be a Duration of whole seconds, at least 1',
  ),
  props(
    'an offset as the time zone',
    { timeZone: '+02:00' },
    '"timeZone" is "+02:00", must be the name of a time zone, such as "UTC" or "Europe/Berlin"',
  ),
  props(
    'the domain in the form of the user interface',
    { clusterDomain: '.svc.cluster.local' },
    '"clusterDomain" is ".svc.cluster.local", must be the cluster\'s DNS domain alone, such as "cluster.local"; what its users want before it is put there',
  ),
  props(
    'the domain of Services',
    { clusterDomain: 'svc.cluster.local' },
    '"clusterDomain" is "svc.cluster.local", must be the cluster\'s DNS domain alone, such as "cluster.local"; what its users want before it is put there',
  ),
  props(
    'another log level',
    { logLevel: 'warning' },
    '"logLevel" is "warning", must be one of "debug", "info", "warn", "error"',
  ),
  props(
    'steps as root that are not root',
    { stepSecurityContext: { runAsUser: 0 } },
    '"stepSecurityContext.runAsUser" is 0, which is root, but "runAsNonRoot" is true; name another user, or set that to false',
  ),
  props(
    'steps as a user by name',
    { stepSecurityContext: { runAsUser: 'nobody' } },
    '"stepSecurityContext.runAsUser" is "nobody", must be a whole number from 0 to 2147483647',
  ),
  props(
    'steps with another field',
    { stepSecurityContext: { privileged: true } },
    '"privileged" is not a prop of this construct, it takes "runAsUser", "runAsGroup", "runAsNonRoot"',
  ),
  props('a patch as text', { workflowPatch: '{}' }, '"workflowPatch" is "{}", must be an object'),
  props(
    'an empty storage class',
    { workspaceStorageClass: '' },
    '"workspaceStorageClass" is "", must be a text that is not empty',
  ),
  props(
    'nodes for which the metadata service has no image',
    { nodeSelector: { 'kubernetes.io/arch': 'arm64' } },
    '"nodeSelector.kubernetes.io/arch" is "arm64", must be "amd64", because the metadata service has no image for others; leave it out',
  ),
  props('another prop', { databse: {} }, '"databse" is not a prop of this construct, did you mean "database"?'),
  {
    name: 'everything at once',
    build: (app) => new Pipelines(new Platform(app, 'local'), 'pipelines', {} as PipelinesProps),
    problems: [
      '"workflows" is undefined, must be an ArgoWorkflows component or another IWorkflows',
      '"certificates" is undefined, must be a CertManager component or another ICertificateIssuer, because the API server makes no certificate for its webhooks; or set "pipelineStore" to "database"',
      `"store" is undefined, ${store}`,
      `"database" is undefined, ${database}`,
    ].map((problem) => `[local/pipelines] ${problem}`),
  },
];

/** Wrong tenants. */
export const wrongTenants: readonly WrongPipelines[] = [
  tenants(
    'twice',
    (pipelines, platform) => {
      pipelines.addTenant(platform.addNamespace('vision'));
      pipelines.addTenant({ namespace: 'vision' });
    },
    ['the tenant "vision" is added already; add it once'],
  ),
  tenants(
    'with a single user',
    (pipelines, platform) => pipelines.addTenant(platform.addNamespace('vision')),
    [
      'the tenant "vision" is added, but "mode" is "single-user", where pipelines run in "kubeflow" alone; set it to "multi-user"',
    ],
    { mode: 'single-user' },
  ),
  tenants('in a namespace that nobody makes', (pipelines) => pipelines.addTenant('vision'), [
    `the tenant's "namespace" is "vision", which the platform does not know; add it with "platform.addNamespace" before, or name it in "existingNamespaces"`,
  ]),
  tenants('in the namespace of components', (pipelines) => pipelines.addTenant('kubeflow'), [
    `the tenant's "namespace" is "kubeflow", which is for components alone; add a namespace with "platform.addNamespace" and name that`,
  ]),
  tenants('without a namespace', (pipelines) => addAny(pipelines, {}), [`"namespace" is null, ${label}`]),
  tenants('as a number', (pipelines) => addAny(pipelines, 5), ['"tenant" is 5, must be an object']),
  tenants('as nothing', (pipelines) => addAny(pipelines, undefined), ['"tenant" is null, must be an object']),
  tenants('with a name that is none', (pipelines) => pipelines.addTenant('Vision_1'), [
    `"namespace" is "Vision_1", ${label}`,
  ]),
  tenants(
    'with volumes as a word',
    (pipelines, platform) => addAny(pipelines, { namespace: platform.addNamespace('vision'), volumes: 'yes' }),
    ['"volumes" is "yes", must be true or false'],
  ),
  tenants(
    'with another option',
    (pipelines, platform) => addAny(pipelines, { namespace: platform.addNamespace('vision'), quota: 5 }),
    ['"quota" is not a prop of this construct, it takes "namespace", "volumes"'],
  ),
];

/** Pipelines as objects where they are not looked for. */
export const wrongObjects: readonly WrongPipelines[] = [
  withPipeline(
    'a pipeline in a namespace of no tenant',
    'speech',
    {},
    'Pipeline speech/train is in the namespace "speech", where no pipelines run; they run in "vision"; add the tenant with "addTenant" of Pipelines',
  ),
  withPipeline(
    'a pipeline elsewhere with a single user',
    'vision',
    { mode: 'single-user' },
    'Pipeline vision/train is in the namespace "vision", where no pipelines run; they run in "kubeflow"',
  ),
  withPipeline(
    'a pipeline as an object where they are kept in the database',
    'vision',
    { pipelineStore: 'database' },
    'Pipeline vision/train is an object of Kubernetes, but "pipelineStore" of Pipelines is "database"; set it to "kubernetes", or use the pipeline\'s ConfigMap',
  ),
];
