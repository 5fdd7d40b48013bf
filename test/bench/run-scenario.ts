import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** How long something took. */
export interface Times {
  readonly ms: number;
  /** Processor time in milliseconds, which other work on the machine changes less. @default - not measured */
  readonly cpu?: number;
}

/** What a scenario prints. */
export interface Result extends Times {
  /** Peak memory in MiB. */
  readonly rss: number;
}

/** Runs a scenario in a process of its own. */
export function runScenario(name: string, n = 1): Result {
  const output = execFileSync('npx', ['tsx', join(__dirname, 'scenarios.ts'), name, String(n)], { encoding: 'utf8' });
  return JSON.parse(output) as Result;
}

/** Runs scenarios in turn, so that the machine's other work falls on all of them, and takes each one's best round. */
export function best(scenarios: readonly (readonly [string, number])[], rounds = 5): Result[] {
  const results = scenarios.map((): Result[] => []);
  for (let round = 0; round < rounds; round++) {
    scenarios.forEach(([name, n], index) => results[index]?.push(runScenario(name, n)));
  }
  return results.map(bestOf);
}

/** The smallest times and the smallest memory of several rounds. */
export function bestOf(rounds: readonly Result[]): Result {
  return {
    ms: Math.min(...rounds.map((result) => result.ms)),
    cpu: Math.min(...rounds.map((result) => result.cpu ?? NaN)),
    rss: Math.min(...rounds.map((result) => result.rss)),
  };
}
