/*
 * Values for the rules of the Training Operator's kinds: some that a rule holds for, and some that break it.
 */

const containers = (...names: string[]) => names.map((name) => ({ name, image: 'a:1' }));
const frameworks = ['pytorch', 'tensorflow', 'xgboost', 'paddle', 'jax'];
const worker = { replicas: 2 };

const containerRules = frameworks.map((name) => [
  `must have at least one container with name ${name}`,
  {
    holding: [containers(name), containers('sidecar', name), containers(name, name)],
    breaking: [containers(), containers('main'), containers(`${name}-0`, name.toUpperCase())],
  },
]);

const elasticRules = ['pytorchReplicaSpecs', 'paddleReplicaSpecs'].map((field) => [
  `${field}.Worker must be configured if elasticPolicy is used`,
  {
    holding: [
      { [field]: {} },
      { [field]: { Master: worker } },
      { [field]: { Worker: worker } },
      { [field]: { Master: worker, Worker: worker }, elasticPolicy: {} },
    ],
    breaking: [
      { [field]: {}, elasticPolicy: {} },
      { [field]: { Master: worker }, elasticPolicy: { minReplicas: 1 } },
    ],
  },
]);

/** By the message of the rule. */
export const trainingOperatorRules: Readonly<
  Record<string, { readonly holding: readonly unknown[]; readonly breaking: readonly unknown[] }>
> = {
  ...Object.fromEntries(containerRules),
  ...Object.fromEntries(elasticRules),
  'elasticPolicy.nProcPerNode must not be used with nprocPerNode': {
    holding: [
      {},
      { nprocPerNode: '2' },
      { nprocPerNode: '2', elasticPolicy: {} },
      { elasticPolicy: { nProcPerNode: 2 } },
    ],
    breaking: [{ nprocPerNode: '2', elasticPolicy: { nProcPerNode: 2 } }],
  },
  'maxReplicas must not be smaller than minReplicas': {
    holding: [{}, { minReplicas: 3 }, { maxReplicas: 1 }, { minReplicas: 2, maxReplicas: 2 }],
    breaking: [{ minReplicas: 3, maxReplicas: 2 }],
  },
  'must not have more than 1 Chief or Master role': {
    holding: [{}, { Chief: worker }, { Master: worker, Worker: worker }],
    breaking: [{ Chief: worker, Master: worker }],
  },
};
