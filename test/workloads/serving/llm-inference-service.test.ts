import { Chart } from 'cdk8s';
import { SecretSource } from '../../../lib';
import { LLMInferenceService, LLMInferenceServiceProps, Storage } from '../../../lib/workloads';
import { at, problemsOf, testApp } from '../../support/app';

const model = Storage.hf({ repo: 'Qwen/Qwen2.5-7B-Instruct' });
const chart = (): Chart => new Chart(testApp(), 'chart', { namespace: 'vision' });

test('a model alone is served by what KServe has', () => {
  const service = new LLMInferenceService(chart(), 'qwen', { model });
  expect(service.resource.toJson()).toEqual({
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'LLMInferenceService',
    metadata: { name: 'qwen', namespace: 'vision' },
    spec: {
      model: { uri: 'hf://Qwen/Qwen2.5-7B-Instruct', name: 'qwen' },
      router: { gateway: {}, route: {} },
    },
  });
});

test('prompts are read apart from answers, over nodes, with a scheduler', () => {
  const gpu = { gpus: 8, resources: { limits: { memory: '512Gi' } } } as const;
  const service = new LLMInferenceService(chart(), 'deep', {
    model: Storage.hf({ repo: 'deepseek-ai/DeepSeek-R1', token: SecretSource.existing('hugging-face') }),
    modelName: 'deepseek',
    criticality: 'Critical',
    replicas: 2,
    parallelism: { data: 16, dataLocal: 8, tensor: 1, expert: true },
    ...gpu,
    env: { VLLM_LOGGING_LEVEL: 'INFO' },
    nodeSelector: { pool: 'gpu' },
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }],
    worker: gpu,
    prefill: { replicas: 3, parallelism: { tensor: 4 }, gpus: 4 },
    router: { scheduler: true, gateways: [{ name: 'edge', namespace: 'gateways' }], routes: ['deepseek'] },
    baseRefs: ['team-defaults'],
    labels: { team: 'vision' },
  });
  expect(service.resource.toJson()).toMatchSnapshot();
  const [account] = service.resource.node.dependencies;
  expect(account?.node.path).toContain('account');
});

describe('arguments of vLLM', () => {
  const own = (port: string): string[] => ['--served-model-name', 'chat', '--port', port, '--disable-log-requests'];
  const main = (props: Partial<LLMInferenceServiceProps>, path: string): unknown => {
    const service = new LLMInferenceService(chart(), 'qwen', { model, modelName: 'chat', ...props });
    return at(service.resource.toJson(), 'spec', ...path.split('.'), 'containers', 0);
  };

  test('of a server alone are said as a whole', () => {
    expect(main({ parallelism: { tensor: 2 }, args: ['--max-model-len', '8192'] }, 'template')).toEqual({
      name: 'main',
      args: [...own('8000'), '--tensor-parallel-size', '2', '--max-model-len', '8192'],
    });
    expect(main({ parallelism: { data: 2, dataLocal: 2, expert: true } }, 'template')).toMatchObject({
      args: [...own('8000'), '--data-parallel-size', '2', '--enable-expert-parallel'],
    });
  });

  test('follow the sidecar that stands before those who write answers', () => {
    const parallelism = { tensor: 2 };
    const props = { parallelism, prefill: { parallelism }, router: { scheduler: true } };
    expect(main(props, 'template')).toMatchObject({ args: [...own('8001'), '--tensor-parallel-size', '2'] });
    expect(main(props, 'prefill.template')).toMatchObject({ args: [...own('8000'), '--tensor-parallel-size', '2'] });
  });

  test('of a group go to its shell', () => {
    const parallelism = { data: 2, dataLocal: 1, tensor: 4 };
    const props = { parallelism, args: ['--seed', '7'], env: { A: 'b' }, worker: { args: ['--seed=8'] } };
    const further = (value: string) => ({ name: 'VLLM_ADDITIONAL_ARGS', value });
    expect(main(props, 'template')).toEqual({ name: 'main', env: [{ name: 'A', value: 'b' }, further('--seed 7')] });
    expect(main(props, 'worker')).toEqual({ name: 'main', env: [further('--seed=8')] });
  });

  test('of another command are its own', () => {
    expect(main({ command: ['serve'], args: ['a b'], parallelism: { tensor: 2 } }, 'template')).toEqual({
      ...{ name: 'main', command: ['serve'], args: ['a b'] },
    });
  });
});

test('the address is that of the servers, where all of them answer', () => {
  const { url } = new LLMInferenceService(chart(), 'qwen', { model });
  expect(url).toBe('http://qwen-kserve-workload-svc.vision.svc.cluster.local:8000');
  const apart = new LLMInferenceService(chart(), 'qwen', { model, prefill: {}, router: { scheduler: true } });
  expect(apart.url).toBeUndefined();
});

test('without a router, and with an account of its own', () => {
  const service = new LLMInferenceService(chart(), 'plain', { model, router: 'none', serviceAccountName: 'reader' });
  expect(at(service.resource.toJson(), 'spec')).toEqual({
    model: { uri: 'hf://Qwen/Qwen2.5-7B-Instruct', name: 'plain' },
    template: { containers: [], serviceAccountName: 'reader' },
  });
});

/** Everything that is wrong with a service, without the construct's path. */
function reports(props: unknown): string[] {
  return problemsOf(
    (app) =>
      new LLMInferenceService(
        new Chart(app, 'chart', { namespace: 'vision' }),
        'qwen',
        props as LLMInferenceServiceProps,
      ),
  ).map((message) => message.replace('[chart/qwen] ', ''));
}

const spread =
  '"worker" is given, but nothing spreads the model over nodes; give "parallelism.pipeline" or "parallelism.data"';

describe('reports', () => {
  test.each<[string, unknown, ...(string | RegExp)[]]>([
    ['no model', {}, /^"model" is undefined, must be a Storage/],
    ['a model as a text', { model: 'hf://a/b' }, /^"model" is "hf:\/\/a\/b", must be a Storage/],
    [
      'a model of a web server',
      { model: Storage.https({ url: 'https://models.example/a.tar.gz' }) },
      /^"model" is "https:\/\/models.example\/a.tar.gz", must be Storage.hf\(\)/,
    ],
    ['a misspelt prop', { model, replica: 2 }, '"replica" is not a prop of this construct, did you mean "replicas"?'],
    ['a name in capitals', { model, name: 'Qwen' }, /^"name" is "Qwen", must be/],
    [
      'a long name',
      { model, name: 'q'.repeat(41) },
      '"name" has 41 characters, must have at most 40, as KServe names Services after it',
    ],
    ['an empty name of the model', { model, modelName: '' }, '"modelName" is "", must be a text that is not empty'],
    [
      'another criticality',
      { model, criticality: 'High' },
      '"criticality" is "High", must be one of "Critical", "Standard", "Sheddable"',
    ],
    ['pods below none', { model, replicas: -1 }, /^"replicas" is -1, must be/],
    ['half a GPU for a layer', { model, parallelism: { tensor: 0.5 } }, /^"parallelism.tensor" is 0.5, must be/],
    ['a spread that is none', { model, parallelism: 4 }, '"parallelism" is 4, must be an object'],
    [
      'a misspelt spread',
      { model, parallelism: { tensors: 4 } },
      '"tensors" is not a prop of this construct, did you mean "tensor"?',
    ],
    [
      'stages and copies',
      { model, worker: {}, parallelism: { pipeline: 2, data: 2, dataLocal: 1 } },
      '"parallelism" has "pipeline" and "data", which exclude each other; keep one',
    ],
    ['copies alone', { model, parallelism: { data: 2 } }, '"parallelism.data" is given without "dataLocal"; give both'],
    [
      'local copies alone',
      { model, parallelism: { dataLocal: 2 } },
      '"parallelism.dataLocal" is given without "data"; give both',
    ],
    [
      'copies that do not divide',
      { model, worker: {}, parallelism: { data: 9, dataLocal: 2 } },
      '"parallelism.data" is 9, must be a multiple of "dataLocal", which is 2',
    ],
    [
      'copies in pods that are not there',
      { model, parallelism: { data: 4, dataLocal: 2 } },
      '"parallelism.data" is 4, must be 2 like "dataLocal" where one pod has all copies; give "worker" for further pods, which may be {}',
    ],
    [
      'copies that read prompts in pods that are not there',
      { model, router: 'none', prefill: { parallelism: { data: 4, dataLocal: 2 } } },
      /give "prefill.worker" for further pods/,
    ],
    [
      'too few GPUs among the limits',
      { model, parallelism: { tensor: 4 }, resources: { limits: { 'nvidia.com/gpu': '2' } } },
      '"resources.limits.nvidia.com/gpu" is "2", must be at least 4: "tensor" times "dataLocal" of "parallelism" in each pod',
    ],
    [
      'too few GPUs of workers',
      { model, parallelism: { data: 4, dataLocal: 2 }, worker: { gpus: 1 } },
      '"worker.gpus" is 1, must be at least 2: "tensor" times "dataLocal" of "parallelism" in each pod',
    ],
    [
      'prompts that nobody sends',
      { model, prefill: {}, router: { scheduler: false } },
      '"prefill" is given, but nothing sends prompts to its pods; set "router.scheduler" to true, which needs the Gateway API Inference Extension',
    ],
    [
      'an argument that a shell divides',
      { model, worker: {}, parallelism: { data: 2, dataLocal: 1 }, args: ['--chat-template', 'a b'] },
      '"args[1]" is "a b", must be without spaces, "*", "?", "[" and "\\": a shell divides it in a group of pods; give "command" to start the server yourself',
    ],
    [
      'arguments twice',
      {
        ...{ model, parallelism: { data: 2, dataLocal: 1 } },
        worker: { args: ['--seed=1'], env: { VLLM_ADDITIONAL_ARGS: '--seed=2' } },
      },
      '"worker.args" and "worker.env.VLLM_ADDITIONAL_ARGS" say the same thing; leave one out',
    ],
    [
      'a command without arguments',
      { model, command: ['serve'], args: [] },
      '"command" is given without "args", and KServe then adds those of vLLM; leave the program alone in "command", and put the words after it into "args"',
    ],
    ['arguments as a text', { model, args: '--seed=1' }, /^"args" is "--seed=1", must be a list of texts/],
    [
      'a name too long for groups that read prompts',
      {
        ...{ model, name: 'q'.repeat(33), router: 'none' },
        prefill: { worker: {}, parallelism: { data: 2, dataLocal: 1 } },
      },
      '"name" has 33 characters, must have at most 32, as pods of groups are labelled with it',
    ],
    [
      'a name too long for many groups',
      { model, name: 'q'.repeat(40), replicas: 11, worker: {}, parallelism: { data: 2, dataLocal: 1 } },
      '"name" has 40 characters, must have at most 39, as pods of groups are labelled with it',
    ],
    ['workers without a spread', { model, worker: {} }, spread],
    [
      'stages without workers',
      { model, parallelism: { pipeline: 2 } },
      '"parallelism.pipeline" is 2, whose stages are pods of their own; give "worker", which may be {}',
    ],
    [
      'too few GPUs',
      { model, gpus: 2, parallelism: { tensor: 4 } },
      '"gpus" is 2, must be at least 4: "tensor" times "dataLocal" of "parallelism" in each pod',
    ],
    [
      'too few GPUs that read prompts',
      { model, router: { scheduler: true }, prefill: { gpus: 1, parallelism: { tensor: 2 } } },
      '"prefill.gpus" is 1, must be at least 2: "tensor" times "dataLocal" of "prefill.parallelism" in each pod',
    ],
    [
      'workers that are none',
      { model, worker: true, parallelism: { data: 2, dataLocal: 1 } },
      '"worker" is true, must be an object',
    ],
    ['readers that are none', { model, prefill: 2 }, '"prefill" is 2, must be an object'],
    ['an image without a tag', { model, image: 'vllm' }, /^"image" is "vllm", must/],
    [
      'an image of workers without a tag',
      { model, worker: { image: 'vllm' }, parallelism: { data: 2, dataLocal: 1 } },
      /^"worker.image" is "vllm", must/,
    ],
    ['another router', { model, router: 'gateway' }, '"router" is "gateway", must be "none" or an object'],
    [
      'a Gateway without a route',
      { model, router: { gateways: [{ name: 'edge', namespace: 'gateways' }] } },
      '"router.gateways" is given, but the route is KServe’s, which goes to its own Gateway; give "routes" too',
    ],
    [
      'a route without a Gateway',
      { model, router: { routes: ['qwen'] } },
      '"router.routes" is given, but the Gateway is KServe’s; name theirs in "gateways"',
    ],
    [
      'a Gateway without a namespace',
      { model, router: { gateways: [{ name: 'edge' }], routes: ['a'] } },
      '"router.gateways[0].namespace" is undefined, must be that of a Gateway',
    ],
    ['a scheduler that is a text', { model, router: { scheduler: 'yes' } }, /^"router.scheduler" is "yes", must be/],
    [
      'two accounts',
      {
        model: Storage.hf({ repo: 'a/b', token: SecretSource.existing('hub') }),
        serviceAccountName: 'reader',
      },
      /^"serviceAccountName" is "reader", but "model" brings a ServiceAccount of its own/,
    ],
  ])('%s', (_, props, ...messages) => {
    const found = reports(props);
    expect(found).toHaveLength(messages.length);
    messages.forEach((message, index) => {
      if (typeof message === 'string') expect(found[index]).toBe(message);
      else expect(found[index]).toMatch(message);
    });
  });
});
