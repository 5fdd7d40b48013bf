import { parameter, pipeline, PipelineOptions, TaskOptions } from '../../../lib/workloads';
import { nothing, part, say } from './parts';

test('every option of a task', () => {
  const executor = (first: TaskOptions): unknown[] => {
    const { spec, platform } = pipeline({ name: 'all' }, (p) => p.task(nothing, {}, first)).compile();
    const kubernetes = part(platform ?? {}, 'platforms', 'kubernetes', 'deploymentSpec', 'executors', 'exec-fit');
    return [
      part(spec, 'deploymentSpec', 'executors', 'exec-fit', 'container'),
      part(spec, 'root', 'dag', 'tasks', 'fit'),
      kubernetes,
    ];
  };
  const options: Required<TaskOptions> = {
    name: 'fit',
    displayName: 'Fit',
    after: [],
    cache: true,
    retry: 1,
    ignoreUpstreamFailure: false,
    image: 'registry.acme.example/fit:2',
    env: { MODE: 'fast' },
    cpuRequest: '500m',
    cpuLimit: '2',
    memoryRequest: '512Mi',
    memoryLimit: '2G',
    accelerator: { type: 'nvidia.com/gpu' },
    secretEnv: [{ name: 'db', env: { password: 'PASSWORD' } }],
    secretVolumes: [{ name: 'tls', mountPath: '/tls', optional: true }],
    configMapEnv: [{ name: 'settings', env: { mode: 'MODE_2' }, optional: true }],
    configMapVolumes: [{ name: 'settings', mountPath: '/settings' }],
    claims: [{ name: 'data', mountPath: '/data', subPath: 'day' }],
    ephemeralVolumes: [
      {
        name: 'scratch',
        mountPath: '/scratch',
        accessModes: ['ReadWriteOnce'],
        size: '10Gi',
        storageClassName: 'fast',
        labels: { a: 'b' },
        annotations: { c: 'd' },
      },
    ],
    emptyDirs: [{ name: 'tmp', mountPath: '/tmp', medium: 'Memory', sizeLimit: '1Gi' }],
    sharedMemory: '2Gi',
    nodeSelector: { zone: 'a' },
    tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 }],
    nodeAffinity: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }], weight: 3 }],
    podLabels: { team: 'vision' },
    podAnnotations: { note: 'x' },
    imagePullPolicy: 'Always',
    imagePullSecrets: ['registry'],
    fieldEnv: { POD_IP: 'status.podIP' },
    timeout: 60,
    securityContext: { runAsUser: 1000, runAsGroup: 0, runAsNonRoot: true },
  };
  expect(executor(options)).toMatchSnapshot();
});

test('every option of a pipeline', () => {
  const options: Required<PipelineOptions> = {
    name: 'all',
    displayName: 'All of it',
    description: 'What a pipeline may say.',
    inputs: {
      day: parameter.string({ default: 'today', description: 'which', literals: ['today', 'yesterday'] }),
      n: parameter.integer({ optional: true }),
      rate: parameter.double(),
      deep: parameter.boolean({ default: false }),
      tags: parameter.list({ default: ['a'], of: 'string' }),
      facts: parameter.struct({ default: {} }),
    },
    outputs: { said: parameter.string({ description: 'what was said' }) },
    root: 's3://bucket/runs',
    workspace: { size: '10Gi', accessModes: ['ReadWriteMany'], storageClassName: 'nfs' },
  };
  const definition = pipeline(options, (p) => ({ said: p.task(say, { what: 'x' }).outputs.said }));
  expect(definition.toYaml()).toMatchSnapshot();
});
