import { address, componentFields, framework, modelFields, servingStatus, workerSpec } from './kserve-parts';
import {
  boolean,
  choice,
  inlining,
  int32,
  int64,
  integer,
  list,
  map,
  object,
  required,
  string,
  time,
} from './kit/schema';

/*
 * InferenceService: predictor, transformer and explainer.
 */

const model = inlining('ModelSpec', 'core/v1.Container', 'The model, and the server that is picked for it.', {
  modelFormat: required(
    object('ModelFormat', 'Format of the model.', {
      name: required(string('Name of the format, such as sklearn.')),
      version: string('Version of the format.'),
    }),
  ),
  runtime: string('Name of the ServingRuntime or ClusterServingRuntime. Picked by format where left out.'),
  ...modelFields,
});

const predictor = inlining(
  'PredictorSpec',
  'core/v1.PodSpec',
  'What answers: exactly one of model, a format by its name, or a container called kserve-container.',
  {
    ...componentFields,
    model,
    workerSpec: workerSpec('WorkerSpec'),
    sklearn: framework('A scikit-learn model. Write model instead.'),
    xgboost: framework('An XGBoost model. Write model instead.'),
    tensorflow: framework('A TensorFlow model. Write model instead.'),
    pytorch: framework('A PyTorch model. Write model instead.'),
    triton: framework('A model for Triton. Write model instead.'),
    onnx: framework('An ONNX model. Write model instead.'),
    huggingface: framework('A model of Hugging Face. Write model instead.'),
    pmml: framework('A PMML model. Write model instead.'),
    lightgbm: framework('A LightGBM model. Write model instead.'),
    paddle: framework('A Paddle model. Write model instead.'),
  },
);

const transformer = inlining(
  'TransformerSpec',
  'core/v1.PodSpec',
  'What requests and answers go through, in pods of its own. Its container is called kserve-container.',
  componentFields,
);

const explainer = inlining('ExplainerSpec', 'core/v1.PodSpec', 'What explains answers.', {
  ...componentFields,
  art: inlining('ArtExplainerSpec', 'core/v1.Container', 'The Adversarial Robustness Toolbox.', {
    type: required(choice('The attack that is tried.', ['SquareAttack'])),
    config: map('Settings of it.', string('Value of one of them.')),
    storageUri: modelFields.storageUri,
    storage: modelFields.storage,
    runtimeVersion: modelFields.runtimeVersion,
  }),
});

export const inferenceServiceSpec = object('InferenceServiceSpec', 'What answers requests.', {
  predictor: required(predictor),
  transformer,
  explainer,
});

const modelState = (description: string, fallback: string) =>
  choice(description, ['', 'Pending', 'Standby', 'Loading', 'Loaded', 'FailedToLoad'], { default: fallback });

export const inferenceServiceStatus = object(
  'InferenceServiceStatus',
  'How far the service is.',
  {
    ...servingStatus,
    address,
    components: map(
      'How far predictor, transformer and explainer are.',
      object('ComponentStatus', 'How far one of them is.', {
        address,
        url: string('Where it is reached.'),
        restUrl: string('Where it is reached by REST.'),
        grpcUrl: string('Where it is reached by gRPC.'),
        latestReadyRevision: string('Newest revision that is ready.'),
        latestCreatedRevision: string('Newest revision.'),
        latestRolledoutRevision: string('Newest revision that gets all requests.'),
        previousRolledoutRevision: string('The revision before it.'),
        traffic: list(
          'Which revision gets which part of requests.',
          object('TrafficTarget', 'One revision.', {
            configurationName: string('Its Configuration.'),
            latestRevision: boolean('Whether it is the newest.'),
            percent: int64('Percentage of requests.'),
            revisionName: string('Its name.'),
            tag: string('Its tag.'),
            url: string('Where it alone is reached.'),
          }),
        ),
      }),
    ),
    deploymentMode: string('Standard or Knative.'),
    servingRuntimeName: string('The ServingRuntime that serves the model.'),
    clusterServingRuntimeName: string('The ClusterServingRuntime that serves the model.'),
    modelStatus: object('ModelStatus', 'How far the model is.', {
      copies: object('ModelCopies', 'How many pods have it.', {
        failedCopies: required(integer('Pods that failed to load it.', { default: 0 })),
        totalCopies: integer('Pods that have it.'),
      }),
      lastFailureInfo: object('ModelFailure', 'The last failure.', {
        exitCode: int32('Exit code of the container.'),
        location: string('The pod.'),
        message: string('What the container said.'),
        modelRevisionName: string('Revision of the model.'),
        reason: choice('Why, in one word for programs.', [
          'ModelLoadFailed',
          'RuntimeUnhealthy',
          'RuntimeDisabled',
          'NoSupportingRuntime',
          'RuntimeNotRecognized',
          'InvalidPredictorSpec',
        ]),
        time: time('When it happened.'),
      }),
      states: object('ModelStates', 'The model that answers, and the one that is wanted.', {
        activeModelState: required(modelState('How far the one is that answers.', 'Pending')),
        targetModelState: modelState('How far the one is that is wanted.', ''),
      }),
      transitionStatus: required(
        choice(
          'Whether the wanted model answers.',
          ['', 'UpToDate', 'InProgress', 'BlockedByFailedLoad', 'InvalidSpec'],
          { default: 'UpToDate' },
        ),
      ),
    }),
  },
  { open: true },
);
