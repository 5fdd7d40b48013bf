import { WrongServingKind } from './serving-kinds';

/*
 * LLMInferenceServices and their configurations that are wrong. Synth refuses each, and so does an API server with our CRDs.
 */

const model = { uri: 'hf://Qwen/Qwen2.5-7B-Instruct' };
const object = (kind: string, spec: unknown): WrongServingKind['object'] => ({
  ...{ apiVersion: 'serving.kserve.io/v1alpha1', kind, spec },
  metadata: { name: 'wrong', namespace: 'default' },
});
const service = (more: object) => object('LLMInferenceService', { model, ...more });
const config = (spec: object) => object('LLMInferenceServiceConfig', spec);
const router = (more: object) => service({ router: more });
const route = (spec: object) => router({ route: { http: { spec } } });
const pool = (spec: object) => router({ scheduler: { pool: { spec } } });
const filter = (one: object) => route({ rules: [{ filters: [one] }] });
const path = (value: string) => route({ rules: [{ matches: [{ path: { type: 'PathPrefix', value } }] }] });

const extensionRef = { name: 'picker' };
const rules = 'spec.router.route.http.spec.rules';
const pools = 'spec.router.scheduler.pool.spec';

export const wrongLlmInferenceServices: readonly WrongServingKind[] = [
  { name: 'a model without an address', object: service({ model: { name: 'qwen' } }), field: 'spec.model.uri' },
  { name: 'an address that is none', object: service({ model: { uri: 7 } }), field: 'spec.model.uri' },
  {
    name: 'another criticality',
    object: service({ model: { ...model, criticality: 'High' } }),
    field: 'spec.model.criticality',
  },
  { name: 'pods below none', object: service({ replicas: -1 }), field: 'spec.replicas' },
  { name: 'half a pod', object: service({ replicas: 0.5 }), field: 'spec.replicas' },
  { name: 'no GPU for a layer', object: service({ parallelism: { tensor: 0 } }), field: 'spec.parallelism.tensor' },
  { name: 'stages as a text', object: service({ parallelism: { pipeline: '2' } }), field: 'spec.parallelism.pipeline' },
  {
    name: 'no copy in a pod',
    object: service({ parallelism: { data: 2, dataLocal: 0 } }),
    field: 'spec.parallelism.dataLocal',
  },
  {
    name: 'a port above all',
    object: service({ parallelism: { dataRPCPort: 70000 } }),
    field: 'spec.parallelism.dataRPCPort',
  },
  {
    name: 'experts that are counted',
    object: service({ parallelism: { expert: 8 } }),
    field: 'spec.parallelism.expert',
  },
  {
    name: 'readers of prompts below none',
    object: service({ prefill: { replicas: -1 } }),
    field: 'spec.prefill.replicas',
  },
  {
    name: 'no stage that reads prompts',
    object: service({ prefill: { parallelism: { pipeline: 0 } } }),
    field: 'spec.prefill.parallelism.pipeline',
  },
  { name: 'pods as a list', object: service({ template: [] }), field: 'spec.template' },
  { name: 'workers as a number', object: service({ worker: 3 }), field: 'spec.worker' },
  { name: 'a misspelt field', object: service({ replica: 2 }), field: 'spec.replica' },
  {
    name: 'a Gateway without a name',
    object: router({ gateway: { refs: [{ name: '', namespace: 'gateways' }] } }),
    field: 'spec.router.gateway.refs[0].name',
  },
  {
    name: 'a Gateway of a namespace in capitals',
    object: router({ gateway: { refs: [{ name: 'edge', namespace: 'Gateways' }] } }),
    field: 'spec.router.gateway.refs[0].namespace',
  },
  {
    name: 'an Ingress of a namespace that is too long',
    object: router({ ingress: { refs: [{ name: 'edge', namespace: 'n'.repeat(64) }] } }),
    field: 'spec.router.ingress.refs[0].namespace',
  },
  { name: 'a route to a path that does not start', object: path('qwen'), field: `${rules}[0].matches[0].path` },
  { name: 'a route to a path with a way up', object: path('/a/../b'), field: `${rules}[0].matches[0].path` },
  {
    name: 'a route to a Service without a port',
    object: route({ rules: [{ backendRefs: [{ name: 'qwen' }] }] }),
    field: `${rules}[0].backendRefs[0]`,
  },
  {
    name: 'a route with a filter that says nothing',
    object: filter({ type: 'URLRewrite' }),
    field: `${rules}[0].filters[0]`,
  },
  {
    name: 'a route that copies more than all',
    object: filter({
      type: 'RequestMirror',
      requestMirror: { backendRef: { name: 'qwen', port: 80 }, percent: 101 },
    }),
    field: `${rules}[0].filters[0].requestMirror.percent`,
  },
  {
    name: 'a route that tries again after a success',
    object: route({ rules: [{ retry: { codes: [200] } }] }),
    field: `${rules}[0].retry.codes[0]`,
  },
  {
    name: 'a route of a host with a path',
    object: route({ hostnames: ['qwen.example/chat'] }),
    field: 'spec.router.route.http.spec.hostnames[0]',
  },
  { name: 'a pool without a port', object: pool({ selector: {}, extensionRef }), field: `${pools}.targetPortNumber` },
  {
    name: 'a pool without a scheduler',
    object: pool({ selector: {}, targetPortNumber: 8000 }),
    field: `${pools}.extensionRef`,
  },
  { name: 'a pool without pods', object: pool({ targetPortNumber: 8000, extensionRef }), field: `${pools}.selector` },
  {
    name: 'another failure mode of a pool',
    object: pool({ selector: {}, targetPortNumber: 8000, extensionRef: { ...extensionRef, failureMode: 'Open' } }),
    field: `${pools}.extensionRef.failureMode`,
  },
  { name: 'a base that is a text', object: service({ baseRefs: ['defaults'] }), field: 'spec.baseRefs[0]' },
  { name: 'a configuration with pods below none', object: config({ replicas: -1 }), field: 'spec.replicas' },
  {
    name: 'a configuration with another method',
    object: config({ router: { route: { http: { spec: { rules: [{ matches: [{ method: 'FETCH' }] }] } } } } }),
    field: `${rules}[0].matches[0].method`,
  },
];
