import { join } from 'node:path';
import { images as jobsetImages } from '../../components/jobset/version';
import { images as trainerImages } from '../../components/trainer/version';
import { generatorImage } from '../../lib/core/generated-secret';
import { LocalStack } from '../../stacks';
import { ApiServer } from '../cluster/harness/api-server';
import { toolPath } from '../cluster/harness/build';
import { Cluster } from '../cluster/harness/cluster';
import { controllerImage } from '../cluster/harness/image';
import { PulumiStack } from '../cluster/harness/pulumi';
import { curlImage } from '../cluster/harness/python-image';
import { LevelOptions, skipReason } from '../cluster/harness/requirements';
import { render } from '../cluster/support/local-platform';
import { runnableComponents } from '../cluster/support/runnable-components';
import { loadServingImages } from '../cluster/support/serving-images';
import { loadKatibImages } from '../cluster/support/tuning-images';
import { objectsOf } from './objects';
import { line, show } from './report';

/** Figures that are taken together. */
interface Group {
  readonly names: readonly [string, ...string[]];
  readonly options: LevelOptions;
  readonly measure: (names: readonly string[]) => Promise<void>;
}

const groups: readonly Group[] = [
  {
    names: ['Pulumi, preview without changes per object', 'Pulumi, up of 500 objects / kubectl apply'],
    options: { against: 2 },
    measure: plainObjects,
  },
  {
    names: ['Pulumi, up of the local platform / install.sh', 'Pulumi, preview of the local platform'],
    options: { against: 3 },
    measure: localPlatform,
  },
];

/** Figures of the real Pulumi engine. What this machine cannot run is named. The first run builds the tools. */
export async function clusterFigures(): Promise<void> {
  for (const { names, options, measure } of groups) {
    const reason = skipReason(4, options);
    if (reason === undefined) await measure(names);
    else for (const name of names) line(name, '-', reason);
  }
}

/** Objects of kinds that need no controller, on an API server alone. */
async function plainObjects([perObject = '', against = '']: readonly string[]): Promise<void> {
  const [few, many] = [await objectTimes(100), await objectTimes(500)];
  const [fewApplied, manyApplied] = [await applyTime(100), await applyTime(500)];
  const unwritten = await objectTimes(500, { PULUMI_SKIP_CHECKPOINTS: 'true', PULUMI_EXPERIMENTAL: 'true' });
  line(
    perObject,
    show((many.preview - few.preview) / 400),
    `100 objects ${show(few.preview)}, 500 objects ${show(many.preview)}; the rest is the start of the engine`,
  );
  line(
    against,
    `${(many.up / manyApplied).toFixed(2)} x`,
    `${show(many.up)} / ${show(manyApplied)}; with 100 objects ${show(few.up)} / ${show(fewApplied)}; ` +
      `500 with the state written once, not at each step: ${show(unwritten.up)}`,
  );
}

interface ObjectTimes {
  readonly up: number;
  readonly preview: number;
}

function objectTimes(count: number, env: Readonly<Record<string, string>> = {}): Promise<ObjectTimes> {
  const main = join(__dirname, 'programs/objects.ts');
  return onServer(async (server) => {
    const stack = await PulumiStack.create(server, { main, config: { count: String(count) }, env });
    const up = await timed(() => stack.up());
    const previews = [await timed(() => stack.preview()), await timed(() => stack.preview())];
    return { up, preview: Math.min(...previews) };
  });
}

function applyTime(count: number): Promise<number> {
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objectsOf(count) });
  return onServer((server) => timed(() => server.kubectl(['apply', '--server-side', '-f', '-'], { input })));
}

/** Does something with an API server that has nothing yet. */
async function onServer<T>(action: (server: ApiServer) => Promise<T>): Promise<T> {
  const server = await ApiServer.start();
  try {
    return await action(server);
  } finally {
    await server.stop();
  }
}

/** The local platform with its pods, from nothing until all of it is ready; twice each way, in turn. */
async function localPlatform([against = '', preview = '']: readonly string[]): Promise<void> {
  const cluster = await Cluster.start();
  const rendered = render((app) => new LocalStack(app, 'local', { components: runnableComponents }));
  try {
    await loadImages(cluster);
    const script = (action: string, ...flags: string[]) => run(cluster, join(rendered.folder('local'), action), flags);
    const stack = await PulumiStack.create(cluster, { main: join(__dirname, 'programs/platform.ts') });
    const ups: number[] = [];
    const installs: number[] = [];
    const previews: number[] = [];
    for (let round = 0; round < 2; round++) {
      ups.push(await timed(() => stack.up()));
      previews.push(await timed(() => stack.preview()));
      await stack.destroy();
      installs.push(await timed(() => script('install.sh')));
      await script('uninstall.sh', '--delete-data');
    }
    const [up, install] = [Math.min(...ups), Math.min(...installs)];
    line(against, `${(up / install).toFixed(2)} x`, `${show(up)} / ${show(install)}`);
    line(preview, show(Math.min(...previews)), 'without changes');
  } finally {
    rendered.remove();
    await cluster.stop();
  }
}

async function loadImages(cluster: Cluster): Promise<void> {
  const images = await Promise.all([
    controllerImage(jobsetImages.manager, await toolPath('jobset', 'jobset-controller'), '/manager'),
    controllerImage(trainerImages.manager, await toolPath('trainer', 'trainer-controller-manager'), '/manager'),
    curlImage(generatorImage),
  ]);
  for (const image of images) await cluster.loadImage(image);
  await loadKatibImages(cluster);
  await loadServingImages(cluster);
}

/** @throws with what the script has printed when it fails */
async function run(cluster: Cluster, script: string, flags: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await cluster.exec(script, flags, { timeoutMs: 600_000 });
  if (code !== 0) throw new Error(`${script}: exit code ${code}\n${stdout}${stderr}`);
}

/** Milliseconds until an action is done. */
async function timed(action: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await action();
  return Number(process.hrtime.bigint() - start) / 1e6;
}
