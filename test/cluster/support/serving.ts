import { App, ApiObject, Chart, Yaml } from 'cdk8s';
import { kserve } from '../../../lib/api';
import { servingPrograms } from '../harness/kserve-images';

/** Namespace of the team whose models are served. It enforces `restricted`. */
export const TEAM = 'team';
/** The model server's image, which also trains. */
export const SERVER = 'keelson.test/serving:1';
/** The claim that models are trained into. */
export const CLAIM = 'models';

const securityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** YAML of what a program makes in a plain cdk8s app. */
export function inChart(program: (chart: Chart) => void): string {
  const chart = new Chart(new App(), 'models', { namespace: TEAM });
  program(chart);
  const objects = chart.node.findAll().flatMap((node) => (node instanceof ApiObject ? [node.toJson() as object] : []));
  return Yaml.stringify(...objects);
}

/** A runtime of the team's own for models of scikit-learn. */
export function runtime(chart: Chart): void {
  new kserve.ServingRuntime(chart, 'joblib', {
    metadata: { name: 'joblib' },
    spec: {
      supportedModelFormats: [{ name: 'joblib', version: '1', autoSelect: true, priority: 1 }],
      protocolVersions: ['v1', 'v2'],
      containers: [
        {
          name: 'kserve-container',
          image: SERVER,
          command: ['python3', servingPrograms.server],
          args: ['--model_name={{.Name}}', '--model_dir=/mnt/models', '--http_port=8080'],
          securityContext,
          resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '1Gi' } },
          readinessProbe: { httpGet: { path: '/v2/health/ready', port: 8080 }, periodSeconds: 2 },
          lifecycle: { preStop: { sleep: { seconds: 5 } } },
        },
      ],
    },
  });
}

/** A service for a model of scikit-learn. */
export function service(
  name: string,
  storageUri: string,
  options: { readonly protocol?: 'v1' | 'v2'; readonly account?: string; readonly maxReplicas?: number } = {},
): string {
  return inChart((chart) => {
    new kserve.InferenceService(chart, name, {
      metadata: { name, annotations: { 'serving.kserve.io/deploymentMode': 'Standard' } },
      spec: {
        predictor: {
          minReplicas: 1,
          maxReplicas: options.maxReplicas ?? 1,
          ...(options.account === undefined ? {} : { serviceAccountName: options.account }),
          model: {
            modelFormat: { name: 'joblib', version: '1' },
            protocolVersion: options.protocol ?? 'v1',
            storageUri,
          },
        },
      },
    });
  });
}
