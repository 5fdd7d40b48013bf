import { Webhook, Webhooks } from '../../lib/core/webhook-controller';

const apiGroup = 'serving.kserve.io';
const suffix = 'kserve-webhook-server';

/** Kinds that the controller validates, in the order in which it sets up their handlers. */
const validated: readonly { readonly kind: string; readonly version: string }[] = [
  { kind: 'clusterservingruntime', version: 'v1alpha1' },
  { kind: 'servingruntime', version: 'v1alpha1' },
  { kind: 'trainedmodel', version: 'v1alpha1' },
  { kind: 'inferencegraph', version: 'v1alpha1' },
  { kind: 'inferenceservice', version: 'v1beta1' },
];

const handler = (verb: 'mutate' | 'validate', kind: string, version: string): string =>
  `/${verb}-serving-kserve-io-${version}-${kind}`;

/** The handler that is set up last, also where no LocalModelCaches are served. */
export const lastWebhookPath = handler('validate', 'localmodelcache', 'v1alpha1');

/** What fills in InferenceServices, and what puts the storage container and the agent into their pods. */
export const mutatingWebhooks: Webhooks = {
  name: `inferenceservice.${apiGroup}`,
  webhooks: [
    {
      name: `inferenceservice.${suffix}.defaulter`,
      path: handler('mutate', 'inferenceservice', 'v1beta1'),
      operations: ['CREATE', 'UPDATE'],
      apiGroup,
      apiVersion: 'v1beta1',
      resource: 'inferenceservices',
    },
    {
      name: `inferenceservice.${suffix}.pod-mutator`,
      path: '/mutate-pods',
      operations: ['CREATE'],
      apiGroup: '',
      apiVersion: 'v1',
      resource: 'pods',
      namespaceSelector: { matchExpressions: [{ key: 'control-plane', operator: 'DoesNotExist' }] },
      objectSelector: { matchExpressions: [{ key: 'serving.kserve.io/inferenceservice', operator: 'Exists' }] },
      reinvocationPolicy: 'IfNeeded',
    },
  ],
};

/** One configuration for each kind, as upstream names them. */
export function validatingWebhooks(localModels: boolean): readonly Webhooks[] {
  return [
    ...validated.map(({ kind, version }) => validating(kind, version, ['CREATE', 'UPDATE'])),
    ...(localModels ? [validating('localmodelcache', 'v1alpha1', ['CREATE', 'UPDATE', 'DELETE'])] : []),
  ];
}

function validating(kind: string, apiVersion: string, operations: Webhook['operations']): Webhooks {
  return {
    name: `${kind}.${apiGroup}`,
    webhooks: [
      {
        name: `${kind}.${suffix}.validator`,
        path: handler('validate', kind, apiVersion),
        operations,
        apiGroup,
        apiVersion,
        resource: `${kind}s`,
      },
    ],
  };
}
