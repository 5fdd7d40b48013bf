import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFacts, quoted, shellCommand } from '../../lib/workloads/tuning/shell';
import { tempFolder } from '../support/app';

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

/**
 * Runs a command as a trial's container does: Katib joins the words to a line for a shell and adds to it, puts values
 * in, and Kubernetes fills variables in.
 */
function run(
  words: readonly string[],
  options: {
    readonly values?: Readonly<Record<string, string>>;
    readonly env?: Readonly<Record<string, string>>;
    readonly asGiven?: boolean;
  } = {},
): Run {
  const folder = tempFolder();
  const log = join(folder, 'katib', 'metrics.log');
  mkdirSync(join(folder, 'katib'));
  const { command, args } = options.asGiven === true ? { command: [...words], args: [] } : shellCommand(words, facts);
  let joined = [...command, ...args];
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
  const { stdout, status } = spawnSync(shell, rest, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  const completed = spawnSync('sh', ['-c', `cat ${join(folder, 'katib')}/*.pid`], { encoding: 'utf8' });
  return { log: lines, stdout, status, completed: completed.stdout === 'completed\n' };
}

/** Variables in a container's command, as the kubelet fills them in. */
function expanded(word: string, env: Readonly<Record<string, string>>): string {
  return word.replace(/\$\$|\$\(([^()]*)\)/g, (match, name: string | undefined) =>
    name === undefined ? '$' : (env[name] ?? match),
  );
}

function printed(words: readonly string[], options: Parameters<typeof run>[1] = {}): unknown[] {
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

test('what is plain stays readable', () => {
  expect(shellCommand(['torchrun', 'train.py', '--lr=${trialParameters.lr}', '--name', 'a b'], facts)).toEqual({
    command: ['sh', '-c'],
    args: ["torchrun train.py --lr=${trialParameters.lr} --name 'a b'"],
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
