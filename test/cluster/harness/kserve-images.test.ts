import { images as certManagerImages } from '../../../components/cert-manager/version';
import { images as kserveImages } from '../../../components/kserve/version';
import { certManagerImage, type CertManagerProgram } from './cert-manager-images';
import { Cluster } from './cluster';
import {
  type KServeProgram,
  kserveProgramImage,
  servingImage,
  servingPrograms,
  storageInitializerImage,
} from './kserve-images';
import { describeLevel } from './level';
import { type ExpectedPredictions, modelUpload, s3Credentials, s3Endpoint, s3Image, s3Server } from './s3-image';

jest.setTimeout(30 * 60_000);

const TEAM = 'team';
const SERVING = 'keelson.test/serving:1';

const kserve = {
  'kserve-controller': kserveImages.controller,
  'kserve-localmodel-controller': kserveImages.localModelController,
  'kserve-localmodelnode-agent': kserveImages.localModelAgent,
  'llmisvc-controller': kserveImages.llmController,
  agent: kserveImages.agent,
  router: kserveImages.router,
} satisfies Readonly<Record<KServeProgram, string>>;

const certManager = {
  controller: certManagerImages.controller,
  webhook: certManagerImages.webhook,
  cainjector: certManagerImages.cainjector,
} satisfies Readonly<Record<CertManagerProgram, string>>;

/** A flag of each program, which few of the others have. */
const flags = {
  'kserve-controller': '-health-probe-addr',
  'kserve-localmodel-controller': '-leader-elect',
  'kserve-localmodelnode-agent': '-leader-elect',
  'llmisvc-controller': '-metrics-secure',
  agent: '--enable-puller',
  router: '--graph-json',
  controller: '--acme-http01-solver-image',
  webhook: '--dynamic-serving-dns-names',
  cainjector: '--leader-election-namespace',
} satisfies Readonly<Record<KServeProgram | CertManagerProgram, string>>;

const securityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** A pod in the team's namespace, which enforces `restricted`. */
function pod(name: string, container: object, initContainer?: object): object {
  const volumeMounts = [{ name: 'models', mountPath: '/mnt/models' }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: TEAM, labels: { app: name } },
    spec: {
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      initContainers: initContainer && [{ name: 'init', securityContext, volumeMounts, ...initContainer }],
      containers: [{ name: 'main', securityContext, volumeMounts, ...container }],
      volumes: [{ name: 'models', emptyDir: {} }],
    },
  };
}

/** What KServe writes into a predictor's pod for a model in S3. @param secret - the name of the Secret with the keys */
function initializer(source: string, secret: string): object {
  return {
    image: kserveImages.storageInitializer,
    args: [source, '/mnt/models'],
    envFrom: [{ secretRef: { name: secret } }],
    env: [
      { name: 'AWS_ENDPOINT_URL', value: `http://${s3Endpoint(TEAM)}` },
      { name: 'AWS_DEFAULT_REGION', value: 'us-east-1' },
    ],
  };
}

const server = {
  image: SERVING,
  args: ['--model_name=iris', '--model_dir=/mnt/models', '--http_port=8080'],
  readinessProbe: { httpGet: { path: '/v1/models/iris', port: 8080 }, periodSeconds: 1 },
};

describeLevel(3, 'images of model serving', () => {
  let cluster: Cluster;
  let expected: ExpectedPredictions;

  const apply = (...objects: object[]): Promise<string> =>
    cluster.apply(objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  const wait = (condition: string, ...what: string[]): Promise<string> =>
    cluster.kubectl(['wait', '-n', TEAM, `--for=${condition}`, '--timeout=120s', ...what]);
  /** Asks the server in a pod. @returns the answer */
  const ask = async <T>(name: string, path: string, body: object): Promise<T> => {
    const curl = ['curl', '-s', `http://127.0.0.1:8080/${path}`, '-H', 'content-type: application/json'];
    const args = ['exec', '-n', TEAM, name, '-c', 'main', '--', ...curl, '-d', JSON.stringify(body)];
    return JSON.parse(await cluster.kubectl(args)) as T;
  };
  const tensor = (rows: readonly (readonly number[])[]): object => ({
    inputs: [{ name: 'input-0', shape: [rows.length, rows[0]?.length ?? 0], datatype: 'FP64', data: rows.flat() }],
  });

  beforeAll(async () => {
    cluster = await Cluster.start();
    const images = [servingImage(SERVING), storageInitializerImage(kserveImages.storageInitializer), s3Image()];
    for (const image of images) await cluster.loadImage(await image);
    for (const name of Object.keys(kserve) as KServeProgram[]) {
      await cluster.loadImage(await kserveProgramImage(name, kserve[name]));
    }
    for (const name of Object.keys(certManager) as CertManagerProgram[]) {
      await cluster.loadImage(await certManagerImage(name, certManager[name]));
    }
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: TEAM, labels } }, ...s3Server(TEAM));
    await wait('condition=Available', 'deployment/s3');
  });
  afterAll(() => cluster.stop());

  test.each(Object.entries({ ...kserve, ...certManager }))('the %s starts, and not as root', async (name, image) => {
    await apply(pod(name, { image, args: ['--help'] }));
    // Some programs end with code 2 after they have told their flags.
    await wait('jsonpath={.status.containerStatuses[0].state.terminated}', `pod/${name}`);
    const told = (await cluster.kubectl(['logs', '-n', TEAM, name])).split(/\s+/);
    expect(told).toContain(flags[name as keyof typeof flags]);
  });

  test('a model is trained, and copied to the S3 server', async () => {
    const target = 's3://models/iris';
    await apply(modelUpload({ name: 'train', namespace: TEAM, image: SERVING, target, firstClass: 10 }));
    await wait('jsonpath={.status.phase}=Succeeded', 'pod/train');
    const [first = '', ...others] = (await cluster.kubectl(['logs', '-n', TEAM, 'train'])).trim().split('\n');
    expected = JSON.parse(first) as ExpectedPredictions;
    expect(new Set(expected.predictions)).toEqual(new Set([10, 11, 12]));
    expect(others).toEqual(['s3://models/iris/model.joblib']);
  });

  test('the storage initializer brings it to a server, which answers by both protocols', async () => {
    await apply(pod('predictor', server, initializer('s3://models/iris', 's3')));
    await wait('condition=Ready', 'pod/predictor');
    const { instances, predictions } = expected;
    expect(await ask('predictor', 'v1/models/iris:predict', { instances })).toEqual({ predictions });
    expect(await ask('predictor', 'v2/models/iris/infer', tensor(instances))).toMatchObject({
      model_name: 'iris',
      outputs: [{ datatype: 'INT64', shape: [predictions.length], data: predictions }],
    });
  });

  test('a transformer asks the server in its own units', async () => {
    const ports = [{ port: 80, targetPort: 8080 }];
    const metadata = { name: 'predictor', namespace: TEAM };
    await apply({ apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: 'predictor' }, ports } });
    for (const protocol of ['v1', 'v2']) {
      const args = ['--model_name=iris', `--predictor_protocol=${protocol}`, `--predictor_host=predictor.${TEAM}`];
      const command = ['python3', servingPrograms.transformer];
      await apply(pod(`transformer-${protocol}`, { ...server, command, args }));
      await wait('condition=Ready', `pod/transformer-${protocol}`);
    }
    const { predictions } = expected;
    const instances = expected.instances.map((lengths) => lengths.map((length) => length * 10));
    expect(await ask('transformer-v1', 'v1/models/iris:predict', { instances })).toEqual({ predictions });
    expect(await ask('transformer-v2', 'v2/models/iris/infer', tensor(instances))).toMatchObject({
      outputs: [{ data: predictions }],
    });
    // Without it the model takes the flowers for very large ones.
    expect(await ask('predictor', 'v1/models/iris:predict', { instances })).not.toEqual({ predictions });
  });

  test.each([
    ['a wrong key', 's3://models/iris', 'wrong', 'SignatureDoesNotMatch'],
    ['a model that is not there', 's3://models/none', 's3', 'No model found in none'],
  ])('the storage initializer fails with %s', async (_, source, secret, message) => {
    await apply(
      s3Credentials({ name: 'wrong', namespace: TEAM, server: TEAM, keys: { access: 'team', secret: 'wrong' } }),
    );
    const name = `fails-${secret}`;
    await apply(pod(name, server, initializer(source, secret)));
    await wait('jsonpath={.status.phase}=Failed', `pod/${name}`);
    expect(await cluster.kubectl(['logs', '-n', TEAM, name, '-c', 'init'])).toContain(message);
  });
});
