import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';

const root = join(__dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Package {
  readonly license: string;
  readonly main: string;
  readonly types: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(read('package.json')) as Package;
const build = JSON.parse(read('tsconfig.build.json')) as {
  readonly compilerOptions: { readonly rootDir: string; readonly outDir: string };
  readonly include: readonly string[];
  readonly exclude: readonly string[];
};
const entries = Object.entries(manifest.exports).flatMap(([name, target]) =>
  typeof target === 'string' ? [] : [[name, target] as const],
);
/** The source that the build makes a file of the package from. */
const sourceOf = (path: string): string => path.replace(/^\.\/build\//, '').replace(/(\.d\.ts|\.js)$/, '.ts');
/** The sources that the package is built from. */
const sources = build.include.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => path.endsWith('.ts') && !build.exclude.includes(path)),
);

describe('entry points', () => {
  test('the build puts files where the package looks for them', () => {
    expect(build.compilerOptions).toMatchObject({ rootDir: '.', outDir: 'build' });
  });

  test.each(entries)('%s is built from a source of its own', (_, target) => {
    expect(target.types).toBe(target.default.replace(/\.js$/, '.d.ts'));
    expect(target.default).toMatch(/^\.\/build\//);
    expect(sources).toContain(sourceOf(target.default));
  });

  test('main and types are those of the root', () => {
    expect({ types: manifest.types, default: manifest.main }).toEqual(manifest.exports['.']);
    expect(manifest.exports['./package.json']).toBe('./package.json');
  });

  test.each(entries)('%s exports these names', (_, target) => {
    const module = jest.requireActual<object>(join(root, sourceOf(target.default)));
    expect(Object.keys(module).sort().join('\n')).toMatchSnapshot();
  });
});

describe('the package', () => {
  test('holds the build, without tests and maps, and what people read first', () => {
    expect([...manifest.files].sort()).toEqual(
      [...build.include.map((folder) => `build/${folder}`), '!**/*.map', 'LICENSE', 'README.md'].sort(),
    );
    for (const name of ['LICENSE', 'README.md']) expect(existsSync(join(root, name))).toBe(true);
  });

  test('is under the license it says', () => {
    expect(manifest.license).toBe('Apache-2.0');
    expect(read('LICENSE')).toMatch(/Apache License\s+Version 2\.0, January 2004/);
  });
});

describe('dependencies', () => {
  const { dependencies, devDependencies, peerDependencies } = manifest;
  const runtime = Object.keys({ ...dependencies, ...peerDependencies });

  test.each(Object.entries({ ...dependencies, ...devDependencies }))('%s is pinned exactly (%s)', (_, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+(-[a-z0-9.]+)?$/);
  });

  test('nothing stands in two places', () => {
    expect(Object.keys(dependencies).filter((name) => name in devDependencies || name in peerDependencies)).toEqual([]);
  });

  test('peers may be newer than what the tests run with, and no older', () => {
    for (const [name, range] of Object.entries(peerDependencies))
      expect([name, range]).toEqual([name, `^${devDependencies[name] ?? ''}`]);
  });

  test('the sources import nothing else', () => {
    const imported = new Map<string, string>();
    for (const source of sources) {
      for (const [, from = ''] of read(source).matchAll(/^(?:import|export)\b[^;]*?from '([^'.][^']*)';$/gm)) {
        const name = from
          .split('/')
          .slice(0, from.startsWith('@') ? 2 : 1)
          .join('/');
        if (!isBuiltin(from)) imported.set(name, source);
      }
    }
    expect([...imported.keys()].filter((name) => !runtime.includes(name))).toEqual([]);
    // And use all that they ask people to install.
    expect([...imported.keys()].sort()).toEqual([...runtime].sort());
  });

  test('a decision gives the reason for each', () => {
    const folder = 'docs/decisions';
    const decisions = readdirSync(join(root, folder))
      .map((name) => read(join(folder, name)))
      .join('\n');
    expect(runtime.filter((name) => !decisions.includes(name))).toEqual([]);
  });
});
