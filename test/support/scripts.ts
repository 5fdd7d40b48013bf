import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rendered, tempFolder } from './app';

/** A script that stands beside the manifests of a platform. */
export type Script = 'install.sh' | 'uninstall.sh';

/** What the kubectl of a test answers. */
export interface Answers {
  /** Names of the CRDs that are there, with blanks between. */
  readonly crds?: string;
  /** The TrainJobs that are there, as the script lists them. */
  readonly left?: string;
  /** Part of a call that fails. */
  readonly fail?: string;
  /** The variable CONTEXT. */
  readonly context?: string;
  /** Whether the variable KUBECTL names it. Otherwise it is the one of the path. */
  readonly named?: boolean;
}

/** What came of a run. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Arguments of each call of kubectl, with files by their names in the folder. */
  readonly calls: readonly string[];
}

/** Runs a script of a platform with a kubectl that writes down what it is asked and answers as told. */
export function runScript(rendered: Rendered, script: Script, args: readonly string[], answers: Answers = {}): Run {
  const { crds = '', left = '', fail = '', context, named = true } = answers;
  const folder = tempFolder();
  const kubectl = join(folder, named ? 'my-kubectl' : 'kubectl');
  const log = join(folder, 'log');
  writeFileSync(
    kubectl,
    `#!/bin/sh
printf '%s\\n' "$*" >> "${log}"
case "$*" in
  *"$FAIL"*) [ -n "$FAIL" ] && exit 1 ;;
esac
case "$1 $2" in
  'get customresourcedefinition') case " $CRDS " in *" $3 "*) echo "crd/$3" ;; esac ;;
  'get trainjobs'*) printf '%s' "$LEFT" ;;
esac
exit 0
`,
  );
  chmodSync(kubectl, 0o755);
  const result = spawnSync(join(rendered.folder, script), args, {
    cwd: '/',
    encoding: 'utf8',
    env: {
      PATH: `${folder}:${process.env.PATH ?? ''}`,
      KUBECTL: named ? kubectl : undefined,
      CONTEXT: context,
      CRDS: crds,
      LEFT: left,
      FAIL: fail,
    },
  });
  const calls = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  const inFolder = calls.map((call) => call.replace(`${rendered.folder}/`, ''));
  return { code: result.status, stdout: result.stdout, stderr: result.stderr, calls: inFolder };
}
