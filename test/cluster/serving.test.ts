import { CertManager, JobSet, KServe, Trainer } from '../../components';
import { images as certManagerImages } from '../../components/cert-manager/version';
import { images as jobsetImages } from '../../components/jobset/version';
import { images as kserveImages } from '../../components/kserve/version';
import { images as trainerImages } from '../../components/trainer/version';
import { App, Platform } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { toolPath } from './harness/build';
import { certManagerImage } from './harness/cert-manager-images';
import { Cluster } from './harness/cluster';
import { controllerImage } from './harness/image';
import { kserveProgramImage, servingImage, servingPrograms, storageInitializerImage } from './harness/kserve-images';
import { describeLevel } from './harness/level';
import { ExpectedPredictions, modelUpload, S3, s3Image, s3Server } from './harness/s3-image';
import { logOf, trainJob, waitFor } from './support/jobs';
import { render, RenderedApp } from './support/local-platform';
import { addressOf, ask } from './support/requests';
import { CLAIM, inChart, runtime, SERVER, service, TEAM } from './support/serving';

jest.setTimeout(20 * 60_000);

function program(app: App): void {
  const platform = new Platform(app, 'local', { size: 'laptop' });
  platform.addNamespace(TEAM);
  const certificates = new CertManager(platform, 'cert-manager');
  new Trainer(platform, 'trainer', {
    jobsets: new JobSet(platform, 'jobset', { certificates }),
    certificates,
    runtimes: ['torch-distributed'],
  });
  new KServe(platform, 'kserve', { certificates });
}

// One story on one cluster: each test goes on from where the one before it ended.
describeLevel(3, 'serving', () => {
  let cluster: Cluster;
  let rendered: RenderedApp;
  let expected: ExpectedPredictions;

  const script = (name: string, ...args: string[]) =>
    cluster.exec('sh', [`${rendered.folder('local')}/${name}`, ...args], { timeoutMs: 15 * 60_000 });
  const ready = async (kind: string, name: string, minutes = 3): Promise<void> => {
    try {
      await cluster.kubectl(['wait', '-n', TEAM, '--for=condition=Ready', `--timeout=${minutes}m`, `${kind}/${name}`], {
        timeoutMs: (minutes + 1) * 60_000,
      });
    } catch (error) {
      const state = await cluster.kubectl(['get', '-n', TEAM, `${kind},pods,events`, '-o', 'wide']);
      throw new Error(`${String(error)}\n${state}`, { cause: error });
    }
  };

  beforeAll(async () => {
    rendered = render(program);
    cluster = await Cluster.start();
    for (const image of [
      await certManagerImage('controller', certManagerImages.controller),
      await certManagerImage('webhook', certManagerImages.webhook),
      await certManagerImage('cainjector', certManagerImages.cainjector),
      await controllerImage(jobsetImages.manager, await toolPath('jobset', 'jobset-controller'), '/manager'),
      await controllerImage(trainerImages.manager, await toolPath('trainer', 'trainer-controller-manager'), '/manager'),
      await kserveProgramImage('kserve-controller', kserveImages.controller),
      await kserveProgramImage('agent', kserveImages.agent),
      await kserveProgramImage('router', kserveImages.router),
      await storageInitializerImage(kserveImages.storageInitializer),
      await servingImage(SERVER),
      await s3Image(S3),
    ]) {
      await cluster.loadImage(image);
    }
  });

  afterAll(async () => {
    await cluster.stop();
    rendered.remove();
  });

  test('install.sh installs in one pass, and no pod has restarted', async () => {
    const { code, stdout, stderr } = await script('install.sh');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('platform "local" is installed');
    const { items } = await cluster.json<{ items: KubernetesObject[] }>([
      'get',
      'pods',
      '-A',
      '-l',
      'app.kubernetes.io/managed-by=keelson',
    ]);
    const restarts = items.map(({ metadata, status }) => [
      metadata.name.replace(/-[^-]+-[^-]+$/, ''),
      (status as { containerStatuses: { restartCount: number }[] }).containerStatuses[0]?.restartCount,
    ]);
    expect(restarts.sort()).toEqual([
      ['cert-manager', 0],
      ['cert-manager-cainjector', 0],
      ['cert-manager-webhook', 0],
      ['jobset-controller-manager', 0],
      ['kserve-controller-manager', 0],
      ['kubeflow-trainer-controller-manager', 0],
    ]);
  });

  test('a TrainJob trains a model into a volume', async () => {
    await cluster.apply(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: CLAIM, namespace: TEAM },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      }),
    );
    await cluster.apply(
      trainJob('iris', {
        image: SERVER,
        command: ['python3', servingPrograms.train, '/models/iris'],
        volumes: [{ name: 'models', persistentVolumeClaim: { claimName: CLAIM } }],
        volumeMounts: [{ name: 'models', mountPath: '/models' }],
      } as object),
    );
    await waitFor(cluster, 'iris', 'Complete');
    expected = JSON.parse((await logOf(cluster, 'iris', 0)).split('\n')[0] ?? '') as ExpectedPredictions;
    expect(expected.predictions.length).toBeGreaterThan(10);
  });

  test('a service answers what the model says, by both protocols', async () => {
    await cluster.apply(inChart(runtime));
    await cluster.apply(service('iris', `pvc://${CLAIM}/iris`));
    await ready('inferenceservice', 'iris');
    const url = await addressOf(cluster, 'iris-predictor', TEAM);
    const first = await ask(cluster, `${url}/v1/models/iris:predict`, { instances: expected.instances });
    expect(first).toEqual({ predictions: expected.predictions });
    const { instances } = expected;
    const second = await ask<{ outputs: { data: number[] }[] }>(cluster, `${url}/v2/models/iris/infer`, {
      inputs: [{ name: 'flowers', shape: [instances.length, 4], datatype: 'FP64', data: instances.flat() }],
    });
    expect(second.outputs.map(({ data }) => data)).toEqual([expected.predictions]);
  });

  test('the same model is served from S3', async () => {
    for (const object of s3Server(TEAM)) await cluster.apply(JSON.stringify(object));
    await cluster.kubectl(['rollout', 'status', '-n', TEAM, '--timeout=2m', 'deployment/s3']);
    await cluster.apply(
      JSON.stringify(modelUpload({ name: 'upload', namespace: TEAM, image: SERVER, target: 's3://models/iris' })),
    );
    await cluster.kubectl(
      ['wait', '-n', TEAM, '--for=jsonpath={.status.phase}=Succeeded', '--timeout=2m', 'pod/upload'],
      { timeoutMs: 150_000 },
    );
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 's3', namespace: TEAM } };
    await cluster.apply(JSON.stringify({ ...account, secrets: [{ name: 's3' }] }));
    await cluster.apply(service('remote', 's3://models/iris', { account: 's3' }));
    await ready('inferenceservice', 'remote');
    const url = await addressOf(cluster, 'remote-predictor', TEAM);
    expect(await ask(cluster, `${url}/v1/models/remote:predict`, { instances: expected.instances })).toEqual({
      predictions: expected.predictions,
    });
  });
});
