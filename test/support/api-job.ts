import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KubernetesObject } from '../../lib/core/manifest';
import { at, object, tempFolder } from './app';
import { Ended, runToEnd } from './python';

/** The pod of a Job that talks to the API of pipelines. */
export const podOf = (objects: readonly KubernetesObject[]): unknown =>
  at(object(objects, 'Job'), 'spec', 'template', 'spec');

/** Runs the program of such a Job as its pod would: with its files, its variables and its token. */
export function runJob(
  objects: readonly KubernetesObject[],
  given: { readonly url?: string; readonly token?: string } = {},
): Promise<Ended> {
  const folder = tempFolder();
  const pod = podOf(objects);
  const container = at(pod, 'containers', 0);
  const volumes = at(pod, 'volumes') as { name: string; configMap?: { name: string } }[];
  const inFolder = (path: string): string => join(folder, path);
  for (const { name, mountPath } of at(container, 'volumeMounts') as { name: string; mountPath: string }[]) {
    mkdirSync(inFolder(mountPath), { recursive: true });
    const configMap = volumes.find((volume) => volume.name === name)?.configMap?.name;
    const files =
      configMap === undefined
        ? { token: `${given.token ?? 'a-token'}\n` }
        : (object(objects, 'ConfigMap', configMap).data as Record<string, string>);
    for (const [file, content] of Object.entries(files)) writeFileSync(join(inFolder(mountPath), file), content);
  }
  const variables = (at(container, 'env') as { name: string; value: string }[]).map(({ name, value }) => [name, value]);
  const { KFP_API = '', KFP_TOKEN = '' } = Object.fromEntries(variables) as Record<string, string | undefined>;
  const command = (at(container, 'command') as string[]).map((word) => (word.startsWith('/') ? inFolder(word) : word));
  return runToEnd(command, {
    env: { PATH: process.env.PATH, KFP_API: given.url ?? KFP_API, KFP_TOKEN: inFolder(KFP_TOKEN) },
  });
}
