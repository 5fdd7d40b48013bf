import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { checkBoolean, checkInteger, checkKnown, checkLabel, checkObject, checkText, propsOf } from '../../core/props';
import { Rights } from '../../core/rbac';
import { shown } from '../../core/words';
import { ApiJob, apiOf, namespaceOf } from './api-job';
import { ComponentInputs } from './interface';
import { DeployedPipeline, NamedPipeline, RecurringRunProps, recurringRunProps } from './recurring-run-props';
import { recurringRunScript } from './recurring-run-script';
import { checkRunParameters, isJson } from './run-parameters';
import { triggerOf } from './schedule';

/** Room in a label of 63 for `recurring-run-` before, and for 9 characters behind. */
const longestName = 40;
const longestDisplayName = 128;

/** Schedules are called jobs here. */
const rights: readonly Rights[] = [
  {
    verbs: ['get', 'list', 'create', 'delete', 'enable', 'disable'],
    apiGroups: ['pipelines.kubeflow.org'],
    resources: ['jobs'],
  },
  { verbs: ['get', 'list'], apiGroups: ['pipelines.kubeflow.org'], resources: ['pipelines', 'pipelineversions'] },
  { verbs: ['get', 'list', 'create'], apiGroups: ['pipelines.kubeflow.org'], resources: ['experiments'] },
];

/**
 * Runs of a pipeline on a schedule.
 *
 * The API of Kubeflow Pipelines must make these, and has no way to change them: it keeps more of one than the object
 * `ScheduledWorkflow` tells. So a Job in the cluster does it: it finds the recurring run that an earlier Job of the same name
 * made, and if that is another one, makes a new one and deletes the old. Runs that have started go on.
 *
 * What leaves the program stays at the server, and goes on. Say `absent: true` first, or `enabled: false`.
 * @see https://www.kubeflow.org/docs/components/pipelines/concepts/run/
 */
export class RecurringRun<const I extends ComponentInputs = ComponentInputs> extends Construct {
  /** By which the recurring run is found again. */
  readonly name: string;

  constructor(scope: Construct, id: string, given: RecurringRunProps<I>) {
    super(scope, id);
    const props = propsOf(this, given);
    checkKnown(this, props, recurringRunProps);
    const { name = id, enabled = true, absent = false, catchup = true, maxConcurrency = 1 } = props;
    const { displayName = name, description, experiment = 'Default', pipelineRoot } = props;
    const namespace = namespaceOf(this);
    if (checkLabel(this, 'name', name) && name.length > longestName) {
      const fit = `must have at most ${longestName}, so that the name of its Job fits`;
      report(this, `"name" has ${name.length} characters, ${fit}`);
    }
    if (checkText(this, 'displayName', displayName) && displayName.length > longestDisplayName) {
      report(this, `"displayName" has ${displayName.length} characters, must have at most ${longestDisplayName}`);
    }
    checkText(this, 'description', description);
    checkText(this, 'experiment', experiment);
    for (const flag of ['enabled', 'absent', 'catchup'] as const) checkBoolean(this, flag, props[flag]);
    checkInteger(this, 'maxConcurrency', maxConcurrency, { min: 1, max: 10 });
    if (absent && props.enabled === true) {
      report(this, '"absent" and "enabled" are both true; leave "enabled" out');
    }
    if (pipelineRoot !== undefined && !/^(s3|gs|minio):\/\/[^/\s]+(\/\S*)?$/.test(pipelineRoot)) {
      report(this, `"pipelineRoot" is ${shown(pipelineRoot)}, must be a place in a bucket, such as "s3://bucket/path"`);
    }
    const account = props.serviceAccountName ?? props.tenant?.serviceAccountName;
    checkLabel(this, 'serviceAccountName', account);
    const api = apiOf(this, props.tenant, props.apiServer, namespace);
    const pipeline = this.pipeline(props.pipeline, props.parameters, namespace);
    const trigger = triggerOf(this, props.schedule);

    this.name = name;
    const run = {
      display_name: displayName,
      ...(account === undefined ? {} : { service_account: account }),
      max_concurrency: String(maxConcurrency),
      no_catchup: !catchup,
      trigger,
      runtime_config: {
        ...(props.parameters === undefined ? {} : { parameters: props.parameters }),
        ...(pipelineRoot === undefined ? {} : { pipeline_root: pipelineRoot }),
      },
    };
    const specification = digest([run, description, pipeline, experiment]);
    new ApiJob(this, 'job', {
      name: `recurring-run-${name}`,
      namespace,
      api,
      rights,
      script: recurringRunScript,
      desired: {
        ...{ owner: name, specification, namespace, absent, enabled, experiment, pipeline },
        // Where the Job finds again what it has made.
        run: {
          ...run,
          description: `${description === undefined ? '' : `${description}\n\n`}[keelson ${name} ${specification}]`,
        },
      },
    });
  }

  /** The pipeline as the Job looks for it. Reports what is wrong with it, and with the values for its inputs. */
  private pipeline(
    given: DeployedPipeline<I> | NamedPipeline | undefined,
    parameters: unknown,
    namespace: string,
  ): NamedPipeline {
    const example = "a Pipeline construct, or a name such as { name: 'nightly' }";
    const missing = { name: 'missing' };
    if (given === undefined || !isObject(given)) {
      report(this, `"pipeline" is ${shown(given)}, must be ${example}`);
      return missing;
    }
    if ('pipelineName' in given) {
      // A Pipeline of something else reports that itself.
      const { definition } = given as Partial<DeployedPipeline<I>>;
      if (definition?.inputs !== undefined) checkRunParameters(this, definition.inputs, parameters);
      if (given.namespace !== undefined && given.namespace !== namespace) {
        report(
          this,
          `"pipeline" is in the namespace ${shown(given.namespace)}, and this is in ${shown(namespace)}; put them into one`,
        );
      }
      return { name: given.pipelineName, version: given.versionName };
    }
    if ('compile' in given) {
      report(this, `"pipeline" is a pipeline that nobody uploads; make a Pipeline construct of it, and give that`);
      return missing;
    }
    checkKnown(this, given, { name: true, version: true });
    const { name, version } = given as Partial<NamedPipeline>;
    if (name === undefined) report(this, `"pipeline.name" is undefined, must be the name of a pipeline`);
    checkText(this, 'pipeline.name', name);
    checkText(this, 'pipeline.version', version);
    if (checkObject(this, 'parameters', parameters)) {
      for (const [parameter, value] of Object.entries((parameters ?? {}) as Record<string, unknown>)) {
        if (!isJson(value))
          report(this, `"parameters.${parameter}" is ${shown(value)}, must be a value that JSON can write`);
      }
    }
    return { name: name ?? 'missing', ...(version === undefined ? {} : { version }) };
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function digest(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
}
