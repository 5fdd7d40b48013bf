import { toolPath } from './build';
import { Cluster } from './cluster';
import { eventually } from './eventually';
import { controllerImage } from './image';
import { describeLevel } from './level';
import { trainingImage } from './python-image';

jest.setTimeout(30 * 60_000);

const PROBE = 'keelson.test/probe:1';

interface PodOptions {
  readonly image?: string;
  readonly args?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly volumes?: readonly object[];
  readonly volumeMounts?: readonly object[];
}

/** A pod under the `restricted` Pod Security Standard, with a read-only root file system. */
function pod(name: string, options: PodOptions = {}): string {
  const { image = PROBE, args, labels = {}, env = {}, volumes = [], volumeMounts = [] } = options;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: {
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'main',
          image,
          args,
          env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
          volumeMounts,
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
      volumes,
    },
  });
}

function service(name: string, app: string, port: number): string {
  const spec = { selector: { app }, ports: [{ port, targetPort: 8080 }] };
  return JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });
}

describeLevel(3, 'cluster of one node', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await Cluster.start();
    await cluster.loadImage(await controllerImage(PROBE, await toolPath('probe'), '/probe'));
    const restricted = { name: 'default', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } };
    await cluster.apply(JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: restricted }));
    await cluster.apply(
      [
        pod('server', { args: ['serve', ':8080', 'hello'], labels: { app: 'server' } }),
        service('greeter', 'server', 80),
        pod('client', { args: ['sleep', '1h'], labels: { app: 'client' } }),
      ].join('\n---\n'),
    );
    await cluster.kubectl(['wait', '--for=condition=Ready', '--timeout=60s', 'pod/server', 'pod/client']);
  });
  afterAll(() => cluster.stop());

  /** Runs the probe in the pod `client`. */
  const fromClient = (...args: string[]): Promise<string> =>
    cluster.kubectl(['exec', 'client', '--', '/probe', '-timeout', '3s', ...args]);

  test('logs of a pod can be read', async () => {
    expect(await cluster.kubectl(['logs', 'server'])).toContain('serving on');
  });

  test('a pod reaches another by the name of its Service', async () => {
    await eventually(async () => {
      expect(await fromClient('get', 'http://greeter')).toBe('hello\n');
    });
    const { spec } = await cluster.json<{ spec: { clusterIP: string } }>(['get', 'service', 'greeter']);
    expect(await fromClient('lookup', 'greeter.default.svc.cluster.local')).toBe(`${spec.clusterIP}\n`);
  });

  test('a name that does not exist is not found', async () => {
    await expect(fromClient('lookup', 'nobody.default.svc.cluster.local')).rejects.toThrow('no such host');
  });

  test('programs in the network of the node reach Services', async () => {
    const { spec } = await cluster.json<{ spec: { clusterIP: string } }>(['get', 'service', 'greeter']);
    const { stdout } = await cluster.exec(await toolPath('probe'), ['get', `http://${spec.clusterIP}`]);
    expect(stdout).toBe('hello\n');
  });

  test('a NetworkPolicy denies what it does not allow', async () => {
    const policy = (app: string): string =>
      JSON.stringify({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'server' },
        spec: {
          podSelector: { matchLabels: { app: 'server' } },
          policyTypes: ['Ingress'],
          ingress: [{ from: [{ podSelector: { matchLabels: { app } } }] }],
        },
      });
    expect(cluster.enforcesNetworkPolicies).toBe(true);
    expect(await fromClient('get', 'http://greeter')).toBe('hello\n');
    await cluster.apply(policy('somebody-else'));
    await eventually(() => expect(fromClient('get', 'http://greeter')).rejects.toThrow(/exceeded|refused|timeout/i));
    await cluster.apply(policy('client'));
    await eventually(async () => {
      expect(await fromClient('get', 'http://greeter')).toBe('hello\n');
    });
    await cluster.kubectl(['delete', 'networkpolicy', 'server']);
  });

  test('the API server calls webhooks in pods', async () => {
    // The probe speaks no TLS, so the call fails, but in words that only a connection to the pod can give.
    const webhook = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'greeter' },
      webhooks: [
        {
          name: 'greeter.keelson.test',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          clientConfig: { service: { name: 'greeter', namespace: 'default', port: 80 } },
          rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
        },
      ],
    };
    await cluster.apply(JSON.stringify(webhook));
    const refused = /server gave HTTP response to HTTPS client/;
    await eventually(() =>
      expect(cluster.kubectl(['create', 'configmap', 'hooked', '--dry-run=server'])).rejects.toThrow(refused),
    );
    await cluster.kubectl(['delete', 'validatingwebhookconfiguration', 'greeter']);
  });

  test('a claim without a class gets a volume that non-root pods can write', async () => {
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
    };
    const mounted = {
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
      volumeMounts: [{ name: 'data', mountPath: '/data' }],
    };
    await cluster.apply(JSON.stringify(claim));
    for (const [name, ...args] of [
      ['writer', 'write', '/data/note', 'kept'],
      ['reader', 'read', '/data/note'],
    ] as const) {
      await cluster.apply(pod(name, { args, ...mounted }));
      await cluster.kubectl(['wait', '--for=jsonpath={.status.phase}=Succeeded', '--timeout=60s', `pod/${name}`]);
    }
    expect(await cluster.kubectl(['logs', 'reader'])).toBe('kept\n');
  });

  test('two ranks train together', async () => {
    const [image] = await cluster.loadImage(await trainingImage());
    const rank = (index: number): string => {
      const env = {
        PET_NNODES: '2',
        PET_NODE_RANK: String(index),
        PET_MASTER_ADDR: 'rank-0',
        PET_MASTER_PORT: '29400',
        EPOCHS: '50',
      };
      return pod(`rank-${index}`, { image, env, labels: { app: `rank-${index}` } });
    };
    const address = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'rank-0' },
      spec: { clusterIP: 'None', publishNotReadyAddresses: true, selector: { app: 'rank-0' } },
    };
    await cluster.apply([JSON.stringify(address), rank(0), rank(1)].join('\n---\n'));
    const succeeded = '--for=jsonpath={.status.phase}=Succeeded';
    await cluster.kubectl(['wait', succeeded, '--timeout=120s', 'pod/rank-0', 'pod/rank-1']);
    const logs = await cluster.kubectl(['logs', 'rank-0']);
    expect(logs).toContain('rank=0 world=2 examples=228 finished');
    expect(logs).toMatch(/accuracy=0\.9\d/);
    expect(await cluster.kubectl(['logs', 'rank-1'])).toContain('rank=1 world=2 examples=227 finished');
  });

  test('every part of the cluster speaks with rights of its own', () => {
    const users = new Set(cluster.auditEvents().map(({ user }) => user.username));
    for (const user of ['system:node:node1', 'system:kube-scheduler', 'system:serviceaccount:kube-system:coredns']) {
      expect(users).toContain(user);
    }
  });
});
