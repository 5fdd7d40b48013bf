import { CertManager, JobSet, KServe, Trainer } from '../../components';
import { images as jobsetImages } from '../../components/jobset/version';
import { images as kserveImages } from '../../components/kserve/version';
import { images as trainerImages } from '../../components/trainer/version';
import { App, Platform, SecretSource } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { GraphNode, InferenceGraph, Storage, TrainJobProps } from '../../lib/workloads';
import { isForbidden } from './harness/audit';
import { toolPath } from './harness/build';
import { Cluster } from './harness/cluster';
import { eventually } from './harness/eventually';
import { controllerImage } from './harness/image';
import { kserveProgramImage, servingImage, servingPrograms, storageInitializerImage } from './harness/kserve-images';
import { describeLevel } from './harness/level';
import { ExpectedPredictions, modelUpload, S3, s3Endpoint, s3Image, s3Keys, s3Server } from './harness/s3-image';
import { resourceVersions } from './support/cluster-objects';
import { logOf, trainJob, waitFor } from './support/jobs';
import { render, RenderedApp } from './support/local-platform';
import { addressOf, ask, send, sendWhile } from './support/requests';
import {
  CLAIM,
  eventServer,
  eventsUrl,
  inVolume,
  joblib,
  LAB,
  lenientRuntime,
  lenientService,
  manifests,
  runtime,
  SERVER,
  service,
  TEAM,
  transformer,
} from './support/serving';
import { loadServingImages } from './support/serving-images';

jest.setTimeout(20 * 60_000);

function program(app: App): void {
  const platform = new Platform(app, 'local', { size: 'laptop' });
  platform.addNamespace(TEAM);
  platform.addNamespace(LAB, { podSecurity: 'baseline' });
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
  const ready = async (kind: string, name: string, namespace = TEAM, minutes = 3): Promise<void> => {
    try {
      await cluster.kubectl(
        ['wait', '-n', namespace, '--for=condition=Ready', `--timeout=${minutes}m`, `${kind}/${name}`],
        {
          timeoutMs: (minutes + 1) * 60_000,
        },
      );
    } catch (error) {
      const state = await cluster.kubectl(['get', '-n', namespace, `${kind},pods,events`, '-o', 'wide']);
      throw new Error(`${String(error)}\n${state}`, { cause: error });
    }
  };

  const predictions = async (name: string, instances = expected.instances, namespace = TEAM, part = 'predictor') =>
    (
      await ask<{ predictions: number[] }>(
        cluster,
        `${await addressOf(cluster, `${name}-${part}`, namespace)}/v1/models/${name}:predict`,
        { instances },
      )
    ).predictions;
  const bucket = (namespace: string, keys: string) => ({
    bucket: 'models',
    endpoint: `http://${s3Endpoint(namespace)}` as const,
    region: 'us-east-1',
    credentials: SecretSource.existing(keys),
  });
  const s3 = (keys: string) => Storage.s3({ ...bucket(TEAM, keys), path: 'iris' });
  const applyKeys = (name: string, secret: string) =>
    cluster.apply(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace: TEAM },
        stringData: { AWS_ACCESS_KEY_ID: s3Keys.access, AWS_SECRET_ACCESS_KEY: secret },
      }),
    );

  beforeAll(async () => {
    rendered = render(program);
    cluster = await Cluster.start();
    for (const image of [
      await controllerImage(jobsetImages.manager, await toolPath('jobset', 'jobset-controller'), '/manager'),
      await controllerImage(trainerImages.manager, await toolPath('trainer', 'trainer-controller-manager'), '/manager'),
      await kserveProgramImage('agent', kserveImages.agent),
      await kserveProgramImage('router', kserveImages.router),
      await storageInitializerImage(kserveImages.storageInitializer),
      await servingImage(SERVER),
      await s3Image(S3),
    ]) {
      await cluster.loadImage(image);
    }
    await loadServingImages(cluster);
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
    const train = (folder: string, ...args: string[]): Partial<TrainJobProps> => ({
      image: SERVER,
      command: ['python3', servingPrograms.train, folder, ...args],
      volumes: [{ name: 'models', persistentVolumeClaim: { claimName: CLAIM } }],
      volumeMounts: [{ name: 'models', mountPath: '/models' }],
    });
    await cluster.apply(trainJob('train-first', train('/models/iris')));
    await cluster.apply(trainJob('train-second', train('/models/second', '--first-class=10')));
    await waitFor(cluster, 'train-first', 'Complete');
    await waitFor(cluster, 'train-second', 'Complete');
    expected = JSON.parse((await logOf(cluster, 'train-first', 0)).split('\n')[0] ?? '') as ExpectedPredictions;
    expect(new Set(expected.predictions)).toEqual(new Set([0, 1, 2]));
  });

  test('a service answers what the model says, by both protocols', async () => {
    await cluster.apply(manifests(runtime));
    await cluster.apply(service('iris', inVolume('iris')));
    await ready('inferenceservice', 'iris');
    expect(await predictions('iris')).toEqual(expected.predictions);
    const { instances } = expected;
    const url = await addressOf(cluster, 'iris-predictor', TEAM);
    const { outputs } = await ask<{ outputs: { data: number[] }[] }>(cluster, `${url}/v2/models/iris/infer`, {
      inputs: [{ name: 'flowers', shape: [instances.length, 4], datatype: 'FP64', data: instances.flat() }],
    });
    expect(outputs.map(({ data }) => data)).toEqual([expected.predictions]);
  });

  test('the same model is served from S3, with the keys of a Secret that is there', async () => {
    for (const object of s3Server(TEAM)) await cluster.apply(JSON.stringify(object));
    await cluster.kubectl(['rollout', 'status', '-n', TEAM, '--timeout=2m', 'deployment/s3'], { timeoutMs: 150_000 });
    const upload = modelUpload({ name: 'upload', namespace: TEAM, image: SERVER, target: 's3://models/iris' });
    await cluster.apply(JSON.stringify(upload));
    const ended = '--for=jsonpath={.status.phase}=Succeeded';
    await cluster.kubectl(['wait', '-n', TEAM, ended, '--timeout=2m', 'pod/upload'], { timeoutMs: 150_000 });
    await applyKeys('keys', s3Keys.secret);
    await cluster.apply(service('remote', s3('keys')));
    await ready('inferenceservice', 'remote');
    expect(await predictions('remote')).toEqual(expected.predictions);
  });

  test('with wrong keys the status names the cause', async () => {
    await applyKeys('wrong-keys', 'another-secret');
    await cluster.apply(service('refused', s3('wrong-keys')));
    let touched = 0;
    await eventually(
      async () => {
        // KServe does not watch pods: it looks at them when its own objects change, or when the Deployment gives up.
        const touch = ['annotate', '-n', TEAM, '--overwrite', 'inferenceservice/refused', `touched=${touched++}`];
        await cluster.kubectl(touch);
        const { status } = await cluster.json<{
          status?: { modelStatus?: { lastFailureInfo?: { reason: string; message: string } } };
        }>(['get', '-n', TEAM, 'inferenceservice/refused']);
        expect(status?.modelStatus?.lastFailureInfo).toMatchObject({
          reason: 'ModelLoadFailed',
          message: expect.stringMatching(/SignatureDoesNotMatch|403|Forbidden|InvalidAccessKeyId/) as string,
        });
      },
      { timeoutMs: 180_000, intervalMs: 5_000 },
    );
    await cluster.kubectl(['delete', '-n', TEAM, 'inferenceservice/refused'], { timeoutMs: 120_000 });
  });

  test('a transformer changes the request', async () => {
    await cluster.apply(service('millimetres', inVolume('iris'), { transformer }));
    await ready('inferenceservice', 'millimetres');
    const lengths = expected.instances.map((instance) => instance.map((length) => length * 10));
    expect(await predictions('millimetres', lengths, TEAM, 'transformer')).toEqual(expected.predictions);
    await cluster.kubectl(['delete', '-n', TEAM, 'inferenceservice/millimetres'], { timeoutMs: 120_000 });
  });

  test('a new version takes over under load without a failed request', async () => {
    const url = `${await addressOf(cluster, 'iris-predictor', TEAM)}/v1/models/iris:predict`;
    const body = { instances: expected.instances.slice(0, 1) };
    const load = { url, body, count: 20_000, concurrency: 2, pauseMs: 20 };
    const { answers, errors, sent } = await sendWhile(cluster, load, async () => {
      await cluster.apply(service('iris', inVolume('second')));
      await eventually(
        async () => {
          expect((await predictions('iris'))[0]).toBe(10);
        },
        { timeoutMs: 180_000 },
      );
      // Until the last pod of the old version is gone.
      await eventually(
        async () => {
          const pods = ['get', 'pods', '-n', TEAM, '-l', 'app=isvc.iris-predictor', '-o', 'name'];
          expect((await cluster.kubectl(pods)).trim().split('\n')).toHaveLength(1);
        },
        { timeoutMs: 120_000 },
      );
    });
    expect(errors).toEqual([]);
    expect(answers.map(({ status, text }) => [status, text]).sort()).toEqual([
      [200, '{"predictions":[0]}'],
      [200, '{"predictions":[10]}'],
    ]);
    expect(sent).toBeGreaterThan(100);
  });

  test('a broken version does not take the one before it down', async () => {
    await cluster.apply(service('iris', Storage.s3({ ...bucket(TEAM, 'keys'), path: 'nowhere' })));
    await eventually(
      async () => {
        const pods = ['get', 'pods', '-n', TEAM, '-l', 'app=isvc.iris-predictor', '-o', 'name'];
        expect((await cluster.kubectl(pods)).trim().split('\n')).toHaveLength(2);
      },
      { timeoutMs: 60_000 },
    );
    const url = `${await addressOf(cluster, 'iris-predictor', TEAM)}/v1/models/iris:predict`;
    const body = { instances: expected.instances.slice(0, 1) };
    const { answers, errors } = await send(cluster, { url, body, count: 100, pauseMs: 50 });
    expect({ answers, errors }).toEqual({
      answers: [{ status: 200, text: '{"predictions":[10]}', times: 100 }],
      errors: [],
    });
    await cluster.apply(service('iris', inVolume('iris')));
    await eventually(
      async () => {
        expect((await predictions('iris'))[0]).toBe(0);
      },
      { timeoutMs: 180_000 },
    );
  });

  test('a server that finds no model is not ready, and takes nothing over', async () => {
    await cluster.apply(manifests(lenientRuntime));
    await cluster.apply(lenientService('modelless', inVolume('iris')));
    await ready('inferenceservice', 'modelless');
    await cluster.apply(lenientService('modelless', inVolume('nowhere')));
    // It runs, and says no to who asks for the model.
    await eventually(
      async () => {
        const { items } = await cluster.json<{ items: { message: string }[] }>([
          ...['get', 'events', '-n', TEAM, '--field-selector', 'reason=Unhealthy'],
        ]);
        const told = items.map(({ message }) => message);
        expect(told).toContainEqual(
          expect.stringContaining('Startup probe failed: HTTP probe failed with statuscode: 404'),
        );
      },
      { timeoutMs: 120_000, intervalMs: 500 },
    );
    expect(await predictions('modelless')).toEqual(expected.predictions);
    const { items } = await cluster.json<{ items: { status: { containerStatuses: { ready: boolean }[] } }[] }>([
      ...['get', 'pods', '-n', TEAM, '-l', 'app=isvc.modelless-predictor'],
    ]);
    expect(items.map(({ status }) => status.containerStatuses[0]?.ready).sort()).toEqual([false, true]);
    await cluster.kubectl(['delete', '-n', TEAM, 'inferenceservice/modelless'], { timeoutMs: 120_000 });
  });

  test('the agent beside the server tells of requests and answers, and puts requests together', async () => {
    await cluster.apply(eventServer.map((object) => JSON.stringify(object)).join('\n---\n'));
    await cluster.kubectl(['wait', '-n', TEAM, '--for=condition=Ready', '--timeout=2m', 'pod/events'], {
      timeoutMs: 150_000,
    });
    const batching = { maxBatchSize: 2, maxLatency: 5_000, timeout: 60 };
    await cluster.apply(service('watched', inVolume('iris'), { logging: { url: eventsUrl } }));
    await cluster.apply(
      service('batched', inVolume('iris'), { batching, logging: { url: eventsUrl, mode: 'request' } }),
    );
    await ready('inferenceservice', 'watched');
    await ready('inferenceservice', 'batched');
    expect(await predictions('watched')).toEqual(expected.predictions);
    const [first = [], second = []] = expected.instances;
    const answers = await Promise.all([predictions('batched', [first]), predictions('batched', [second])]);
    expect(answers.flat()).toEqual(expected.predictions.slice(0, 2));
    await eventually(async () => {
      const events = await cluster.kubectl(['logs', '-n', TEAM, 'pod/events']);
      expect(events).toMatch(/^org\.kubeflow\.serving\.inference\.request watched \{"instances"/m);
      expect(events).toMatch(/^org\.kubeflow\.serving\.inference\.response watched \{.*"predictions"/m);
      expect(events).toMatch(/^org\.kubeflow\.serving\.inference\.request batched \{"instances"/m);
    });
    const made = ['inferenceservice/watched', 'inferenceservice/batched', 'pod/events', 'service/events'];
    await cluster.kubectl(['delete', '-n', TEAM, ...made], { timeoutMs: 120_000 });
  });

  test('an autoscaler has the declared bounds, and follows a change', async () => {
    const bounds = async () => {
      const { spec } = await cluster.json<{ spec: { minReplicas: number; maxReplicas: number; metrics: object[] } }>([
        'get',
        '-n',
        TEAM,
        'horizontalpodautoscaler/remote-predictor',
      ]);
      return spec;
    };
    const scaled = (maxReplicas: number, target: number) =>
      service('remote', s3('keys'), {
        autoscaling: { class: 'hpa', metric: 'cpu', target, minReplicas: 1, maxReplicas },
      });
    for (const [maxReplicas, target] of [
      [3, 70],
      [2, 50],
    ] as const) {
      await cluster.apply(scaled(maxReplicas, target));
      await eventually(
        async () => {
          expect(await bounds()).toMatchObject({
            minReplicas: 1,
            maxReplicas,
            metrics: [{ resource: { name: 'cpu', target: { averageUtilization: target } } }],
          });
        },
        { timeoutMs: 60_000 },
      );
    }
  });

  test('a graph chains two services, and splits requests by weight', async () => {
    // The router's pods state no seccomp profile, which `restricted` wants.
    await cluster.apply(manifests(runtime, LAB));
    for (const object of s3Server(LAB)) await cluster.apply(JSON.stringify(object));
    await cluster.kubectl(['rollout', 'status', '-n', LAB, '--timeout=2m', 'deployment/s3'], { timeoutMs: 150_000 });
    for (const [name, firstClass] of [
      ['first', 0],
      ['other', 10],
    ] as const) {
      const target = `s3://models/${name}`;
      await cluster.apply(JSON.stringify(modelUpload({ name, namespace: LAB, image: SERVER, target, firstClass })));
      const ended = '--for=jsonpath={.status.phase}=Succeeded';
      await cluster.kubectl(['wait', '-n', LAB, ended, '--timeout=2m', `pod/${name}`], { timeoutMs: 150_000 });
      const storage = Storage.s3({ ...bucket(LAB, 's3'), path: name });
      await cluster.apply(service(name, storage, {}, LAB));
    }
    await ready('inferenceservice', 'first', LAB);
    await ready('inferenceservice', 'other', LAB);
    const graph = (name: string, root: GraphNode<never>) =>
      manifests((chart) => {
        new InferenceGraph(chart, name, { nodes: { root } });
      }, LAB);
    await cluster.apply(
      graph('split', {
        routerType: 'Splitter',
        steps: [
          { service: 'first', weight: 80 },
          { service: 'other', weight: 20 },
        ],
      }),
    );
    await cluster.apply(
      graph('chain', { routerType: 'Sequence', steps: [{ service: 'first' }, { service: 'other', data: '$request' }] }),
    );
    await ready('inferencegraph', 'split', LAB);
    await ready('inferencegraph', 'chain', LAB);
    const body = { instances: expected.instances.slice(0, 1) };
    expect(await ask(cluster, await addressOf(cluster, 'chain', LAB), body)).toEqual({ predictions: [10] });
    const url = await addressOf(cluster, 'split', LAB);
    const first = async () => (await send(cluster, { url, body, count: 1 })).answers[0]?.status === 200;
    await eventually(first, { description: 'an answer of the graph' });
    const { answers, errors } = await send(cluster, { url, body, count: 600 });
    // The router draws one of 101 numbers: without a step for the last one, 6 requests are lost, and none in 1 of 400 runs.
    expect(errors).toEqual([]);
    const times = Object.fromEntries(answers.map(({ text, times: count }) => [text, count]));
    expect(Object.keys(times).sort()).toEqual(['{"predictions":[0]}', '{"predictions":[10]}']);
    // 600 draws of 20 %: outside of this in fewer than one of a million runs.
    expect(times['{"predictions":[10]}']).toBeGreaterThan(70);
    expect(times['{"predictions":[10]}']).toBeLessThan(170);
  });

  test('services are made while controllers are killed', async () => {
    for (const namespace of ['kubeflow', 'cert-manager']) {
      await cluster.kubectl(['delete', 'pods', '-n', namespace, '--all', '--grace-period=0', '--force'], {
        timeoutMs: 120_000,
      });
    }
    expect(await predictions('iris')).toEqual(expected.predictions);
    await eventually(() => cluster.apply(service('later', inVolume('iris'))), {
      timeoutMs: 180_000,
      intervalMs: 1_000,
    });
    await ready('inferenceservice', 'later');
    expect(await predictions('later')).toEqual(expected.predictions);
  });

  test('a second install changes no object', async () => {
    for (const namespace of ['kubeflow', 'cert-manager']) {
      const waiting = ['wait', '-n', namespace, '--for=condition=Available', '--timeout=3m', 'deployments', '--all'];
      await cluster.kubectl(waiting, { timeoutMs: 200_000 });
    }
    const versions = () => resourceVersions(cluster, rendered.objects('local'));
    const before = await versions();
    const { code, stderr } = await script('install.sh');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await versions()).toEqual(before);
  });

  test('a service that is deleted leaves nothing', async () => {
    await cluster.kubectl(['delete', '-n', TEAM, 'inferenceservices', '--all'], { timeoutMs: 180_000 });
    const kinds = 'deployments,replicasets,services,ingresses,horizontalpodautoscalers,pods';
    await eventually(
      async () => {
        const left = await cluster.kubectl(['get', kinds, '-n', TEAM, '-o', 'name']);
        const names = left
          .split('\n')
          .filter((name) => /\/(iris|remote|later|millimetres|refused|modelless|watched|batched)/.test(name));
        expect(names).toEqual([]);
      },
      { timeoutMs: 120_000 },
    );
  });

  test('nothing was forbidden to KServe', () => {
    const own = cluster
      .auditEvents()
      .filter((event) => /^system:serviceaccount:(kubeflow|cert-manager):/.test(event.user.username));
    expect(own.filter(isForbidden).map((event) => `${event.user.username} ${event.verb} ${event.requestURI}`)).toEqual(
      [],
    );
    const active = new Set(own.map((event) => event.user.username));
    expect(active).toContain('system:serviceaccount:kubeflow:kserve-controller-manager');
  });

  test('uninstall.sh stops while models are served, and removes everything when told to', async () => {
    const stopped = await script('uninstall.sh');
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain(`InferenceService ${LAB}/first`);
    expect(stopped.stderr).toContain(`ServingRuntime ${TEAM}/${joblib.name}`);
    const { code, stderr } = await script('uninstall.sh', '--delete-workloads', '--delete-namespaces');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const kinds =
      'clusterroles,customresourcedefinitions,validatingwebhookconfigurations,mutatingwebhookconfigurations';
    const left = ['get', `${kinds},namespaces`, '-l', 'app.kubernetes.io/managed-by=keelson', '-o', 'name'];
    expect(await cluster.kubectl(left)).toBe('');
  });
});
