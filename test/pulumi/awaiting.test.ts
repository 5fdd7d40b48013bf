import { Chart } from 'cdk8s';
import { Platform } from '../../lib';
import { deploy, DeployOptions, ObjectOptions } from '../../lib/pulumi';
import { at, testApp } from '../support/app';
import { crd, deployment, plainChart, Raw, raw } from '../support/charts';
import { configMap, Part } from '../support/parts';
import { named, register } from '../support/pulumi';
import { sharedAnnotations } from '../support/pulumi-text';

/** What the provider is told to wait for, of the one object of a chart. */
async function awaiting(object: Raw, own?: ObjectOptions): Promise<unknown> {
  const options: DeployOptions = own === undefined ? {} : { objectOptions: () => own };
  const registered = await register(() => deploy(plainChart({ object }), options));
  return awaited(at(named(registered, 'chart/object').inputs, 'metadata', 'annotations'));
}

function awaited(annotations: unknown): unknown {
  expect(annotations).toMatchObject(sharedAnnotations);
  const own = Object.entries(annotations as object).filter(([name]) => !(name in sharedAnnotations));
  return Object.fromEntries(own.map(([name, value]) => [name.replace('pulumi.com/', ''), value as unknown]));
}

const annotated = (annotations: object, object = raw('ConfigMap', 'a')): Raw =>
  ({ ...object, metadata: { ...object.metadata, annotations } }) as Raw;

/** What is awaited of something that ends well or badly. */
const either = (succeeded: string): object => ({
  waitFor: `jsonpath={.status.conditions[?((@.type=="${succeeded}"||@.type=="Failed")&&@.status=="True")].type}`,
});

const ready = { waitFor: 'condition=Ready' };
const stopped = { 'serving.kserve.io/stop': 'true' };

test.each<readonly [string, Raw, object]>([
  ['a ConfigMap', raw('ConfigMap', 'a'), {}],
  ['a Deployment', deployment('a'), {}],
  ['a Job', raw('Job', 'a', {}, 'ns', 'batch/v1'), {}],
  ['a Service', raw('Service', 'a', { spec: {} }), { skipAwait: 'true' }],
  ['a Service without spec', raw('Service', 'a'), { skipAwait: 'true' }],
  ['a Service with an address outside', raw('Service', 'a', { spec: { type: 'LoadBalancer' } }), {}],
  ['a Service of another group', raw('Service', 'a', {}, 'ns', 'serving.knative.dev/v1'), {}],
  ['a volume', raw('PersistentVolumeClaim', 'a'), { skipAwait: 'true' }],
  ['a CRD', crd('Widget'), { waitFor: 'condition=Established' }],
  ['a TrainJob', raw('TrainJob', 'a', {}, 'ns', 'trainer.kubeflow.org/v1alpha1'), either('Complete')],
  ['an Experiment', raw('Experiment', 'a', {}, 'ns', 'kubeflow.org/v1beta1'), either('Succeeded')],
  ['a PyTorchJob', raw('PyTorchJob', 'a', {}, 'ns', 'kubeflow.org/v1'), either('Succeeded')],
  ['a JobSet', raw('JobSet', 'a', {}, 'ns', 'jobset.x-k8s.io/v1alpha2'), either('Completed')],
  [
    'a suspended TrainJob',
    raw('TrainJob', 'a', { spec: { suspend: true } }, 'ns', 'trainer.kubeflow.org/v1alpha1'),
    {},
  ],
  [
    'a suspended PyTorchJob',
    raw('PyTorchJob', 'a', { spec: { runPolicy: { suspend: true } } }, 'ns', 'kubeflow.org/v1'),
    {},
  ],
  ['an InferenceService', raw('InferenceService', 'a', {}, 'ns', 'serving.kserve.io/v1beta1'), ready],
  [
    'a stopped InferenceService',
    annotated(stopped, raw('InferenceService', 'a', {}, 'ns', 'serving.kserve.io/v1beta1')),
    stopped,
  ],
  ['an InferenceGraph', raw('InferenceGraph', 'a', {}, 'ns', 'serving.kserve.io/v1alpha1'), ready],
  ['an LLMInferenceService', raw('LLMInferenceService', 'a', {}, 'ns', 'serving.kserve.io/v1alpha1'), ready],
  ['a TrainedModel', raw('TrainedModel', 'a', {}, 'ns', 'serving.kserve.io/v1alpha1'), ready],
  ['an InferenceService of others', raw('InferenceService', 'a', {}, 'ns', 'example.com/v1'), {}],
  ['an Experiment of others', raw('Experiment', 'a', {}, 'ns', 'example.com/v1'), {}],
])('%s waits by its kind', async (_what, object, expected) => {
  expect(await awaiting(object)).toEqual(expected);
});

test('an object waits for what a gate asks of it', async () => {
  const registered = await register(() => {
    const app = testApp();
    new Part(new Platform(app, 'p'), 'a');
    deploy(app);
  });
  const { inputs } = named(registered, 'p/a/config');
  expect(awaited(at(inputs, 'metadata', 'annotations'))).toEqual({ waitFor: 'jsonpath={.data.ready}' });
});

test('a gate that needs no Pulumi leaves other objects as they are', async () => {
  const registered = await register(() => {
    const app = testApp();
    const platform = new Platform(app, 'p', { existingNamespaces: ['ns'] });
    new Part(platform, 'a');
    configMap(new Chart(platform, 'work', { namespace: 'ns' }), 'mine');
    deploy(app);
  });
  expect(awaited(at(named(registered, 'p/work/mine').inputs, 'metadata', 'annotations'))).toEqual({});
});

describe('objectOptions.waitFor', () => {
  test('is one condition', async () => {
    expect(await awaiting(raw('ConfigMap', 'a'), { waitFor: 'condition=Ready' })).toEqual({
      waitFor: 'condition=Ready',
    });
  });

  test('is more of them, each once', async () => {
    const waitFor = ['condition=Ready', 'jsonpath={.status.phase}=Up', 'condition=Ready'] as const;
    expect(await awaiting(raw('ConfigMap', 'a'), { waitFor })).toEqual({
      waitFor: '["condition=Ready","jsonpath={.status.phase}=Up"]',
    });
  });

  test('goes before what the kind calls for', async () => {
    expect(await awaiting(crd('Widget'), { waitFor: 'condition=NamesAccepted' })).toEqual({
      waitFor: 'condition=NamesAccepted',
    });
    expect(await awaiting(deployment('a'), { waitFor: 'condition=Available' })).toEqual({
      waitFor: 'condition=Available',
    });
  });

  test.each(['ConfigMap', 'PersistentVolumeClaim'])('is nothing for a %s', async (kind) => {
    expect(await awaiting(raw(kind, 'a'), { waitFor: 'nothing' })).toEqual({ skipAwait: 'true' });
    expect(await awaiting(deployment('a'), { waitFor: 'nothing' })).toEqual({ skipAwait: 'true' });
  });
});

describe('annotations of the object itself', () => {
  test.each([{ 'pulumi.com/waitFor': 'condition=Mine' }, { 'pulumi.com/skipAwait': 'true' }])(
    'go before all else: %j',
    async (own) => {
      const expected = Object.fromEntries(Object.entries(own).map(([name, value]) => [name.slice(11), value]));
      expect(await awaiting(annotated(own, crd('Widget')), { waitFor: 'condition=Other' })).toEqual(expected);
    },
  );

  test('may name another field manager', async () => {
    const own = { 'pulumi.com/patchFieldManager': 'me', 'pulumi.com/patchForce': 'false', 'example.com/a': 'b' };
    const registered = await register(() => deploy(plainChart({ object: annotated(own) })));
    expect(at(named(registered, 'chart/object').inputs, 'metadata', 'annotations')).toEqual(own);
  });
});
