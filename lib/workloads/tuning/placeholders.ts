import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { listed, shown, suggestion } from '../../core/words';
import { trialMetadata } from './parameters';

declare const placeholder: unique symbol;

/**
 * Stands for a value that Katib puts in its place in each trial. It works within texts alone, on its own or as a part
 * of one: `--lr=${p.lr}`.
 */
export type Placeholder = string & { readonly [placeholder]: true };

/** What stands for the trial itself. */
export interface TrialMetadata {
  /** The trial's name, which is also that of its job. */
  readonly name: Placeholder;
  /** The trial's namespace. */
  readonly namespace: Placeholder;
}

/** What stands for each parameter. */
export function placeholders(names: Iterable<string>): Readonly<Record<string, Placeholder>> {
  return Object.fromEntries([...names].map((name) => [name, placeholderOf(name)]));
}

/** What stands for the trial itself. */
export const metadataPlaceholders: TrialMetadata = {
  name: placeholderOf(trialMetadata.name.parameter),
  namespace: placeholderOf(trialMetadata.namespace.parameter),
};

function placeholderOf(name: string): Placeholder {
  return `\${trialParameters.${name}}` as Placeholder;
}

/** One parameter of a trial, with what it stands for. */
export interface TrialParameter {
  readonly name: string;
  readonly reference: string;
}

/**
 * Katib's list of what a trial takes in.
 *
 * Reports parameters that the trial does not use, uses without declaration, and uses where they cannot be filled in.
 */
export function trialParameters(
  scope: Construct,
  trial: Readonly<Record<string, unknown>>,
  declared: readonly string[],
): TrialParameter[] {
  const isJob = trial.apiVersion === 'batch/v1' && trial.kind === 'Job';
  const used = new Set<string>();
  for (const place of textsOf(trial, '', '')) {
    const names = namesIn(place.text);
    for (const name of names) used.add(name);
    const problem = textProblem(place, names.length > 0, isJob);
    if (problem !== undefined) report(scope, `"trial" has ${shown(place.text)} in "${place.path}", ${problem}`);
  }
  const ofTrial = Object.values(trialMetadata);
  const known = [...declared, ...ofTrial.map(({ parameter }) => parameter)];
  for (const name of [...used].filter((one) => !known.includes(one))) {
    const hint = suggestion(name, declared) || `, there are ${listed(declared)}`;
    report(scope, `"trial" uses the parameter ${shown(name)}, which the experiment does not have${hint}`);
  }
  for (const name of declared.filter((one) => !used.has(one))) {
    report(scope, `"trial" does not use the parameter ${shown(name)}; use it, or leave it out of the experiment`);
  }
  const taken = ofTrial.map(({ parameter }): string => parameter);
  return [
    ...declared.filter((name) => !taken.includes(name)).map((name) => ({ name, reference: name })),
    ...ofTrial
      .filter(({ parameter }) => used.has(parameter))
      .map(({ parameter: name, reference }) => ({ name, reference })),
  ];
}

/** What is wrong with a text of a trial, and does not show before the trial is made. */
function textProblem({ path, text, field }: Text, hasParameter: boolean, isJob: boolean): string | undefined {
  if (hasParameter && numberFields.has(field)) return 'which must not be a text; parameters work in texts alone';
  if (hasParameter && isJob && /\.resources\.(limits|requests)\.|\.sizeLimit$/.test(path)) {
    return 'where Katib refuses a parameter in a Job, because it looks for an amount';
  }
  if (text.includes('${trialSpec.')) {
    return 'which Katib leaves as it is; use the third argument, as in metadata.name';
  }
  return /(?<![\w'"`$.])undefined(?![\w'"`])/.test(text)
    ? 'so a value was missing; is it the name of a parameter?'
    : undefined;
}

// Fields of Jobs and pods, wherever they stand, that hold a number or true and false.
const numberFields = new Set([
  ...['parallelism', 'completions', 'backoffLimit', 'backoffLimitPerIndex', 'maxFailedIndexes', 'replicas'],
  ...['activeDeadlineSeconds', 'ttlSecondsAfterFinished', 'terminationGracePeriodSeconds', 'priority', 'suspend'],
  ...['containerPort', 'hostPort', 'runAsUser', 'runAsGroup', 'fsGroup', 'runAsNonRoot', 'readOnlyRootFilesystem'],
  ...['privileged', 'allowPrivilegeEscalation', 'hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace'],
  ...['initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'successThreshold', 'failureThreshold', 'readOnly'],
  ...['defaultMode', 'optional', 'tolerationSeconds', 'automountServiceAccountToken', 'enableServiceLinks', 'tty'],
  ...['stdin', 'slotsPerWorker', 'minReplicas', 'maxReplicas', 'minAvailable'],
]);

interface Text {
  readonly path: string;
  readonly text: string;
  /** Name of the field that holds the text; empty for keys and for what stands below free keys. */
  readonly field: string;
}

const freeKeys = new Set(['labels', 'annotations', 'matchLabels', 'nodeSelector', 'limits', 'requests']);

/** All texts of an object, its keys included. */
function textsOf(value: unknown, path: string, field: string): Text[] {
  if (typeof value === 'string') return [{ path, text: value, field }];
  if (typeof value !== 'object' || value === null) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const own = freeKeys.has(field) ? '' : isList ? field : key;
    return [...(isList ? [] : [{ path, text: key, field: '' }]), ...textsOf(inner, at, own)];
  });
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/\$\{trialParameters\.(.+?)\}/g)].map(([, name = '']) => name);
}
