import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { apiGroups } from '../../lib/api/groups';
import { LocalStack } from '../../stacks';
import { ApiObject } from 'cdk8s';
import { definedFields, referenceFields } from './fields';
import { referenceRights, rightsOf, within } from './rights';

/*
 * Compares what is defined here with upstream's facts, field by field and right by right. The facts are not part of
 * the project: KEELSON_REFERENCE names the folder that holds them.
 */
const folder = process.env.KEELSON_REFERENCE;
const compare = folder === undefined ? describe.skip : describe;
const read = (name: string): string => readFileSync(join(folder ?? '', name), 'utf8');

// Where ours says more than upstream's: fields that upstream lists under a Kubernetes type although it allows a part of it.
const deeper =
  /\.runtimePatches\[\]\.trainingRuntimeSpec\.template\.spec\.replicatedJobs\[\]\.template\.spec\.template(\.|$)/;

compare('reference (KEELSON_REFERENCE)', () => {
  const definitions = Object.values(apiGroups).flat();

  test.each(definitions.map((definition) => [definition.kind, definition] as const))(
    '%s has every field',
    (_, definition) => {
      const expected = referenceFields(read(`crds/${definition.group}.${definition.kind}.txt`));
      const actual = definedFields(definition);
      for (const path of [...expected.keys(), ...actual.keys()]) {
        if (deeper.test(path)) {
          expected.delete(path);
          actual.delete(path);
        }
      }
      for (const [path, words] of expected) {
        // The reference tells conditions by their shape; those of a claim are a type of their own.
        if (!path.endsWith('volumeClaimPolicies[].templates[].status.conditions')) continue;
        expected.set(
          path,
          words.map((word) => word.replace('meta/v1 Condition', 'core/v1 PersistentVolumeClaimCondition')).sort(),
        );
      }
      expect(expected.size).toBeGreaterThan(20);
      expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(expected));
    },
  );

  test('no role has a right that the reference does not give', () => {
    const app = new App({ log: () => undefined });
    const platform = new LocalStack(app);
    const objects = platform.node
      .findAll()
      .flatMap((node) => (node instanceof ApiObject ? [node.toJson() as KubernetesObject] : []));
    const roles = objects.filter((object) => object.kind === 'Role' || object.kind === 'ClusterRole');
    const reference = referenceRights(read('objects/trainer.txt'));
    expect(reference.size).toBeGreaterThan(10);
    const ceiling = (pattern: RegExp) =>
      [...reference].filter(([name]) => pattern.test(name)).flatMap(([, rights]) => rights);
    const beyond = roles.flatMap((role) => {
      const name = role.metadata.name;
      const allowed = ceiling(
        name.startsWith('jobset')
          ? /jobset/
          : name.endsWith('-controller-manager')
            ? /trainer-controller-manager/
            : new RegExp(`${name}$`),
      );
      return rightsOf((role.rules ?? []) as Parameters<typeof rightsOf>[0])
        .filter((right) => !within(right, allowed))
        .map((right) => `${role.kind} ${name}: ${right.verb} ${right.group}/${right.resource}`);
    });
    expect(beyond).toEqual([]);
  });
});
