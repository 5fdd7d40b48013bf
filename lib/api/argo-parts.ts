import { configMapKey } from './argo-storage';
import {
  boolean,
  choice,
  embedded,
  int32,
  int64,
  list,
  map,
  number,
  object,
  quantity,
  required,
  Schema,
  string,
} from './kit/schema';

/* What workflows and their templates have in common. */

/** A whole number, or a text with a variable in its place. */
export const numberOrText = quantity;

export const serviceAccountName = string('ServiceAccount of the pods. default where left out.');
export const automountServiceAccountToken = boolean(
  'Whether the main container gets the token of the ServiceAccount. Where not, executor needs an account of its own.',
);
export const executor = object('ExecutorConfig', 'Who runs beside the main container.', {
  serviceAccountName: string('ServiceAccount of the executor. That of the pod where left out.'),
});
export const nodeSelector = map('Labels that nodes must have.', string('Value of one label.'));
export const affinity = embedded('core/v1.Affinity', 'Which nodes are preferred.');
export const tolerations = list('Taints of nodes that are put up with.', embedded('core/v1.Toleration', 'One.'));
export const volumes = list('Volumes that containers can mount.', embedded('core/v1.Volume', 'One volume.'));
export const hostAliases = list('Further names of hosts.', embedded('core/v1.HostAlias', 'Names of one address.'));
export const securityContext = embedded('core/v1.PodSecurityContext', 'As whom the pods run.');
export const schedulerName = string('Scheduler of the pods.');
export const podSpecPatch = string('Changes of the specification of the pods, as YAML or JSON to merge.');
export const parallelism = int64('Number of pods at a time. No limit where left out.');

export const retryStrategy = object('RetryStrategy', 'When a step is tried again.', {
  limit: numberOrText('Number of further tries. No limit where left out.'),
  retryPolicy: choice('Which ends lead to another try. OnFailure where left out; Always where an expression decides.', [
    'Always',
    'OnFailure',
    'OnError',
    'OnTransientError',
  ]),
  backoff: object('Backoff', 'How long each try waits.', {
    duration: string('Wait before the first, such as 30s. A number is in seconds.'),
    factor: numberOrText('By how much each wait is longer than the last.'),
    maxDuration: string('Time after which no other try begins.'),
    cap: string('The longest wait.'),
  }),
  affinity: object('RetryAffinity', 'Where the next try runs.', {
    nodeAntiAffinity: object('RetryNodeAntiAffinity', 'On another node.', {}),
  }),
  expression: string('Expression that must hold for another try.'),
});

const mutex = object('Mutex', 'A lock that one holds.', {
  name: string('Name of the lock.'),
  namespace: string('Namespace of the lock. That of the workflow where left out.'),
  database: boolean('Whether the lock is kept in the database of the controller.'),
});
const semaphore = object('SemaphoreRef', 'A lock that several hold.', {
  configMapKeyRef: configMapKey('how many hold it'),
  namespace: string('Namespace of the ConfigMap. That of the workflow where left out.'),
  database: object('SyncDatabaseRef', 'A lock in the database of the controller.', {
    key: required(string('Name of the lock.')),
  }),
});
export const synchronization = object('Synchronization', 'Locks that must be held.', {
  semaphore,
  mutex,
  semaphores: list('Locks that several hold.', semaphore),
  mutexes: list('Locks that one holds.', mutex),
});

export const metrics = object('Metrics', 'Metrics that are given out.', {
  prometheus: required(
    list(
      'Metrics for Prometheus.',
      object('Prometheus', 'One metric.', {
        name: required(string('Name of the metric.')),
        labels: list(
          'Labels of the metric.',
          object('MetricLabel', 'One label.', { key: required(string('Name.')), value: required(string('Value.')) }),
        ),
        help: required(string('What the metric says.')),
        when: string('Condition under which it is given out.'),
        gauge: object('Gauge', 'A value that goes up and down.', {
          value: required(string('The value.')),
          realtime: boolean('Whether it is given out while the step runs.'),
          operation: choice('What is done with the value. Set where left out.', ['Set', 'Add', 'Sub']),
        }),
        histogram: object('Histogram', 'Values by size.', {
          value: required(string('The value.')),
          buckets: required(list('Upper bounds.', number('One bound.'))),
        }),
        counter: object('Counter', 'A value that goes up.', { value: required(string('By how much.')) }),
      }),
    ),
  ),
});

export const memoize = object('Memoize', 'When an earlier result is taken in place of a run.', {
  key: required(string('What the result is known by.')),
  cache: required(object('Cache', 'Where results are kept.', { configMap: required(configMapKey('results')) })),
  maxAge: required(string('How old a result may be, such as 24h. Of any age where empty.')),
});

export const templateRef = object('TemplateRef', 'A template of a WorkflowTemplate.', {
  name: string('Name of the WorkflowTemplate.'),
  template: string('Name of the template in it.'),
  clusterScope: boolean('Whether it is a ClusterWorkflowTemplate.'),
});

export const workflowTemplateRef = object('WorkflowTemplateRef', 'A WorkflowTemplate.', {
  name: string('Name of the WorkflowTemplate.'),
  clusterScope: boolean('Whether it is a ClusterWorkflowTemplate.'),
});

export const ttlStrategy = object('TTLStrategy', 'How long the workflow is kept once it has ended.', {
  secondsAfterCompletion: int32('Seconds, however it has ended.'),
  secondsAfterSuccess: int32('Seconds after it has succeeded.'),
  secondsAfterFailure: int32('Seconds after it has failed.'),
});

export const podGC = object('PodGC', 'When pods are deleted.', {
  strategy: choice('When pods are deleted. With the workflow where left out.', [
    '',
    'OnPodCompletion',
    'OnPodSuccess',
    'OnWorkflowCompletion',
    'OnWorkflowSuccess',
  ]),
  labelSelector: embedded('meta/v1.LabelSelector', 'Which pods are deleted. All of them where left out.'),
  deleteDelayDuration: string('How long each pod is kept before that, such as 30s.'),
});

/** An expression that decides. */
export const expression = (what: string): Schema => required(string(what));
