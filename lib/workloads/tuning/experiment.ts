import { Construct } from 'constructs';
import { katib } from '../../api';
import type { ExperimentSpec, ParameterSpec, TrialTemplate } from '../../api/katib.types';
import { report } from '../../core/errors';
import { chartOf, propsOf } from '../../core/props';
import { shown } from '../../core/words';
import { checkAlgorithm, checkEarlyStopping } from './algorithm-settings';
import { AlgorithmName, nasParameters } from './algorithms';
import { checkLength, checkLimits, checkProps, checkSpace, checkStopping, Given } from './experiment-checks';
import { ExperimentProps } from './experiment-props';
import { CheckedCollector, checkCollector, wrapsCommand } from './metrics-collector';
import { checkNas } from './nas';
import { checkObjective } from './objective';
import { checkParameters, Parameter, parameterSpecs } from './parameters';
import { metadataPlaceholders, placeholders, trialParameters } from './placeholders';
import { isPlainWord } from './shell';
import { PreparedTrial, prepareTrial, RenderedTrial, takeTrial } from './trial';

/**
 * A search for good values of parameters, run by Katib: it makes trials, which are jobs, and looks at their metrics.
 * @see https://www.kubeflow.org/docs/components/katib/
 */
export class Experiment<
  Name extends string = never,
  Chosen extends AlgorithmName = AlgorithmName,
  Metric extends string = string,
> extends Construct {
  /** The object itself, with every field of the API. Patch it where no prop says what you need. */
  readonly resource: katib.Experiment;
  /** Name of the experiment. */
  readonly name: string;
  /** Namespace of the experiment; `undefined` where neither the experiment nor its chart names one. */
  readonly namespace: string | undefined;

  constructor(scope: Construct, id: string, props: ExperimentProps<Name, Chosen, Metric>) {
    super(scope, id);
    const chart = chartOf(this);
    const stated = propsOf(this, props) as Given;
    this.name = stated.name ?? id;
    this.namespace = stated.namespace ?? chart.namespace;
    const given = checkProps(this, this.name, stated);
    const limits = checkLimits(this, given);
    const objective = checkObjective(this, given.objective);
    const algorithm = checkAlgorithm(this, given.algorithm);
    const earlyStopping = checkEarlyStopping(this, given.earlyStopping);
    const collector = checkCollector(this, given.metricsCollector, objective.metrics);
    const parameters = checkParameters(this, 'parameters', given.parameters);
    const nasConfig = checkNas(this, algorithm.name, given.nasConfig);
    checkSpace(this, given, limits, algorithm, parameters);
    checkStopping(this, given, collector, this.namespace);

    const names = parameterNames(given, algorithm.name);
    const trial = this.makeTrial(given, names);
    const prepared = trial === undefined ? undefined : this.prepare(given, trial, collector, parameters);
    checkLength(this, this.name, algorithm, prepared?.suffix ?? 0);
    const spec: ExperimentSpec = {
      objective: objective.spec,
      algorithm: algorithm.spec,
      ...(earlyStopping === undefined ? {} : { earlyStopping }),
      ...(nasConfig === undefined ? { parameters: specsOf(parameters) } : { nasConfig }),
      ...limits,
      ...(given.resumePolicy === undefined ? {} : { resumePolicy: given.resumePolicy }),
      ...(collector.spec === undefined ? {} : { metricsCollectorSpec: collector.spec }),
      trialTemplate: this.template(given, prepared, names),
    };
    const { labels, annotations } = given;
    this.resource = new katib.Experiment(this, 'Resource', {
      metadata: { name: this.name, namespace: this.namespace, labels: { ...labels }, annotations: { ...annotations } },
      spec,
    });
    if (trial === undefined) return;
    if (trial.dependencies.length > 0) this.resource.node.addDependency(...trial.dependencies);
    // What others look up about the trial's object is said of the experiment now.
    for (const { type, data } of trial.construct.node.metadata) this.resource.node.addMetadata(type, data);
  }

  /** Lets the program make the trial's object, and takes it out of the tree. */
  private makeTrial(given: Given, names: readonly string[]): RenderedTrial | undefined {
    if (typeof given.trial !== 'function') {
      const example = "(scope, p) => new TrainJob(scope, 'trial', { command: ['train', `--lr=${p.lr}`] })";
      report(this, `"trial" is ${shown(given.trial)}, must be a function such as ${example}`);
      return undefined;
    }
    given.trial(this, placeholders(names), metadataPlaceholders);
    return takeTrial(this);
  }

  private prepare(
    given: Given,
    trial: RenderedTrial,
    collector: CheckedCollector,
    parameters: ReadonlyMap<string, Parameter>,
  ): PreparedTrial {
    return prepareTrial(this, trial, {
      namespace: this.namespace,
      podSecurity: given.podSecurity ?? 'restricted',
      runAsUser: given.runAsUser ?? 1000,
      wrapsCommand: wrapsCommand(collector.kind),
      isPlain: (name) => isPlain(name, parameters),
      primaryContainerName: given.primaryContainerName,
      primaryPodLabels: given.primaryPodLabels,
      successCondition: given.successCondition,
      failureCondition: given.failureCondition,
    });
  }

  private template(given: Given, prepared: PreparedTrial | undefined, names: readonly string[]): TrialTemplate {
    // After a wrong call, these serve to find what else is wrong.
    if (prepared === undefined) return missingTemplate;
    // Katib deletes the job of a stopped trial at once, and then waits for its metrics for ever, unless jobs are retained.
    const retain = given.retain ?? (given.earlyStopping === undefined ? undefined : true);
    const used = trialParameters(this, prepared.stated, names);
    return {
      ...(retain === undefined ? {} : { retain }),
      ...prepared.template,
      trialParameters: used.length === 0 ? missingTemplate.trialParameters : used,
      trialSpec: prepared.trialSpec as unknown as TrialTemplate['trialSpec'],
    };
  }
}

// A kind that every Katib runs, so that nothing is said of the kind.
const missingTemplate: TrialTemplate = {
  primaryContainerName: 'missing',
  successCondition: 'missing',
  failureCondition: 'missing',
  trialParameters: [{ name: 'missing', reference: 'missing' }],
  trialSpec: { apiVersion: 'batch/v1', kind: 'Job' },
};

function specsOf(parameters: ReadonlyMap<string, Parameter>): ParameterSpec[] {
  if (parameters.size > 0) return parameterSpecs(parameters);
  return [{ name: 'missing', parameterType: 'categorical', feasibleSpace: { list: ['missing'] } }];
}

/** Names of all parameters, also of those that are wrong, so that the trial can be made and looked at. */
function parameterNames({ parameters }: Given, algorithm: AlgorithmName | undefined): string[] {
  const own: unknown = parameters;
  const names = typeof own === 'object' && own !== null ? Object.keys(own) : [];
  return algorithm === 'enas' || algorithm === 'darts' ? [...names, ...nasParameters[algorithm]] : names;
}

/** Whether every value of a parameter is a plain word to a shell. */
function isPlain(name: string, parameters: ReadonlyMap<string, Parameter>): boolean {
  const parameter = parameters.get(name);
  if (parameter === undefined) {
    return Object.values(metadataPlaceholders).some((text: string) => text === `\${trialParameters.${name}}`);
  }
  return parameter.type !== 'categorical' || parameter.list.every(isPlainWord);
}
