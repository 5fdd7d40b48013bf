import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { ServingRuntime } from './serving-runtime';
import { ServingRuntimeProps } from './serving-runtime-props';

/** Props of {@link ClusterServingRuntime}. */
export type ClusterServingRuntimeProps = Omit<ServingRuntimeProps, 'scope' | 'namespace'>;

/** A {@link ServingRuntime} that services of all namespaces may name: its scope is the cluster. */
export class ClusterServingRuntime extends ServingRuntime {
  constructor(scope: Construct, id: string, props: ClusterServingRuntimeProps) {
    super(scope, id, { ...props, scope: 'cluster' });
    const given: unknown = props;
    if (typeof given === 'object' && given !== null && 'scope' in given) {
      report(this, '"scope" is the cluster for this construct; leave it out, or make a ServingRuntime');
    }
  }
}
