import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writePulumiPrograms } from '../harness/pulumi-programs';
import { missingFor } from '../harness/requirements';
import { adviceFor, PlaygroundError } from './advice';
import { buildMissing, ENGINE_TOOLS } from './builds';
import type { Site } from './site';

/** Where `pulumi` comes from. */
export interface Engine {
  /** For people. */
  readonly title: string;
  /** Variables that it needs. */
  readonly env: Readonly<Record<string, string>>;
}

const isOnPath = (command: string, args: readonly string[]): boolean => spawnSync(command, args).status === 0;

/** Takes the `pulumi` that is installed. Where there is none, it is built. */
export async function findEngine(site: Site): Promise<Engine> {
  if (isOnPath('pulumi', ['version'])) return { title: 'pulumi from PATH', env: {} };
  const missing = missingFor(4, { against: 2 });
  if (missing.length > 0) {
    const lines = [
      'pulumi: install it, https://www.pulumi.com/docs/install; or what builds it:',
      ...adviceFor(missing),
    ];
    throw new PlaygroundError(`there is no pulumi in PATH\n${lines.map((line) => `  ${line}`).join('\n')}`);
  }
  return builtEngine(site);
}

/** Builds the engine, unless the cache has it. */
export async function builtEngine(site: Site): Promise<Engine> {
  await buildMissing(ENGINE_TOOLS);
  const bin = join(site.folder, 'bin');
  mkdirSync(site.processes, { recursive: true });
  await writePulumiPrograms(bin, site.processes);
  const env = { PATH: `${bin}:${site.env.PATH ?? ''}`, PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true' };
  return { title: 'pulumi, built by Go', env };
}
