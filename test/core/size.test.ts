import { JobSet, Trainer } from '../../components';
import { Platform, Size } from '../../lib';
import { sizes } from '../../lib/core/size';
import { parseQuantity } from '../../lib/core/quantity';
import { at, render, Rendered } from '../support/app';

function platform(size: Size | undefined, replicas?: number): Rendered {
  return render((app) => {
    const local = new Platform(app, 'local', { size });
    const jobsets = new JobSet(local, 'jobset', { replicas });
    new Trainer(local, 'trainer', { jobsets, replicas });
    return local;
  });
}

const ofKind = ({ objects }: Rendered, kind: string) => objects.filter((object) => object.kind === kind);
const replicasOf = (rendered: Rendered) =>
  ofKind(rendered, 'Deployment').map((deployment) => at(deployment, 'spec', 'replicas'));

test.each([
  ['laptop', 1],
  ['small', 1],
  ['production', 2],
] as const)('%s runs %d of each', (size, replicas) => {
  expect(replicasOf(platform(size))).toEqual([replicas, replicas]);
});

test('small is what a platform has unless said otherwise', () => {
  expect([...platform(undefined).files]).toEqual([...platform('small').files]);
});

test.each(sizes.flatMap((size) => [undefined, 1, 2, 5].map((replicas) => [size, replicas] as const)))(
  'at %s with %p replicas, two or more bring a budget and a spread, one brings neither',
  (size, replicas) => {
    const rendered = platform(size, replicas);
    const many = replicasOf(rendered).every((count) => Number(count) >= 2);
    const deployments = ofKind(rendered, 'Deployment');
    const budgets = ofKind(rendered, 'PodDisruptionBudget');
    expect(budgets.map(({ metadata }) => metadata.name)).toEqual(
      many ? deployments.map(({ metadata }) => metadata.name) : [],
    );
    for (const budget of budgets) expect(at(budget, 'spec', 'maxUnavailable')).toBe(1);
    for (const deployment of deployments) {
      const spread = at(deployment, 'spec', 'template', 'spec', 'topologySpreadConstraints');
      expect(spread).toEqual(
        many
          ? [
              expect.objectContaining({
                topologyKey: 'kubernetes.io/hostname',
                whenUnsatisfiable: 'ScheduleAnyway',
                labelSelector: at(deployment, 'spec', 'selector'),
              }),
            ]
          : undefined,
      );
    }
  },
);

test('each size asks for more than the one before it, and never for more than its limit', () => {
  const asked = sizes.map((size) =>
    ofKind(platform(size), 'Deployment').map((deployment) => {
      const resources = at(deployment, 'spec', 'template', 'spec', 'containers', 0, 'resources');
      const amount = (part: string, name: string) => parseQuantity(at(resources, part, name)) ?? NaN;
      expect(amount('limits', 'memory')).toBeGreaterThanOrEqual(amount('requests', 'memory'));
      // A limit on CPU slows a controller down when it has the most to do.
      expect(at(resources, 'limits', 'cpu')).toBeUndefined();
      return [amount('requests', 'cpu'), amount('requests', 'memory')] as const;
    }),
  );
  for (const [smaller, larger] of [asked.slice(0, 2), asked.slice(1)]) {
    expect(smaller).toHaveLength(2);
    smaller?.forEach(([cpu, memory], index) => {
      expect(larger?.[index]?.[0]).toBeGreaterThan(cpu);
      expect(larger?.[index]?.[1]).toBeGreaterThan(memory);
    });
  }
});
