/*
 * Custom resources of KServe and cert-manager that are wrong. Synth refuses each, and so does an API server with our CRDs.
 */

/** One wrong object, and the field that both messages name. */
export interface WrongServingKind {
  readonly name: string;
  readonly object: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
    readonly spec: unknown;
  };
  readonly field: string;
}

const kserve = (kind: string, spec: unknown, version = 'v1alpha1') => ({
  ...{ apiVersion: `serving.kserve.io/${version}`, kind, spec },
  metadata: kind.startsWith('Cluster') ? { name: 'wrong' } : { name: 'wrong', namespace: 'default' },
});
const service = (spec: object) => kserve('InferenceService', spec, 'v1beta1');
const predictor = (more: object) => service({ predictor: { model: { modelFormat: { name: 'sklearn' } }, ...more } });
const runtime = (more: object) => kserve('ServingRuntime', { containers: [{ name: 'kserve-container' }], ...more });
const graph = (root: object) => kserve('InferenceGraph', { nodes: { root } });
const certManager = (kind: string, spec: unknown) => ({
  ...{ apiVersion: 'cert-manager.io/v1', kind, spec },
  metadata: kind.startsWith('Cluster') ? { name: 'wrong' } : { name: 'wrong', namespace: 'default' },
});
const certificate = (more: object) =>
  certManager('Certificate', { secretName: 'tls', dnsNames: ['a.example'], issuerRef: { name: 'ca' }, ...more });

export const wrongServingKinds: readonly WrongServingKind[] = [
  { name: 'a service without a predictor', object: service({}), field: 'spec.predictor' },
  {
    name: 'a model without a format',
    object: service({ predictor: { model: {} } }),
    field: 'spec.predictor.model.modelFormat',
  },
  {
    name: 'a format without a name',
    object: service({ predictor: { model: { modelFormat: {} } } }),
    field: 'spec.predictor.model.modelFormat.name',
  },
  { name: 'pods as a text', object: predictor({ minReplicas: '1' }), field: 'spec.predictor.minReplicas' },
  { name: 'another metric', object: predictor({ scaleMetric: 'gpu' }), field: 'spec.predictor.scaleMetric' },
  {
    name: 'a misspelt field',
    object: graph({ routerType: 'Sequence', steps: [{ serviceNam: 'a' }] }),
    field: 'spec.nodes.root.steps[0].serviceNam',
  },
  { name: 'part of a second', object: predictor({ timeout: 1.5 }), field: 'spec.predictor.timeout' },
  {
    name: 'another mode of the logger',
    object: predictor({ logger: { mode: 'some' } }),
    field: 'spec.predictor.logger.mode',
  },
  { name: 'a batch that is a list', object: predictor({ batcher: [] }), field: 'spec.predictor.batcher' },
  {
    name: 'an explainer of another type',
    object: service({
      predictor: { model: { modelFormat: { name: 'sklearn' } } },
      explainer: { art: { type: 1 } },
    }),
    field: 'spec.explainer.art.type',
  },
  { name: 'a runtime without containers', object: kserve('ServingRuntime', {}), field: 'spec.containers' },
  {
    name: 'a format of a runtime without a name',
    object: runtime({ supportedModelFormats: [{ version: '1' }] }),
    field: 'spec.supportedModelFormats[0].name',
  },
  {
    name: 'a priority of 0',
    object: runtime({ supportedModelFormats: [{ name: 'a', priority: 0 }] }),
    field: 'spec.supportedModelFormats[0].priority',
  },
  { name: 'protocols as a text', object: runtime({ protocolVersions: 'v1' }), field: 'spec.protocolVersions' },
  {
    name: 'a runtime of the cluster without containers',
    object: kserve('ClusterServingRuntime', { supportedModelFormats: [] }),
    field: 'spec.containers',
  },
  { name: 'a graph without nodes', object: kserve('InferenceGraph', {}), field: 'spec.nodes' },
  { name: 'a node without a type', object: graph({ steps: [] }), field: 'spec.nodes.root.routerType' },
  { name: 'a node of another type', object: graph({ routerType: 'Random' }), field: 'spec.nodes.root.routerType' },
  {
    name: 'another dependency',
    object: graph({ routerType: 'Sequence', steps: [{ serviceName: 'a', dependency: 'Firm' }] }),
    field: 'spec.nodes.root.steps[0].dependency',
  },
  {
    name: 'half a weight',
    object: graph({ routerType: 'Splitter', steps: [{ serviceName: 'a', weight: 0.5 }] }),
    field: 'spec.nodes.root.steps[0].weight',
  },
  {
    name: 'a trained model without a framework',
    object: kserve('TrainedModel', { inferenceService: 'a', model: { storageUri: 's3://a/b', memory: '1Gi' } }),
    field: 'spec.model.framework',
  },
  {
    name: 'a trained model without a service',
    object: kserve('TrainedModel', { model: { framework: 'sklearn', storageUri: 's3://a/b', memory: '1Gi' } }),
    field: 'spec.inferenceService',
  },
  {
    name: 'a certificate without a Secret',
    object: certManager('Certificate', { dnsNames: ['a.example'], issuerRef: { name: 'ca' } }),
    field: 'spec.secretName',
  },
  {
    name: 'a certificate without an issuer',
    object: certManager('Certificate', { secretName: 'tls', dnsNames: ['a.example'] }),
    field: 'spec.issuerRef',
  },
  {
    name: 'another algorithm',
    object: certificate({ privateKey: { algorithm: 'DSA' } }),
    field: 'spec.privateKey.algorithm',
  },
  {
    name: 'another rotation',
    object: certificate({ privateKey: { rotationPolicy: 'Sometimes' } }),
    field: 'spec.privateKey.rotationPolicy',
  },
  { name: 'another use of a certificate', object: certificate({ usages: ['shouting'] }), field: 'spec.usages[0]' },
  { name: 'names as a text', object: certificate({ dnsNames: 'a.example' }), field: 'spec.dnsNames' },
  {
    name: 'an ACME issuer without a server',
    object: certManager('ClusterIssuer', { acme: { privateKeySecretRef: { name: 'account' } } }),
    field: 'spec.acme.server',
  },
  {
    name: 'a CA issuer without a Secret',
    object: certManager('Issuer', { ca: {} }),
    field: 'spec.ca.secretName',
  },
  {
    name: 'a Vault issuer without a path',
    object: certManager('Issuer', { vault: { server: 'https://vault.example', auth: {} } }),
    field: 'spec.vault.path',
  },
];
