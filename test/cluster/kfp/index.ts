import { PipelineDefinition } from '../../../lib/workloads';
import { artifacts } from './artifacts';
import { conditions } from './conditions';
import { exits } from './exits';
import { functions } from './functions';
import { large } from './large';
import { loops } from './loops';
import { nested } from './nested';
import { onKubernetes } from './on-kubernetes';
import { parameters } from './parameters';
import { tasks } from './tasks';

/** The pipelines that are written twice, here and in `pipelines/*.py`, by name. */
export const pipelines: ReadonlyMap<string, PipelineDefinition> = new Map(
  [parameters, artifacts, tasks, nested, loops, conditions, exits, onKubernetes, functions, large]
    .flat()
    .map((pipeline) => [pipeline.name, pipeline]),
);
