import * as pulumi from '@pulumi/pulumi';
import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ValidationError } from '../core/errors';
import { Platform } from '../core/platform';
import { listed } from '../core/words';
import { ObjectOptionsOf } from './object-options';
import { functions, listOfEach, resource, Rules, seconds, wrongOptions } from './option-rules';
import { Kept, keptByDefault } from './retention';

/** Options of {@link deploy}. */
export interface DeployOptions {
  /**
   * Put before the names of all resources, and a `/`. Charts of one id that one program deploys more than once need it.
   * @default - none: names are the paths of constructs
   */
  readonly name?: string;
  /**
   * The provider of the cluster. One of your own should be made by {@link kubernetesProvider}, or have its settings.
   * @default - one named `kubernetes`, for the cluster that the environment's kubeconfig names
   */
  readonly provider?: pulumi.ProviderResource;
  /**
   * The resource under which all others stand.
   * @default - none: they stand in the stack itself
   */
  readonly parent?: pulumi.Resource;
  /**
   * What Pulumi deletes besides the rest, in `pulumi destroy` and when it leaves the program: volumes with their data,
   * namespaces of teams, CRDs with all resources of their kinds. It is written into the stack's state, so a `pulumi up`
   * comes before the `pulumi destroy` that it is for.
   * @default - none of them: they stay in the cluster, and the next `pulumi up` finds them again
   */
  readonly deleteOnDestroy?: readonly Kept[];
  /**
   * How long an object may take to be ready or gone, in seconds. The end of a job or an experiment is awaited for 24
   * hours, unless `objectOptions` says otherwise.
   * @default 600
   */
  readonly timeoutSeconds?: number;
  /**
   * Options of single objects. It is called for each object before anything is registered.
   * @default - none
   */
  readonly objectOptions?: ObjectOptionsOf;
}

const rules: Rules<DeployOptions> = {
  name: {
    holds: (value) => typeof value === 'string' && /^[\w.-]+$/.test(value),
    must: 'a text of letters, digits, ".", "-" and "_"',
  },
  provider: {
    holds: (value) => pulumi.ProviderResource.isInstance(value),
    must: 'a provider, such as kubernetesProvider() makes',
  },
  parent: resource,
  deleteOnDestroy: listOfEach(
    { holds: (value) => keptByDefault.some((kept) => kept === value), must: '' },
    `a list of ${listed(keptByDefault)}`,
  ),
  timeoutSeconds: seconds,
  objectOptions: functions,
};

/** All that is wrong with the options, and with what is to be deployed as a whole. */
export function checkOptions(scope: IConstruct, options: unknown): ValidationError[] {
  const problems = wrongOptions('deploy()', options, rules);
  const platform = Platform.find(scope);
  if (platform !== undefined && platform !== scope) {
    problems.push('is a part of a platform, whose objects depend on each other; deploy the platform');
  } else if (!scope.node.findAll().some((node) => Chart.isChart(node))) {
    problems.push('holds no chart, so there is nothing to deploy');
  }
  if (!('resolvers' in scope.node.root)) {
    problems.push('stands in no App of cdk8s, and objects are rendered by one; begin with new App()');
  }
  return problems.map((message) => new ValidationError(message, scope));
}
