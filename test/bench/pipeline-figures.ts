import { kfpPackages, kfpSkipReason, runKfp } from '../cluster/harness/kfp';
import { line, show } from './report';
import { best, bestOf, Result, runScenario } from './run-scenario';

/** What is compiled: a scenario of ours, what `measured.py` calls the same, and how many. */
interface Work {
  readonly name: string;
  readonly scenario: string;
  readonly kind: string;
  readonly count: number;
}

const works: readonly Work[] = [
  {
    name: 'compile of a pipeline of 500 tasks, SDK / keelson',
    scenario: 'pipeline-of-tasks',
    kind: 'chain',
    count: 500,
  },
  { name: 'compile of 1000 pipelines, SDK / keelson', scenario: 'pipelines', kind: 'small', count: 1000 },
];

/** Figures of the compiler of pipelines, against the SDK of Kubeflow Pipelines where Python can run it. */
export async function pipelineFigures(): Promise<void> {
  const reason = kfpSkipReason();
  for (const work of works) {
    if (reason === undefined) await againstSdk(work);
    else line(work.name, '-', reason);
  }
  growth('compile of pipelines of 500, 5000 tasks', 'pipeline-of-tasks', 500);
  growth('compile of 1000, 10000 pipelines', 'pipelines', 1000);
}

/** Both compile the same pipelines to files, in turn, each in a process of its own; loading is not counted. */
async function againstSdk({ name, scenario, kind, count }: Work): Promise<void> {
  await kfpPackages();
  const ours: Result[] = [];
  const theirs: Result[] = [];
  for (let round = 0; round < 3; round++) {
    ours.push(runScenario(scenario, count));
    theirs.push(JSON.parse(await runKfp('measured.py', [kind, String(count)])) as Result);
  }
  const [mine, its] = [bestOf(ours), bestOf(theirs)];
  line(name, `${(its.ms / mine.ms).toFixed(1)} x`, `${show(its.ms)} / ${show(mine.ms)}, aim at least 10`);
}

function growth(name: string, scenario: string, count: number): void {
  const [few, many] = best(
    [
      [scenario, count],
      [scenario, 10 * count],
    ],
    3,
  );
  if (few === undefined || many === undefined) return;
  line(
    name,
    `${(many.ms / few.ms / 10).toFixed(2)} x`,
    `${show(few.ms)}, ${show(many.ms)}; against ten times, aim 1 (linear)`,
  );
}
