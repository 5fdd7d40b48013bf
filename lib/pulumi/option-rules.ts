import * as pulumi from '@pulumi/pulumi';
import { listed, shown, suggestion } from '../core/words';

/** What the value of an option must be. */
export interface Rule {
  readonly holds: (value: unknown) => boolean;
  /** In words, after "must be". */
  readonly must: string;
}

/** One rule for each option there is. */
export type Rules<Options> = Readonly<Record<keyof Options, Rule>>;

export const boolean: Rule = { holds: (value) => typeof value === 'boolean', must: 'true or false' };

export const seconds: Rule = {
  holds: (value) => Number.isInteger(value) && (value as number) >= 1,
  must: 'a whole number of seconds from 1',
};

export const texts: Rule = {
  holds: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== ''),
  must: 'a list of texts',
};

export const resource: Rule = { holds: (value) => pulumi.Resource.isInstance(value), must: 'a Pulumi resource' };

export const functions: Rule = { holds: (value) => typeof value === 'function', must: 'a function' };

/** A list whose items all follow a rule. */
export function listOfEach(rule: Rule, must: string): Rule {
  return { holds: (value) => Array.isArray(value) && value.every((item) => rule.holds(item)), must };
}

/**
 * All that is wrong with options.
 * @param owner who has the options, as messages call it
 */
export function wrongOptions<Options>(owner: string, options: unknown, rules: Rules<Options>): string[] {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    return [`the options of ${owner} are ${shown(options)}, must be an object`];
  }
  const names = Object.keys(rules);
  return Object.entries(options).flatMap(([name, value]): string[] => {
    if (!Object.hasOwn(rules, name)) {
      return [`${owner} has no option "${name}"${suggestion(name, names) || `, there are ${listed(names)}`}`];
    }
    const { holds, must } = rules[name as keyof Options];
    return value === undefined || holds(value) ? [] : [`"${name}" is ${shown(value)}, must be ${must}`];
  });
}
