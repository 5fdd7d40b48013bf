import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { ValidationError } from '../core/errors';
import { GateCondition } from '../core/gate';
import { KubernetesObject, Manifest } from '../core/manifest';
import { boolean, listOfEach, resource, Rule, Rules, seconds, texts, wrongOptions } from './option-rules';

/** Options of one object. @see https://www.pulumi.com/docs/iac/concepts/options/ */
export interface ObjectOptions {
  /** Whether Pulumi refuses to delete or replace the object. @default - no */
  readonly protect?: boolean;
  /** Whether the object stays in the cluster when it leaves the stack. @default - volumes, their namespaces, CRDs do */
  readonly retainOnDelete?: boolean;
  /** Fields that others change, for example `spec.replicas`. @default - none */
  readonly ignoreChanges?: readonly string[];
  /** Fields whose change deletes the object and makes it anew. @default - those that the provider knows */
  readonly replaceOnChanges?: readonly string[];
  /**
   * Whether a replaced object is deleted before its successor is made. If both have the same name, `false` ends with
   * none: the successor is taken for the object that is there, which is deleted then.
   * @default true
   */
  readonly deleteBeforeReplace?: boolean;
  /**
   * Names that the object had in the stack before: paths of constructs, such as `local/vision/old-id`, or whole URNs.
   *
   * An object whose construct was renamed or moved is another resource for Pulumi, but the same one in the cluster. It
   * would be applied under the new name, and then deleted under the old one.
   * @default - none
   */
  readonly aliases?: readonly (string | pulumi.Alias)[];
  /** Fields of the object that the state keeps encrypted. @default - `data` and `stringData` of Secrets */
  readonly additionalSecretOutputs?: readonly string[];
  /**
   * What to wait for before the object counts as ready: one or more conditions as `kubectl wait --for` takes them, or
   * `nothing`.
   * @default - what its kind or a gate calls for; jobs and experiments have ended well
   */
  readonly waitFor?: GateCondition | 'nothing' | readonly GateCondition[];
  /**
   * How long the object may take to be ready or gone, in seconds.
   * @default - `timeoutSeconds` of all objects; 86400 for the end of jobs and experiments
   */
  readonly timeoutSeconds?: number;
  /** Other resources of the program that must be there first. @default - none besides other objects */
  readonly dependsOn?: readonly pulumi.Resource[];
}

/** Says the options of single objects. */
export type ObjectOptionsOf = (object: KubernetesObject, construct: ApiObject) => ObjectOptions | undefined;

const condition: Rule = {
  holds: (value) => typeof value === 'string' && /^(condition=[^=]+(=.+)?|jsonpath=\{.+\}(=.+)?)$/.test(value),
  must: 'a condition',
};
const conditions = listOfEach(condition, 'conditions');

const rules: Rules<ObjectOptions> = {
  protect: boolean,
  retainOnDelete: boolean,
  ignoreChanges: texts,
  replaceOnChanges: texts,
  deleteBeforeReplace: boolean,
  aliases: {
    holds: (value) => Array.isArray(value) && value.every((one) => ['string', 'object'].includes(typeof one) && one),
    must: 'a list of paths of constructs, URNs or aliases of Pulumi',
  },
  additionalSecretOutputs: texts,
  waitFor: {
    holds: (value) =>
      value === 'nothing' ||
      condition.holds(value) ||
      (Array.isArray(value) && value.length > 0 && conditions.holds(value)),
    must: '"nothing", "condition=...", "jsonpath={...}" or a list of these two',
  },
  timeoutSeconds: seconds,
  dependsOn: listOfEach(resource, 'a list of Pulumi resources'),
};

/**
 * Asks for the options of all objects, before anything is registered.
 * @param problems takes what is wrong with them, and what the function throws
 */
export function askedOptions(
  manifests: readonly Manifest[],
  ask: ObjectOptionsOf | undefined,
  problems: ValidationError[],
): Map<ApiObject, ObjectOptions> {
  const asked = new Map<ApiObject, ObjectOptions>();
  if (typeof ask !== 'function') return asked;
  for (const { construct, object } of manifests) {
    try {
      const own = ask(object, construct) as ObjectOptions | null | undefined;
      if (own === undefined || own === null) continue;
      const wrong = wrongOptions('objectOptions()', own, rules);
      problems.push(...wrong.map((message) => new ValidationError(message, construct)));
      asked.set(construct, own);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      problems.push(new ValidationError(`objectOptions() has failed: ${message}`, construct));
    }
  }
  return asked;
}

/** Options of an object that Pulumi takes as they are. */
export function fixedOptions(own: ObjectOptions): pulumi.CustomResourceOptions {
  const { protect, deleteBeforeReplace = true, ignoreChanges, replaceOnChanges, aliases } = own;
  return {
    deleteBeforeReplace,
    ...(protect === undefined ? {} : { protect }),
    ...(ignoreChanges === undefined ? {} : { ignoreChanges: [...ignoreChanges] }),
    ...(replaceOnChanges === undefined ? {} : { replaceOnChanges: [...replaceOnChanges] }),
    ...(aliases === undefined ? {} : { aliases: aliases.map(aliasOf) }),
  };
}

/** Pulumi takes a text for a whole URN. */
function aliasOf(alias: string | pulumi.Alias): string | pulumi.Alias {
  return typeof alias === 'string' && !alias.startsWith('urn:') ? { name: alias } : alias;
}
