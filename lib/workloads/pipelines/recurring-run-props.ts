import type { PipelineTenant } from '../../core/capabilities';
import { ComponentInputs } from './interface';
import type { PipelineDefinition } from './pipeline-definition';
import { RunParameters } from './run-parameters';
import { Schedule } from './schedule';
import { Json } from './types';

/** A pipeline at the API of Kubeflow Pipelines, as the construct `Pipeline` puts it there. */
export interface DeployedPipeline<I extends ComponentInputs = ComponentInputs> {
  /** What it is called there. */
  readonly pipelineName: string;
  /** What its version is called. */
  readonly versionName: string;
  /** The pipeline itself, by whose inputs parameters are checked. */
  readonly definition: Pick<PipelineDefinition<I>, 'inputs'>;
  /** Namespace that it is deployed to. @default - that of the recurring run */
  readonly namespace?: string;
}

/** A pipeline that somebody else uploads. */
export interface NamedPipeline {
  /** What it is called at the API. */
  readonly name: string;
  /**
   * What the version is called.
   * @default - whichever is the newest when a run starts
   */
  readonly version?: string;
}

/** Props of {@link RecurringRun}. */
export interface RecurringRunProps<I extends ComponentInputs = ComponentInputs> {
  /** What is run: the construct `Pipeline`, or the name of a pipeline that is uploaded by other means. */
  readonly pipeline: DeployedPipeline<I> | NamedPipeline;
  /** When runs start. */
  readonly schedule: Schedule;
  /**
   * Values for the inputs of the pipeline.
   * @default - those that the inputs have by default
   */
  readonly parameters?: string extends keyof I ? Readonly<Record<string, Json>> : RunParameters<I>;
  /**
   * What the objects in the cluster are called, and by which the recurring run is found again: at most 40 of a-z, 0-9 and "-".
   * @default - the construct's id
   */
  readonly name?: string;
  /**
   * What people see, and what its runs are called after.
   * @default - `name`
   */
  readonly displayName?: string;
  /** @default - none */
  readonly description?: string;
  /**
   * Whether it starts runs. One that does not stays, with its runs.
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Whether it is to be gone: the Job then deletes it. What merely leaves the program goes on at the server.
   * @default false
   */
  readonly absent?: boolean;
  /**
   * Whether runs that were due while it was disabled, or while the server was away, are made up for, one by one. Otherwise
   * only the last one is.
   * @default true
   */
  readonly catchup?: boolean;
  /**
   * How many of its runs may go on at once: from 1 to 10.
   * @default 1
   */
  readonly maxConcurrency?: number;
  /**
   * Where its runs keep their artifacts: `s3://bucket/path`.
   * @default - where the pipeline says, or the namespace
   */
  readonly pipelineRoot?: `${'s3' | 'gs' | 'minio'}://${string}`;
  /**
   * ServiceAccount of the steps.
   * @default - the tenant's, or the platform's default
   */
  readonly serviceAccountName?: string;
  /**
   * Experiment that its runs are listed under. It is made where there is none of that name.
   * @default 'Default'
   */
  readonly experiment?: string;
  /**
   * The namespace as a tenant of the platform's Pipelines, which says where the API answers.
   * @default - `apiServer`
   */
  readonly tenant?: PipelineTenant;
  /**
   * Where the API answers, for programs without a tenant.
   * @default 'http://ml-pipeline.kubeflow.svc:8888'
   */
  readonly apiServer?: `http://${string}` | `https://${string}`;
}

/** Names of the props, for `checkKnown`. */
export const recurringRunProps: Record<keyof RecurringRunProps, true> = {
  ...{ pipeline: true, schedule: true, parameters: true, name: true, displayName: true, description: true },
  ...{ enabled: true, absent: true, catchup: true, maxConcurrency: true, pipelineRoot: true },
  ...{ serviceAccountName: true, experiment: true, tenant: true, apiServer: true },
};
