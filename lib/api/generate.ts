import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { apiGroups } from './groups';
import { typesOf } from './kit/types';

/** The text of each `<group>.types.ts`. */
export async function generateTypes(): Promise<ReadonlyMap<string, string>> {
  const style = await resolveConfig(__filename);
  const files = new Map<string, string>();
  const declared = new Map<string, string>();
  for (const [group, definitions] of Object.entries(apiGroups)) {
    const { content, names } = typesOf(definitions, declared);
    files.set(`${group}.types.ts`, await format(content, { ...style, parser: 'typescript' }));
    for (const name of names) declared.set(name, `./${group}.types`);
  }
  return files;
}

async function main(): Promise<void> {
  for (const [name, content] of await generateTypes()) writeFileSync(join(__dirname, name), content);
}

if (require.main === module) void main();
