import { Construct, IConstruct } from 'constructs';
import type { ITrainingRuntime } from '../../api/trainer-runtimes';
import { report } from '../../core/errors';
import { listOf } from '../../core/props';
import { TrainingRuntime } from '../training/training-runtime';
import { TrainJob } from '../training/train-job';
import { quoted, shellCommand } from './shell';
import { changed, conditions, Fields, inside, TrialKind } from './trial-kinds';
import { containerSecurity, podSecurity, PodRules } from './trial-pods';

/** Author of what an experiment changes in the runtime of its trials. */
export const trialPatchManager = 'keelson/experiment';

/** A part of a runtime's JobSet, with the container that Trainer fills in. */
interface Part {
  readonly name: string;
  readonly container: string;
}

/** The runtime of the TrainJob that an object came from, as far as it is known. */
export function runtimeOf(construct: IConstruct): Partial<ITrainingRuntime> {
  const job = construct.node.scopes.findLast((scope) => scope instanceof TrainJob);
  return job?.runtime ?? {};
}

/** What Katib needs to know of a TrainJob on this runtime. */
export function trainJobKind(trial: Fields, runtime: Partial<ITrainingRuntime>): TrialKind {
  const primary = primaryPart(runtime);
  const index = Math.max(0, Number(inside(trial, 'spec', 'trainer').numNodes ?? 1) - 1);
  return {
    primaryContainerName: 'node',
    primaryPodLabels: {
      'jobset.sigs.k8s.io/replicatedjob-name': primary,
      'batch.kubernetes.io/job-completion-index': '0',
    },
    ...conditions('Complete'),
    templates: partsOf(runtime).map(({ name }) => ({
      path: [],
      suffix: `-${name}-0-${index}`,
      primary: name === primary,
    })),
  };
}

/** A TrainJob as a trial, with a patch that makes its pods what Katib needs. */
export function prepareTrainJob(
  scope: Construct,
  trial: Fields,
  runtime: Partial<ITrainingRuntime>,
  rules: PodRules,
): Fields {
  const spec = inside(trial, 'spec');
  const stated = [
    ...replicatedJobsOf(runtime),
    ...listOf(spec.runtimePatches as readonly unknown[] | undefined).flatMap((patch) =>
      replicatedJobs(inside(patch, 'trainingRuntimeSpec')),
    ),
  ];
  const jobs = partsOf(runtime).flatMap((part) => {
    const template = partPatch(part, stated, rules);
    return Object.keys(template).length === 0 ? [] : [{ name: part.name, template: { spec: { template } } }];
  });
  const patch = {
    manager: trialPatchManager,
    trainingRuntimeSpec: { template: { spec: { replicatedJobs: jobs } } },
  };
  const patched =
    jobs.length === 0
      ? trial
      : changed(trial, ['spec'], (inner) => ({
          ...inner,
          runtimePatches: [...listOf(spec.runtimePatches as readonly unknown[] | undefined), patch],
        }));
  return rules.wrapsCommand ? wrapTrainer(scope, patched, runtime, rules) : patched;
}

function wrapTrainer(scope: Construct, trial: Fields, runtime: Partial<ITrainingRuntime>, rules: PodRules): Fields {
  const trainer = inside(trial, 'spec', 'trainer');
  const command = listOf(trainer.command as readonly string[] | undefined).map(String);
  const args = listOf(trainer.args as readonly string[] | undefined).map(String);
  const env = listOf(trainer.env as readonly { name: string }[] | undefined);
  const facts = { variables: new Set(env.map(({ name }) => name)), isPlain: rules.isPlain };
  const withTrainer = (fields: object): Fields =>
    changed(trial, ['spec', 'trainer'], (inner) => ({ ...inner, ...fields }));
  // Trainer completes torchtune's command, where it finds it as it is.
  if (runtime.framework === 'torchtune' && (command.length === 0 || command.join(' ') === torchtune.join(' '))) {
    const words = quoted([...torchtune, ...args], facts).slice(torchtune.length);
    return words.length === 0 ? trial : withTrainer({ args: words });
  }
  // What the job leaves out, the runtime says.
  const container = runtimeContainer(runtime);
  const start = command.length > 0 ? command : listOf(container.command as readonly string[] | undefined);
  const rest = trainer.args === undefined ? listOf(container.args as readonly string[] | undefined) : args;
  if (start.length > 0) return withTrainer(shellCommand([...start, ...rest], facts));
  report(
    scope,
    '"trial" has no command for its TrainJob; state it, because Katib would look for it in the image\'s registry',
  );
  return trial;
}

const torchtune = ['tune', 'run'];

/** The training container of a runtime that the program makes. */
function runtimeContainer(runtime: Partial<ITrainingRuntime>): Fields {
  const primary = replicatedJobsOf(runtime).find(({ name }) => name === primaryPart(runtime));
  const containers = inside(primary, 'template', 'spec', 'template', 'spec').containers as
    readonly unknown[] | undefined;
  return inside(listOf(containers).find((container) => inside(container).name === 'node'));
}

/** What a part's pods lack, as the fields of a patch. */
function partPatch(part: Part, stated: readonly Fields[], rules: PodRules): Fields {
  const templates = stated
    .filter(({ name }) => name === part.name)
    .map((job) => inside(job, 'template', 'spec', 'template'));
  const containers = templates
    .flatMap((template) => listOf(inside(template, 'spec').containers as readonly unknown[] | undefined))
    .filter((container) => inside(container).name === part.container);
  if (rules.podSecurity === 'none') return {};
  const pod = merged(templates.map((template) => inside(template, 'spec', 'securityContext')));
  const own = merged(containers.map((container) => inside(container, 'securityContext')));
  const podContext = lacking(inside(podSecurity(pod, rules), 'securityContext'), pod);
  const context = lacking({ ...containerSecurity(own) }, own);
  const spec = {
    ...(Object.keys(podContext).length === 0 ? {} : { securityContext: podContext }),
    ...(Object.keys(context).length === 0 ? {} : { containers: [{ name: part.container, securityContext: context }] }),
  };
  return Object.keys(spec).length === 0 ? {} : { spec };
}

/** Where there is a launcher, it starts the training on the nodes, and what they print comes out of it. */
function primaryPart({ trainingParts = ['node'] }: Partial<ITrainingRuntime>): string {
  return trainingParts.includes('launcher') ? 'launcher' : 'node';
}

function partsOf({ trainingParts = ['node'], initializers }: Partial<ITrainingRuntime>): Part[] {
  const steps = listOf(initializers).map((step) => `${step}-initializer`);
  return [
    ...steps.map((name) => ({ name, container: name })),
    ...trainingParts.map((name) => ({ name, container: 'node' })),
  ];
}

/** The parts of a runtime that the program makes. */
function replicatedJobsOf(runtime: Partial<ITrainingRuntime>): Fields[] {
  return runtime instanceof TrainingRuntime ? replicatedJobs(inside(runtime.resource.toJson(), 'spec')) : [];
}

function replicatedJobs(runtimeSpec: Fields): Fields[] {
  const jobs = inside(runtimeSpec, 'template', 'spec').replicatedJobs as readonly unknown[] | undefined;
  return listOf(jobs).map((job) => inside(job));
}

function merged(contexts: readonly Fields[]): Fields {
  return Object.assign({}, ...contexts) as Fields;
}

/** What is wanted and not stated. Trainer puts patches over what there is, field by field. */
function lacking(wanted: Fields, own: Fields): Fields {
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([field, value]) => {
      if (own[field] === undefined) return [[field, value]];
      const inner = lacking(inside(value), inside(own[field]));
      return Object.keys(inner).length === 0 ? [] : [[field, inner]];
    }),
  );
}
