import { ArgoWorkflows, ArgoWorkflowsProps, SeaweedFS } from '../../components';
import { argo } from '../../lib/api';
import { IObjectStore, ObjectStoreRequest, Platform, Size } from '../../lib';
import { artifactRepository } from '../../lib/core/artifact-repository';
import { at, linesOf, object, problemsOf, render, Rendered } from '../support/app';
import { describeRights } from '../support/component';
import { rawChart } from '../support/parts';

function rendered(props?: ArgoWorkflowsProps, size: Size = 'laptop'): Rendered {
  return render((app) => {
    const platform = new Platform(app, 'local', { size, existingNamespaces: ['team'] });
    new ArgoWorkflows(platform, 'argo-workflows', props);
    return platform;
  });
}

/** A store that says what it was asked for. */
class Store implements IObjectStore {
  readonly requests: ObjectStoreRequest[] = [];

  addConsumer(_: unknown, request: ObjectStoreRequest) {
    this.requests.push(request);
    return {
      ...({ scheme: 's3', bucket: 'b', region: 'us-east-1', pathStyle: true } as const),
      endpoint: { host: 'store.data.svc', port: 8333, secure: false },
      credentials: { kind: 'keys', secret: 'keys', accessKey: 'a', secretKey: 's' } as const,
    };
  }
}

const configOf = ({ objects }: Rendered): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(object(objects, 'ConfigMap').data as Record<string, string>).map(([field, value]) => [
      field,
      JSON.parse(value) as unknown,
    ]),
  );
const podOf = ({ objects }: Rendered): unknown => at(object(objects, 'Deployment'), 'spec', 'template');
const containerOf = (from: Rendered): unknown => at(podOf(from), 'spec', 'containers', 0);

const minimal = rendered();
const store = new Store();
const all: Required<ArgoWorkflowsProps> = {
  ...{ namespace: 'flows', replicas: 3, nodeSelector: { pool: 'system' } },
  resources: { requests: { cpu: '2' }, limits: { memory: '8Gi' } },
  tolerations: [{ key: 'system', operator: 'Exists' }],
  store,
  managedNamespace: 'team',
  keyFormat: 'kept/{{workflow.namespace}}/{{pod.name}}',
  ...{ instanceId: 'mine', parallelism: 20, namespaceParallelism: 5, logLevel: 'debug', priorityClassName: 'high' },
  workflowDefaults: { ttlStrategy: { secondsAfterCompletion: 86_400 }, podGC: { strategy: 'OnPodSuccess' } },
  executorResources: { requests: { cpu: '100m' } },
  executorSecurityContext: { runAsUser: 1000 },
};

describe('ArgoWorkflows', () => {
  describeRights(() => minimal.objects, {
    // It removes what executors have reported, and signals steps that are to end.
    'argo-cluster-role': ['the verb of list,watch,deletecollection', 'entering pods'],
  });

  test('makes these objects', () => {
    expect(linesOf(minimal, 'inventory.txt').join('\n')).toMatchSnapshot();
  });

  test('runs the controller like this', () => {
    const { objects } = minimal;
    expect(object(objects, 'Deployment')).toMatchSnapshot();
    expect(configOf(minimal)).toMatchSnapshot();
  });

  test('takes all its props', () => {
    const full = rendered(all);
    expect(configOf(full)).toEqual({
      artifactRepository: {
        archiveLogs: true,
        s3: {
          ...{ endpoint: 'store.data.svc:8333', bucket: 'b', region: 'us-east-1', insecure: true },
          keyFormat: all.keyFormat,
          accessKeySecret: { name: 'keys', key: 'a' },
          secretKeySecret: { name: 'keys', key: 's' },
        },
      },
      executor: {
        imagePullPolicy: 'IfNotPresent',
        resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '512Mi' } },
        securityContext: {
          ...{ runAsNonRoot: true, runAsUser: 1000, allowPrivilegeEscalation: false },
          ...{ capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } },
        },
      },
      ...{ instanceID: 'mine', parallelism: 20, namespaceParallelism: 5 },
      workflowDefaults: { spec: all.workflowDefaults },
    });
    expect(store.requests).toEqual([
      { name: 'argo-workflows', namespace: 'flows', prefixes: ['kept/flows/'], pods: {} },
    ]);
    expect(at(containerOf(full), 'args')).toEqual(
      expect.arrayContaining(['--loglevel=debug', '--namespaced', '--managed-namespace=team']),
    );
    expect(at(podOf(full), 'spec')).toMatchObject({
      priorityClassName: 'high',
      nodeSelector: { 'kubernetes.io/os': 'linux', pool: 'system' },
      tolerations: all.tolerations,
    });
    expect(at(containerOf(full), 'resources')).toMatchObject({ requests: { cpu: '2' }, limits: { memory: '8Gi' } });
    expect(at(object(full.objects, 'Deployment'), 'spec', 'replicas')).toBe(3);
    expect(object(full.objects, 'PodDisruptionBudget').metadata.namespace).toBe('flows');
  });

  test('of one namespace has no rights outside of it and its own', () => {
    const { objects } = rendered({ managedNamespace: 'team' });
    const kinds = (kind: string): string[] =>
      objects
        .filter((one) => one.kind === kind)
        .map(({ metadata: { namespace, name } }) => `${namespace ?? ''}/${name}`);
    expect(kinds('ClusterRoleBinding')).toEqual([]);
    expect(kinds('Role')).toEqual(['kubeflow/argo-role', 'team/argo-workflows-role']);
    expect(kinds('RoleBinding')).toEqual(['kubeflow/argo-role', 'team/argo-workflows-role']);
    expect(JSON.stringify(objects.filter(({ kind }) => kind === 'Role'))).not.toContain('clusterworkflowtemplates');
  });

  test('is where its namespace says', () => {
    const { objects } = rendered({ namespace: 'flows' });
    const others = objects.filter(({ kind }) => !/^(CustomResourceDefinition|Cluster.*|Namespace)$/.test(kind));
    expect(others.length).toBeGreaterThan(5);
    for (const { kind, metadata } of others) expect([kind, metadata.namespace]).toEqual([kind, 'flows']);
    expect(at(object(objects, 'ClusterRoleBinding'), 'subjects', 0, 'namespace')).toBe('flows');
  });

  test('starts again when its configuration changes', () => {
    const checksum = (from: Rendered): unknown => at(podOf(from), 'metadata', 'annotations', 'checksum/config');
    expect(checksum(rendered({ parallelism: 3 }))).not.toBe(checksum(minimal));
    expect(checksum(rendered({ parallelism: 3 }))).toBe(checksum(rendered({ parallelism: 3 })));
  });

  test('makes the platform list the image of the executor, which stands in an argument', () => {
    expect(linesOf(minimal, 'images.txt').filter((line) => line !== '')).toEqual([
      expect.stringContaining('quay.io/argoproj/argoexec:v3.7.3') as string,
      expect.stringContaining('quay.io/argoproj/workflow-controller:v3.7.3') as string,
    ]);
    const mirrored = render((app) => {
      const images = { registry: 'mirror.example/kf', pullPolicy: 'Never' } as const;
      const platform = new Platform(app, 'local', { images });
      new ArgoWorkflows(platform, 'argo-workflows');
      return platform;
    });
    expect(at(containerOf(mirrored), 'args')).toEqual(
      expect.arrayContaining([
        '--executor-image=mirror.example/kf/argoproj/argoexec:v3.7.3',
        '--executor-image-pull-policy=Never',
      ]),
    );
    expect(configOf(mirrored)).toMatchObject({ executor: { imagePullPolicy: 'Never' } });
  });

  test.each<[Size, number]>([
    ['laptop', 0],
    ['small', 0],
    ['production', 1],
  ])('at the size %s has %i disruption budgets', (size, budgets) => {
    const { objects } = rendered({}, size);
    expect(objects.filter(({ kind }) => kind === 'PodDisruptionBudget')).toHaveLength(budgets);
    const resources = at(containerOf(rendered({}, size)), 'resources');
    expect(resources).toMatchObject({ requests: { cpu: expect.any(String) as string } });
    expect(at(resources, 'limits')).toEqual({ memory: expect.any(String) as string });
  });

  test('lets nobody in', () => {
    const policies = minimal.objects.filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policies.map(({ spec }) => spec)).toEqual([
      expect.not.objectContaining({ ingress: expect.anything() as object }),
    ]);
  });

  test('keeps artifacts of its own namespace in the store of the platform', () => {
    const { objects } = render((app) => {
      const platform = new Platform(app, 'local');
      new ArgoWorkflows(platform, 'argo-workflows', { store: new SeaweedFS(platform, 'seaweedfs') });
      return platform;
    });
    const server = JSON.stringify(object(objects, 'StatefulSet'));
    expect(server).toContain('private-artifacts/kubeflow/');
  });
});

describe('wrong props', () => {
  const problems = (props: object): string[] =>
    problemsOf((app) => {
      const platform = new Platform(app, 'local', { existingNamespaces: ['team'] });
      new ArgoWorkflows(platform, 'argo-workflows', props);
    }).map((message) => message.replace('[local/argo-workflows] ', ''));

  const format = (given: string): string =>
    `"keyFormat" is ${given}, must have "{{workflow.namespace}}/" behind a fixed prefix, and "{{pod.name}}" after it, such as "artifacts/{{workflow.namespace}}/{{workflow.name}}/{{pod.name}}"`;

  test.each<[object, ...string[]]>([
    [{ keyFromat: 'x' }, '"keyFromat" is not a prop of this construct, did you mean "keyFormat"?'],
    [{ store: 's3' }, '"store" is "s3", must be a SeaweedFS component or another IObjectStore'],
    [{ store: null }, '"store" is null, must be a SeaweedFS component or another IObjectStore'],
    [
      { managedNamespace: ['a', 'b'] },
      '"managedNamespace" is ["a","b"], must be a RFC 1123 label: at most 63 of a-z, 0-9 and "-", and no "-" at either end',
    ],
    [
      { instanceId: 'My Argo' },
      '"instanceId" is "My Argo", must be a RFC 1123 label: at most 63 of a-z, 0-9 and "-", and no "-" at either end',
    ],
    [{ parallelism: 0 }, '"parallelism" is 0, must be a whole number from 1 to 2147483647'],
    [{ namespaceParallelism: '5' }, '"namespaceParallelism" is "5", must be a whole number from 1 to 2147483647'],
    [{ priorityClassName: '' }, '"priorityClassName" is "", must be a text that is not empty'],
    [{ logLevel: 'warning' }, '"logLevel" is "warning", must be one of "debug", "info", "warn", "error"'],
    [{ keyFormat: 'a/{{pod.name}}' }, format('"a/{{pod.name}}"')],
    [
      { keyFormat: '{{workflow.name}}/{{workflow.namespace}}/{{pod.name}}' },
      format('"{{workflow.name}}/{{workflow.namespace}}/{{pod.name}}"'),
    ],
    [{ keyFormat: 'a/{{workflow.namespace}}' }, format('"a/{{workflow.namespace}}"')],
    [{ keyFormat: 'a-{{workflow.namespace}}/{{pod.name}}' }, format('"a-{{workflow.namespace}}/{{pod.name}}"')],
    [{ keyFormat: '/{{workflow.namespace}}/{{pod.name}}' }, format('"/{{workflow.namespace}}/{{pod.name}}"')],
    [{ keyFormat: 3 }, format('3')],
    [
      { workflowDefaults: { ttlStrategy: { secondsAfterCompletion: '1d' }, podGc: {} } },
      '"workflowDefaults.ttlStrategy.secondsAfterCompletion" is "1d", must be a whole number',
      '"workflowDefaults.podGc" is not a field of this kind, did you mean "podGC"?',
    ],
    [{ executorResources: { requests: { memory: '1Gi' } } }, expect.stringContaining('"executorResources') as string],
    [{ executorSecurityContext: 'root' }, '"executorSecurityContext" is "root", must be an object'],
  ])('%j', (props, ...expected) => {
    expect(problems(props)).toEqual(expected);
  });
});

describe('an artifact repository', () => {
  const keyFormat = 'a/{{workflow.namespace}}/{{pod.name}}';
  const base = { bucket: 'b', pathStyle: false } as const;

  test.each([
    [
      { ...base, scheme: 's3', credentials: { kind: 'workload-identity', accountAnnotations: {} } } as const,
      { s3: { endpoint: 's3.amazonaws.com', bucket: 'b', insecure: false, keyFormat, useSDKCreds: true } },
    ],
    [
      {
        ...base,
        ...({ scheme: 's3', region: 'eu-central-1' } as const),
        credentials: { kind: 'keys', secret: 's', accessKey: 'a', secretKey: 'k' },
      } as const,
      {
        s3: {
          ...{
            endpoint: 's3.eu-central-1.amazonaws.com',
            bucket: 'b',
            region: 'eu-central-1',
            insecure: false,
            keyFormat,
          },
          ...{ accessKeySecret: { name: 's', key: 'a' }, secretKeySecret: { name: 's', key: 'k' } },
        },
      },
    ],
    [
      { ...base, scheme: 'gs', credentials: { kind: 'workload-identity', accountAnnotations: {} } } as const,
      { gcs: { bucket: 'b', keyFormat } },
    ],
    [
      { ...base, scheme: 'gs', credentials: { kind: 'service-account-key', secret: 's', key: 'k' } } as const,
      { gcs: { bucket: 'b', keyFormat, serviceAccountKeySecret: { name: 's', key: 'k' } } },
    ],
  ])('%#', (access, expected) => {
    expect(artifactRepository(access, keyFormat)).toEqual({ archiveLogs: true, ...expected });
  });
});

describe('checks', () => {
  const security = {
    ...{ runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const leaf = { name: 'leaf', container: { image: 'a:1', command: ['a'] } };
  const flow = (spec: object, kind = 'Workflow', namespace = 'team') => ({
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind },
    metadata: kind === 'ClusterWorkflowTemplate' ? { name: 'a' } : { name: 'a', namespace },
    spec,
  });
  const problems = (objects: readonly object[], props: ArgoWorkflowsProps = {}, restricted = false): string[] =>
    problemsOf((app) => {
      const platform = new Platform(app, 'local', { existingNamespaces: restricted ? [] : ['team'] });
      if (restricted) platform.addNamespace('team', { podSecurity: 'restricted' });
      new ArgoWorkflows(platform, 'argo-workflows', props);
      rawChart(platform, objects);
    }).map((message) => message.replace('[local/raw/object-0] ', ''));

  test.each([
    ['one step', flow({ entrypoint: 'leaf', templates: [leaf] })],
    ['templates of another', flow({ workflowTemplateRef: { name: 'b' }, entrypoint: 'elsewhere' })],
    ['templates alone', flow({ templates: [leaf] }, 'WorkflowTemplate')],
    ['templates of the cluster', flow({ templates: [leaf] }, 'ClusterWorkflowTemplate')],
    [
      'a schedule',
      flow({ schedules: ['@daily'], workflowSpec: { entrypoint: 'leaf', templates: [leaf] } }, 'CronWorkflow'),
    ],
    [
      'steps and tasks',
      flow({
        entrypoint: 'dag',
        templates: [
          leaf,
          {
            name: 'steps',
            steps: [
              [
                { name: 'a', template: 'leaf' },
                { name: 'b', template: '{{item}}' },
              ],
            ],
          },
          {
            name: 'dag',
            dag: {
              tasks: [
                { name: 'a', template: 'steps' },
                { name: 'b', templateRef: { name: 'x', template: 'y' } },
              ],
            },
          },
        ],
      }),
    ],
  ])('pass %s', (_, one) => {
    expect(problems([one])).toEqual([]);
  });

  test.each<[object, ...string[]]>([
    [
      flow({ templates: [leaf] }),
      '"spec.entrypoint" is missing: a workflow without "workflowTemplateRef" must say where it begins',
    ],
    [
      flow({ entrypoint: 'main', templates: [leaf] }),
      '"spec.entrypoint" names the template "main", which is not among "spec.templates"',
    ],
    [
      flow({ schedules: ['@daily'], workflowSpec: { entrypoint: 'main' } }, 'CronWorkflow'),
      '"spec.workflowSpec.entrypoint" names the template "main", which is not among "spec.workflowSpec.templates"',
    ],
    [
      flow({ entrypoint: 'leaf', templates: [leaf, { name: 'none' }] }),
      '"spec.templates[1]" has none of the fields that say what a template does, must have one of them',
    ],
    [
      flow({ entrypoint: 'leaf', templates: [{ ...leaf, suspend: {} }] }),
      '"spec.templates[0]" has "container" and "suspend" of the fields that say what a template does, must have one of them',
    ],
    [
      flow({ templates: [leaf, leaf] }, 'WorkflowTemplate'),
      '"spec.templates[1].name" is "leaf", which another template has; give each a name of its own',
    ],
    [
      flow({ entrypoint: 'steps', templates: [{ name: 'steps', steps: [[{ name: 'a', template: 'laef' }]] }] }),
      '"spec.templates[0].steps[0][0].template" names the template "laef", which is not among "spec.templates"',
    ],
    [
      flow({ entrypoint: 'dag', templates: [{ name: 'dag', dag: { tasks: [{ name: 'a', template: 'laef' }] } }] }),
      '"spec.templates[0].dag.tasks[0].template" names the template "laef", which is not among "spec.templates"',
    ],
  ])('refuse %j', (one, ...expected) => {
    expect(problems([one])).toEqual(expected);
  });

  test('refuse a workflow in a namespace that the controller does not see', () => {
    const one = flow({ entrypoint: 'leaf', templates: [leaf] });
    expect(problems([one], { managedNamespace: 'kubeflow' })).toEqual([
      'stands in the namespace "team", while the controller has "managedNamespace" "kubeflow"; it would never run',
    ]);
    expect(problems([one], { managedNamespace: 'team' })).toEqual([]);
  });

  test('refuse a controller of a name beside Kubeflow Pipelines', () => {
    const labels = { app: 'ml-pipeline' };
    const server = {
      ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'ml-pipeline', namespace: 'team' } },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [] } } },
    };
    expect(problems([server], { instanceId: 'mine' })).toEqual([
      'its runs carry no name of a controller, so that one with "instanceId" "mine" never takes them up; leave "instanceId" out',
    ]);
    expect(problems([server])).toEqual([]);
  });

  test('refuse pods that a restricted namespace would refuse', () => {
    const one = flow({ entrypoint: 'leaf', templates: [leaf] });
    expect(problems([one], {}, true)).toEqual([
      '"spec.templates[0]" runs pods in a namespace that enforces "restricted" and does not state "runAsNonRoot": true, "seccompProfile", "allowPrivilegeEscalation": false, "capabilities": { "drop": ["ALL"] }; state it in "securityContext" of the workflow and of the container',
    ]);
    expect(problems([one])).toEqual([]);
    const safe = { ...leaf, container: { ...leaf.container, securityContext: security } };
    expect(problems([flow({ entrypoint: 'leaf', templates: [safe] })], {}, true)).toEqual([]);
    const { runAsNonRoot, seccompProfile, ...container } = security;
    const half = { ...leaf, container: { ...leaf.container, securityContext: container } };
    const shared = { securityContext: { runAsNonRoot, seccompProfile } };
    expect(problems([flow({ ...shared, entrypoint: 'leaf', templates: [half] })], {}, true)).toEqual([]);
    const sidecar = { name: 's', image: 'a:1', securityContext: { ...container, allowPrivilegeEscalation: true } };
    const beside = flow({ ...shared, entrypoint: 'leaf', templates: [{ ...half, sidecars: [sidecar] }] });
    expect(problems([beside], {}, true)).toEqual([
      '"spec.templates[0]" runs pods in a namespace that enforces "restricted" and does not state "allowPrivilegeEscalation": false; state it in "securityContext" of the workflow and of the container',
    ]);
  });

  test('leave what has no shape to the check of the kind', () => {
    const shapeless: unknown[] = [
      {},
      'x',
      { templates: 'x' },
      { templates: [null, 'x', { dag: { tasks: 'x' } }] },
      { steps: 3 },
    ];
    for (const spec of shapeless) {
      const found = problems([{ ...flow({}), spec }]);
      expect(found.length).toBeGreaterThan(0);
      expect(found.join()).not.toContain('TypeError');
    }
    expect(argo.workflow.kind).toBe('Workflow');
  });
});
