import { celEnv, parse, plan } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { allRules } from '../support/schemas';
import { gatewayRules } from './gateway-rules';
import { katibRules } from './katib-rules';
import { trainingOperatorRules } from './training-operator-rules';

/** For each rule: values that it holds for, and values that break it. All have the right structure. */
const table: Readonly<Record<string, { readonly holding: readonly unknown[]; readonly breaking: readonly unknown[] }>> =
  {
    ...gatewayRules,
    ...katibRules,
    ...trainingOperatorRules,
    'ManagedBy must be trainer.kubeflow.org/trainjob-controller or kueue.x-k8s.io/multikueue if set': {
      holding: ['trainer.kubeflow.org/trainjob-controller', 'kueue.x-k8s.io/multikueue'],
      breaking: ['', 'acme.example/controller', 'Kueue.x-k8s.io/multikueue'],
    },
    'metadata.name must match RFC 1035 DNS label format': {
      holding: ['a', 'a1', 'a-b', 'x'.repeat(70)].map((name) => ({ metadata: { name } })),
      breaking: ['', '1a', 'a-', '-a', 'a.b', 'A', 'a\n', 'ä'].map((name) => ({ metadata: { name } })),
    },
    'metadata.name must be no more than 63 characters': {
      holding: ['', 'a', 'x'.repeat(63)].map((name) => ({ metadata: { name } })),
      breaking: ['x'.repeat(64), 'x'.repeat(200)].map((name) => ({ metadata: { name } })),
    },
    'NumProcPerNode in fluxPolicy must be >= 1': { holding: [1, 2, 2147483647], breaking: [0, -1] },
    'Only one of the policy can be configured': {
      holding: [{}, { numNodes: 2 }, { torch: {} }, { mpi: { numProcPerNode: 1 } }, { jax: {} }, { flux: {} }],
      breaking: [
        { torch: {}, mpi: {} },
        { jax: {}, xgboost: {} },
        { torch: {}, flux: {} },
        { torch: {}, mpi: {}, jax: {}, xgboost: {}, flux: {} },
      ],
    },
    'lastUpdatedTime is required when trainerStatus is present': {
      holding: [{ lastUpdatedTime: '2026-01-31T12:00:00Z' }],
      breaking: [{}, { progressPercentage: 3 }],
    },
    'StartupPolicy and DependsOn APIs are mutually exclusive': {
      holding: [
        {},
        { startupPolicy: { startupPolicyOrder: 'AnyOrder' }, replicatedJobs: [{ name: 'a', dependsOn: [] }] },
        { startupPolicy: { startupPolicyOrder: 'InOrder' }, replicatedJobs: [{ name: 'a' }] },
        { startupPolicy: { startupPolicyOrder: 'InOrder' }, replicatedJobs: [] },
        { replicatedJobs: [{ name: 'a', dependsOn: [{ name: 'b', status: 'Ready' }] }] },
      ],
      breaking: [
        {
          startupPolicy: { startupPolicyOrder: 'InOrder' },
          replicatedJobs: [{ name: 'a' }, { name: 'b', dependsOn: [{ name: 'a', status: 'Ready' }] }],
        },
        { startupPolicy: { startupPolicyOrder: 'InOrder' }, replicatedJobs: [{ name: 'a', dependsOn: [] }] },
        // An ordered startup of nothing: the rule cannot be asked, which the API server takes for a refusal.
        { startupPolicy: { startupPolicyOrder: 'InOrder' } },
      ],
    },
    'namespace cannot be set for VolumeClaimPolicies templates': {
      holding: [{ templates: [] }, { templates: [{ metadata: {} }, { metadata: { name: 'a', namespace: '' } }] }],
      breaking: [
        { templates: [{ metadata: { namespace: 'a' } }] },
        { templates: [{ metadata: {} }, { metadata: { namespace: 'a' } }] },
        // The rule asks for both fields without looking whether they are there.
        {},
        { retentionPolicy: { whenDeleted: 'Retain' } },
        { templates: [{}] },
      ],
    },
  };

/** The value as the API server hands it to CEL: whole numbers are integers. */
function toCel(value: unknown): unknown {
  if (typeof value === 'number') return BigInt(value);
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, field]) => [key, toCel(field)]));
}

/** Whether the API server would say that a rule holds. A rule that cannot be evaluated does not. */
function holdsInCel(rule: string, self: unknown): boolean {
  return plan(celEnv({ funcs: strings }), parse(rule))({ self: toCel(self) } as never) === true;
}

const rules = allRules();
const asked = rules.flatMap((rule) => {
  const { holds } = rule;
  return holds === undefined ? [] : [{ ...rule, holds: holds as (self: unknown) => boolean }];
});

test('every rule with a TypeScript side has values to try it on', () => {
  expect(asked.map(({ message }) => message).sort()).toEqual(Object.keys(table).sort());
});

test('rules without one are those about changes', () => {
  const others = rules.filter((rule) => rule.holds === undefined);
  expect(others.map(({ rule }) => rule)).toEqual(['self == oldSelf']);
});

describe.each(asked.map((rule) => [rule.message, rule] as const))('%s', (message, { rule, holds }) => {
  const { holding = [], breaking = [] } = table[message] ?? {};

  test.each(holding.map((self) => [self]))('holds for %j', (self) => {
    expect({ cel: holdsInCel(rule, self), typescript: holds(self) }).toEqual({ cel: true, typescript: true });
  });

  test.each(breaking.map((self) => [self]))('is broken by %j', (self) => {
    expect({ cel: holdsInCel(rule, self), typescript: holds(self) }).toEqual({ cel: false, typescript: false });
  });
});
