import { WrongResource } from './custom-resources';

/*
 * Objects of Argo Workflows that are wrong. Synth refuses each where the platform brings their kinds, and so does an API server
 * with our CRDs, but for what its CRDs leave open.
 */

const object = (kind: string, fields: object): WrongResource['object'] => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind,
  metadata: kind === 'ClusterWorkflowTemplate' ? { name: 'wrong' } : { name: 'wrong', namespace: 'default' },
  ...fields,
});
const workflow = (spec: object) => object('Workflow', { spec: { entrypoint: 'main', ...spec } });
const template = (fields: object) => workflow({ templates: [{ name: 'main', ...fields }] });
const task = (fields: object) => template({ dag: { tasks: [{ name: 'a', template: 'b', ...fields }] } });
const artifact = (fields: object) => template({ inputs: { artifacts: [{ name: 'a', ...fields }] } });
const cron = (spec: object) => object('CronWorkflow', { spec: { workflowSpec: {}, schedules: ['@daily'], ...spec } });
const event = (spec: object) => object('WorkflowEventBinding', { spec: { event: { selector: 'true' }, ...spec } });
const first = 'spec.templates[0]';

const wrong = (name: string, object: WrongResource['object'], field: string, problem: string): WrongResource => ({
  ...{ name: `${object.kind} ${name}`, object, field },
  problems: [`"${field}" ${problem}`],
});
const missing = (object: WrongResource['object'], field: string): WrongResource =>
  wrong(`without ${field}`, object, field, 'is missing, and is required');

/** What CRDs refuse. */
export const argoKinds: readonly WrongResource[] = [
  ...[
    ...['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate', 'CronWorkflow', 'WorkflowTaskSet'],
    ...['WorkflowArtifactGCTask', 'WorkflowEventBinding'],
  ].map((kind) => missing(object(kind, {}), 'spec')),
  wrong('with a specification as text', object('Workflow', { spec: 'x' }), 'spec', 'is "x", must be an object'),
  wrong(
    'with one template',
    workflow({ templates: { name: 'a' } }),
    'spec.templates',
    'is {"name":"a"}, must be a list',
  ),
  wrong('with a template as text', workflow({ templates: ['a'] }), first, 'is "a", must be an object'),
  wrong('with an entrypoint of two', workflow({ entrypoint: ['a'] }), 'spec.entrypoint', 'is ["a"], must be a text'),
  wrong(
    'with parallelism as text',
    workflow({ parallelism: '3' }),
    'spec.parallelism',
    'is "3", must be a whole number',
  ),
  wrong(
    'with a deadline in words',
    workflow({ activeDeadlineSeconds: '1h' }),
    'spec.activeDeadlineSeconds',
    'is "1h", must be a whole number',
  ),
  wrong('that is suspended in words', workflow({ suspend: 'yes' }), 'spec.suspend', 'is "yes", must be true or false'),
  wrong(
    'that deletes pods at no known time',
    workflow({ podGC: { strategy: 'OnPodFailure' } }),
    'spec.podGC.strategy',
    'is "OnPodFailure", must be one of "", "OnPodCompletion", "OnPodSuccess", "OnWorkflowCompletion", "OnWorkflowSuccess"',
  ),
  wrong(
    'that deletes claims at no known time',
    workflow({ volumeClaimGC: { strategy: 'Never' } }),
    'spec.volumeClaimGC.strategy',
    'is "Never", must be one of "OnWorkflowCompletion", "OnWorkflowSuccess"',
  ),
  wrong(
    'that deletes artifacts at no known time',
    workflow({ artifactGC: { strategy: 'Always' } }),
    'spec.artifactGC.strategy',
    'is "Always", must be one of "", "OnWorkflowCompletion", "OnWorkflowDeletion", "Never"',
  ),
  wrong(
    'that ends in an unknown way',
    workflow({ shutdown: 'Kill' }),
    'spec.shutdown',
    'is "Kill", must be one of "Terminate", "Stop", ""',
  ),
  wrong(
    'that is kept for a text of seconds',
    workflow({ ttlStrategy: { secondsAfterCompletion: '60' } }),
    'spec.ttlStrategy.secondsAfterCompletion',
    'is "60", must be a whole number',
  ),
  wrong(
    'that retries under an unknown policy',
    template({ retryStrategy: { limit: 3, retryPolicy: 'OnFail' } }),
    `${first}.retryStrategy.retryPolicy`,
    'is "OnFail", must be one of "Always", "OnFailure", "OnError", "OnTransientError"',
  ),
  wrong(
    'that retries a fraction of times',
    template({ retryStrategy: { limit: 1.5 } }),
    `${first}.retryStrategy.limit`,
    'is 1.5, must be a quantity or a whole number',
  ),
  missing(template({ script: { image: 'a:1' } }), `${first}.script.source`),
  missing(template({ resource: { manifest: 'a' } }), `${first}.resource.action`),
  missing(template({ resource: { action: 'create', manifestFrom: {} } }), `${first}.resource.manifestFrom.artifact`),
  missing(template({ dag: {} }), `${first}.dag.tasks`),
  missing(template({ dag: { tasks: [{ template: 'a' }] } }), `${first}.dag.tasks[0].name`),
  missing(template({ containerSet: {} }), `${first}.containerSet.containers`),
  missing(template({ containerSet: { containers: [{ image: 'a' }] } }), `${first}.containerSet.containers[0].name`),
  missing(
    template({ containerSet: { containers: [], retryStrategy: { duration: '1s' } } }),
    `${first}.containerSet.retryStrategy.retries`,
  ),
  missing(template({ sidecars: [{ image: 'a' }] }), `${first}.sidecars[0].name`),
  missing(template({ initContainers: [{ image: 'a' }] }), `${first}.initContainers[0].name`),
  missing(template({ http: { method: 'GET' } }), `${first}.http.url`),
  missing(template({ http: { url: 'a', headers: [{ value: 'a' }] } }), `${first}.http.headers[0].name`),
  missing(template({ data: { transformation: [] } }), `${first}.data.source`),
  missing(template({ data: { source: {} } }), `${first}.data.transformation`),
  missing(template({ data: { source: {}, transformation: [{}] } }), `${first}.data.transformation[0].expression`),
  missing(template({ memoize: { cache: { configMap: { key: 'a' } }, maxAge: '1h' } }), `${first}.memoize.key`),
  missing(template({ memoize: { key: 'a', maxAge: '1h' } }), `${first}.memoize.cache`),
  missing(template({ memoize: { key: 'a', cache: {}, maxAge: '1h' } }), `${first}.memoize.cache.configMap`),
  missing(template({ memoize: { key: 'a', cache: { configMap: { key: 'a' } } } }), `${first}.memoize.maxAge`),
  missing(template({ metrics: {} }), `${first}.metrics.prometheus`),
  missing(template({ metrics: { prometheus: [{ help: 'a' }] } }), `${first}.metrics.prometheus[0].name`),
  missing(template({ metrics: { prometheus: [{ name: 'a' }] } }), `${first}.metrics.prometheus[0].help`),
  missing(
    template({ metrics: { prometheus: [{ name: 'a', help: 'a', counter: {} }] } }),
    `${first}.metrics.prometheus[0].counter.value`,
  ),
  wrong(
    'with a gauge that is multiplied',
    template({ metrics: { prometheus: [{ name: 'a', help: 'a', gauge: { value: '1', operation: 'Mul' } }] } }),
    `${first}.metrics.prometheus[0].gauge.operation`,
    'is "Mul", must be one of "Set", "Add", "Sub", did you mean "Sub"?',
  ),
  missing(workflow({ arguments: { parameters: [{ value: 'a' }] } }), 'spec.arguments.parameters[0].name'),
  missing(template({ inputs: { artifacts: [{ path: '/a' }] } }), `${first}.inputs.artifacts[0].name`),
  missing(template({ outputs: { parameters: [{ value: 'a' }] } }), `${first}.outputs.parameters[0].name`),
  missing(
    template({ inputs: { parameters: [{ name: 'a', valueFrom: { configMapKeyRef: { name: 'a' } } }] } }),
    `${first}.inputs.parameters[0].valueFrom.configMapKeyRef.key`,
  ),
  wrong(
    'with permissions in octal',
    artifact({ path: '/a', mode: '0755' }),
    `${first}.inputs.artifacts[0].mode`,
    'is "0755", must be a whole number',
  ),
  wrong(
    'with steps in one row',
    template({ steps: [{ name: 'a', template: 'b' }] }),
    `${first}.steps[0]`,
    'is {"name":"a","template":"b"}, must be a list',
  ),
  wrong(
    'with dependencies as text',
    task({ dependencies: 'b' }),
    `${first}.dag.tasks[0].dependencies`,
    'is "b", must be a list',
  ),
  wrong(
    'with several conditions',
    task({ depends: ['b', 'c'] }),
    `${first}.dag.tasks[0].depends`,
    'is ["b","c"], must be a text',
  ),
  missing(
    workflow({ synchronization: { semaphores: [{ database: {} }] } }),
    'spec.synchronization.semaphores[0].database.key',
  ),
  missing(
    workflow({ workflowMetadata: { labelsFrom: { team: {} } } }),
    'spec.workflowMetadata.labelsFrom.team.expression',
  ),
  wrong(
    'with a template as text',
    object('WorkflowTemplate', { spec: { templates: ['a'] } }),
    first,
    'is "a", must be an object',
  ),
  wrong(
    'with a template as text',
    object('ClusterWorkflowTemplate', { spec: { templates: ['a'] } }),
    first,
    'is "a", must be an object',
  ),
  missing(object('CronWorkflow', { spec: { schedules: ['@daily'] } }), 'spec.workflowSpec'),
  wrong(
    'that runs side by side in an unknown way',
    cron({ concurrencyPolicy: 'Deny' }),
    'spec.concurrencyPolicy',
    'is "Deny", must be one of "Allow", "Forbid", "Replace"',
  ),
  wrong('with one schedule', cron({ schedules: '@daily' }), 'spec.schedules', 'is "@daily", must be a list'),
  missing(cron({ stopStrategy: {} }), 'spec.stopStrategy.expression'),
  wrong(
    'with a list of tasks',
    object('WorkflowTaskSet', { spec: { tasks: ['a'] } }),
    'spec.tasks',
    'is ["a"], must be an object',
  ),
  wrong('with a phase as a number', object('WorkflowTaskResult', { phase: 3 }), 'phase', 'is 3, must be a text'),
  missing(object('WorkflowTaskResult', { outputs: { artifacts: [{ path: 'a' }] } }), 'outputs.artifacts[0].name'),
  missing(
    object('WorkflowTaskResult', { outputs: { artifacts: [{ name: 'a', gcs: { bucket: 'a' } }] } }),
    'outputs.artifacts[0].gcs.key',
  ),
  wrong(
    'with a parameter as a number',
    object('WorkflowTaskResult', { outputs: { parameters: [{ name: 'a', value: 3 }] } }),
    'outputs.parameters[0].value',
    'is 3, must be a text',
  ),
  missing(
    object('WorkflowArtifactGCTask', { spec: { artifactsByNode: { a: { artifacts: { b: {} } } } } }),
    'spec.artifactsByNode.a.artifacts.b.name',
  ),
  missing(object('WorkflowEventBinding', { spec: {} }), 'spec.event'),
  missing(event({ event: {} }), 'spec.event.selector'),
  missing(event({ submit: {} }), 'spec.submit.workflowTemplateRef'),
  missing(
    event({ submit: { workflowTemplateRef: {}, arguments: { artifacts: [{ name: 'a', git: {} }] } } }),
    'spec.submit.arguments.artifacts[0].git.repo',
  ),
];

/** What synth alone refuses: fields that do not exist, and what the CRDs leave open. */
export const openArgoFields: readonly WrongResource[] = [
  // The API server does not go by the format of a number.
  wrong(
    'with a priority that is too high',
    workflow({ priority: 2 ** 40 }),
    'spec.priority',
    'is 1099511627776, must be from -2147483648 to 2147483647',
  ),
  wrong(
    'with a misspelled field',
    workflow({ serviceAccount: 'a' }),
    'spec.serviceAccount',
    'is not a field of this kind, did you mean "serviceAccountName"?',
  ),
  wrong(
    'with a misspelled field of a task',
    task({ dependsOn: ['a'] }),
    `${first}.dag.tasks[0].dependsOn`,
    'is not a field of this kind, did you mean "depends"?',
  ),
  wrong(
    'with a parameter as a number',
    workflow({ arguments: { parameters: [{ name: 'a', value: 3 }] } }),
    'spec.arguments.parameters[0].value',
    'is 3, must be a text',
  ),
  wrong(
    'with a wrong argument of a task',
    task({ arguments: { parameters: { name: 'a' } } }),
    `${first}.dag.tasks[0].arguments.parameters`,
    'is {"name":"a"}, must be a list',
  ),
  wrong(
    'with a wrong template within a task',
    task({ inline: { script: { image: 'a:1' } } }),
    `${first}.dag.tasks[0].inline.script.source`,
    'is missing, and is required',
  ),
  ...(
    [
      [{ http: {} }, 'http.url'],
      [{ git: {} }, 'git.repo'],
      [{ raw: {} }, 'raw.data'],
      [{ gcs: { bucket: 'a' } }, 'gcs.key'],
      [{ oss: {} }, 'oss.key'],
      [{ hdfs: {} }, 'hdfs.path'],
      [{ artifactory: {} }, 'artifactory.url'],
      [{ azure: { container: 'a', blob: 'b' } }, 'azure.endpoint'],
      [{ azure: { endpoint: 'a', blob: 'b' } }, 'azure.container'],
      [{ azure: { endpoint: 'a', container: 'b' } }, 'azure.blob'],
      [{ s3: { key: 'a', accessKeySecret: { name: 'a' } } }, 's3.accessKeySecret.key'],
      [{ http: { url: 'a', headers: [{ name: 'a' }] } }, 'http.headers[0].value'],
    ] as const
  ).map(([place, field]) => missing(artifact(place), `${first}.inputs.artifacts[0].${field}`)),
  wrong(
    'with an artifact that is not encrypted in words',
    artifact({ s3: { insecure: 'yes' } }),
    `${first}.inputs.artifacts[0].s3.insecure`,
    'is "yes", must be true or false',
  ),
];
