import * as workloads from '../../../lib/workloads';
import { largePipelines } from './large-pipelines';

const { chain, small } = largePipelines(workloads);

/** Pipelines of any size, as `npm run bench` measures them. */
export const large: readonly workloads.PipelineDefinition[] = [chain(20), small(7)];
