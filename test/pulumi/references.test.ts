import { deploy } from '../../lib/pulumi';
import { binding, crd, deployment, plainChart, Raw, raw, role } from '../support/charts';
import { dependenciesOf, register, named } from '../support/pulumi';

/** What waits for what in a plain chart, by ids. */
async function edges(objects: Readonly<Record<string, Raw>>): Promise<Record<string, string[]>> {
  const all = dependenciesOf(await register(() => deploy(plainChart(objects))));
  const id = (name: string): string => name.replace('chart/', '');
  return Object.fromEntries(Object.entries(all).map(([name, others]) => [id(name), others.map(id)]));
}

const settings = raw('ConfigMap', 'settings');
const token = raw('Secret', 'token');
const from = (field: string, name: string): object => ({ valueFrom: { [field]: { name, key: 'k' } } });
const container = (fields: object): object => ({ name: 'main', image: 'i:1', ...fields });

test('objects come after their namespace, and after no other', async () => {
  const objects = {
    config: settings,
    other: raw('ConfigMap', 'settings', {}, 'other'),
    none: raw('ConfigMap', 'x', {}, ''),
  };
  expect(await edges({ ...objects, ns: raw('Namespace', 'ns', {}, '') })).toEqual({ config: ['ns'] });
});

test('custom resources come after the CRD of their group and kind, of whatever version', async () => {
  const objects = {
    right: raw('Widget', 'w', {}, 'ns', 'example.com/v1beta1'),
    otherGroup: raw('Widget', 'w', {}, 'ns', 'example.org/v1'),
    crd: crd('Widget'),
  };
  expect(await edges(objects)).toEqual({ right: ['crd'] });
});

test.each<readonly [string, object, Raw]>([
  ['a mounted ConfigMap', { volumes: [{ name: 'v', configMap: { name: 'settings' } }] }, settings],
  ['a mounted Secret', { volumes: [{ name: 'v', secret: { secretName: 'token' } }] }, token],
  [
    'a projected ConfigMap',
    { volumes: [{ name: 'v', projected: { sources: [{ configMap: { name: 'settings' } }] } }] },
    settings,
  ],
  ['a projected Secret', { volumes: [{ name: 'v', projected: { sources: [{ secret: { name: 'token' } }] } }] }, token],
  [
    'a volume',
    { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] },
    raw('PersistentVolumeClaim', 'data'),
  ],
  [
    'a variable of a ConfigMap',
    { containers: [container({ env: [{ name: 'A', ...from('configMapKeyRef', 'settings') }] })] },
    settings,
  ],
  [
    'a variable of a Secret',
    { containers: [container({ env: [{ name: 'A', ...from('secretKeyRef', 'token') }] })] },
    token,
  ],
  [
    'all variables of a ConfigMap',
    { containers: [container({ envFrom: [{ configMapRef: { name: 'settings' } }] })] },
    settings,
  ],
  ['all variables of a Secret', { containers: [container({ envFrom: [{ secretRef: { name: 'token' } }] })] }, token],
  [
    'a variable of an init container',
    { initContainers: [container({ env: [{ name: 'A', ...from('secretKeyRef', 'token') }] })] },
    token,
  ],
  ['a pull secret', { imagePullSecrets: [{ name: 'token' }] }, token],
  ['a service account', { serviceAccountName: 'robot' }, raw('ServiceAccount', 'robot')],
  [
    'a priority class',
    { priorityClassName: 'high' },
    raw('PriorityClass', 'high', { value: 1 }, '', 'scheduling.k8s.io/v1'),
  ],
])('pods come after %s', async (_what, spec, needed) => {
  expect(await edges({ pods: deployment('a', spec), needed })).toEqual({ pods: ['needed'] });
});

test('pods come after nothing of that name in another namespace', async () => {
  const spec = { serviceAccountName: 'robot', volumes: [{ name: 'v', secret: { secretName: 'token' } }] };
  const others = { a: raw('ServiceAccount', 'robot', {}, 'other'), b: raw('Secret', 'token', {}, 'other') };
  expect(await edges({ pods: deployment('a', spec), ...others })).toEqual({});
});

test.each([
  ['Pod', 'v1', (spec: object) => ({ spec })],
  ['DaemonSet', 'apps/v1', (spec: object) => ({ spec: { template: { spec } } })],
  ['StatefulSet', 'apps/v1', (spec: object) => ({ spec: { template: { spec } } })],
  ['Job', 'batch/v1', (spec: object) => ({ spec: { template: { spec } } })],
  ['CronJob', 'batch/v1', (spec: object) => ({ spec: { jobTemplate: { spec: { template: { spec } } } } })],
])('a %s comes after what its pods mount', async (kind, apiVersion, fields) => {
  const spec = { containers: [container({})], volumes: [{ name: 'v', secret: { secretName: 'token' } }] };
  expect(await edges({ pods: raw(kind, 'a', fields(spec), 'ns', apiVersion), token })).toEqual({ pods: ['token'] });
});

test('a binding comes after its role and accounts, and before pods that run as them', async () => {
  const objects = {
    pods: deployment('a', { serviceAccountName: 'robot' }),
    others: deployment('b'),
    cluster: binding('ClusterRoleBinding', 'robot', { kind: 'ClusterRole', name: 'wide' }, [
      { name: 'robot', namespace: 'ns' },
    ]),
    own: binding('RoleBinding', 'robot', { kind: 'Role', name: 'narrow' }, [{ name: 'robot' }]),
    wide: role('ClusterRole', 'wide'),
    narrow: role('Role', 'narrow'),
    account: raw('ServiceAccount', 'robot'),
  };
  expect(await edges(objects)).toEqual({
    pods: ['account', 'cluster', 'own'],
    cluster: ['account', 'wide'],
    own: ['account', 'narrow'],
  });
});

test('a binding in another namespace counts for the pods of the account', async () => {
  const objects = {
    pods: deployment('a', { serviceAccountName: 'robot' }),
    there: binding(
      'RoleBinding',
      'robot',
      { kind: 'Role', name: 'narrow' },
      [{ name: 'robot', namespace: 'ns' }],
      'other',
    ),
    narrow: role('Role', 'narrow', 'other'),
    sameName: role('Role', 'narrow'),
  };
  expect(await edges(objects)).toEqual({ pods: ['there'], there: ['narrow'] });
});

test('pods without an account run as the default one, which a ClusterRole is bound to', async () => {
  const objects = {
    pods: deployment('a'),
    bound: binding('RoleBinding', 'b', { kind: 'ClusterRole', name: 'view' }, [{ name: 'default' }]),
    view: role('ClusterRole', 'view'),
  };
  expect(await edges(objects)).toEqual({ pods: ['bound'], bound: ['view'] });
});

test('pods come after the policies that select them, and after quotas and limits of their namespace', async () => {
  const policy = (podSelector: object): Raw =>
    raw('NetworkPolicy', 'p', { spec: { podSelector } }, 'ns', 'networking.k8s.io/v1');
  const objects = {
    pods: deployment('a'),
    elsewhere: deployment('a', {}, 'other'),
    selects: policy({ matchLabels: { app: 'a' } }),
    selectsAll: policy({}),
    selectsNone: policy({ matchLabels: { app: 'a', other: 'label' } }),
    quota: raw('ResourceQuota', 'q'),
    limits: raw('LimitRange', 'l'),
  };
  expect(await edges(objects)).toEqual({ pods: ['limits', 'quota', 'selects', 'selectsAll'] });
});

describe('webhooks', () => {
  const client = { service: { name: 'hooks', namespace: 'ns' } };
  const behind = { service: raw('Service', 'hooks', { spec: { selector: { app: 'a' } } }), pods: deployment('a') };
  const hooks = (kind: string, clientConfig: object, annotations?: object): Raw => {
    const config = raw(
      kind,
      'hooks',
      { webhooks: [{ name: 'w', clientConfig }] },
      '',
      'admissionregistration.k8s.io/v1',
    );
    return annotations === undefined ? config : ({ ...config, metadata: { ...config.metadata, annotations } } as Raw);
  };

  test.each(['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'])(
    'with a certificate come after what answers them: %s',
    async (kind) => {
      const config = hooks(kind, { ...client, caBundle: 'Q0E=' });
      expect(await edges({ config, ...behind })).toEqual({ config: ['pods', 'service'] });
    },
  );

  test('without one come before the controller that puts it in', async () => {
    const config = hooks('MutatingWebhookConfiguration', client);
    expect(await edges({ config, ...behind })).toEqual({ config: ['service'] });
  });

  test('whose certificate cert-manager puts in come after what answers them', async () => {
    const config = hooks('MutatingWebhookConfiguration', client, { 'cert-manager.io/inject-ca-from': 'ns/cert' });
    expect(await edges({ config, ...behind })).toEqual({ config: ['pods', 'service'] });
  });

  test('outside of the cluster wait for nothing', async () => {
    const config = hooks('MutatingWebhookConfiguration', { url: 'https://hooks.example.com', caBundle: 'Q0E=' });
    expect(await edges({ config, ...behind })).toEqual({});
  });

  test('of a Service without selector come after it alone', async () => {
    const config = hooks('MutatingWebhookConfiguration', { ...client, caBundle: 'Q0E=' });
    expect(await edges({ config, ...behind, service: raw('Service', 'hooks', { spec: {} }) })).toEqual({
      config: ['service'],
    });
  });

  test('an APIService comes after what serves it', async () => {
    const api = raw('APIService', 'v1.example.com', { spec: client }, '', 'apiregistration.k8s.io/v1');
    expect(await edges({ api, ...behind })).toEqual({ api: ['pods', 'service'] });
  });
});

test('pods come after the ExternalSecret that makes their Secret', async () => {
  const spec = (name: string): object => ({ volumes: [{ name: 'v', secret: { secretName: name } }] });
  const external = (name: string, fields: object): Raw =>
    raw('ExternalSecret', name, { spec: fields }, 'ns', 'external-secrets.io/v1');
  const objects = {
    a: deployment('a', spec('made')),
    b: deployment('b', spec('same')),
    target: external('source', { target: { name: 'made' } }),
    same: external('same', {}),
  };
  expect(await edges(objects)).toEqual({ a: ['target'], b: ['same'] });
});

test('objects without what is looked for are left to the API server', async () => {
  const objects = {
    pods: raw('Deployment', 'a', {}, 'ns', 'apps/v1'),
    role: raw('RoleBinding', 'c', {}, 'ns', 'rbac.authorization.k8s.io/v1'),
    hooks: raw('MutatingWebhookConfiguration', 'd', { webhooks: [{}] }, '', 'admissionregistration.k8s.io/v1'),
    source: raw('ExternalSecret', 'e', {}, 'other', 'external-secrets.io/v1'),
    policy: raw('NetworkPolicy', 'f', {}, 'other', 'networking.k8s.io/v1'),
    crd: raw('CustomResourceDefinition', 'g', {}, '', 'apiextensions.k8s.io/v1'),
    api: raw('APIService', 'h', {}, '', 'apiregistration.k8s.io/v1'),
  };
  expect(await edges(objects)).toEqual({});
});

test.each([
  ['ReplicaSet', 'apps/v1'],
  ['ReplicationController', 'v1'],
])('pods of a %s come after what they mount', async (kind, apiVersion) => {
  const template = { spec: { containers: [], volumes: [{ name: 'v', secret: { secretName: 'token' } }] } };
  const pods = raw(kind, 'a', { spec: { template } }, 'ns', apiVersion);
  const registered = await register(() => deploy(plainChart({ pods, token: raw('Secret', 'token') })));
  expect(named(registered, 'chart/pods').dependencies).toEqual(['chart/token']);
});

test('a token comes after its account, an account after the secrets it pulls with', async () => {
  const token = raw('Secret', 't', { type: 'kubernetes.io/service-account-token' });
  const annotations = { 'kubernetes.io/service-account.name': 'robot' };
  const objects = {
    token: { ...token, metadata: { ...token.metadata, annotations } },
    robot: raw('ServiceAccount', 'robot', { imagePullSecrets: [{ name: 'pull' }] }),
    pull: raw('Secret', 'pull'),
  };
  const registered = await register(() => deploy(plainChart(objects)));
  expect(named(registered, 'chart/token').dependencies).toEqual(['chart/robot']);
  expect(named(registered, 'chart/robot').dependencies).toEqual(['chart/pull']);
});

test('pods come after their RuntimeClass', async () => {
  const pods = deployment('a', { runtimeClassName: 'gvisor' });
  const runtime = raw('RuntimeClass', 'gvisor', { handler: 'runsc' }, '', 'node.k8s.io/v1');
  const registered = await register(() => deploy(plainChart({ pods, runtime })));
  expect(named(registered, 'chart/pods').dependencies).toEqual(['chart/runtime']);
});

test.each([
  [['widgets'], true],
  [['*'], true],
  [['gadgets'], false],
  [['widgets/status'], false],
])('a custom resource comes after the webhooks that see it: %j', async (resources, sees) => {
  const clientConfig = { service: { name: 'hooks', namespace: 'ns' }, caBundle: 'Q0E=' };
  const webhooks = [{ name: 'w', clientConfig, rules: [{ apiGroups: ['example.com'], resources }] }];
  const objects = {
    widget: raw('Widget', 'w', {}, 'ns', 'example.com/v1'),
    crd: crd('Widget'),
    hooks: raw('ValidatingWebhookConfiguration', 'h', { webhooks }, '', 'admissionregistration.k8s.io/v1'),
    service: raw('Service', 'hooks', { spec: { selector: { app: 'a' } } }),
    pods: deployment('a'),
  };
  const registered = await register(() => deploy(plainChart(objects)));
  expect(named(registered, 'chart/widget').dependencies.includes('chart/hooks')).toBe(sees);
});

test.each([
  ['subject', raw('RoleBinding', 'c', { subjects: [null] }, 'ns', 'rbac.authorization.k8s.io/v1')],
  ['volume', deployment('d', { volumes: [null] })],
  ['variable', deployment('d', { containers: [{ env: [null] }] })],
  ['webhook', raw('MutatingWebhookConfiguration', 'd', { webhooks: [null] }, '', 'admissionregistration.k8s.io/v1')],
])('an empty %s is left to the API server', async (_what, object) => {
  expect(await register(() => deploy(plainChart({ object })))).not.toEqual([]);
});
