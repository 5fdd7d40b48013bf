import { Chart } from 'cdk8s';
import { GeneratedSecret, Platform } from '../../lib';
import { deploy } from '../../lib/pulumi';
import { TrainingRuntime, TrainJob } from '../../lib/workloads';
import { testApp } from '../support/app';
import { addObjects, deployment } from '../support/charts';
import { configMap, Part } from '../support/parts';
import { trainingPlatform } from '../support/platforms';
import { dependenciesOf, register } from '../support/pulumi';

/** A platform with parts, and what waits for what in it. */
async function platformEdges(build: (platform: Platform) => void): Promise<Record<string, string[]>> {
  const registered = await register(() => {
    const app = testApp();
    build(new Platform(app, 'p', { existingNamespaces: ['parts', 'ns', 'other'] }));
    deploy(app);
  });
  return dependenciesOf(registered);
}

describe('gates', () => {
  test('a component comes after what the gates check that it needs', async () => {
    const edges = await platformEdges((platform) => {
      new Part(platform, 'a', { needs: [new Part(platform, 'b').ready] });
    });
    expect(edges).toEqual({ 'p/a/config': ['p/b/config'] });
  });

  test('the rest of a component comes after its CRDs, and a stage after its own gates', async () => {
    const edges = await platformEdges((platform) => {
      new Part(platform, 'a', { crd: 'Widget', stageNeeds: [new Part(platform, 'b').ready] });
    });
    expect(edges).toEqual({ 'p/a/config': ['p/a/crd'], 'p/a/late/config': ['p/b/config'] });
  });

  test('workloads come after the gates of all components', async () => {
    const edges = await platformEdges((platform) => {
      new Part(platform, 'a');
      new Part(platform, 'b');
      configMap(new Chart(platform, 'work', { namespace: 'ns' }), 'mine');
    });
    expect(edges).toEqual({ 'p/work/mine': ['p/a/config', 'p/b/config'] });
  });

  test('gates behind which others stand are enough', async () => {
    const edges = await platformEdges((platform) => {
      new Part(platform, 'a', { needs: [new Part(platform, 'b').ready] });
      configMap(new Chart(platform, 'work', { namespace: 'ns' }), 'mine');
    });
    expect(edges['p/work/mine']).toEqual(['p/a/config']);
  });

  test('readers of a generated Secret come after the Job that makes it, also of its copies', async () => {
    const edges = await platformEdges((platform) => {
      const chart = new Chart(platform, 'work');
      new GeneratedSecret(chart, 'secret', { name: 'made', namespace: 'ns', keys: ['k'], copies: ['other'] });
      const spec = { volumes: [{ name: 'v', secret: { secretName: 'made' } }] };
      addObjects(chart, { here: deployment('a', spec), there: deployment('b', spec, 'other') });
    });
    expect(edges['p/work/here']).toEqual(['p/work/secret/job']);
    expect(edges['p/work/there']).toEqual(['p/work/secret/job']);
  });

  test('a job comes after the runtime that it runs on, and both after the trainer', async () => {
    const registered = await register(() => {
      const app = testApp();
      const platform = trainingPlatform(app);
      const chart = new Chart(platform, 'work', { namespace: platform.addNamespace('team') });
      const image = 'registry.example/i:1';
      const runtime = new TrainingRuntime(chart, 'runtime', { policy: 'torch', image, podSecurity: 'restricted' });
      new TrainJob(chart, 'job', { runtime, image });
      deploy(app);
    });
    const edges = dependenciesOf(registered);
    expect(edges['local/work/job/Resource']).toContain('local/work/runtime/Resource');
    for (const name of ['local/work/job/Resource', 'local/work/runtime/Resource']) {
      expect(edges[name]).toEqual(
        expect.arrayContaining([
          'local/keelson-namespaces/team',
          'local/trainer/controller/deployment',
          'local/trainer/controller/mutating-webhooks',
          'local/trainer/controller/validating-webhooks',
        ]),
      );
    }
  });
});
