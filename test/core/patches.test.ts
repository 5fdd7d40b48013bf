import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { App } from '../../lib';
import { compose } from '../../lib/core/compose';

const limits = '/spec/template/spec/containers/0/resources/limits';

function deployment(): { app: App; object: ApiObject } {
  const app = new App();
  const labels = { app: 'web' };
  const object = new k8s.KubeDeployment(new Chart(app, 'chart'), 'web', {
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            { name: 'web', image: 'web:1', resources: { limits: { memory: k8s.Quantity.fromString('1Gi') } } },
          ],
        },
      },
    },
  });
  return { app, object };
}

const problems = (app: App): string[] => compose(app).problems.map(({ message }) => message);

describe('a patch that cdk8s-plus does not render', () => {
  test.each<[string, JsonPatch, string, string]>([
    [
      'a quantity as a text',
      JsonPatch.replace(`${limits}/memory`, '300Mi'),
      'spec.template.spec.containers[0].resources.limits.memory',
      '"300Mi"',
    ],
    [
      'a field that it does not know',
      JsonPatch.add('/spec/template/spec/fast', true),
      'spec.template.spec.fast',
      'true',
    ],
  ])('%s is refused', (_, patch, path, value) => {
    const { app, object } = deployment();
    object.addJsonPatch(patch);
    expect(problems(app)).toEqual([
      expect.stringContaining(`a patch sets "${path}" to ${value}, which cdk8s-plus leaves out; give a quantity`),
    ]);
  });

  test.each<[string, JsonPatch]>([
    ['a quantity as an object', JsonPatch.replace(`${limits}/memory`, { value: '300Mi' })],
    ['a field that it knows', JsonPatch.add('/spec/replicas', 2)],
    ['a field that goes', JsonPatch.remove('/spec/template/spec/containers/0/resources')],
  ])('%s passes', (_, patch) => {
    const { app, object } = deployment();
    object.addJsonPatch(patch);
    expect(problems(app)).toEqual([]);
  });
});

test('an object of no library is rendered as it is patched', () => {
  const app = new App();
  const object = new ApiObject(new Chart(app, 'chart'), 'thing', { apiVersion: 'example.com/v1', kind: 'Thing' });
  object.addJsonPatch(JsonPatch.add('/spec', { size: '300Mi' }));
  expect(problems(app)).toEqual([]);
});
