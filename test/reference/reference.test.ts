import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArgoWorkflows, CertManager } from '../../components';
import { App, Platform } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { apiGroups } from '../../lib/api/groups';
import { LocalStack } from '../../stacks';
import { ApiObject } from 'cdk8s';
import {
  asFarAsTold,
  asKeySelectors,
  definedFields,
  referenceFields,
  withoutConditions,
  withoutQuantities,
} from './fields';
import { argoFields } from './argo-types';
import { asUpstream } from './training-operator';
import { katibFields } from './go-types';
import { referenceRights, rightsOf, within } from './rights';

/*
 * Compares what is defined here with upstream's facts, field by field and right by right. The facts are not part of
 * the project: KEELSON_REFERENCE names the folder that holds them.
 */
const folder = process.env.KEELSON_REFERENCE;
const compare = folder === undefined ? describe.skip : describe;
const read = (name: string): string => readFileSync(join(folder ?? '', name), 'utf8');

// What ours may do besides: generate passwords, and elect a leader, which upstream grants in a variant.
const granted = [
  /^Role generate-[a-z-]+: create \/secrets$/,
  // Its own configuration, which upstream reads by the right to read all; templates too long for a variable; what an agent has answered, a
  // subresource that upstream's role forgets; events of its election.
  /^Role argo-role: ((get|watch) \/configmaps|(create|patch) \/events)$/,
  /^ClusterRole argo-cluster-role: (create \/configmaps|patch argoproj\.io\/workflowtasksets\/status)$/,
  // Upstream adds its roles to those of Kubernetes, which have these.
  /^ClusterRole argo-workflows-edit: (get|list|watch) \/(pods|pods\/log|events)$/,
  // Pipelines and their versions are objects of Kubernetes, which people apply and watch with kubectl; schedules are seen by all.
  /^ClusterRole kubeflow-pipelines-edit: patch pipelines\.kubeflow\.org\/(pipelines|pipelineversions)$/,
  /^ClusterRole kubeflow-pipelines-(edit|view): watch pipelines\.kubeflow\.org\/(pipelines|pipelineversions)$/,
  /^ClusterRole kubeflow-pipelines-view: (get|list|watch) kubeflow\.org\/scheduledworkflows$/,
  /^Role katib-controller: (get|create|update) coordination\.k8s\.io\/leases$/,
];

// Where ours says more than upstream's: fields that upstream lists under a Kubernetes type although it allows a part of it.
const deeper =
  /\.runtimePatches\[\]\.trainingRuntimeSpec\.template\.spec\.replicatedJobs\[\]\.template\.spec\.template(\.|$)/;

// Specifications of other APIs' objects, which gateway.test.ts compares with upstream's own definitions.
const open = /\.router\.(route\.http|scheduler\.pool)\.spec(\.|$)/;

// Kinds of Argo whose CRD has no schema upstream.
const openArgoKinds = [
  ...['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate', 'CronWorkflow', 'WorkflowTaskSet'],
];

compare('reference (KEELSON_REFERENCE)', () => {
  // Upstream's CRDs of Katib and of these kinds have no schema, and those of the Gateway API are not part of the reference.
  const without = [...openArgoKinds, 'Viewer', 'ScheduledWorkflow'];
  const elsewhere = Object.entries(apiGroups).flatMap(([name, group]) =>
    ['katib', 'gateway'].includes(name) ? group : group.filter(({ kind }) => without.includes(kind)),
  );
  const definitions = Object.values(apiGroups)
    .flat()
    .filter((definition) => !elsewhere.includes(definition));

  test.each(definitions.map((definition) => [definition.kind, definition] as const))(
    '%s has every field',
    (_, definition) => {
      const expected = withoutQuantities(referenceFields(read(`crds/${definition.group}.${definition.kind}.txt`)));
      const defined = definedFields(definition);
      const has = (group: string): boolean => apiGroups[group]?.includes(definition) === true;
      const actual = has('training-operator')
        ? asUpstream(defined)
        : has('cert-manager')
          ? withoutConditions(defined)
          : has('argo')
            ? asKeySelectors(defined)
            : has('kserve') || has('kserve-llm')
              ? asFarAsTold(withoutConditions(defined), expected)
              : defined;
      for (const path of [...expected.keys(), ...actual.keys()]) {
        if (deeper.test(path) || open.test(path)) {
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
      expect(expected.size).toBeGreaterThan(2);
      expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(expected));
    },
  );

  test('no role has a right that the reference does not give', () => {
    const app = new App({ log: () => undefined });
    new LocalStack(app);
    new CertManager(new Platform(app, 'edge'), 'cert-manager', { gatewayApi: true });
    new ArgoWorkflows(new Platform(app, 'flows'), 'argo-workflows');
    const objects = app.node
      .findAll()
      .flatMap((node) => (node instanceof ApiObject ? [node.toJson() as KubernetesObject] : []));
    const roles = objects.filter((object) => object.kind === 'Role' || object.kind === 'ClusterRole');
    const files = ['trainer', 'katib', 'training-operator-v1', 'cert-manager', 'kserve', 'pipelines-native'];
    const reference = new Map(files.flatMap((file) => [...referenceRights(read(`objects/${file}.txt`))]));
    expect(reference.size).toBeGreaterThan(10);
    const ceiling = (pattern: RegExp) =>
      [...reference].filter(([name]) => pattern.test(name)).flatMap(([, rights]) => rights);
    const beyond = roles.flatMap((role) => {
      const name = role.metadata.name;
      const allowed = ceiling(
        name.startsWith('jobset')
          ? /jobset/
          : name === 'kserve-controller-manager'
            ? /kserve-leader-election-role/
            : name.endsWith('trainer-controller-manager')
              ? /trainer-controller-manager/
              : /^argo-workflows-(edit|view)$/.test(name)
                ? new RegExp(name.replace('workflows', 'aggregate-to'))
                : /^kubeflow-pipelines-(edit|view)$/.test(name)
                  ? // Who may edit may see; upstream puts one role together from two.
                    new RegExp(`kubeflow-pipelines-(${name.endsWith('edit') ? 'edit|view' : 'view'})$`)
                  : name === 'ml-pipeline-ui-artifacts'
                    ? // Upstream's may read all Secrets.
                      /ml-pipeline-ui$/
                    : new RegExp(`${name}$`),
      );
      return rightsOf((role.rules ?? []) as Parameters<typeof rightsOf>[0])
        .filter((right) => !within(right, allowed))
        .map((right) => `${role.kind} ${name}: ${right.verb} ${right.group}/${right.resource}`);
    });
    expect(beyond.filter((right) => !granted.some((pattern) => pattern.test(right)))).toEqual([]);
  });
});

// Values of Go's types that the webhooks refuse, or that stand for a mistake.
const unusable = ['', 'Invalid'];

/** The same for Katib: KEELSON_KATIB names a folder with upstream's repository at the version that is installed. */
const katibFolder = process.env.KEELSON_KATIB;
const compareKatib = katibFolder === undefined ? describe.skip : describe;

compareKatib('Katib (KEELSON_KATIB)', () => {
  test.each((apiGroups.katib ?? []).map((definition) => [definition.kind, definition] as const))(
    '%s has every field',
    (kind, definition) => {
      const expected = katibFields(katibFolder ?? '', kind);
      // The object of a trial may be of any kind.
      const actual = new Map([...definedFields(definition)].filter(([path]) => !path.includes('.trialSpec.')));
      expect(expected.size).toBeGreaterThan(20);
      expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
      for (const [path, { type, values }] of expected) {
        const words = actual.get(path) ?? [];
        expect([path, words]).toEqual([path, expect.arrayContaining([type])]);
        const allowed = words.find((word) => word.startsWith('enum='))?.slice('enum='.length);
        if (allowed === undefined) continue;
        // No algorithm takes a parameter of an unknown type, although the webhook lets it pass.
        const refused = path.endsWith('.parameterType') ? [...unusable, 'unknown'] : unusable;
        const usable = values.filter((value) => !refused.includes(value));
        expect([path, allowed.split('|').sort()]).toEqual([path, usable.sort()]);
      }
    },
  );
});

/** The same for Argo Workflows: KEELSON_ARGO names a folder with upstream's repository at the version that is installed. */
const argoFolder = process.env.KEELSON_ARGO;
const compareArgo = argoFolder === undefined ? describe.skip : describe;

compareArgo('Argo Workflows (KEELSON_ARGO)', () => {
  const definitions = (apiGroups.argo ?? []).filter(({ kind }) => openArgoKinds.includes(kind));
  expect(definitions).toHaveLength(5);

  test.each(definitions.map((definition) => [definition.kind, definition] as const))(
    '%s has every field',
    (kind, definition) => {
      const expected = argoFields(argoFolder ?? '', kind);
      // A container may leave out its name, so that it is a type of ours with one field of a container itself.
      const own = /\.((container|script)\.image|(initContainers|sidecars|containerSet\.containers)\[\]\.name)$/;
      const actual = new Map([...definedFields(definition)].filter(([path]) => !own.test(path)));
      expect(expected.size).toBeGreaterThan(300);
      expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
      const differences = [...expected].flatMap(([path, { type, values }]) => {
        const words = actual.get(path) ?? [];
        const allowed = words.find((word) => word.startsWith('enum='))?.slice('enum='.length);
        const isType = words.includes(type === 'core/v1 Container' ? 'object' : type);
        const isEnum = allowed === undefined || allowed.split('|').sort().join() === [...values].sort().join();
        return isType && isEnum ? [] : [`${path}: ${words.join(' ')} in place of ${type} ${values.join('|')}`];
      });
      expect(differences).toEqual([]);
    },
  );
});
