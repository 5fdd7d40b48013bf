import { App } from 'cdk8s';
import { IConstruct } from 'constructs';
import { outputResolver } from '../core/outputs';

/** Renders with Outputs in props replaced by their tokens, also in an App that knows nothing of them. */
export function withOutputs<Result>(scope: IConstruct, render: () => Result): Result {
  const { root } = scope.node;
  const resolvers = root instanceof App ? root.resolvers : [];
  if (resolvers.includes(outputResolver)) return render();
  resolvers.unshift(outputResolver);
  try {
    return render();
  } finally {
    resolvers.shift();
  }
}
