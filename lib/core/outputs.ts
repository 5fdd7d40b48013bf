import { IResolver, ResolutionContext } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ValidationError } from './errors';
import { KubernetesObject, Manifest, ManifestProblem } from './manifest';

/*
 * A value that Pulumi knows only while it deploys (a `pulumi.Output`) travels through constructs as a token: a text that
 * passes for a name. `keelson/pulumi` puts the value back when it registers an object. Nothing here needs Pulumi itself.
 */

const valuesByToken = new Map<string, object>();
const tokensByValue = new WeakMap<object, string>();

const prefix = 'pulumi-output-';
const whole = new RegExp(`^${prefix}\\d+$`);
// What an Output says when it is put into a text.
const misuse = 'on an [Output<T>] is not supported';

/** Whether a value is a `pulumi.Output`. */
export function isOutput(value: unknown): value is object {
  return typeof value === 'object' && value !== null && '__pulumiOutput' in value && value.__pulumiOutput === true;
}

/** The token that stands for an Output. The same Output always has the same one. */
export function tokenFor(output: object): string {
  const known = tokensByValue.get(output);
  if (known !== undefined) return known;
  const token = `${prefix}${valuesByToken.size + 1}`;
  valuesByToken.set(token, output);
  tokensByValue.set(output, token);
  return token;
}

/** The Output that a text stands for, if it is a token as a whole. */
export function outputOf(text: string): object | undefined {
  return whole.test(text) ? valuesByToken.get(text) : undefined;
}

/** Whether a text holds a token, as a whole or in part. */
export function holdsToken(text: string): boolean {
  return text.includes(prefix) && [...text.matchAll(/pulumi-output-\d+/g)].some(([token]) => valuesByToken.has(token));
}

/** Replaces Outputs that stand in props of constructs by their tokens. */
export const outputResolver: IResolver = {
  resolve(context: ResolutionContext): void {
    if (isOutput(context.value)) context.replaceValue(tokenFor(context.value));
  },
};

/**
 * Outputs that cannot be used where they stand: in YAML any, for Pulumi those inside a longer text or in a field's name.
 * @param carried whether the objects are for Pulumi, which knows the values
 */
export function checkOutputs(manifests: readonly Manifest[], carried: boolean): ManifestProblem[] {
  return manifests.flatMap((manifest) =>
    [...problemsIn(manifest.object, '', carried), ...encoded(manifest.object)].map((message) => ({
      manifest,
      message,
    })),
  );
}

/** Tokens that the program has put into base64, where their values could not be put in their place. */
function encoded({ kind, data }: KubernetesObject): string[] {
  if (kind !== 'Secret' || typeof data !== 'object' || data === null) return [];
  return Object.entries(data)
    .filter(([, value]) => typeof value === 'string' && holdsToken(Buffer.from(value, 'base64').toString()))
    .map(([key]) => `"data.${key}" is a pulumi.Output in base64; put it into "stringData" as it is`);
}

/** Constructs whose ids hold an Output. Ids are names of resources, which Pulumi must know first of all. */
export function checkIds(nodes: readonly IConstruct[]): ValidationError[] {
  return nodes
    .filter(({ node }) => holdsToken(node.id))
    .map((construct) => new ValidationError('has a pulumi.Output as its id or name; give it a plain one', construct));
}

function problemsIn(value: unknown, path: string, carried: boolean): string[] {
  if (typeof value === 'string') return textProblems(value, path, carried);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) => {
    const at = Array.isArray(value) ? `${path}[${field}]` : path === '' ? field : `${path}.${field}`;
    const problems = problemsIn(inner, at, carried);
    if (holdsToken(field)) problems.push(`"${path}" has a pulumi.Output as the name of a field; names must be plain`);
    return problems;
  });
}

function textProblems(text: string, path: string, carried: boolean): string[] {
  const isToken = outputOf(text) !== undefined;
  if (isToken && carried) return [];
  if (isToken) return [`"${path}" is a pulumi.Output, whose value only Pulumi knows; use deploy() of keelson/pulumi`];
  if (!holdsToken(text) && !text.includes(misuse)) return [];
  return [
    `"${path}" holds a pulumi.Output inside a longer text; build the text with pulumi.interpolate and pass it through asString()`,
  ];
}
