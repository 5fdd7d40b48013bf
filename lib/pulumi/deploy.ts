import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { compose } from '../core/compose';
import { SynthesisError, ValidationError } from '../core/errors';
import { dependencyGraph } from './graph';
import { KubernetesResource } from './kubernetes-resource';
import { askedOptions } from './object-options';
import { checkOptions, DeployOptions } from './options';
import { Registration } from './registration';
import { withOutputs } from './resolving';

/** What {@link deploy} has registered. */
export interface Deployed {
  /** The resource of each object. */
  readonly resources: ReadonlyMap<ApiObject, KubernetesResource>;
  /**
   * The resource of one object, to depend on it or to read its outputs.
   * @param construct the object, or a construct whose main object it is, such as one of cdk8s-plus
   * @throws ValidationError where the construct is not one of the objects
   */
  resource(construct: IConstruct): KubernetesResource;
}

/**
 * Registers all objects at or below a construct with Pulumi: one resource each, under one component for each platform
 * and chart, named by the paths of the constructs. Objects wait for those that they need.
 *
 * It works with any cdk8s App or Chart, and with Keelson's platforms, whose gates and checks it keeps. TrainJobs,
 * Experiments and other jobs are awaited until they have ended; one that fails, fails the program with its reason.
 * @throws SynthesisError with everything that is wrong; nothing is registered then
 */
export function deploy(scope: IConstruct, options: DeployOptions = {}): Deployed {
  const problems: ValidationError[] = checkOptions(scope, options);
  if (!('resolvers' in scope.node.root)) throw readable(new SynthesisError(problems, 'registered'));
  const composition = withOutputs(scope, () => compose(scope, { forPulumi: true }));
  problems.push(...composition.problems);
  const graph = dependencyGraph(scope, composition, problems);
  const asked = askedOptions(graph.ordered, (options as DeployOptions | null)?.objectOptions, problems);
  if (problems.length > 0) throw readable(new SynthesisError(problems, 'registered'));
  return new Registration(composition, graph, asked, options).run();
}

/** Marks an error as one that Pulumi prints by its message alone, without a stack. */
function readable(error: SynthesisError): SynthesisError {
  return Object.assign(error, { __pulumiRunError: true });
}
