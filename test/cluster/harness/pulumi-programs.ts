import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolPath } from './build';

/** What `node` runs as Pulumi's provider of dynamic resources. Pulumi's own distribution brings such a script too. */
const DYNAMIC_PROVIDER = '@pulumi/pulumi/cmd/dynamic-provider';

/**
 * Fills a folder with the engine and its plugins, to be put first in PATH. Each is a script that records the process it
 * becomes, as `Daemon` does, so that a tear-down ends plugins that have outlived their engine.
 *
 * @param processes - the folder with the records of the run
 */
export async function writePulumiPrograms(bin: string, processes: string): Promise<void> {
  const programs: Record<string, string[]> = {
    pulumi: [await toolPath('pulumi')],
    'pulumi-language-nodejs': [
      await toolPath('pulumi-nodejs', 'pulumi-language-nodejs'),
      // The engine sends the options of Pulumi.yaml in a way that came after this version of the language host.
      '-typescript=false',
      `-nodeargs=--require ${require.resolve('tsx/cjs')}`,
    ],
    'pulumi-resource-kubernetes': [await toolPath('pulumi-kubernetes', 'pulumi-resource-kubernetes')],
    'pulumi-resource-pulumi-nodejs': [process.execPath, require.resolve(DYNAMIC_PROVIDER)],
    // The host looks for it in PATH. Programs run on the Node that the tests run on.
    node: [process.execPath],
  };
  mkdirSync(bin, { recursive: true });
  for (const [name, command] of Object.entries(programs)) {
    const path = join(bin, name);
    writeFileSync(path, recordAndBecome(join(processes, `pulumi-${name}`), command));
    chmodSync(path, 0o755);
  }
}

function recordAndBecome(prefix: string, command: readonly string[]): string {
  return [
    '#!/bin/sh',
    'set -e',
    `record='${prefix}'-$$.stat`,
    'read -r stat < /proc/$$/stat',
    'printf "%s\\n" "$stat" > "$record.new"',
    'mv "$record.new" "$record"',
    `exec ${command.map((word) => `'${word}'`).join(' ')} "$@"`,
    '',
  ].join('\n');
}
