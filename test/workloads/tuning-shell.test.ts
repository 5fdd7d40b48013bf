import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandFacts, quoted, shellCommand } from '../../lib/workloads/tuning/shell';
import { tempFolder } from '../support/app';

const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill();
});

/** Stands for Katib's collector, which commands wait for. */
function startCollector(flag = '-s-db'): void {
  started.push(spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600_000)', '--', flag], { stdio: 'ignore' }));
}
beforeAll(() => {
  startCollector();
});

const facts: CommandFacts = { variables: new Set(['DATA', 'odd']), isPlain: (name) => name !== 'text' };

/** Prints each of its arguments on a line of its own. */
const printer = ['node', '-e', 'for (const word of process.argv.slice(1)) console.log(JSON.stringify(word))', '--'];

interface Run {
  /** What the collector finds. */
  readonly log: string[];
  /** What went past it. */
  readonly stdout: string;
  readonly status: number | null;
  readonly completed: boolean;
}

interface RunOptions {
  readonly values?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly asGiven?: boolean;
  /** Texts of the command that are others here. */
  readonly but?: Readonly<Record<string, string>>;
}

/** What a trial's container runs, and where it writes. */
interface Prepared {
  readonly shell: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** What the collector finds. */
  readonly log: () => string[];
  /** Whether the collector is told that the program is through. */
  readonly completed: () => boolean;
}

/**
 * Makes of a command what a trial's container runs: Katib joins the words to a line for a shell and adds to it, puts
 * values in, and Kubernetes fills variables in.
 */
function prepare(words: readonly string[], options: RunOptions): Prepared {
  const folder = tempFolder();
  const log = join(folder, 'katib', 'metrics.log');
  mkdirSync(join(folder, 'katib'));
  const { command, args } = options.asGiven === true ? { command: [...words], args: [] } : shellCommand(words, facts);
  let joined = [...command, ...args].map((word) =>
    Object.entries(options.but ?? {}).reduce((text, [from, to]) => text.replaceAll(from, () => to), word),
  );
  let start = ['sh', '-c'];
  if ((joined[0] === 'sh' || joined[0] === 'bash') && joined[1] === '-c') {
    start = joined.slice(0, 2);
    joined = joined.slice(2);
  }
  const pid = join(folder, 'katib', '$$$$.pid');
  let line = [...joined, `1>${log}`, '2>&1', '&&', `echo completed > ${pid}`].join(' ');
  for (const [name, value] of Object.entries(options.values ?? {})) {
    line = line.replaceAll(`\${trialParameters.${name}}`, value);
  }
  const env = { DATA: '/data', ...options.env };
  const [shell = '', ...rest] = [...start, line].map((word) => expanded(word, env));
  return {
    ...{ shell, args: rest, env: { PATH: process.env.PATH, ...env } },
    log: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : []),
    completed: () =>
      readdirSync(join(folder, 'katib')).some(
        (name) => /^\d+\.pid$/.test(name) && readFileSync(join(folder, 'katib', name), 'utf8') === 'completed\n',
      ),
  };
}

/** Runs a command as a trial's container does. */
function run(words: readonly string[], options: RunOptions = {}): Run {
  const { shell, args, env, log, completed } = prepare(words, options);
  const { stdout, status } = spawnSync(shell, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { log: log(), stdout, status, completed: completed() };
}

/** Variables in a container's command, as the kubelet fills them in. */
function expanded(word: string, env: Readonly<Record<string, string>>): string {
  return word.replace(/\$\$|\$\(([^()]*)\)/g, (match, name: string | undefined) =>
    name === undefined ? '$' : (env[name] ?? match),
  );
}

function printed(words: readonly string[], options: RunOptions = {}): unknown[] {
  const { log, stdout, status, completed } = run([...printer, ...words], options);
  expect({ stdout, status, completed }).toEqual({ stdout: '', status: 0, completed: true });
  return log.map((line) => JSON.parse(line) as unknown);
}

test.each([
  ['plain', '--lr=0.1'],
  ['empty', ''],
  ['space', 'two words'],
  ['single quotes', "it's"],
  ['nothing but a quote', "'"],
  ['double quotes', 'say "yes"'],
  ['a list in JSON', '{"a": [1, 2]}'],
  ['a backslash', 'a\\b\\n'],
  ['two lines', 'a\nb'],
  ['what a shell would run', '; echo oops & echo `id` | cat > x #'],
  ['a pattern', '/etc/*?[a-z]'],
  ['a home folder', '~/data'],
  ['a variable of a shell', '$HOME ${HOME}'],
  ['a variable that is not there', '$(MISSING)'],
  ['umlauts', 'Größe=ä'],
  ['an exclamation', '!x'],
])('a word with %s stays what it is', (_, word) => {
  expect(printed([word, 'end'])).toEqual([word, 'end']);
});

test('a "$" before a "(" is written twice, as everywhere in Kubernetes', () => {
  expect(printed(['$$(DATA)', 'a$$b'])).toEqual(['$(DATA)', 'a$b']);
});

test('Kubernetes’ variables are filled in, whatever is in them', () => {
  const env = { DATA: `it's "here" $(odd) \\ & $HOME` };
  expect(printed(['--data=$(DATA)', '$(DATA)/$(DATA)'], { env })).toEqual([
    `--data=${env.DATA}`,
    `${env.DATA}/${env.DATA}`,
  ]);
});

test('parameters are filled in, whatever is in them', () => {
  const values = { lr: '1e-05', text: "{'epochs': 5} && echo; #~*" };
  const words = ['--lr=${trialParameters.lr}', '${trialParameters.text}', "--it's=${trialParameters.text}!"];
  expect(printed(words, { values })).toEqual(['--lr=1e-05', values.text, `--it's=${values.text}!`]);
});

test('a parameter after a "$" is one', () => {
  expect(printed(['$${trialParameters.lr}'], { values: { lr: '5' } })).toEqual(['$5']);
});

test('a program with "=" in its name sets no variable', () => {
  expect(quoted(['A=b', 'C=d'], facts)).toEqual(["'A=b'", 'C=d']);
  expect(quoted(['./run', 'C=d'], facts)).toEqual(['./run', 'C=d']);
});

test('what is plain stays readable, with the wait for the collector after it', () => {
  expect(shellCommand(['torchrun', 'train.py', '--lr=${trialParameters.lr}', '--name', 'a b'], facts)).toEqual({
    command: ['sh', '-c'],
    args: [
      "{ torchrun train.py --lr=${trialParameters.lr} --name 'a b' && { [ $$$$ -eq 1 ] || timeout 300 " +
        'sh -c \'until grep -q "[-]s-db" /proc/[0-9]*/cmdline 2>/dev/null; do sleep 1; done\' || true; }; }',
    ],
  });
  expect(quoted(['run', '--o=${trialParameters.text}'], facts)).toEqual(['run', '--o="${trialParameters.text}"']);
});

describe.each(['sh', 'bash'])('a script of %s', (shell) => {
  const script = [`for loss in 3 2 1; do`, `  echo "loss=$loss"`, 'done', `echo "it's done" # comment`].join('\n');

  test('reports all its lines', () => {
    expect(run([shell, '-c', script])).toEqual({
      log: ['loss=3', 'loss=2', 'loss=1', "it's done"],
      stdout: '',
      status: 0,
      completed: true,
    });
  });

  test('would lose lines without that', () => {
    const lost = run([shell, '-c', 'echo loss=3; echo done'], { asGiven: true });
    expect(lost).toMatchObject({ log: ['done'], stdout: 'loss=3\n' });
  });

  test('may end itself, well or not', () => {
    expect(run([shell, '-c', 'echo a; exit 0; echo b'])).toMatchObject({ log: ['a'], status: 0, completed: true });
    expect(run([shell, '-c', 'echo a; exit 3'])).toMatchObject({ log: ['a'], status: 3, completed: false });
    expect(run([shell, '-c', 'set -e; false; echo b'])).toMatchObject({ log: [], status: 1, completed: false });
  });

  test('has its own arguments', () => {
    expect(run([shell, '-c', 'echo "$0 $1"', 'a', 'b c']).log).toEqual(['a b c']);
    expect(run([`/bin/${shell}`, '-c', 'echo x; echo "y z"']).log).toEqual(['x', 'y z']);
    expect(run([shell, '-ec', 'echo x; echo y']).log).toEqual(['x', 'y']);
  });
});

test('a command that fails is not completed', () => {
  expect(run(['sh', '-c', 'exit 4'])).toMatchObject({ status: 4, completed: false });
  expect(run(['false'])).toMatchObject({ status: 1, completed: false });
});

// Only Linux tells in files what runs. Elsewhere there is nothing to wait for.
(process.platform === 'linux' ? describe : describe.skip)('where no collector runs', () => {
  /** A flag of this run alone: whatever else runs on this machine is not the collector. */
  const ownFlag = (): { flag: string; but: Record<string, string> } => {
    const flag = `s-db-${randomUUID()}`;
    return { flag: `-${flag}`, but: { 's-db': flag } };
  };

  /** Starts a command as a trial's container does, and does not wait for its end. */
  function start(words: readonly string[], options: RunOptions): Prepared & { readonly child: ChildProcess } {
    const prepared = prepare(words, options);
    const child = spawn(prepared.shell, prepared.args, { env: prepared.env, stdio: 'ignore' });
    started.push(child);
    return { ...prepared, child };
  }

  /** A folder for PATH with these programs alone. */
  function pathOf(...programs: string[]): string {
    const folder = tempFolder();
    for (const program of programs) {
      const { stdout } = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' });
      symlinkSync(stdout.trim(), join(folder, program));
    }
    return folder;
  }

  test('commands wait for one, which they do not take each other for, and then end well', async () => {
    const { flag, but } = ownFlag();
    const trials = ['a', 'b'].map((word) => start(['echo', word], { but }));
    const states = (): unknown[] =>
      trials.map(({ child, log, completed }) => ({ log: log(), ended: child.exitCode, completed: completed() }));
    for (let i = 0; i < 100 && trials.some(({ log }) => log().length === 0); i++) await pause(50);
    // Long enough to look for it twice.
    await pause(1500);
    expect(states()).toEqual(['a', 'b'].map((word) => ({ log: [word], ended: null, completed: false })));
    startCollector(flag);
    for (const { child } of trials) if (child.exitCode === null) await once(child, 'exit');
    expect(states()).toEqual(['a', 'b'].map((word) => ({ log: [word], ended: 0, completed: true })));
  }, 30_000);

  test('a command that fails ends at once, as it did', () => {
    expect(run(['sh', '-c', 'echo a; exit 3'], ownFlag())).toMatchObject({ log: ['a'], status: 3, completed: false });
  }, 30_000);

  test('a command of the first process ends at once, because there will be none', () => {
    const { but } = ownFlag();
    const right = { log: ['a'], status: 0, completed: true };
    expect(run(['echo', 'a'], { but: { ...but, $$$$: '1' } })).toMatchObject(right);
  }, 30_000);

  test.each([
    ['with all that waiting takes', ['sh', 'timeout', 'grep', 'sleep']],
    ['without grep', ['sh', 'timeout', 'sleep']],
  ])(
    'a command ends well after some time %s',
    (_, programs) => {
      const but = { ...ownFlag().but, 'timeout 300': 'timeout 1' };
      const result = run(['echo', 'a'], { but, env: { PATH: pathOf(...programs) } });
      expect(result).toMatchObject({ log: ['a'], status: 0, completed: true });
    },
    30_000,
  );

  test('a command ends well at once without timeout', () => {
    const env = { PATH: pathOf('sh', 'grep', 'sleep') };
    const { log, ...result } = run(['echo', 'a'], { but: ownFlag().but, env });
    expect(result).toEqual({ stdout: '', status: 0, completed: true });
    // What the shell says of it comes after what the program has said.
    expect(log).toEqual(['a', expect.stringContaining('timeout')]);
  }, 30_000);
});
