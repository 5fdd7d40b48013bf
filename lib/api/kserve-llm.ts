import { Construct } from 'constructs';
import type { LLMInferenceServiceSpec } from './kserve-llm.types';
import { llmPoolSpec, llmRouteSpec, llmRouteTemplate } from './kserve-llm-route';
import { address, servingStatus } from './kserve-parts';
import { KindDefinition } from './kit/kind';
import { CustomResource, CustomResourceProps } from './kit/resource';
import { boolean, choice, embedded, int32, list, object, required, Schema, string } from './kit/schema';

/*
 * Large language models: LLMInferenceService, and LLMInferenceServiceConfig with what several of them share.
 */

const template = (description: string): Schema => embedded('core/v1.PodSpec', description);

const workload = {
  replicas: int32('Number of pods, or of groups of pods where there are workers.', { minimum: 0 }),
  parallelism: object('LLMParallelism', 'How the model is spread.', {
    tensor: int32('GPUs that share each layer.', { minimum: 1 }),
    pipeline: int32('Stages that share the layers.', { minimum: 1 }),
    data: int32('Copies that share the requests.', { minimum: 1 }),
    dataLocal: int32('Copies in each pod.', { minimum: 1 }),
    dataRPCPort: int32('Port by which the copies talk.', { minimum: 1, maximum: 65535 }),
    expert: boolean('Whether experts are spread too.'),
  }),
  template: template('The pods; where there are workers, the first of each group.'),
  worker: template('The other pods of each group. Needs LeaderWorkerSet.'),
};

const references = (typeName: string, description: string): Schema =>
  object(typeName, description, {
    refs: list(
      'Those that are there already.',
      object('LLMObjectReference', 'One of them.', {
        name: string('Its name.', { minLength: 1, maxLength: 253 }),
        namespace: string('Its namespace.', {
          minLength: 1,
          maxLength: 63,
          pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
        }),
      }),
    ),
  });

const localReference = (description: string): Schema =>
  object('LLMLocalReference', description, { name: string('Its name.', { default: '' }) });

const specWith = (route: Schema): Schema =>
  object('LLMInferenceServiceSpec', 'The model, and how it is served.', {
    model: object('LLMModel', 'The model.', {
      uri: required(string('Where it is: hf://, s3://, pvc://, oci:// and others.')),
      name: string('Name that requests give. That of the object where left out.'),
      criticality: choice('What happens to its requests when there are too many.', [
        'Critical',
        'Standard',
        'Sheddable',
      ]),
      lora: object('LLMLora', 'Adapters beside the model.', {
        adapters: { description: 'The adapters: each has a uri and a name.', open: true },
      }),
    }),
    ...workload,
    prefill: object('LLMPrefill', 'Pods that read prompts, apart from those that write answers.', workload),
    router: object('LLMRouter', 'How requests come in. Empty objects ask for KServe’s own.', {
      route: object('LLMRoute', 'The HTTPRoute.', {
        http: object('LLMHttpRoute', 'One of these.', {
          refs: list('Those that are there already.', localReference('One of them.')),
          spec: route,
        }),
      }),
      gateway: references('LLMGateway', 'The Gateways.'),
      ingress: references('LLMIngress', 'The Ingresses.'),
      scheduler: object('LLMScheduler', 'What picks the pod for each request.', {
        pool: object('LLMPool', 'The InferencePool: one of these.', {
          ref: localReference('The one that is there already.'),
          spec: llmPoolSpec,
        }),
        template: template('The pod that picks.'),
      }),
    }),
    baseRefs: list('LLMInferenceServiceConfigs that this one builds on.', localReference('One of them.')),
  });

const kind = { group: 'serving.kserve.io', version: 'v1alpha1', namespaced: true } as const;

/** @see https://kserve.github.io/website/docs/model-serving/generative-inference/llmisvc/llmisvc-overview */
export const llmInferenceService = new KindDefinition({
  ...kind,
  kind: 'LLMInferenceService',
  names: { plural: 'llminferenceservices', shortNames: ['llmisvc'] },
  description: 'A large language model that answers requests.',
  spec: specWith(llmRouteSpec),
  status: object('LLMInferenceServiceStatus', 'How far the service is.', {
    ...servingStatus,
    address,
    addresses: list('Where it is reached.', address),
  }),
  columns: [
    { name: 'URL', type: 'string', jsonPath: '.status.url' },
    { name: 'Ready', type: 'string', jsonPath: ".status.conditions[?(@.type=='Ready')].status" },
    { name: 'Reason', type: 'string', jsonPath: ".status.conditions[?(@.type=='Ready')].reason" },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    { name: 'URLs', type: 'string', jsonPath: '.status.addresses[*].url', priority: 1 },
  ],
});

/** @see https://kserve.github.io/website/docs/model-serving/generative-inference/llmisvc/llmisvc-configuration */
export const llmInferenceServiceConfig = new KindDefinition({
  ...kind,
  kind: 'LLMInferenceServiceConfig',
  names: { plural: 'llminferenceserviceconfigs' },
  description: 'What several LLMInferenceServices share.',
  spec: specWith(llmRouteTemplate),
});

/** A large language model that answers requests, with every field of the API. */
export class LLMInferenceService extends CustomResource<LLMInferenceServiceSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<LLMInferenceServiceSpec>) {
    super(scope, id, llmInferenceService, props);
  }
}

/** What several LLMInferenceServices share, with every field of the API. */
export class LLMInferenceServiceConfig extends CustomResource<LLMInferenceServiceSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<LLMInferenceServiceSpec>) {
    super(scope, id, llmInferenceServiceConfig, props);
  }
}
