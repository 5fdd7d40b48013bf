import { createClaim, deleteClaim, equals, parameter, pipeline, type PipelineDefinition } from '../../../lib/workloads';
import { clean, pick, say } from './shared';

const innerPods = pipeline({ name: 'inner-pods', inputs: { secret: parameter.string() } }, (p, { secret }) => {
  p.task(say, { text: 'x' }, { secretEnv: [{ name: secret, env: { key: 'KEY' } }], timeout: 60 });
});

/** What tasks ask of Kubernetes. */
export const onKubernetes: readonly PipelineDefinition[] = [
  pipeline({ name: 'secrets', inputs: { secret: parameter.string({ default: 'third' }) } }, (p, { secret }) => {
    p.task(
      say,
      { text: 'literal' },
      {
        secretEnv: [
          { name: 'first', env: { user: 'USER', password: 'PASSWORD' } },
          { name: 'second', env: { key: 'KEY' }, optional: true },
        ],
        secretVolumes: [
          { name: 'first', mountPath: '/secrets/first' },
          { name: 'second', mountPath: '/secrets/second', optional: true },
        ],
      },
    );
    const { word } = p.task(pick).outputs;
    p.task(
      say,
      { text: 'input' },
      {
        secretEnv: [{ name: secret, env: { key: 'KEY' } }],
        secretVolumes: [{ name: word, mountPath: '/secrets/third' }],
      },
    );
  }),

  pipeline({ name: 'config-maps', inputs: { settings: parameter.string({ default: 'third' }) } }, (p, { settings }) => {
    p.task(
      say,
      { text: 'literal' },
      {
        configMapEnv: [
          { name: 'first', env: { a: 'A', b: 'B' } },
          { name: 'second', env: { c: 'C' }, optional: true },
        ],
        configMapVolumes: [
          { name: 'first', mountPath: '/config/first' },
          { name: 'second', mountPath: '/config/second', optional: true },
        ],
      },
    );
    const { word } = p.task(pick).outputs;
    p.task(
      say,
      { text: 'input' },
      {
        configMapEnv: [{ name: settings, env: { d: 'D' } }],
        configMapVolumes: [{ name: word, mountPath: '/config/third' }],
      },
    );
  }),

  pipeline({ name: 'claims', inputs: { existing: parameter.string({ default: 'shared' }) } }, (p, { existing }) => {
    const { name } = p.task(createClaim, {
      pvc_name_suffix: '-data',
      access_modes: ['ReadWriteOnce'],
      size: '5Gi',
      storage_class_name: 'fast',
      annotations: { team: 'a' },
    }).outputs;
    const first = p.task(say, { text: 'write' }, { claims: [{ name, mountPath: '/data' }] });
    const second = p.task(
      say,
      { text: 'read' },
      {
        after: [first],
        claims: [
          { name, mountPath: '/data', subPath: 'part' },
          { name: 'fixed', mountPath: '/fixed' },
          { name: existing, mountPath: '/shared' },
        ],
      },
    );
    p.task(deleteClaim, { pvc_name: name }, { after: [second] });
  }),

  pipeline({ name: 'named-claim' }, (p) => {
    const { name } = p.task(createClaim, {
      pvc_name: 'mine',
      access_modes: ['ReadWriteMany', 'ReadOnlyMany'],
      size: '1Gi',
    }).outputs;
    const task = p.task(pick, {}, { claims: [{ name, mountPath: '/mine' }] });
    p.task(deleteClaim, { pvc_name: 'mine' }, { after: [task] });
  }),

  pipeline({ name: 'nodes', inputs: { labels: parameter.struct({ default: { disk: 'ssd' } }) } }, (p, { labels }) => {
    p.task(say, { text: 'literal' }, { nodeSelector: { 'kubernetes.io/arch': 'amd64', pool: 'gpu' } });
    p.task(say, { text: 'input' }, { nodeSelector: labels });
  }),

  pipeline({ name: 'tolerations', inputs: { one: parameter.struct(), many: parameter.list() } }, (p, { one, many }) => {
    p.task(
      say,
      { text: 'literal' },
      {
        tolerations: [
          { key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
          { key: 'spot', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
          { operator: 'Exists' },
        ],
      },
    );
    p.task(say, { text: 'one' }, { tolerations: one });
    p.task(say, { text: 'many' }, { tolerations: many });
  }),

  pipeline({ name: 'node-affinity', inputs: { terms: parameter.struct() } }, (p, { terms }) => {
    p.task(
      say,
      { text: 'required' },
      {
        nodeAffinity: [
          {
            matchExpressions: [
              { key: 'disk', operator: 'In', values: ['ssd', 'nvme'] },
              { key: 'old', operator: 'DoesNotExist' },
            ],
          },
        ],
      },
    );
    p.task(
      say,
      { text: 'preferred' },
      {
        nodeAffinity: [
          {
            matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }],
            matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }],
            weight: 50,
          },
        ],
      },
    );
    p.task(say, { text: 'input' }, { nodeAffinity: terms });
  }),

  pipeline({ name: 'labels-and-annotations' }, (p) => {
    p.task(
      say,
      { text: 'x' },
      {
        podLabels: { team: 'a', 'example.com/kind': 'step' },
        podAnnotations: { 'example.com/note': 'anything: goes' },
      },
    );
    p.task(pick, {}, { podAnnotations: { only: 'this' } });
  }),

  pipeline({ name: 'pulling-images', inputs: { secret: parameter.string() } }, (p, { secret }) => {
    p.task(say, { text: 'x' }, { imagePullPolicy: 'Always', imagePullSecrets: ['first', secret] });
    p.task(pick, {}, { imagePullPolicy: 'IfNotPresent' });
  }),

  pipeline({ name: 'fields-of-pods' }, (p) => {
    p.task(say, { text: 'x' }, { fieldEnv: { POD: 'metadata.name', NODE: 'spec.nodeName' } });
  }),

  pipeline({ name: 'volumes-for-a-while' }, (p) => {
    p.task(
      say,
      { text: 'x' },
      {
        ephemeralVolumes: [
          {
            name: 'scratch',
            mountPath: '/scratch',
            accessModes: ['ReadWriteOnce'],
            size: '5Gi',
            storageClassName: 'fast',
            labels: { l: '1' },
            annotations: { a: '2' },
          },
          { name: 'more', mountPath: '/more', accessModes: ['ReadWriteOnce'], size: '1Gi' },
        ],
        emptyDirs: [
          { name: 'plain', mountPath: '/plain' },
          { name: 'shm', mountPath: '/dev/shm', medium: 'Memory', sizeLimit: '2Gi' },
        ],
      },
    );
  }),

  pipeline({ name: 'security' }, (p) => {
    p.task(say, { text: 'x' }, { securityContext: { runAsUser: 1000, runAsGroup: 100, runAsNonRoot: true } });
    p.task(pick, {}, { securityContext: { runAsUser: 0 } });
  }),

  pipeline({ name: 'time-out' }, (p) => {
    p.task(say, { text: 'x' }, { timeout: 3600 });
  }),

  pipeline(
    {
      name: 'pods-in-groups',
      inputs: { secret: parameter.string({ default: 'mine' }), words: parameter.list({ default: ['a'] }) },
    },
    (p, { secret, words }) => {
      p.task(innerPods, { secret });
      p.parallelFor(words, (word) =>
        p.task(
          say,
          { text: word },
          { secretVolumes: [{ name: 'fixed', mountPath: '/secret' }], podLabels: { loop: 'yes' } },
        ),
      );
      p.when(equals(p.task(pick).outputs.word, 'x'), () =>
        p.task(clean, {}, { claims: [{ name: 'fixed', mountPath: '/data' }] }),
      );
    },
  ),
];
