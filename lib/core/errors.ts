import { Construct, IConstruct } from 'constructs';

/**
 * One thing that is wrong with a program, with the construct it concerns.
 *
 * The message is one sentence in lower case without a final period. It names the prop or field in quotes, the value
 * that was given, what is allowed, and what to do where that is not evident.
 */
export class ValidationError extends Error {
  /**
   * Path of the construct in the tree, for example `local/trainer`, or what stands for it where there is none, for
   * example `pipeline "train" / task "fit"`; empty when nothing of the kind is concerned.
   */
  readonly path: string;

  constructor(message: string, scope?: IConstruct | string) {
    const path = typeof scope === 'string' ? scope : (scope?.node.path ?? '');
    super(path === '' ? message : `[${path}] ${message}`);
    this.name = 'ValidationError';
    this.path = path;
  }
}

/** Everything that is wrong with an app. Nothing was written, or registered with Pulumi. */
export class SynthesisError extends Error {
  readonly problems: readonly ValidationError[];

  /** @param undone what did not happen because of them */
  constructor(problems: readonly ValidationError[], undone: 'written' | 'registered' | 'compiled' = 'written') {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`${count}, nothing was ${undone}:\n${problems.map((problem) => `  ${problem.message}`).join('\n')}`);
    this.name = 'SynthesisError';
    this.problems = problems;
    // Where an app does not catch it, Node prints this: the problems once, and no stack of our own code.
    this.stack = `${this.name}: ${this.message}`;
    Object.defineProperty(this, 'problems', { enumerable: false });
  }
}

const reported = new WeakMap<Construct, Set<string>>();

/**
 * Records that `message` is wrong with `scope`, to be reported at synth together with all other problems.
 *
 * A constructor that meets a wrong prop reports it and goes on, so that one run shows every mistake. It throws only
 * when there is no construct that could carry the report. What is said of a construct twice, by the constructors of a
 * class and of its base, counts once.
 */
export function report(scope: Construct, message: string): void {
  const messages = reported.get(scope) ?? new Set();
  if (messages.has(message)) return;
  reported.set(scope, messages.add(message));
  scope.node.addValidation({ validate: () => [message] });
}
