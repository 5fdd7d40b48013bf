import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { Platform } from '../../core/platform';
import { checkInteger, checkKnown, checkLabel, checkOneOf, checkText, checkTextMap } from '../../core/props';
import { shown } from '../../core/words';
import { CheckedAlgorithm } from './algorithm-settings';
import { nasParameters } from './algorithms';
import { ExperimentProps } from './experiment-props';
import { CheckedCollector } from './metrics-collector';
import { Parameter } from './parameters';
import { checkSearch } from './search-space';

type Props = ExperimentProps;

/** What was given for an experiment. */
export type Given = Partial<Props>;

/** The limits of an experiment, where they are right. */
export type Limits = Pick<Given, 'maxTrialCount' | 'maxFailedTrialCount'> & { readonly parallelTrialCount: number };

const knownProps: Record<keyof Props, true> = {
  ...{ name: true, namespace: true, labels: true, annotations: true, objective: true, algorithm: true },
  ...{ earlyStopping: true, parameters: true, nasConfig: true, trial: true, metricsCollector: true },
  ...{ parallelTrialCount: true, maxTrialCount: true, maxFailedTrialCount: true, resumePolicy: true, retain: true },
  ...{ primaryContainerName: true, primaryPodLabels: true, successCondition: true, failureCondition: true },
  ...{ podSecurity: true, runAsUser: true },
};

/** The plain props, without those that are wrong. Reports these. */
export function checkProps(scope: Construct, name: string, given: Given): Given {
  checkKnown(scope, given, knownProps);
  checkLabel(scope, 'name', name, 'RFC 1035');
  checkLabel(scope, 'namespace', given.namespace);
  checkTextMap(scope, 'labels', given.labels);
  checkTextMap(scope, 'annotations', given.annotations);
  const right: Record<string, boolean> = {
    resumePolicy: checkOneOf(scope, 'resumePolicy', given.resumePolicy, ['Never', 'LongRunning', 'FromVolume']),
    retain: checkOneOf(scope, 'retain', given.retain, [true, false]),
    podSecurity: checkOneOf(scope, 'podSecurity', given.podSecurity, ['restricted', 'none']),
    runAsUser: checkInteger(scope, 'runAsUser', given.runAsUser, { min: 1 }),
    primaryContainerName: checkText(scope, 'primaryContainerName', given.primaryContainerName),
    primaryPodLabels: checkTextMap(scope, 'primaryPodLabels', given.primaryPodLabels),
    successCondition: checkText(scope, 'successCondition', given.successCondition),
    failureCondition: checkText(scope, 'failureCondition', given.failureCondition),
  };
  return Object.fromEntries(Object.entries(given).filter(([prop]) => right[prop] !== false));
}

/** The limits. Reports those that are wrong, and leaves them out. */
export function checkLimits(scope: Construct, given: Given): Limits {
  const count = (prop: 'parallelTrialCount' | 'maxTrialCount' | 'maxFailedTrialCount', min: number) =>
    checkInteger(scope, prop, given[prop], { min }) ? given[prop] : undefined;
  const most = count('maxTrialCount', 1);
  const within = (prop: string, value: number | undefined): number | undefined => {
    if (value === undefined || most === undefined || value <= most) return value;
    report(scope, `"${prop}" is ${value}, must not be above "maxTrialCount", which is ${most}`);
    return undefined;
  };
  return {
    parallelTrialCount: within('parallelTrialCount', count('parallelTrialCount', 1)) ?? Math.min(3, most ?? 3),
    maxTrialCount: most,
    maxFailedTrialCount: within('maxFailedTrialCount', count('maxFailedTrialCount', 0)),
  };
}

/** Parameters belong to most algorithms, and architectures to two. */
export function checkSpace(
  scope: Construct,
  given: Given,
  limits: Limits,
  { name: algorithm, settings }: CheckedAlgorithm,
  parameters: ReadonlyMap<string, Parameter>,
): void {
  if (algorithm === undefined) return;
  const [wanted, other] =
    algorithm in nasParameters ? (['nasConfig', 'parameters'] as const) : (['parameters', 'nasConfig'] as const);
  if (given[other] !== undefined) {
    report(scope, `"${other}" is given, but ${shown(algorithm)} takes "${wanted}"; leave it out`);
  }
  const value: unknown = given[wanted];
  if (value === undefined) report(scope, `"${wanted}" is missing, and is what ${shown(algorithm)} searches`);
  if (wanted === 'parameters' && shown(value) === '{}') {
    report(scope, '"parameters" is {}, must have at least one parameter');
  }
  const { resumePolicy = 'Never' } = given;
  checkSearch(scope, { algorithm, settings, parameters, ...limits, resumePolicy });
}

/** Reports early stopping where Katib could not do it. */
export function checkStopping(
  scope: Construct,
  given: Given,
  { kind }: CheckedCollector,
  namespace: string | undefined,
): void {
  if (given.earlyStopping === undefined) return;
  if (kind !== 'StdOut' && kind !== 'File') {
    report(
      scope,
      `"earlyStopping" is given, but the collector ${shown(kind)} does not watch trials; use "StdOut" or "File"`,
    );
  }
  if (given.retain === false) {
    report(
      scope,
      '"retain" is false, must be true or left out with "earlyStopping": Katib deletes the job of a trial that is stopped before it reads its metrics, and the experiment would never end',
    );
  }
  // Katib gives the container that watches no security context, and there is no setting for it. The namespace may be
  // added after the experiment.
  scope.node.addValidation({
    validate: () =>
      Platform.find(scope)?.podSecurityOf(namespace) === 'restricted'
        ? [
            `"earlyStopping" is given, but the namespace ${shown(namespace)} enforces "restricted", which Katib's early stopping does not meet; leave it out, or let the namespace enforce "baseline"`,
          ]
        : [],
  });
}

/** Katib makes objects with longer names: the algorithm's service, trials, their pods. */
export function checkLength(
  scope: Construct,
  name: string,
  { name: algorithm, spec }: CheckedAlgorithm,
  suffix: number,
): void {
  const trial = algorithm === 'pbt' ? '-00000000-0000-0000-0000-000000000000' : '-00000000';
  const most = Math.min(40, 63 - trial.length - suffix, 62 - spec.algorithmName.length);
  if (typeof name !== 'string' || name.length <= most) return;
  report(
    scope,
    `"name" has ${name.length} characters, must have at most ${most}, so that the names of what Katib makes fit`,
  );
}
