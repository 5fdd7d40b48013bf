import { Construct } from 'constructs';
import type { MetricSpec } from 'kubernetes-types/autoscaling/v2';
import type { ElasticPolicy } from '../../../api/training-operator.types';
import { report } from '../../../core/errors';
import {
  checkInteger,
  checkKnown,
  checkList,
  checkObject,
  checkOneOf,
  checkText,
  checkTextMap,
} from '../../../core/props';
import { checkFlag } from './checks';
import { rightFields } from './right-fields';

/** How the number of workers of a PyTorchJob may change while it runs. The program is started by `torchrun`. */
export interface ElasticPolicyOptions {
  /** The fewest workers that the job goes on with. @default - `maxReplicas`, or the number of workers */
  readonly minReplicas?: number;
  /** The most workers that the job may grow to. @default - `minReplicas`, or the number of workers */
  readonly maxReplicas?: number;
  /** How often the workers may start again together. @default - torchrun's own */
  readonly maxRestarts?: number;
  /** What an autoscaler goes by, which the operator then makes. @default - no autoscaler */
  readonly metrics?: readonly MetricSpec[];
  /** How the workers find each other. @default 'c10d' */
  readonly rdzvBackend?: 'c10d' | 'etcd' | 'etcd-v2';
  /** Host of the place where the workers meet. @default - the first worker */
  readonly rdzvHost?: string;
  /** Port of the place where the workers meet. @default 23456 */
  readonly rdzvPort?: number;
  /** Name of the run, by which its workers know each other. @default - torchrun's own */
  readonly rdzvId?: string;
  /** Further settings of the backend, by name. @default - none */
  readonly rdzvConf?: Readonly<Record<string, string>>;
  /** Lets the processes of a single pod meet in that pod; the other `rdzv` options are without effect. @default false */
  readonly standalone?: boolean;
}

const knownOptions: Record<keyof ElasticPolicyOptions, true> = {
  ...{ minReplicas: true, maxReplicas: true, maxRestarts: true, metrics: true, rdzvBackend: true, rdzvHost: true },
  ...{ rdzvPort: true, rdzvId: true, rdzvConf: true, standalone: true },
};

/** The API's form of an elastic policy; none where none is given. Reports what is wrong. */
export function elasticPolicy(
  scope: Construct,
  given: ElasticPolicyOptions | undefined,
  workers: unknown,
): ElasticPolicy | undefined {
  if (given === undefined) return undefined;
  if (!checkObject(scope, 'elasticPolicy', given)) return {};
  checkKnown(scope, given, knownOptions);
  const at = (prop: keyof ElasticPolicyOptions): string => `elasticPolicy.${prop}`;
  const whole = (prop: 'maxRestarts' | 'rdzvPort', min: number, max?: number) =>
    checkInteger(scope, at(prop), given[prop], { min, max });
  const { minReplicas, maxReplicas, maxRestarts, metrics, rdzvBackend, rdzvHost, rdzvPort, rdzvId, standalone } = given;
  return rightFields<ElasticPolicy>([
    [checkBounds(scope, given, workers), { minReplicas, maxReplicas }],
    [whole('maxRestarts', 0), { maxRestarts }],
    [checkList(scope, at('metrics'), metrics), { metrics }],
    [checkOneOf(scope, at('rdzvBackend'), rdzvBackend, ['c10d', 'etcd', 'etcd-v2']), { rdzvBackend }],
    [checkText(scope, at('rdzvHost'), rdzvHost), { rdzvHost }],
    [whole('rdzvPort', 1, 65535), { rdzvPort }],
    [checkText(scope, at('rdzvId'), rdzvId), { rdzvId }],
    [checkTextMap(scope, at('rdzvConf'), given.rdzvConf), { rdzvConf: settings(given.rdzvConf) }],
    [checkFlag(scope, at('standalone'), standalone), { standalone }],
  ]);
}

/** Settings of the backend as the API has them. The operator stops at an empty list. */
function settings(values: ElasticPolicyOptions['rdzvConf']): ElasticPolicy['rdzvConf'] {
  const list = Object.entries(values ?? {}).map(([key, value]) => ({ key, value }));
  return list.length === 0 ? undefined : list;
}

/** @param workers their number at the start */
function checkBounds(scope: Construct, given: ElasticPolicyOptions, workers: unknown): boolean {
  const right = (['minReplicas', 'maxReplicas'] as const)
    .map((prop) => checkInteger(scope, `elasticPolicy.${prop}`, given[prop], { min: 1 }))
    .every(Boolean);
  const min = given.minReplicas ?? given.maxReplicas;
  const max = given.maxReplicas ?? given.minReplicas;
  if (!right || min === undefined || max === undefined) return right;
  if (min > max) {
    report(
      scope,
      `"elasticPolicy.minReplicas" is ${min}, must not be above "elasticPolicy.maxReplicas", which is ${max}`,
    );
    return false;
  }
  if (typeof workers === 'number' && (workers < min || workers > max)) {
    report(scope, `"worker.replicas" is ${workers}, must be from ${min} to ${max}, as "elasticPolicy" says`);
  }
  return true;
}
