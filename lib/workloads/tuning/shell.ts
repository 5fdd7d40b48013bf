/*
 * Katib writes a trial's command into a line for a shell, word after word as they are, and adds to its end where the
 * output goes and what follows. These functions give it a command that means the same in such a line.
 */

/** What a container runs. */
export interface Command {
  readonly command: string[];
  readonly args: string[];
}

/** What is known of the texts in a command. */
export interface CommandFacts {
  /** Names of variables that the container states. Kubernetes fills them in where they stand as `$(NAME)`. */
  readonly variables: ReadonlySet<string>;
  /** Whether all values of a parameter are plain words to a shell. */
  readonly isPlain: (parameter: string) => boolean;
}

const plain = /^[\w@%+=:,./-]*$/;

/** Whether a shell takes a text for one word as it is. */
export function isPlainWord(text: string): boolean {
  return text !== '' && plain.test(text);
}

/**
 * Waits until the collector runs, for at most five minutes: one that finds the program gone fails, and the trial with
 * it. That happens to short trials on busy nodes, and to all that are shorter than the collector's image takes to come.
 * Only pods with a collector share their processes, so elsewhere the shell is the first. The collector is told by its
 * flag `-s-db`, in a pattern that does not find itself. https://github.com/kubeflow/katib/issues/2614
 */
const awaitCollector =
  '[ $$$$ -eq 1 ] || ' +
  'timeout 300 sh -c \'until grep -q "[-]s-db" /proc/[0-9]*/cmdline 2>/dev/null; do sleep 1; done\' || true';

/**
 * A command that runs as it did, both alone and in Katib's line, and then waits for Katib's collector. Scripts get a
 * shell of their own, so that what Katib adds concerns all their lines, and so that `set -e` holds in them.
 */
export function shellCommand(words: readonly string[], facts: CommandFacts): Command {
  return { command: ['sh', '-c'], args: [`{ ${quoted(words, facts).join(' ')} && { ${awaitCollector}; }; }`] };
}

/** Words of a command, each quoted for a shell. */
export function quoted(words: readonly string[], facts: CommandFacts): string[] {
  return words.map((word, index) => quotedWord(word, facts, index === 0));
}

function quotedWord(word: string, facts: CommandFacts, first: boolean): string {
  if (word === '') return "''";
  let result = '';
  let literal = '';
  const flush = (): void => {
    // A first word with "=" in it would set a variable.
    const bare = plain.test(literal) && !(first && literal.includes('='));
    result += bare ? literal : `'${literal.replaceAll("'", `'\\''`)}'`;
    literal = '';
  };
  for (const piece of pieces(word)) {
    const parameter = /^\$\{trialParameters\.(.+)\}$/.exec(piece)?.[1];
    const variable = /^\$\((.+)\)$/.exec(piece)?.[1];
    if (parameter !== undefined) {
      flush();
      result += facts.isPlain(parameter) ? piece : `"${piece}"`;
    } else if (variable !== undefined && facts.variables.has(variable) && /^[A-Za-z_]\w*$/.test(variable)) {
      // The shell puts the value in, so that no quote in the value ends ours.
      flush();
      result += `"\${${variable}}"`;
    } else literal += piece;
  }
  flush();
  return result;
}

/** A word cut at parameters, at variables and at "$$", which is Kubernetes' way to write a "$" before a "(". */
function pieces(word: string): string[] {
  return word
    .split(/(\$\{trialParameters\.[^}]+\}|\$\$(?!\{trialParameters\.)|\$\([^()]*\))/)
    .filter((piece) => piece !== '');
}
