import { type Level, type LevelOptions, skipReason } from './requirements';

/**
 * `describe` for a suite that needs more than Node. Where the machine cannot run it, its tests are skipped under a name that
 * says why; with `KEELSON_LEVELS=required`, as in continuous integration, they fail instead.
 */
export function describeLevel(level: Level, name: string, suite: () => void, options: LevelOptions = {}): void {
  suiteUnless(skipReason(level, options), `${name} (level ${level})`, suite);
}

/** The same for a suite that needs something else. The reason is what `skipReason` would say, `undefined` if nothing is missing. */
export function suiteUnless(reason: string | undefined, name: string, suite: () => void): void {
  if (reason === undefined) {
    describe(name, suite);
  } else if (process.env.KEELSON_LEVELS === 'required') {
    test(name, () => {
      throw new Error(reason);
    });
  } else {
    // Not by `console`: jest keeps to itself what a suite without a running test prints there.
    process.stderr.write(`${name}: ${reason}\n`);
    describe.skip(`${name}: ${reason}`, suite);
  }
}
