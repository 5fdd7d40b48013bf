import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { KubernetesObject } from '../../../lib/core/manifest';
import {
  component,
  Pipeline,
  pipeline,
  PipelineUpload,
  PipelineUploadProps,
  UploadablePipeline,
} from '../../../lib/workloads';
import { podOf, runJob } from '../../support/api-job';
import { at, object, testApp } from '../../support/app';
import { PipelinesServer } from '../../support/pipelines-server';
import { Pod, restrictedViolations } from '../../support/pod-security';
import { describePython, Ended } from '../../support/python';

const text = 'pipelineInfo:\n  name: "träin"\n---\nplatforms: {}\n';
const train: UploadablePipeline = {
  pipelineName: 'train',
  versionName: 'train-1a2b3c4d',
  configMap: { name: 'pipeline-train', key: 'pipeline.yaml' },
};

const objectsOf = (
  pipeline: Partial<UploadablePipeline> = {},
  props: Partial<PipelineUploadProps> = {},
): readonly KubernetesObject[] => {
  const chart = new Chart(testApp(), 'runs', { namespace: 'vision' });
  const data = { 'pipeline.yaml': text };
  new k8s.KubeConfigMap(chart, 'pipeline', { metadata: { name: 'pipeline-train' }, data });
  new PipelineUpload(chart, 'upload', { pipeline: { ...train, ...pipeline }, ...props });
  return chart.toJson() as KubernetesObject[];
};

describe('PipelineUpload', () => {
  test('is a Job that may look for pipelines and make them', () => {
    const objects = objectsOf();
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name.replace(/[0-9a-f]{8}$/, 'HASH')}`)).toEqual([
      'ConfigMap pipeline-train',
      'ServiceAccount upload-train',
      'Role upload-train',
      'RoleBinding upload-train',
      'ConfigMap upload-train',
      'Job upload-train-HASH',
    ]);
    expect(object(objects, 'Role').rules).toEqual([
      {
        verbs: ['get', 'list', 'create'],
        apiGroups: ['pipelines.kubeflow.org'],
        resources: ['pipelines', 'pipelineversions'],
      },
    ]);
    expect(restrictedViolations(podOf(objects) as Pod)).toEqual([]);
    expect(at(podOf(objects), 'volumes')).toMatchObject([
      { name: 'program', configMap: { name: 'upload-train' } },
      { name: 'file', configMap: { name: 'pipeline-train' } },
      { name: 'token' },
    ]);
  });

  test('takes what the construct Pipeline writes for a database', () => {
    const definition = pipeline({ name: 'say', description: 'Says it' }, (p) => {
      p.task(component({ name: 'say', image: 'r.example/a:1', command: ['say'] }));
    });
    const chart = new Chart(testApp(), 'runs', { namespace: 'vision' });
    const made = new Pipeline(chart, 'say', { definition, store: 'database' });
    new PipelineUpload(chart, 'upload', { pipeline: made });
    const objects = chart.toJson() as KubernetesObject[];
    expect(at(podOf(objects), 'volumes', 1)).toEqual({ name: 'file', configMap: { name: 'pipeline-say' } });
    expect(object(objects, 'ConfigMap', 'pipeline-say').data).toHaveProperty(['pipeline.yaml']);
    const told = JSON.parse(String(at(object(objects, 'ConfigMap', 'upload-say'), 'data', 'desired.json'))) as object;
    expect(told).toEqual({
      namespace: 'vision',
      pipeline: { name: 'say', description: 'Says it' },
      version: { name: made.versionName },
    });
  });

  test('is another Job for another version', () => {
    const nameOf = (versionName: string): string => object(objectsOf({ versionName }), 'Job').metadata.name;
    expect(nameOf('a')).toBe(nameOf('a'));
    expect(nameOf('a')).not.toBe(nameOf('b'));
  });

  test.each([['Train the “model”'], ['x'.repeat(100)], ['-'], ['ends-with-'], ['UPPER']])(
    'has objects with names that fit, for a pipeline called %j',
    (given) => {
      const { name } = object(objectsOf({ pipelineName: given }), 'Job').metadata;
      expect(name).toMatch(/^upload-[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
      expect(name.length).toBeLessThanOrEqual(63);
      expect(name).not.toContain('--');
    },
  );
});

// The API server of Kubeflow Pipelines cannot run here; test/support/pipelines-server.ts says what stands in for it.
describePython('the program of PipelineUpload, against a server that answers as upstream’s API says', () => {
  let server: PipelinesServer;
  beforeEach(async () => (server = await PipelinesServer.start()));
  afterEach(() => server.stop());

  const upload = (pipeline: Partial<UploadablePipeline> = {}): Promise<Ended> =>
    runJob(objectsOf(pipeline), { url: server.url });

  test('makes the pipeline and its version', async () => {
    expect(await upload({ displayName: 'Train "it"', description: 'Every night' })).toEqual({
      code: 0,
      stderr: '',
      stdout: 'uploaded the version "train-1a2b3c4d" of the pipeline "train"\n',
    });
    expect(server.pipelines).toMatchObject([
      { name: 'train', display_name: 'Train "it"', description: 'Every night', namespace: 'vision' },
    ]);
    expect(server.versions).toMatchObject([
      { pipeline_id: server.pipelines[0]?.pipeline_id, name: 'train-1a2b3c4d', pipeline_spec: text },
    ]);
  });

  test('does nothing twice', async () => {
    await upload();
    server.changes.length = 0;
    expect(await upload()).toMatchObject({
      code: 0,
      stdout: 'the version "train-1a2b3c4d" of the pipeline "train" is there already\n',
    });
    expect(server.changes).toEqual([]);
  });

  test('adds a version for another content, and keeps the old one', async () => {
    await upload();
    await upload({ versionName: 'train-2' });
    expect(server.pipelines).toHaveLength(1);
    expect(server.versions.map(({ name }) => name)).toEqual(['train-1a2b3c4d', 'train-2']);
  });

  test('finds what somebody else makes at the same time', async () => {
    server.before = (request) => {
      if (request === 'POST /pipelines') server.addPipeline('train');
      if (request === 'POST /pipelines/upload_version') server.addVersion(server.pipelines[0] ?? {}, 'train-1a2b3c4d');
      return undefined;
    };
    expect(await upload()).toMatchObject({ code: 0, stderr: '' });
    expect([server.pipelines.length, server.versions.length]).toEqual([1, 1]);
  });

  test('says what the server does not take', async () => {
    server.before = (request) => (request.startsWith('POST /pipelines/upload') ? 400 : undefined);
    const { code, stderr } = await upload();
    expect(code).toBe(1);
    expect(stderr).toBe(
      'POST /pipelines/upload_version was answered 400: {"code":3,"message":"as the test wants it"}\n',
    );
  });

  test('names no namespace to a server for one user', async () => {
    const single = await PipelinesServer.start({ multiUser: false });
    try {
      expect(await runJob(objectsOf(), { url: single.url })).toMatchObject({ code: 0, stderr: '' });
      expect(single.versions).toHaveLength(1);
    } finally {
      await single.stop();
    }
  });
});
