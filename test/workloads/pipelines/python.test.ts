import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ValidationError } from '../../../lib';
import { parameter, pipeline, pythonComponent, PythonComponentDefinition, pythonSource } from '../../../lib/workloads';
import { tempFolder } from '../../support/app';
import { part } from './parts';

const source = `def greet(name: str) -> str:\n    return f"it's {name}"\n`;

function containerOf(given: Partial<PythonComponentDefinition<never, never>> = {}): {
  command: string[];
  args: string[];
} {
  const made = pythonComponent({
    source,
    function: 'greet_all',
    image: 'python:3.13',
    inputs: { name: parameter.string() },
    outputs: { Output: parameter.string() },
    ...(given as object),
  });
  const { spec } = pipeline({ name: 'p' }, (p) => p.task(made, { name: 'x' })).compile();
  const [executor] = Object.values(part(spec, 'deploymentSpec', 'executors') as Record<string, { container: never }>);
  return executor?.container as never;
}

test('the executor of KFP gets the module, the function and all inputs', () => {
  const { command, args } = containerOf();
  expect(args).toEqual(['--executor_input', '{{$}}', '--function_to_execute', 'greet_all']);
  expect(command.slice(0, 2)).toEqual(['sh', '-c']);
  expect(command[3]).toBe(source);
});

/** Runs a command with a `python3` that writes down what it is asked. */
function runs(command: readonly string[], args: readonly string[]): string {
  const folder = tempFolder();
  const log = join(folder, 'log');
  const fake = join(folder, 'python3');
  writeFileSync(
    fake,
    `#!/bin/sh\nfor word in "$@"; do printf '<%s>' "$word"; done >> ${log}\necho >> ${log}\n[ "$3" = install ] || cat "$4" >> ${log}\n`,
  );
  chmodSync(fake, 0o755);
  const [shell = '', ...words] = command;
  const { status, stderr } = spawnSync(shell, [...words, ...args], {
    env: { PATH: `${folder}:${process.env.PATH ?? ''}`, TMPDIR: folder },
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return spawnSync('cat', [log], { encoding: 'utf8' })
    .stdout.replaceAll(folder, 'FOLDER')
    .replace(/tmp\.\w+/g, 'tmp');
}

test('with kfp in the image, nothing is installed', () => {
  const { command, args } = containerOf({ imageHasKfp: true });
  expect(runs(command, args)).toBe(
    `<-m><kfp.dsl.executor_main><--component_module_path><FOLDER/tmp/component.py>` +
      `<--executor_input><{{$}}><--function_to_execute><greet_all>\n${source}`,
  );
});

test('packages are installed first, then kfp without what only its compiler needs', () => {
  const { command, args } = containerOf({
    packages: ['pandas==2.2.3', "odd'name"],
    pipIndexUrls: ['https://pypi.acme.example/simple', 'https://other.acme.example/simple'],
  });
  const pip = '<-m><pip><install><--quiet><--disable-pip-version-check><--no-warn-script-location>';
  const indexes =
    '<--index-url><https://pypi.acme.example/simple><--extra-index-url><https://other.acme.example/simple>';
  expect(runs(command, args).split('\n').slice(0, 2)).toEqual([
    `${pip}${indexes}<pandas==2.2.3><odd'name>`,
    `${pip}${indexes}<--no-deps><kfp==2.16.0>`,
  ]);
});

test('the name is that of the function, or another', () => {
  const base = { source, function: 'greet_all', image: 'python:3.13' } as const;
  expect(pythonComponent(base).name).toBe('greet-all');
  expect(pythonComponent({ ...base, name: 'hello' }).name).toBe('hello');
});

test('a source is read from a path or a URL, and one that is not there is named', () => {
  const file = join(tempFolder(), 'greet.py');
  writeFileSync(file, source);
  expect(pythonSource(file)).toBe(source);
  expect(pythonSource(pathToFileURL(file))).toBe(source);
  expect(() => pythonSource('/nowhere.py')).toThrow(ValidationError);
  expect(() => pythonSource('/nowhere.py')).toThrow(
    'the source "/nowhere.py" cannot be read: ENOENT: no such file or directory, open \'/nowhere.py\'',
  );
});
