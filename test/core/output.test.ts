import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SynthesisError } from '../../lib';
import { replaceFolder, writeFiles } from '../../lib/core/output';
import { tempFolder } from '../support/app';

const files = [
  { name: '00-a.yaml', content: 'a\n' },
  { name: 'install.sh', content: '#!/bin/sh\n', executable: true },
];

/** What is in a folder, with the content of its files. */
function content(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
      }),
  );
}

describe('replaceFolder', () => {
  test('makes the folder and those above it', () => {
    const folder = tempFolder();
    replaceFolder(join(folder, 'deep', 'dist'), 'local', files);
    expect(content(folder)).toEqual({
      'deep/dist/local/00-a.yaml': 'a\n',
      'deep/dist/local/install.sh': '#!/bin/sh\n',
    });
  });

  test('replaces all that an earlier run left', () => {
    const folder = tempFolder();
    const names = ['00-old.yaml', '117-very-old.yaml', 'install.sh', 'uninstall.sh', 'images.txt', 'inventory.txt'];
    replaceFolder(
      folder,
      'local',
      names.map((name) => ({ name, content: 'old' })),
    );
    expect(readdirSync(join(folder, 'local'))).toHaveLength(6);
    replaceFolder(folder, 'local', files);
    expect(content(folder)).toEqual({ 'local/00-a.yaml': 'a\n', 'local/install.sh': '#!/bin/sh\n' });
    expect(readdirSync(folder)).toEqual(['local']);
  });

  test.each(['notes.md', 'kustomization.yaml', '00-A.yaml', '.git', '0-a.yaml'])(
    'refuses a folder with %s and leaves it as it is',
    (name) => {
      const folder = tempFolder();
      mkdirSync(join(folder, 'local'));
      writeFileSync(join(folder, 'local', name), 'mine');
      writeFileSync(join(folder, 'local', '00-a.yaml'), 'old');
      expect(() => {
        replaceFolder(folder, 'local', files);
      }).toThrow(
        `1 problem, nothing was written:\n  "${join(folder, 'local')}" is replaced as a whole, but holds files that did not come from here: "${name}"; move them away or set "outdir"`,
      );
      expect(content(folder)).toEqual({ [`local/${name}`]: 'mine', 'local/00-a.yaml': 'old' });
      expect(readdirSync(folder)).toEqual(['local']);
    },
  );

  test('refuses an output folder that is a file', () => {
    const path = join(tempFolder(), 'dist');
    writeFileSync(path, 'mine');
    expect(() => {
      replaceFolder(path, 'local', files);
    }).toThrow(`the output folder "${path}" is a file; move it away or set "outdir"`);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  test('refuses a file in the place of the environment’s folder', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'local'), 'mine');
    expect(() => {
      replaceFolder(folder, 'local', files);
    }).toThrow(`"${join(folder, 'local')}" is a file, and the environment's folder must stand there; move it away`);
    expect(content(folder)).toEqual({ local: 'mine' });
  });

  test('a failing write leaves the old folder as it was, and nothing beside it', () => {
    const folder = tempFolder();
    replaceFolder(folder, 'local', files);
    const before = content(folder);
    expect(() => {
      replaceFolder(folder, 'local', [
        { name: '00-a.yaml', content: 'new' },
        { name: 'missing/folder.yaml', content: '' },
      ]);
    }).toThrow('ENOENT');
    expect(content(folder)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['local']);
  });

  test('a folder that cannot be made is reported as all else is', () => {
    const path = join(tempFolder(), 'file');
    writeFileSync(path, '');
    expect(() => {
      replaceFolder(join(path, 'dist'), 'local', files);
    }).toThrow(SynthesisError);
  });
});

describe('writeFiles', () => {
  test('writes single files and leaves others alone', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'mine'), 'mine');
    writeFiles(folder, [{ name: 'a.k8s.yaml', content: 'a' }]);
    writeFiles(folder, [{ name: 'a.k8s.yaml', content: 'b' }]);
    expect(content(folder)).toEqual({ mine: 'mine', 'a.k8s.yaml': 'b' });
    expect(readdirSync(folder)).toHaveLength(2);
  });

  test('a failing write leaves all files as they were', () => {
    const folder = tempFolder();
    writeFiles(folder, [{ name: 'a.k8s.yaml', content: 'a' }]);
    expect(() => {
      writeFiles(folder, [
        { name: 'a.k8s.yaml', content: 'new' },
        { name: 'missing/b.yaml', content: '' },
      ]);
    }).toThrow('ENOENT');
    expect(content(folder)).toEqual({ 'a.k8s.yaml': 'a' });
    expect(readdirSync(folder)).toEqual(['a.k8s.yaml']);
  });

  test('makes no folder for nothing', () => {
    const folder = tempFolder();
    writeFiles(join(folder, 'dist'), []);
    expect(readdirSync(folder)).toEqual([]);
  });
});
