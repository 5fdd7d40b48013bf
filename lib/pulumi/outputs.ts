import * as pulumi from '@pulumi/pulumi';
import { ValidationError } from '../core/errors';
import { isOutput, outputOf, tokenFor } from '../core/outputs';

/** A value that exists only once something is registered with Pulumi, such as a generated password. */
export class DeferredOutput {
  private made?: pulumi.Output<string>;

  constructor(private readonly make: (options: pulumi.ResourceOptions) => pulumi.Output<string>) {}

  /** The value; the first call registers what makes it. */
  get(options: pulumi.ResourceOptions): pulumi.Output<string> {
    this.made ??= this.make(options);
    return this.made;
  }
}

/**
 * Lets a `pulumi.Output` stand where a construct wants a string, for example the host of a database that the same
 * program makes:
 *
 * ```ts
 * externalMysql({ host: asString(database.address) })
 * ```
 *
 * The text that comes back stands for the whole value and is replaced by it when the object is registered. Build a
 * longer text with `pulumi.interpolate` before; inside another text it is an error, and so is an output in YAML.
 * @throws ValidationError where the value is neither a string nor an Output
 */
export function asString(value: pulumi.Input<string>): string {
  if (typeof value === 'string') return value;
  if (isOutput(value)) return tokenFor(value);
  const isPromise = typeof value === 'object' && typeof (value as Partial<Promise<string>> | null)?.then === 'function';
  if (isPromise) return tokenFor(pulumi.output(value));
  throw new ValidationError(`asString() got a ${typeof value}, must be a string or a pulumi.Output of one`);
}

/** Puts Outputs in the place of their tokens, in a copy. */
export function carryOutputs(value: unknown, options: pulumi.ResourceOptions): unknown {
  if (typeof value === 'string') {
    const output = outputOf(value);
    return output instanceof DeferredOutput ? output.get(options) : (output ?? value);
  }
  if (Array.isArray(value)) return value.map((item) => carryOutputs(item, options));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, carryOutputs(inner, options)]));
}
