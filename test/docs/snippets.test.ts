import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { diagnosticsOf, root } from '../support/compile';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  ),
];
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

test('every TypeScript snippet of the pages compiles', () => {
  const snippets = pages.flatMap((page) =>
    [...read(page).matchAll(/```ts\n(.*?)```/gs)].map(
      ({ 1: text = '' }, index) =>
        [join(root, `${page.replace(/\W/g, '-')}-${index + 1}.ts`), `${text}\nexport {};\n`] as const,
    ),
  );
  expect(snippets.length).toBeGreaterThan(15);
  const found = diagnosticsOf(new Map(snippets), {
    noUnusedLocals: false,
    paths: {
      keelson: ['./lib/index.ts'],
      'keelson/components': ['./components/index.ts'],
      'keelson/stacks': ['./stacks/index.ts'],
      'keelson/*': ['./lib/*/index.ts'],
    },
  });
  expect(found).toEqual([]);
}, 60_000);

test.each(pages)('links of %s lead to files', (page) => {
  const targets = [...read(page).matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)].map(({ 1: target = '' }) => target);
  const missing = targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => !existsSync(join(root, dirname(page), target)));
  expect(missing).toEqual([]);
});
