import { images as katib } from '../../../components/katib/version';
import { image as mysql } from '../../../components/mysql/version';
import { images as trainingOperator } from '../../../components/training-operator/version';
import { loadAllTuningImages, TRIAL } from '../support/tuning-images';
import { Cluster } from './cluster';
import { describeLevel } from './level';

jest.setTimeout(30 * 60_000);

interface PodOptions {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly user?: number;
  readonly readinessProbe?: object;
  /** Folders that can be written. */
  readonly folders?: readonly string[];
}

/** A pod under the `restricted` Pod Security Standard, with a read-only root file system. */
function pod(name: string, image: string, options: PodOptions): string {
  const { command, args, user, readinessProbe, folders = [] } = options;
  const securityContext = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
    ...(user === undefined ? {} : { runAsUser: user }),
  };
  const volumeMounts = folders.map((mountPath, index) => ({ name: `folder-${index}`, mountPath }));
  const volumes = volumeMounts.map((mount) => ({ name: mount.name, emptyDir: {} }));
  const containers = [{ name: 'main', image, command, args, readinessProbe, securityContext, volumeMounts }];
  const podSecurity = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { restartPolicy: 'Never', securityContext: podSecurity, containers, volumes },
  });
}

const suggestions = ['optuna', 'hyperopt', 'hyperband', 'skopt', 'goptuna'] as const;

describeLevel(3, 'images of hyperparameter tuning', () => {
  let cluster: Cluster;

  const wait = (condition: string, ...pods: string[]): Promise<string> =>
    cluster.kubectl(['wait', `--for=${condition}`, '--timeout=180s', ...pods.map((name) => `pod/${name}`)]);
  /** Runs a pod to its end. @returns what it has printed */
  const outputOf = async (name: string, image: string, options: PodOptions): Promise<string> => {
    await cluster.apply(pod(name, image, { user: 1000, ...options }));
    await wait('jsonpath={.status.phase}=Succeeded', name);
    return cluster.kubectl(['logs', name]);
  };

  beforeAll(async () => {
    cluster = await Cluster.start();
    await loadAllTuningImages(cluster);
  });
  afterAll(() => cluster.stop());

  test('every suggestion service answers', async () => {
    const readinessProbe = { grpc: { port: 6789, service: 'manager.v1beta1.Suggestion' }, periodSeconds: 1 };
    for (const name of suggestions) await cluster.apply(pod(name, katib[name], { user: 1000, readinessProbe }));
    await wait('condition=Ready', ...suggestions);
    await cluster.kubectl(['delete', 'pod', '--wait=false', ...suggestions]);
  });

  test('the early stopping service listens', async () => {
    const readinessProbe = { tcpSocket: { port: 6788 }, periodSeconds: 1 };
    await cluster.apply(pod('medianstop', katib.medianStop, { user: 1000, readinessProbe }));
    await wait('condition=Ready', 'medianstop');
  });

  test.each([
    ['controller', katib.controller],
    ['database', mysql],
    ['operator', trainingOperator.operator],
    ['service', katib.optuna],
  ])('the image of the %s has no user of its own', async (name, image) => {
    await cluster.apply(pod(`userless-${name}`, image, {}));
    await wait(
      'jsonpath={.status.containerStatuses[0].state.waiting.reason}=CreateContainerConfigError',
      `userless-${name}`,
    );
    const { status } = await cluster.json<{ status: { containerStatuses: [{ state: { waiting: object } }] } }>([
      'get',
      'pod',
      `userless-${name}`,
    ]);
    expect(status.containerStatuses[0].state.waiting).toMatchObject({
      message: expect.stringContaining('image will run as root') as string,
    });
    await cluster.kubectl(['delete', 'pod', `userless-${name}`]);
  });

  test('MySQL 8.4 serves from a volume, with a read-only root file system', async () => {
    const script = 'mysqld --initialize-insecure && exec mysqld';
    const readinessProbe = { exec: { command: ['mysqladmin', '--user=root', 'ping'] }, periodSeconds: 1 };
    await cluster.apply(
      pod('mysql', mysql, {
        command: ['/bin/sh', '-c', script],
        user: 999,
        readinessProbe,
        folders: ['/var/lib/mysql', '/var/run/mysqld', '/tmp'],
      }),
    );
    await wait('condition=Ready', 'mysql');
    const query = ['mysql', '--user=root', '--batch', '--skip-column-names', '--execute=SELECT VERSION()'];
    expect(await cluster.kubectl(['exec', 'mysql', '--', ...query])).toMatch(/^8\.4\./);
    await cluster.kubectl(['delete', 'pod', 'mysql']);
  });

  test('a name of a Service is looked up in the namespace of the pod', async () => {
    const command = ['sh', '-c', 'until nslookup kubernetes | grep "^Name:"; do sleep 1; done'];
    const output = await outputOf('lookup', trainingOperator.waitForMaster, { command });
    expect(output).toContain('kubernetes.default.svc.cluster.local');
  });

  test('a trial prints its metrics', async () => {
    const args = ['--x', '0.3', '--y', '15', '--kind', 'flat'];
    expect(await outputOf('trial', TRIAL, { args })).toMatch(/Z loss=11\.000000 score=-10\.000000\nfinished\n$/);
  });
});
