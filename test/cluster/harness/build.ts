import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GoTool } from './go-tool';
import { withLock } from './lock';
import { cacheFolder } from './paths';
import { mustRun } from './run';

// SeaweedFS takes half an hour on two processors that others use as well.
const BUILD_MINUTES = 60;

/** Reports progress; silent unless the command line sets it. */
export interface BuildOptions {
  readonly onBuild?: (command: string, seconds: number) => void;
}

/**
 * Builds a tool, unless the cache has it for its pin.
 *
 * @returns the folder that holds its binaries.
 */
export async function buildTool(name: string, options: BuildOptions = {}): Promise<string> {
  const tool = new GoTool(name);
  const goVersion = (await mustRun('go', ['env', 'GOVERSION'])).trim();
  const parent = join(cacheFolder(), 'tools');
  const target = join(parent, tool.pin(goVersion));
  if (existsSync(target)) return target;
  return withLock(`${target}.lock`, async () => {
    // Another process may have built it while this one waited.
    if (existsSync(target)) return target;
    mkdirSync(parent, { recursive: true });
    const partial = mkdtempSync(join(parent, `.${name}-`));
    const work = mkdtempSync(join(tmpdir(), `keelson-${name}-`));
    try {
      const flags = await putBackLinks(tool, work);
      for (const [command, goPackage] of Object.entries(tool.commands)) {
        const start = Date.now();
        await goBuild(tool, goPackage, join(partial, command), flags);
        options.onBuild?.(command, (Date.now() - start) / 1000);
      }
      renameSync(partial, target);
    } finally {
      rmSync(partial, { recursive: true, force: true });
      rmSync(work, { recursive: true, force: true });
    }
    return target;
  });
}

/** Builds a tool and returns the path of one of its commands. @param command - @default - the tool's name */
export async function toolPath(name: string, command: string = name): Promise<string> {
  const path = join(await buildTool(name), command);
  if (!existsSync(path)) throw new Error(`tool "${name}" has no command "${command}"`);
  return path;
}

/**
 * The folder with the sources of a module that a tool requires, of the version that its `go.mod` pins.
 *
 * @param tool - the tool's name
 * @param module - the module's path
 */
export async function goModuleFolder(tool: string, module: string): Promise<string> {
  const { folder } = new GoTool(tool);
  const env = { ...process.env, GOFLAGS: '', GOWORK: 'off' };
  const found = await mustRun('go', ['mod', 'download', '-json', module], { cwd: folder, env, timeoutMs: 600_000 });
  return (JSON.parse(found) as { Dir: string }).Dir;
}

/**
 * Copies the module whose links are missing, puts them back, and has Go take the copy. Go replaces no file within its own
 * cache of modules, whose content `go.sum` has vouched for when it is copied.
 *
 * @returns flags for `go build`.
 */
async function putBackLinks(tool: GoTool, work: string): Promise<string[]> {
  if (tool.linked === undefined) return [];
  const { module, links } = tool.linked;
  const copy = join(work, 'module');
  // The cache is read-only, and so would a copy be that keeps the modes.
  await mustRun('cp', ['-r', '--no-preserve=mode', await goModuleFolder(tool.name, module), copy]);
  for (const [link, target] of Object.entries(links)) copyFileSync(join(copy, target), join(copy, link));
  const modFile = join(work, 'go.mod');
  for (const file of ['go.mod', 'go.sum']) copyFileSync(join(tool.folder, file), join(work, file));
  await mustRun('go', ['mod', 'edit', `-replace=${module}=${copy}`, modFile]);
  return [`-modfile=${modFile}`];
}

async function goBuild(tool: GoTool, goPackage: string, output: string, moreFlags: readonly string[]): Promise<void> {
  // The flags of the person's own environment must not change what is built: go.mod and go.sum alone pin it.
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
  const flags = ['-mod=readonly', '-buildvcs=false', '-trimpath', '-ldflags', tool.ldflags, ...moreFlags];
  const options = { cwd: tool.folder, env, timeoutMs: BUILD_MINUTES * 60_000 };
  await mustRun('go', ['build', ...flags, '-o', output, goPackage], options);
}

/** Tools that share few packages with the others, the longest first. */
const APART = [
  ...['pulumi-kubernetes', 'pulumi', 'pulumi-nodejs'],
  ...['argo-workflows', 'seaweedfs', 'coredns', 'etcd', 'versitygw'],
];

/**
 * Builds tools in two rows, since one build alone leaves a core idle whenever it links or fetches. What shares packages is in one
 * row, so that the second finds compiled what the first needs too; Kubernetes, the longest of all, begins it.
 */
async function buildAll(names: readonly string[]): Promise<void> {
  const isApart = (name: string): boolean => APART.includes(name);
  const together = names.filter((name) => !isApart(name));
  const rows = [
    together.sort((a, b) => Number(b === 'kubernetes') - Number(a === 'kubernetes')),
    APART.filter((name) => names.includes(name)),
  ];
  const onBuild = (command: string, seconds: number): void => {
    console.log(`built ${command} in ${seconds.toFixed(1)} s`);
  };
  const ends = await Promise.allSettled(
    rows.map(async (row) => {
      for (const name of row) console.log(`${name}: ${await buildTool(name, { onBuild })}`);
    }),
  );
  const failed = ends.filter((end) => end.status === 'rejected').map(({ reason }) => String(reason));
  if (failed.length > 0) throw new Error(failed.join('\n'));
}

function main(names: readonly string[]): Promise<void> {
  return buildAll(names.length > 0 ? names : GoTool.names());
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
