import { args, artifact, artifactLocation, artifactPaths, inputs, outputs, podMetadata } from './argo-artifacts';
import {
  affinity,
  automountServiceAccountToken,
  executor,
  expression,
  hostAliases,
  memoize,
  metrics,
  nodeSelector,
  numberOrText,
  parallelism,
  podSpecPatch,
  retryStrategy,
  schedulerName,
  securityContext,
  serviceAccountName,
  synchronization,
  templateRef,
  tolerations,
  volumes,
} from './argo-parts';
import { secretKey } from './argo-storage';
import {
  anything,
  boolean,
  deferred,
  embedded,
  inlining,
  int64,
  list,
  map,
  object,
  required,
  Schema,
  string,
} from './kit/schema';

/* A template: what one step does, or how steps follow each other. */

const container = 'core/v1.Container';
const image = string('Image of the container.');
// It stands in too many places for the CRD.
const handedOver = deferred('What is handed over.', () => args(false));

export const hooks = map(
  'Templates that run at points of the way: exit at the end, others once their expression holds.',
  object('LifecycleHook', 'One of them.', {
    template: string('Name of the template.'),
    arguments: handedOver,
    templateRef,
    expression: string('When it runs.'),
  }),
);

const following = {
  template: string('Name of the template that runs.'),
  // A template may hold itself.
  inline: deferred('The template that runs, in place of its name.', () => template),
  arguments: handedOver,
  templateRef,
  withItems: list('Values, each of which gives a run of its own.', anything('One value.')),
  withParam: string('Parameter with a list in JSON, each value of which gives a run of its own.'),
  withSequence: object('Sequence', 'Numbers, each of which gives a run of its own.', {
    count: numberOrText('How many.'),
    start: numberOrText('The first. 0 where left out.'),
    end: numberOrText('The last, in place of count.'),
    format: string('How the number is written, in the notation of C.'),
  }),
  when: string('Condition under which it runs.'),
  continueOn: object('ContinueOn', 'Whether the workflow goes on all the same.', {
    error: boolean('Where it ends with an error.'),
    failed: boolean('Where it fails.'),
  }),
  onExit: string('Name of the template that runs at its end.'),
  hooks,
};

const step = object('WorkflowStep', 'One step.', { name: string('Name of the step.'), ...following });

const dag = object('DAGTemplate', 'Tasks that depend on each other.', {
  target: string('Tasks to reach, separated by spaces. All of them where left out.'),
  tasks: required(
    list(
      'The tasks.',
      object('DAGTask', 'One task.', {
        name: required(string('Name of the task.')),
        ...following,
        dependencies: list('Tasks that must have succeeded, or been skipped, before.', string('Name of one.')),
        depends: string('Condition over the ends of other tasks, such as a.Succeeded && b.Failed.'),
      }),
    ),
  ),
  failFast: boolean('Whether no other task begins once one has failed. True where left out.'),
});

const mirrorVolumeMounts = boolean('Whether it mounts what the main container mounts.');
const userContainer = (description: string): Schema =>
  inlining('UserContainer', container, description, {
    name: required(string('Name of the container.')),
    mirrorVolumeMounts,
  });

const containerSet = object('ContainerSetTemplate', 'Several containers in one pod.', {
  containers: required(
    list(
      'The containers.',
      inlining('ContainerNode', container, 'One container.', {
        name: required(string('Name of the container.')),
        dependencies: list('Containers that must have ended before.', string('Name of one.')),
      }),
    ),
  ),
  volumeMounts: list('Volumes that all of them mount.', embedded('core/v1.VolumeMount', 'One mount.')),
  retryStrategy: object('ContainerSetRetryStrategy', 'When a container is tried again within its pod.', {
    duration: string('Time between two tries, such as 30s.'),
    retries: required(numberOrText('Number of tries.')),
  }),
});

const resource = object('ResourceTemplate', 'An object of Kubernetes that is made or changed.', {
  action: required(string('What is done: get, create, apply, delete, replace or patch.')),
  mergeStrategy: string('How a patch is merged: strategic, merge or json. strategic where left out.'),
  manifest: string('The object, as YAML.'),
  manifestFrom: object('ManifestFrom', 'Where the object comes from.', {
    artifact: required(deferred('The artifact.', () => artifact(false))),
  }),
  setOwnerReference: boolean('Whether the object goes with the workflow.'),
  successCondition: string('Condition over the object that tells that the step has succeeded.'),
  failureCondition: string('Condition over the object that tells that the step has failed.'),
  flags: list('Further arguments of kubectl.', string('One argument.')),
});

const data = object('Data', 'Files of an artifact, picked and changed.', {
  source: required(
    object('DataSource', 'Where the files come from.', {
      artifactPaths: deferred('Files that the artifact consists of.', () => artifactPaths),
    }),
  ),
  transformation: required(
    list(
      'What is done with the list of files.',
      object('TransformationStep', 'One change.', { expression: expression('Expression over the list.') }),
    ),
  ),
});

const http = object('HTTP', 'A request to a web server, which the agent makes.', {
  method: string('Method of the request. GET where left out.'),
  url: required(string('Address of the request.')),
  headers: list(
    'Headers of the request.',
    object('RequestHeader', 'One header.', {
      name: required(string('Name.')),
      value: string('Value.'),
      valueFrom: object('RequestHeaderSource', 'Where the value comes from.', { secretKeyRef: secretKey('the value') }),
    }),
  ),
  timeoutSeconds: int64('Seconds until the request fails. 30 where left out.'),
  successCondition: string('Expression over the answer that tells that the step has succeeded.'),
  body: string('Body of the request.'),
  bodyFrom: object('RequestBodySource', 'Body of the request, as bytes.', {
    bytes: string('The bytes in base64.', { format: 'byte' }),
  }),
  insecureSkipVerify: boolean('Whether any certificate is taken for right.'),
});

/** What one step does, or how steps follow each other. */
export const template: Schema = object('Template', 'What one step does, or how steps follow each other.', {
  name: string('Name of the template.'),
  inputs,
  outputs: outputs(false),
  nodeSelector,
  affinity,
  metadata: podMetadata,
  daemon: boolean('Whether the workflow goes on as soon as the pod is ready.'),
  steps: list('Groups of steps, one group after the other.', list('Steps that run side by side.', step)),
  container: inlining('ContainerTemplate', container, 'A container.', { image }),
  containerSet,
  script: inlining('ScriptTemplate', container, 'A container that runs a script.', {
    image,
    source: required(string('The script.')),
  }),
  resource,
  dag,
  suspend: object('SuspendTemplate', 'A wait.', {
    duration: string('How long, such as 30s. A number is in seconds. Until somebody resumes it where left out.'),
  }),
  data,
  http,
  plugin: object('Plugin', 'Something that an executor plugin does.', {}, { open: true }),
  volumes,
  initContainers: list('Containers that run before.', userContainer('One container.')),
  sidecars: list('Containers that run beside.', userContainer('One container.')),
  archiveLocation: artifactLocation(false),
  activeDeadlineSeconds: numberOrText('Seconds until a pod of the template fails.'),
  retryStrategy,
  parallelism,
  failFast: boolean('Whether no other step begins once one has failed.'),
  tolerations,
  schedulerName,
  priorityClassName: string('Priority class of the pods.'),
  serviceAccountName,
  automountServiceAccountToken,
  executor,
  hostAliases,
  securityContext,
  podSpecPatch,
  metrics,
  synchronization,
  memoize,
  timeout: string('Time until the step fails, waiting included, such as 1h.'),
  annotations: map('Annotations of the template, which user interfaces show.', string('Value of one annotation.')),
});
