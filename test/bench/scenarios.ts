import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { largePipelines } from '../cluster/kfp/large-pipelines';
import { objectsOf } from './objects';
import type { Result, Times } from './run-scenario';

/*
 * One measurement in a process of its own: `node scenarios.js <name> [n]` prints `{ ms, rss }`, some also `cpu`. Modules are loaded as a
 * user's program loads them, from the built package.
 */

const root = join(__dirname, '../..');
const load = {
  cdk8s: () => require('cdk8s') as typeof import('cdk8s'),
  keelson: () => require(join(root, 'build/lib')) as typeof import('../../lib'),
  stacks: () => require(join(root, 'build/stacks')) as typeof import('../../stacks'),
  workloads: () => require(join(root, 'build/lib/workloads')) as typeof import('../../lib/workloads'),
  pulumi: () => require(join(root, 'build/lib/pulumi')) as typeof import('../../lib/pulumi'),
  sdk: () => require('@pulumi/pulumi') as typeof import('@pulumi/pulumi'),
};

function timed(action: () => void): number {
  const start = process.hrtime.bigint();
  action();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Median of several runs after two that warm up. */
function median(runs: number, action: () => void): number {
  const times = Array.from({ length: runs + 2 }, () => timed(action)).slice(2);
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? NaN;
}

function inFolder(action: (outdir: string) => void): void {
  const outdir = mkdtempSync(join(tmpdir(), 'keelson-bench-'));
  try {
    action(outdir);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function platform(outdir: string): void {
  const { App } = load.keelson();
  const app = new App({ outdir, log: () => undefined });
  new (load.stacks().LocalStack)(app);
  app.synth();
}

/** The same objects as the platform's, as bare ApiObjects of one chart. */
function bare(objects: readonly object[], outdir: string): void {
  const { ApiObject, App, Chart } = load.cdk8s();
  const app = new App({ outdir });
  const chart = new Chart(app, 'bare');
  objects.forEach((object, index) => new ApiObject(chart, String(index), structuredClone(object) as never));
  app.synth();
}

function platformObjects(): object[] {
  const { ApiObject, App } = load.cdk8s();
  const app = new App();
  const stack = new (load.stacks().LocalStack)(app);
  return stack.node.findAll().flatMap((node) => (node instanceof ApiObject ? [node.toJson() as object] : []));
}

function trainJobs(count: number, outdir: string): void {
  const { App } = load.keelson();
  const { Chart } = load.cdk8s();
  const { TrainJob } = load.workloads();
  const app = new App({ outdir, log: () => undefined });
  const stack = new (load.stacks().LocalStack)(app);
  stack.addNamespace('team');
  const chart = new Chart(stack, 'team', { namespace: 'team' });
  for (let index = 0; index < count; index++) {
    new TrainJob(chart, `job-${index}`, {
      runtime: stack.trainer.runtimes['torch-distributed'],
      image: 'registry.example.com/train:1.0.0',
      command: ['torchrun', 'train.py'],
      env: { INDEX: String(index) },
      numNodes: 2,
      podSecurity: 'restricted',
    });
  }
  app.synth();
}

function experiments(count: number, outdir: string): void {
  const { App } = load.keelson();
  const { Chart } = load.cdk8s();
  const { double, Experiment, TrainJob } = load.workloads();
  const app = new App({ outdir, log: () => undefined });
  const stack = new (load.stacks().LocalStack)(app);
  const chart = new Chart(stack, 'team', { namespace: stack.addNamespace('team') });
  for (let index = 0; index < count; index++) {
    new Experiment(chart, `search-${index}`, {
      objective: { minimize: 'loss' },
      algorithm: { name: 'tpe' },
      parameters: { lr: double({ min: 1e-4, max: 1e-1 }) },
      maxTrialCount: 12,
      trial: (scope, p) =>
        new TrainJob(scope, 'trial', {
          runtime: stack.trainer.runtimes['torch-distributed'],
          image: 'registry.example.com/train:1.0.0',
          command: ['torchrun', 'train.py', `--lr=${p.lr}`],
        }),
    });
  }
  app.synth();
}

/** Time until an engine that does nothing has answered for everything that a program registers. */
async function registered(program: () => void): Promise<number> {
  const { runtime } = load.sdk();
  await runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as Record<string, unknown> }),
    call: () => ({}),
  });
  const start = process.hrtime.bigint();
  program();
  await runtime.disconnect();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function registration(count: number): Promise<number> {
  const { ApiObject, App, Chart } = load.cdk8s();
  const { deploy } = load.pulumi();
  const chart = new Chart(new App(), 'chart');
  objectsOf(count).forEach((object, index) => new ApiObject(chart, String(index), object));
  return registered(() => deploy(chart));
}

/** The same objects with the same dependencies, as a program registers them that uses Pulumi alone. */
function bareRegistration(count: number): Promise<number> {
  const { kubernetesProvider, KubernetesResource } = load.pulumi();
  const objects = objectsOf(count);
  return registered(() => {
    const provider = kubernetesProvider('kubernetes');
    const made: InstanceType<typeof KubernetesResource>[] = [];
    objects.forEach((object, index) => {
      const dependsOn = index % 4 === 3 ? made.slice(-3, -1) : [];
      made.push(new KubernetesResource(String(index), object, { provider, dependsOn }));
    });
  });
}

/** Time to write pipelines and compile each to a file, always the same: new ones can take longer than all the rest. */
function compiled(numbers: readonly number[], kind: 'chain' | 'small'): Times {
  const make = largePipelines(load.workloads())[kind];
  let times: Times = { ms: NaN };
  inFolder((outdir) => {
    const before = process.cpuUsage();
    const ms = timed(() => {
      for (const number of numbers) writeFileSync(join(outdir, 'pipeline.yaml'), make(number).toYaml());
    });
    const { user, system } = process.cpuUsage(before);
    times = { ms, cpu: (user + system) / 1000 };
  });
  return times;
}

const scenarios: Record<string, (n: number) => number | Times | Promise<number>> = {
  'load-cdk8s': () => timed(() => load.cdk8s()),
  'load-keelson': () => {
    load.cdk8s();
    return timed(() => {
      load.keelson();
      load.stacks();
      load.workloads();
    });
  },
  'synth-platform': (runs) => {
    let time = 0;
    inFolder(
      (outdir) =>
        (time = median(runs, () => {
          platform(outdir);
        })),
    );
    return time;
  },
  'synth-bare': (runs) => {
    const objects = platformObjects();
    let time = 0;
    inFolder(
      (outdir) =>
        (time = median(runs, () => {
          bare(objects, outdir);
        })),
    );
    return time;
  },
  'train-jobs': (count) => {
    let time = 0;
    inFolder(
      (outdir) =>
        (time = median(3, () => {
          trainJobs(count, outdir);
        })),
    );
    return time;
  },
  experiments: (count) => {
    let time = 0;
    inFolder(
      (outdir) =>
        (time = median(3, () => {
          experiments(count, outdir);
        })),
    );
    return time;
  },
  registration,
  'bare-registration': bareRegistration,
  'pipeline-of-tasks': (count) => compiled([count], 'chain'),
  pipelines: (count) => compiled([...Array(count).keys()], 'small'),
};

const [name = '', n = '1'] = process.argv.slice(2);
const scenario = scenarios[name];
if (scenario === undefined)
  throw new RangeError(`no scenario "${name}", there are ${Object.keys(scenarios).join(', ')}`);
void Promise.resolve(scenario(Number(n))).then((measured) => {
  const times = typeof measured === 'number' ? { ms: measured } : measured;
  const result: Result = { ...times, rss: process.resourceUsage().maxRSS / 1024 };
  process.stdout.write(`${JSON.stringify(result)}\n`);
});
