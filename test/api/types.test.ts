import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Schema } from '../../lib/api/kit/schema';
import { definitions, nodesOfKind } from '../support/schemas';

const root = join(__dirname, '../..');

test('the generated types are those of the definitions', () => {
  // Prettier loads itself as an ES module, which Jest cannot do in its own process.
  const program = `
    const { generateTypes } = require('./lib/api/generate');
    generateTypes().then((files) => process.stdout.write(JSON.stringify([...files])));
  `;
  const output = execFileSync(process.execPath, ['--import', 'tsx', '--eval', program], {
    cwd: root,
    encoding: 'utf8',
  });
  const generated = JSON.parse(output) as [string, string][];
  const folder = join(root, 'lib/api');
  const committed = readdirSync(folder).filter((name) => name.endsWith('.types.ts'));
  expect(generated.map(([name]) => name).sort()).toEqual(committed.sort());
  for (const [name, content] of generated) expect(readFileSync(join(folder, name), 'utf8')).toBe(content);
});

// The generator declares an interface where it first meets its name, and takes all others of that name for the same.
test('the name of an interface means the same everywhere', () => {
  const shape = (schema: Schema): unknown => ({
    open: schema.open,
    fields: Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, field]) => {
        const { type, enum: values, typeName, kubernetesType } = field.deferredTo?.() ?? field;
        return [name, [type, values, typeName, kubernetesType, field.isRequired]];
      }),
    ),
  });
  const shapes = new Map<string, unknown>();
  const nodes = definitions.flatMap(nodesOfKind).filter(({ schema }) => schema.typeName !== undefined);
  expect(nodes.length).toBeGreaterThan(100);
  for (const { path, schema } of nodes) {
    const name = schema.typeName ?? '';
    if (!shapes.has(name)) shapes.set(name, shape(schema));
    expect([path, name, shape(schema)]).toEqual([path, name, shapes.get(name)]);
  }
});
