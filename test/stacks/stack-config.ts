import { StackConfig } from '../../stacks/settings-reader';

/** Configuration of the stack `local`. Values that are no texts arrive as JSON. */
export function stackConfig(
  values: Record<string, unknown>,
  { secrets = [] as string[], stack = 'local' } = {},
): StackConfig {
  return {
    stack,
    values: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key.includes(':') ? key : `keelson:${key}`,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
    isSecret: (key) => secrets.map((name) => `keelson:${name}`).includes(key),
  };
}
