import * as pulumi from '@pulumi/pulumi';

interface State {
  readonly value?: string;
}

// The engine calls these in another process and keeps their code in the state, so they stand alone. A value never changes.
const provider: pulumi.dynamic.ResourceProvider<State, State> = {
  async create() {
    const { randomBytes } = await import('node:crypto');
    return { id: randomBytes(8).toString('hex'), outs: { value: randomBytes(32).toString('base64') } };
  },
  diff() {
    return Promise.resolve({ changes: false });
  },
};

/**
 * A random value that is made once and then kept in the stack's state, encrypted: 32 bytes in base64.
 * @see https://www.pulumi.com/docs/iac/concepts/resources/dynamic-providers/
 */
export class RandomValue extends pulumi.dynamic.Resource {
  declare readonly value: pulumi.Output<string>;

  constructor(name: string, options: pulumi.ResourceOptions) {
    super(provider, name, { value: undefined }, { ...options, additionalSecretOutputs: ['value'] });
  }
}
