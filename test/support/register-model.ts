import { join } from 'node:path';

/** Inputs of a step by name, and the address of its model. */
export type StepInputs = Readonly<Partial<Record<string, string>>>;

/** A command as KFP's launcher fills it in for these inputs. Outputs are files in `folder`. */
export function filledIn(words: readonly string[], inputs: StepInputs, folder: string): string[] {
  const defaults: StepInputs = { properties: '{}' };
  return words.map((word) =>
    word
      .replace(/\{\{\$\.inputs\.artifacts\['model'\]\.uri\}\}/, inputs.uri ?? '')
      .replace(/\{\{\$\.inputs\.parameters\['(\w+)'\]\}\}/, (_, name: string) => inputs[name] ?? defaults[name] ?? '')
      .replace(/\{\{\$\.outputs\.parameters\['(\w+)'\]\.output_file\}\}/, (_, name: string) => join(folder, name)),
  );
}
