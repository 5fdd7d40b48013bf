import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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
