import { ParameterValue } from './values';

/** A text with values of the run in it, as {@link text} makes it. */
export class TextTemplate {
  /** The constant parts, one more than there are values. */
  readonly parts: readonly string[];
  readonly values: readonly (ParameterValue | RunValue)[];

  constructor(parts: readonly string[], values: readonly (ParameterValue | RunValue)[]) {
    this.parts = parts;
    this.values = values;
  }
}

/** What KFP knows of the run, as {@link run} names it. */
export class RunValue {
  /** As KFP writes it, for example `{{$.pipeline_job_name}}`. */
  readonly placeholder: string;

  constructor(placeholder: string) {
    this.placeholder = placeholder;
  }
}

/** A text with values of the run in it: text\`trained on ${inputs.day}\`. */
export function text(parts: TemplateStringsArray, ...values: readonly (ParameterValue | RunValue)[]): TextTemplate {
  return new TextTemplate(parts, values);
}

/**
 * What KFP knows of the run. Given to an input of type text, the driver fills it in.
 * @see https://www.kubeflow.org/docs/components/pipelines/user-guides/data-handling/parameters/
 */
export const run = {
  /** Name of the run as people see it. */
  displayName: new RunValue('{{$.pipeline_job_name}}'),
  /** Name of the Workflow. */
  resourceName: new RunValue('{{$.pipeline_job_resource_name}}'),
  /** Id of the run. */
  id: new RunValue('{{$.pipeline_job_uuid}}'),
  /** Name of the task. */
  taskName: new RunValue('{{$.pipeline_task_name}}'),
  /** Id of the task. KFP 2.16 gives that of the graph around it. */
  taskId: new RunValue('{{$.pipeline_task_uuid}}'),
  /** When the run was created, in UTC. */
  createTime: new RunValue('{{$.pipeline_job_create_time_utc}}'),
  /** Where the pipeline's workspace is mounted. It may stand in a text. */
  workspacePath: new RunValue('{{$.workspace_path}}'),
} as const;
