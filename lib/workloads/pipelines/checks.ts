import { ValidationError } from '../../core/errors';
import { GraphRun } from './component';

/** Everything that is wrong with a pipeline. */
export function findProblems(run: GraphRun): readonly ValidationError[] {
  return run.scope.problems;
}
