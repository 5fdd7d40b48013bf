import { ApiObject, Chart } from 'cdk8s';
import { App, Platform } from '../../lib';
import { trainer } from '../../lib/api';
import { plainRuntime } from '../../lib/api/trainer-templates';
import { LocalStack } from '../../stacks';
import { problemsOf, render } from '../support/app';

const config = (platform: Platform, id: string): ApiObject =>
  new ApiObject(new Chart(platform, id, { namespace: 'ns' }), 'config', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: id },
  });
const platformIn = (app: App): Platform => new Platform(app, 'local', { existingNamespaces: ['ns'] });

test('a chain of dependencies is applied from its end', () => {
  const { objects } = render((app) => {
    const platform = platformIn(app);
    const [a, b, c] = [config(platform, 'a'), config(platform, 'b'), config(platform, 'c')];
    a.addDependency(b);
    b.addDependency(c);
    return platform;
  });
  expect(objects.map(({ metadata }) => metadata.name)).toEqual(['c', 'b', 'a']);
});

test('a cycle is reported', () => {
  const problems = problemsOf((app) => {
    const platform = platformIn(app);
    const [a, b] = [config(platform, 'a'), config(platform, 'b')];
    a.addDependency(b);
    b.addDependency(a);
  });
  expect(problems).toEqual([expect.stringMatching(/^\[local\/.\/config\] depends on itself by way of other objects/)]);
});

test('a component may not wait for a workload', () => {
  const problems = problemsOf((app) => {
    const stack = new LocalStack(app, 'local', { existingNamespaces: ['ns'] });
    stack.jobset.node.addDependency(config(stack, 'a'));
  });
  expect(problems).toEqual(['[local/jobset] depends on the workload local/a/config; components come first']);
});

test('a runtime with claims says what becomes of them', () => {
  const withPolicy = (policy: object): string[] =>
    problemsOf((app) => {
      const stack = new LocalStack(app, 'local', { existingNamespaces: ['ns'] });
      const spec = plainRuntime({ torch: {} }, { image: 'a.example/b:1' });
      const template = { spec: { ...spec.template?.spec, volumeClaimPolicies: [{ templates: [], ...policy }] } };
      const chart = new Chart(stack, 'team', { namespace: 'ns' });
      new trainer.TrainingRuntime(chart, 'mine', { metadata: { name: 'mine' }, spec: { ...spec, template } });
    });
  expect(withPolicy({ retentionPolicy: { whenDeleted: 'Retain' } })).toEqual([]);
  expect(withPolicy({})).toEqual([
    '[local/team/mine] "spec.template.spec.volumeClaimPolicies" of TrainingRuntime ns/mine lacks "retentionPolicy.whenDeleted", and jobs that were suspended would never start; set it to "Delete" or "Retain"',
  ]);
});
