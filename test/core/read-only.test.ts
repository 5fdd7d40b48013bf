import { join } from 'node:path';
import type * as fs from 'node:fs';
import { Platform, SynthesisError } from '../../lib';
import { tempFolder, testApp } from '../support/app';

// Root may write everywhere, so the refusal of the file system is played.
let readOnly = '';
jest.mock('node:fs', () => {
  const real = jest.requireActual<typeof fs>('node:fs');
  const guard =
    <Args extends unknown[], Result>(name: string, call: (path: string, ...rest: Args) => Result) =>
    (path: string, ...rest: Args): Result => {
      if (readOnly !== '' && path.startsWith(readOnly)) {
        throw Object.assign(new Error(`EACCES: permission denied, ${name} '${path}'`), { code: 'EACCES' });
      }
      return call(path, ...rest);
    };
  return {
    ...real,
    mkdirSync: guard('mkdir', real.mkdirSync as never),
    mkdtempSync: guard('mkdtemp', real.mkdtempSync as never),
    writeFileSync: guard('open', real.writeFileSync as never),
    renameSync: guard('rename', real.renameSync as never),
  };
});

afterEach(() => {
  readOnly = '';
});

test('an output folder that may not be written is reported with its name', () => {
  const outdir = tempFolder();
  const app = testApp(outdir);
  new Platform(app, 'local').addNamespace('vision');
  readOnly = outdir;
  let error: unknown;
  try {
    app.synth();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(SynthesisError);
  expect(String(error)).toContain(outdir);
  expect(String(error)).toContain('permission denied');
});

test('so is one that may not be made', () => {
  const parent = tempFolder();
  const outdir = join(parent, 'dist');
  const app = testApp(outdir);
  new Platform(app, 'local').addNamespace('vision');
  readOnly = parent;
  expect(() => {
    app.synth();
  }).toThrow(SynthesisError);
});
