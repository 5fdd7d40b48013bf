import { ApiObject, Chart } from 'cdk8s';
import { existingCertManager, externalMysql, KServe, KServeProps, ModelRegistry } from '../../components';
import { Platform, PodSecurityStandard } from '../../lib';
import { problemsOf } from '../support/app';

/** What is said of one object of KServe's in a namespace of the platform. */
function said(
  kind: string,
  spec: object,
  props: Partial<KServeProps> = {},
  podSecurity?: PodSecurityStandard,
): string[] {
  const messages = problemsOf((app) => {
    const platform = new Platform(app, 'local');
    new KServe(platform, 'kserve', { certificates: existingCertManager(), runtimes: [], ...props });
    const namespace = platform.addNamespace('team', podSecurity === undefined ? {} : { podSecurity });
    const chart = new Chart(platform, 'models', { namespace });
    new ApiObject(chart, 'one', {
      apiVersion: kind === 'InferenceService' ? 'serving.kserve.io/v1beta1' : 'serving.kserve.io/v1alpha1',
      kind,
      metadata: { name: 'one' },
      spec,
    });
  });
  return messages.map((message) => message.replace('[local/models/one] ', ''));
}

const graph = { nodes: { root: { routerType: 'Sequence', steps: [{ serviceName: 'iris' }] } } };
const model = (storageUri: string): object => ({
  predictor: { model: { modelFormat: { name: 'sklearn' }, storageUri } },
});
const image = 'oci://registry.example.com/model:1';

test('a graph is told that its pods are refused', () => {
  expect(said('InferenceGraph', graph)).toEqual([
    expect.stringMatching(
      /InferenceGraph.* is in the namespace "team", which enforces "restricted", and KServe's pods of graphs lack a seccomp profile; put it in a namespace with "podSecurity" "baseline"$/,
    ),
  ]);
  expect(said('InferenceGraph', graph, {}, 'baseline')).toEqual([]);
});

test('a model that is an image is told that its pods are refused', () => {
  expect(said('InferenceService', model(image))).toEqual([
    expect.stringMatching(
      /has its model in "oci:.*", whose pods the namespace "team" refuses, as it enforces "restricted"; put it in a namespace with "podSecurity" "baseline", or the model in other storage$/,
    ),
  ]);
  expect(said('InferenceService', { predictor: { storageUris: [{ uri: image }] } })).toHaveLength(1);
  expect(said('InferenceService', model(image), {}, 'baseline')).toEqual([]);
  expect(said('InferenceService', model('s3://models/iris'))).toEqual([]);
});

test('a model that is an image is told where KServe takes none', () => {
  expect(said('InferenceService', model(image), { storageInitializer: { modelcar: false } }, 'baseline')).toEqual([
    expect.stringMatching(/has its model in "oci:.*", and KServe was told not to; set "storageInitializer.modelcar"$/),
  ]);
});

test('a registered model is told where nothing loads it', () => {
  const uri = 'model-registry://model-registry-service.kubeflow.svc:8080/iris/v1';
  expect(said('InferenceService', model(uri))).toEqual([
    expect.stringMatching(
      /has its model in "model-registry:.*", which nothing in the platform loads; add a ModelRegistry, with KServe as its "modelServing"$/,
    ),
  ]);
  const messages = problemsOf((app) => {
    const platform = new Platform(app, 'local');
    const modelServing = new KServe(platform, 'kserve', { certificates: existingCertManager(), runtimes: [] });
    new ModelRegistry(platform, 'model-registry', { database: externalMysql({ host: 'db' }), modelServing });
    const chart = new Chart(platform, 'models', { namespace: platform.addNamespace('team') });
    new ApiObject(chart, 'one', {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name: 'one' },
      spec: model(uri),
    });
  });
  expect(messages).toEqual([]);
});

test('a model in a namespace that KServe passes over is told so', () => {
  const messages = problemsOf((app) => {
    const platform = new Platform(app, 'local', { existingNamespaces: ['other'] });
    new KServe(platform, 'kserve', { certificates: existingCertManager(), runtimes: [] });
    const chart = new Chart(platform, 'models');
    const labels = { 'control-plane': 'x', 'pod-security.kubernetes.io/enforce': 'baseline' };
    new ApiObject(chart, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other', labels } });
    new ApiObject(chart, 'one', {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name: 'one', namespace: 'other' },
      spec: model('s3://models/iris'),
    });
  });
  expect(messages).toEqual([
    expect.stringMatching(
      /is in the namespace "other", which has the label "control-plane": KServe loads no models there; put it in another namespace$/,
    ),
  ]);
});
