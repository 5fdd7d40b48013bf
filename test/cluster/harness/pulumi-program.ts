import { randomBytes } from 'node:crypto';
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';

// The program of `pulumi.test.ts`: plain objects, and a resource of the program's own.

const config = new pulumi.Config();

if (process.env.FAIL !== undefined) throw new Error(process.env.FAIL);
if (process.env.HANG !== undefined) setInterval(() => undefined, 60_000);

// By default a change replaces a ConfigMap.
const provider = new kubernetes.Provider('kubernetes', { enableConfigMapMutable: true });

const generator: pulumi.dynamic.ResourceProvider = {
  create: (inputs: object) =>
    Promise.resolve({ id: 'generated', outs: { ...inputs, value: randomBytes(8).toString('hex') } }),
};

class Generated extends pulumi.dynamic.Resource {
  declare readonly value: pulumi.Output<string>;

  constructor(name: string) {
    super(generator, name, { value: undefined });
  }
}

const metadata = (
  name: string,
  annotations: Record<string, string> = {},
): kubernetes.types.input.meta.v1.ObjectMeta => ({
  name,
  namespace: 'default',
  annotations: {
    // By default each run is another field manager, from which the API server keeps what a killed run has set.
    'pulumi.com/patchFieldManager': 'keelson',
    // The default leaves deletion to the garbage collector, which is no part of an API server alone.
    'pulumi.com/deletionPropagationPolicy': 'background',
    ...annotations,
  },
});

const settings = new kubernetes.core.v1.ConfigMap(
  'settings',
  { metadata: metadata('settings'), data: { greeting: config.get('greeting') ?? 'hello' } },
  { provider },
);

const password = pulumi.secret(new Generated('password').value);

// Without controllers its pods never start, so that a run can be caught while it waits.
const idle = new kubernetes.apps.v1.Deployment(
  'idle',
  {
    metadata: metadata('idle', { 'pulumi.com/skipAwait': String(process.env.AWAIT_PODS === undefined) }),
    spec: {
      selector: { matchLabels: { app: 'idle' } },
      template: {
        metadata: { labels: { app: 'idle' } },
        spec: { containers: [{ name: 'idle', image: 'registry.k8s.io/pause:3.10' }] },
      },
    },
  },
  { provider, dependsOn: settings },
);

const credentials = new kubernetes.core.v1.Secret(
  'credentials',
  { metadata: metadata('credentials'), stringData: { password } },
  { provider, dependsOn: idle },
);

export const secretName = credentials.metadata.name;
export { password };
