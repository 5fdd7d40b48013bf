import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import type { PipelineTenant } from '../../core/capabilities';
import { report } from '../../core/errors';
import { checkKnown, checkText, propsOf } from '../../core/props';
import { Rights } from '../../core/rbac';
import { shown } from '../../core/words';
import { ApiJob, apiOf, namespaceOf } from './api-job';
import { pipelineUploadScript } from './pipeline-upload-script';

/** A pipeline that stands in a ConfigMap, as the construct `Pipeline` writes it for clusters that keep pipelines in a database. */
export interface UploadablePipeline {
  /** What it is called at the API. */
  readonly pipelineName: string;
  /** What its version is called. Another content must have another name. */
  readonly versionName: string;
  /** The ConfigMap that holds it, in the same namespace, and the key in it. */
  readonly configMap?: { readonly name: string; readonly key: string };
  /** What people see. @default - `pipelineName` */
  readonly displayName?: string;
  /** @default - none */
  readonly description?: string;
}

/** Props of {@link PipelineUpload}. */
export interface PipelineUploadProps {
  /** What is uploaded: the construct `Pipeline`, for a cluster that keeps pipelines in a database. */
  readonly pipeline: UploadablePipeline;
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

const rights: readonly Rights[] = [
  {
    verbs: ['get', 'list', 'create'],
    apiGroups: ['pipelines.kubeflow.org'],
    resources: ['pipelines', 'pipelineversions'],
  },
];

/** Room in a label of 63 for `upload-` before, and for 9 characters behind. */
const longestName = 47;

/**
 * Puts a pipeline into the database of Kubeflow Pipelines: a Job uploads it through the API. It makes the pipeline where there
 * is none of that name, and the version where that is not there yet; older versions stay.
 */
export class PipelineUpload extends Construct {
  constructor(scope: Construct, id: string, given: PipelineUploadProps) {
    super(scope, id);
    const props = propsOf(this, given);
    checkKnown(this, props, { pipeline: true, tenant: true, apiServer: true });
    const namespace = namespaceOf(this);
    const api = apiOf(this, props.tenant, props.apiServer, namespace);
    const pipeline: unknown = props.pipeline;
    if (!isUploadable(pipeline)) {
      report(
        this,
        `"pipeline" is ${shown(pipeline)}, must be a Pipeline construct for a cluster that keeps pipelines in a database`,
      );
      return;
    }
    const { pipelineName: name, versionName, displayName, description, configMap } = pipeline;
    checkText(this, 'pipeline.displayName', displayName);
    checkText(this, 'pipeline.description', description);
    new ApiJob(this, 'job', {
      name: `upload-${jobName(name)}`,
      namespace,
      api,
      rights,
      script: pipelineUploadScript,
      desired: {
        namespace,
        pipeline: {
          name,
          ...(displayName === undefined ? {} : { display_name: displayName }),
          ...(description === undefined ? {} : { description }),
        },
        version: { name: versionName },
      },
      // The name of the version changes with what is in it.
      file: { configMap: configMap.name, key: configMap.key, checksum: versionName },
    });
  }
}

/** A name for objects. Those of pipelines may be longer, and have other characters. */
function jobName(pipeline: string): string {
  if (pipeline.length <= longestName && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(pipeline)) return pipeline;
  const hash = createHash('sha256').update(pipeline).digest('hex').slice(0, 8);
  const readable = pipeline.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `${readable.slice(0, longestName - 9).replace(/^-+|-+$/g, '')}-${hash}`.replace(/^-/, '');
}

function isUploadable(value: unknown): value is UploadablePipeline & Required<Pick<UploadablePipeline, 'configMap'>> {
  if (typeof value !== 'object' || value === null) return false;
  const { pipelineName, versionName, configMap } = value as Partial<UploadablePipeline>;
  const texts = [pipelineName, versionName, configMap?.name, configMap?.key];
  return texts.every((text) => typeof text === 'string' && text !== '');
}
