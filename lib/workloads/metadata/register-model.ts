import type { IModelRegistry } from '../../core/capabilities';
import { ValidationError } from '../../core/errors';
import { ImageName } from '../../core/image';
import { shown } from '../../core/words';
import { artifact } from '../pipelines/artifact';
import { Component, component, ContainerRun } from '../pipelines/component';
import { parameter } from '../pipelines/parameter';
import { pythonImage } from '../pipelines/python-image';
import { registerModelScript } from './register-model-script';

/** Options of {@link registerModel}. */
export interface RegisterModelOptions {
  /**
   * The registry: the ModelRegistry component, or the address of one.
   * @default { url: 'http://model-registry-service.kubeflow.svc:8080' }
   */
  readonly registry?: IModelRegistry | { readonly url: `http://${string}` | `https://${string}` };
  /**
   * Image with Python 3.9 or newer. No package is needed.
   * @default - Python's own, pinned
   */
  readonly image?: ImageName;
}

const defaultUrl = 'http://model-registry-service.kubeflow.svc:8080';

const inputs = {
  model: artifact.model({ description: 'The model. It stays where it is' }),
  name: parameter.string({ description: 'Name of the registered model, which is made where there is none' }),
  version: parameter.string({ description: 'Name of the version. It must be new' }),
  description: parameter.string({ default: '', description: 'What the version is' }),
  author: parameter.string({ default: '', description: 'Who made it' }),
  format: parameter.string({ default: '', description: 'Format of the model, for example "sklearn"' }),
  formatVersion: parameter.string({ default: '', description: 'Version of the format' }),
  properties: parameter.struct({ default: {}, description: 'Further facts: texts, numbers, true and false' }),
  runId: parameter.string({ default: '', description: 'Id of the run that made it: run.id' }),
  runName: parameter.string({ default: '', description: 'Name of that run: run.displayName' }),
} as const;

const outputs = {
  modelId: parameter.string({ description: 'Id of the registered model' }),
  versionId: parameter.string({ description: 'Id of the version' }),
  uri: parameter.string({ description: 'Name of the version as KServe takes it: model-registry://...' }),
} as const;

/**
 * A step of a pipeline that registers a model: the registered model where there is none of that name, a version of it, and
 * where that lies. A step that runs again after it was interrupted goes on; a version that is there with another model makes it
 * fail.
 *
 * The model's address is registered as KServe takes it: `s3://` in the place of KFP's own `minio://`.
 * @throws ValidationError for a registry without an address
 * @see https://www.kubeflow.org/docs/components/model-registry/
 */
export function registerModel(
  options: RegisterModelOptions = {},
): Component<typeof inputs, typeof outputs, ContainerRun> {
  const { registry: { url } = { url: defaultUrl }, image = pythonImage } = options;
  const address: unknown = url;
  if (typeof address !== 'string' || !/^https?:\/\/[a-zA-Z0-9.-]+(:\d{1,5})?\/?$/.test(address)) {
    throw new ValidationError(
      `"registry.url" of registerModel is ${shown(address)}, must be the address of a registry without a path, such as "${defaultUrl}"`,
    );
  }
  return component({
    name: 'register-model',
    image,
    inputs,
    outputs,
    command: ['python3', '-c', registerModelScript],
    args: (names) => [
      `--registry=${address.replace(/\/$/, '')}`,
      `--uri=${names.inputs.model.uri.toString()}`,
      ...parameterNames.map((name) => `--${name}=${names.inputs[name].toString()}`),
      ...outputNames.map((name) => `--${name}-file=${names.outputs[name].file.toString()}`),
    ],
  });
}

const parameterNames = [
  ...(['name', 'version', 'description', 'author', 'format', 'formatVersion'] as const),
  ...(['properties', 'runId', 'runName'] as const),
];
const outputNames = ['modelId', 'versionId', 'uri'] as const;
