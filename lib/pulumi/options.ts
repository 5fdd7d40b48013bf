import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ValidationError } from '../core/errors';
import { GateCondition } from '../core/gate';
import { KubernetesObject } from '../core/manifest';
import { Platform } from '../core/platform';
import { listed, shown, suggestion } from '../core/words';
import { Kept, keptByDefault } from './retention';

/** Options of {@link deploy}. */
export interface DeployOptions {
  /**
   * The provider of the cluster. One of your own should be made by {@link kubernetesProvider}, or have its settings.
   * @default - one for the cluster that the environment's kubeconfig names
   */
  readonly provider?: pulumi.ProviderResource;
  /**
   * The resource under which all others stand.
   * @default - none: they stand in the stack itself
   */
  readonly parent?: pulumi.Resource;
  /**
   * What `pulumi destroy` deletes besides the rest: volumes with their data, namespaces of teams, CRDs with all
   * resources of their kinds.
   * @default - none of them: they stay in the cluster, and the next `pulumi up` finds them again
   */
  readonly deleteOnDestroy?: readonly Kept[];
  /**
   * How long an object may take to be ready or gone, in seconds.
   * @default 600
   */
  readonly timeoutSeconds?: number;
  /**
   * Options of single objects.
   * @default - none
   */
  readonly objectOptions?: (object: KubernetesObject, construct: ApiObject) => ObjectOptions | undefined;
}

/** Options of one object. */
export interface ObjectOptions {
  /** Whether Pulumi refuses to delete or replace the object. @default - no */
  readonly protect?: boolean;
  /** Whether the object stays in the cluster when it leaves the stack. @default - volumes, their namespaces, CRDs do */
  readonly retainOnDelete?: boolean;
  /** Fields that others change, for example `spec.replicas`. @default - none */
  readonly ignoreChanges?: readonly string[];
  /**
   * What to wait for before the object counts as ready: one or more conditions as `kubectl wait --for` takes them, or
   * `nothing`.
   * @default - what its kind or a gate calls for
   */
  readonly waitFor?: GateCondition | 'nothing' | readonly GateCondition[];
  /** How long the object may take to be ready or gone, in seconds. @default - `timeoutSeconds` of all objects */
  readonly timeoutSeconds?: number;
  /** Other resources of the program that must be there first. @default - none besides other objects */
  readonly dependsOn?: readonly pulumi.Resource[];
}

const known: Record<keyof DeployOptions, true> = {
  provider: true,
  parent: true,
  deleteOnDestroy: true,
  timeoutSeconds: true,
  objectOptions: true,
};

/** All that is wrong with the options, and with what is to be deployed as a whole. */
export function checkOptions(scope: IConstruct, options: DeployOptions): ValidationError[] {
  const problems: string[] = [];
  for (const name of Object.keys(options)) {
    if (name in known) continue;
    const hint = suggestion(name, Object.keys(known)) || `, there are ${listed(Object.keys(known))}`;
    problems.push(`deploy() has no option "${name}"${hint}`);
  }
  const { deleteOnDestroy = [], timeoutSeconds = 600 } = options;
  const wrong = deleteOnDestroy.filter((what) => !keptByDefault.includes(what));
  if (wrong.length > 0) problems.push(`"deleteOnDestroy" has ${listed(wrong)}, must be of ${listed(keptByDefault)}`);
  if (!Number.isInteger(timeoutSeconds) || timeoutSeconds < 1) {
    problems.push(`"timeoutSeconds" is ${shown(timeoutSeconds)}, must be a whole number of seconds from 1`);
  }
  const platform = Platform.find(scope);
  if (platform !== undefined && platform !== scope) {
    problems.push('is a part of a platform, whose objects depend on each other; deploy the platform');
  } else if (!scope.node.findAll().some((node) => Chart.isChart(node))) {
    problems.push('holds no chart, so there is nothing to deploy');
  }
  return problems.map((message) => new ValidationError(message, scope));
}
