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

/**
 * Figures of the compiler of pipelines, in processor time, against the SDK of Kubeflow Pipelines where Python can run it.
 */
export async function pipelineFigures(): Promise<void> {
  const reason = kfpSkipReason();
  for (const work of works) {
    if (reason === undefined) await againstSdk(work);
    else line(work.name, '-', reason);
  }
  growth('compile of pipelines of 500, 5000 tasks', 'pipeline-of-tasks', 500);
  growth('compile of 1000, 10000 pipelines', 'pipelines', 1000);
}

/** Both compile the same pipelines to a file, in turn, each in a process of its own; loading is not counted. */
async function againstSdk({ name, scenario, kind, count }: Work): Promise<void> {
  await kfpPackages();
  const ours: Result[] = [];
  const theirs: Result[] = [];
  for (let round = 0; round < 3; round++) {
    ours.push(runScenario(scenario, count));
    theirs.push(JSON.parse(await runKfp('measured.py', [kind, String(count)])) as Result);
  }
  const [mine, its] = [bestOf(ours), bestOf(theirs)];
  const [cpu, itsCpu] = [mine.cpu ?? NaN, its.cpu ?? NaN];
  const clock = `by the clock ${show(its.ms)} / ${show(mine.ms)}`;
  line(name, `${(itsCpu / cpu).toFixed(1)} x`, `${show(itsCpu)} / ${show(cpu)}, aim at least 10; ${clock}`);
}

function growth(name: string, scenario: string, count: number): void {
  const [few, many] = best(
    [
      [scenario, count],
      [scenario, 10 * count],
    ],
    3,
  );
  if (few?.cpu === undefined || many?.cpu === undefined) return;
  line(
    name,
    `${(many.cpu / few.cpu / 10).toFixed(2)} x`,
    `${show(few.cpu)}, ${show(many.cpu)}; against ten times, aim 1 (linear)`,
  );
}
