import { Chart, Testing } from 'cdk8s';
import { CustomResourceDefinition } from '../../lib/api';
import {
  ClusterWorkflowTemplate,
  CronWorkflow,
  cronWorkflow,
  Workflow,
  workflow,
  WorkflowArtifactGCTask,
  workflowArtifactGCTask,
  WorkflowEventBinding,
  workflowTaskResult,
  WorkflowTaskSet,
  workflowTaskSet,
  WorkflowTemplate,
} from '../../lib/api/argo';
import type {
  ArtifactGCSpec,
  CronWorkflowSpec,
  RetryStrategy,
  Synchronization,
  Template,
  WorkflowEventBindingSpec,
  WorkflowSpec,
  WorkflowTaskSetSpec,
} from '../../lib/api/argo.types';
import { apiGroups } from '../../lib/api/groups';
import { at } from '../support/app';
import { nodesOf } from '../support/schemas';

const key = { name: 'a', key: 'b' };
const meta = { labels: { a: 'b' }, annotations: { c: 'd' } };
const retryStrategy: Required<RetryStrategy> = {
  limit: '{{workflow.parameters.tries}}',
  retryPolicy: 'Always',
  backoff: { duration: '5s', factor: 2, maxDuration: '1m', cap: '20s' },
  affinity: { nodeAntiAffinity: {} },
  expression: 'lastRetry.exitCode == "7"',
};
const synchronization: Required<Synchronization> = {
  semaphore: { configMapKeyRef: key, namespace: 'team' },
  mutex: { name: 'a', namespace: 'team', database: true },
  semaphores: [{ database: { key: 'a' } }],
  mutexes: [{ name: 'a' }],
};
const metrics = {
  prometheus: [
    {
      ...{ name: 'a', help: 'A.', when: '{{status}} == Failed', labels: [{ key: 'a', value: 'b' }] },
      ...{ gauge: { value: '1', realtime: true, operation: 'Add' } as const, counter: { value: '1' } },
      histogram: { value: '1', buckets: [0.5, 1] },
    },
  ],
};

/** All that every template may have. */
const shared = {
  ...{ nodeSelector: { a: 'b' }, affinity: {}, metadata: meta, daemon: true, annotations: { a: 'b' } },
  ...{ volumes: [{ name: 'v', emptyDir: {} }], activeDeadlineSeconds: '60', retryStrategy, parallelism: 2 },
  ...{ failFast: false, tolerations: [{ key: 'a' }], schedulerName: 's', priorityClassName: 'p', timeout: '1h' },
  ...{ serviceAccountName: 'a', automountServiceAccountToken: false, executor: { serviceAccountName: 'e' } },
  ...{ hostAliases: [{ ip: '10.0.0.1' }], securityContext: { runAsNonRoot: true }, podSpecPatch: '{}', metrics },
  ...{ synchronization, memoize: { key: 'a', cache: { configMap: key }, maxAge: '1h' } },
  archiveLocation: { archiveLogs: true, s3: { key: 'a' } },
  inputs: {
    parameters: [
      { name: 'a', default: 'x', value: 'y', globalName: 'g', enum: ['x', 'y'], description: 'A.' },
      { name: 'b', valueFrom: { supplied: {}, default: 'x' } },
    ],
    artifacts: [
      { name: 'raw', path: '/a', raw: { data: 'x' }, mode: 0o755, recurseMode: true, optional: true, subPath: 'b' },
      { name: 's3', path: '/b', s3: { endpoint: 'h:1', bucket: 'b', key: 'k', insecure: true, accessKeySecret: key } },
      { name: 'git', path: '/c', git: { repo: 'https://git.example/a', depth: 1, sshPrivateKeySecret: key } },
      { name: 'http', path: '/d', http: { url: 'https://a.example', auth: { basicAuth: { usernameSecret: key } } } },
      { name: 'gcs', path: '/e', gcs: { bucket: 'b', key: 'k', serviceAccountKeySecret: key } },
      { name: 'azure', path: '/f', azure: { endpoint: 'e', container: 'c', blob: 'b', useSDKCreds: true } },
      { name: 'oss', path: '/g', oss: { key: 'k', lifecycleRule: { markDeletionAfterDays: 3 } } },
      { name: 'hdfs', path: '/h', hdfs: { path: '/p', krbConfigConfigMap: key, addresses: ['h:1'] } },
      { name: 'artifactory', path: '/i', artifactory: { url: 'https://a.example', passwordSecret: key } },
      { name: 'from', path: '/j', from: '{{steps.a.outputs.artifacts.b}}', fromExpression: 'a', deleted: false },
    ],
  },
  outputs: {
    parameters: [{ name: 'a', valueFrom: { path: '/a', jsonPath: 'b', jqFilter: 'c', expression: 'd', event: 'e' } }],
    artifacts: [
      { name: 'a', path: '/a', archive: { none: {} }, artifactGC: { strategy: 'OnWorkflowDeletion' as const } },
      { name: 'b', path: '/b', archive: { tar: { compressionLevel: 0 } }, globalName: 'g' },
      { name: 'c', path: '/c', archive: { zip: {} } },
    ],
  },
};
const next = {
  ...{ template: 'leaf', templateRef: { name: 'a', template: 'b', clusterScope: true }, withParam: '[1]' },
  ...{ arguments: { parameters: [{ name: 'a', value: 'b' }] }, withItems: [1, 'two', { three: [3] }, true] },
  ...{ withSequence: { count: 3, start: '0', end: 5, format: '%02d' }, when: 'true', onExit: 'leaf' },
  ...{ continueOn: { error: true, failed: true }, hooks: { exit: { template: 'leaf', expression: 'true' } } },
};

const templates: readonly Template[] = [
  { name: 'bare' },
  { name: 'leaf', ...shared, container: { image: 'a:1', command: ['a'], resources: { limits: { cpu: '1' } } } },
  {
    name: 'set',
    containerSet: {
      containers: [{ name: 'a', image: 'a:1', dependencies: ['b'] }],
      volumeMounts: [{ name: 'v', mountPath: '/v' }],
      retryStrategy: { retries: 2, duration: '1s' },
    },
  },
  {
    name: 'script',
    script: { image: 'a:1', command: ['sh'], source: 'true' },
    initContainers: [{ name: 'i', image: 'a:1', mirrorVolumeMounts: true }],
    sidecars: [{ name: 's', image: 'a:1' }],
  },
  {
    name: 'resource',
    resource: {
      ...{ action: 'create', mergeStrategy: 'merge', manifest: 'a', setOwnerReference: true, flags: ['-v'] },
      ...{ successCondition: 'a', failureCondition: 'b', manifestFrom: { artifact: { name: 'a' } } },
    },
  },
  { name: 'steps', steps: [[{ name: 'a', ...next }, { inline: { suspend: {} } }], [{ name: 'b' }]] },
  {
    name: 'dag',
    dag: {
      ...{ target: 'a b', failFast: true },
      tasks: [
        { name: 'a', ...next, dependencies: ['b'], depends: 'b.Succeeded' },
        { name: 'b', inline: { dag: { tasks: [{ name: 'c', inline: { suspend: { duration: '1s' } } }] } } },
      ],
    },
  },
  { name: 'suspend', suspend: { duration: '1h' } },
  {
    name: 'data',
    data: { source: { artifactPaths: { name: 'a', s3: {} } }, transformation: [{ expression: 'filter(data, true)' }] },
  },
  {
    name: 'http',
    http: {
      ...{ url: 'https://a.example', method: 'POST', timeoutSeconds: 5, insecureSkipVerify: true, body: 'a' },
      ...{ successCondition: 'true', bodyFrom: { bytes: 'YQ==' } },
      headers: [
        { name: 'a', value: 'b' },
        { name: 'c', valueFrom: { secretKeyRef: key } },
      ],
    },
  },
  { name: 'plugin', plugin: { hello: { deep: [1] } } },
];

const spec: Required<WorkflowSpec> = {
  ...{ templates, entrypoint: 'dag', serviceAccountName: 'a', automountServiceAccountToken: false, suspend: false },
  ...{ arguments: { parameters: [{ name: 'a', value: 'b' }], artifacts: [{ name: 'a', raw: { data: 'b' } }] } },
  ...{ executor: {}, volumes: [{ name: 'v' }], volumeClaimTemplates: [{ metadata: { name: 'v' } }], parallelism: 1 },
  ...{ artifactRepositoryRef: { configMap: 'a', key: 'b' }, nodeSelector: { a: 'b' }, affinity: {} },
  ...{ tolerations: [{ key: 'a' }], imagePullSecrets: [{ name: 'a' }], hostNetwork: false, dnsPolicy: 'Default' },
  ...{ dnsConfig: {}, onExit: 'leaf', ttlStrategy: { secondsAfterCompletion: 1 }, activeDeadlineSeconds: 60 },
  ...{ priority: -1, schedulerName: 's', podPriorityClassName: 'p', hostAliases: [{ ip: '10.0.0.1' }] },
  ...{ podGC: { strategy: 'OnPodSuccess', labelSelector: {}, deleteDelayDuration: '5s' }, securityContext: {} },
  ...{ podSpecPatch: '{}', podDisruptionBudget: { minAvailable: 1 }, metrics, shutdown: 'Stop', synchronization },
  ...{ workflowTemplateRef: { name: 'a', clusterScope: true }, volumeClaimGC: { strategy: 'OnWorkflowSuccess' } },
  ...{ retryStrategy, podMetadata: meta, templateDefaults: shared, archiveLogs: true, hooks: { exit: {} } },
  workflowMetadata: { ...meta, labelsFrom: { team: { expression: 'a' } } },
  artifactGC: { strategy: 'Never', serviceAccountName: 'a', forceFinalizerRemoval: true, podSpecPatch: '{}' },
};
const cronSpec: Required<CronWorkflowSpec> = {
  ...{ workflowSpec: spec, schedule: '@daily', schedules: ['0 3 * * *'], concurrencyPolicy: 'Replace', suspend: true },
  ...{ startingDeadlineSeconds: 5, successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 1, when: 'true' },
  ...{ timezone: 'Europe/Berlin', workflowMetadata: { labels: { a: 'b' } }, stopStrategy: { expression: 'a' } },
};
const taskSetSpec: Required<WorkflowTaskSetSpec> = { tasks: { a: templates[0] ?? {} } };
const location = { s3: { key: 'k', endpoint: 'h:1', caSecret: key } };
const gcSpec: Required<ArtifactGCSpec> = {
  artifactsByNode: { a: { archiveLocation: location, artifacts: { b: { name: 'b', ...location } } } },
};
const eventSpec: Required<WorkflowEventBindingSpec> = {
  event: { selector: 'payload.a == 1' },
  submit: {
    workflowTemplateRef: { name: 'a' },
    metadata: { name: 'a', generateName: 'a-', namespace: 'team', finalizers: ['f'], ...meta },
    arguments: { parameters: [{ name: 'a', valueFrom: { event: 'payload.a' } }] },
  },
};

const metadata = { name: 'a' };
test.each<[string, (scope: Chart) => unknown, unknown]>([
  ['Workflow', (scope) => new Workflow(scope, 'a', { metadata, spec: {} }), undefined],
  ['Workflow', (scope) => new Workflow(scope, 'a', { metadata, spec }), spec],
  ['WorkflowTemplate', (scope) => new WorkflowTemplate(scope, 'a', { metadata, spec }), spec],
  ['ClusterWorkflowTemplate', (scope) => new ClusterWorkflowTemplate(scope, 'a', { metadata, spec }), spec],
  ['CronWorkflow', (scope) => new CronWorkflow(scope, 'a', { metadata, spec: cronSpec }), cronSpec],
  ['WorkflowTaskSet', (scope) => new WorkflowTaskSet(scope, 'a', { metadata, spec: taskSetSpec }), taskSetSpec],
  ['WorkflowArtifactGCTask', (scope) => new WorkflowArtifactGCTask(scope, 'a', { metadata, spec: gcSpec }), gcSpec],
  ['WorkflowEventBinding', (scope) => new WorkflowEventBinding(scope, 'a', { metadata, spec: eventSpec }), eventSpec],
])('%s', (kind, create, expected) => {
  const scope = new Chart(Testing.app(), 'chart', { namespace: 'team' });
  create(scope);
  // cdk8s leaves out empty objects and lists.
  const full = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  const written = Testing.synth(scope)[0] as { spec?: unknown };
  expect(written).toMatchObject({ apiVersion: 'argoproj.io/v1alpha1', kind, metadata: { name: 'a' } });
  if (expected !== undefined) {
    const definition = (apiGroups.argo ?? []).find((one) => one.kind === kind);
    const object = { apiVersion: 'argoproj.io/v1alpha1', kind, metadata };
    expect(definition?.validate({ ...object, spec: full(expected) })).toEqual([]);
    expect(Object.keys(written.spec as object).length).toBeGreaterThan(0);
  }
});

describe('CRDs', () => {
  // The controller writes these as a whole; a subresource would drop what it says of their state.
  test.each([workflow, cronWorkflow])('$kind has its status beside the specification', (definition) => {
    const crd = new CustomResourceDefinition(new Chart(Testing.app(), 'c'), definition).toJson();
    expect(at(crd, 'spec', 'versions', 0, 'subresources')).toBeUndefined();
    expect(at(crd, 'spec', 'versions', 0, 'schema', 'openAPIV3Schema', 'properties', 'status')).toBeDefined();
  });

  test.each([workflowTaskSet, workflowArtifactGCTask])('$kind has a status of its own', (definition) => {
    const crd = new CustomResourceDefinition(new Chart(Testing.app(), 'c'), definition).toJson();
    expect(at(crd, 'spec', 'versions', 0, 'subresources')).toEqual({ status: {} });
  });

  // A status that the API server refuses would halt the workflow for good.
  test.each([
    ['Workflow', workflow.otherFields.status],
    ['CronWorkflow', cronWorkflow.otherFields.status],
  ])('of %s refuse no status for what is missing or new', (_, status) => {
    const inCrd = (path: string): boolean =>
      !/\.(inputs|outputs|storedTemplates|storedWorkflowTemplateSpec|artifactRepository)\b/.test(path);
    const demanding = nodesOf(status ?? {}, 'status').filter(
      ({ path, schema }) =>
        inCrd(path) &&
        (['required', 'enum', 'minimum', 'maximum', 'minLength', 'pattern', 'listType'] as const).some(
          (constraint) => schema[constraint] !== undefined,
        ),
    );
    expect(demanding.map(({ path }) => path)).toEqual([]);
  });
});

test('what a pod tells, as it writes it', () => {
  const result = {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'WorkflowTaskResult', metadata, progress: '1/1' },
    ...{ phase: 'Succeeded', message: '', outputs: { exitCode: '0', result: 'x', ...shared.outputs } },
  };
  expect(workflowTaskResult.validate(result)).toEqual([]);
});
