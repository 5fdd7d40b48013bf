import { ApiObject, App, Chart, Duration, Yaml } from 'cdk8s';
import {
  InferenceService,
  InferenceServiceProps,
  IServingRuntime,
  ServingRuntime,
  Storage,
} from '../../../lib/workloads';
import { servingPrograms } from '../harness/kserve-images';

/** Namespace of the team whose models are served. It enforces `restricted`. */
export const TEAM = 'team';
/** Namespace of a team that lets in what `restricted` does not. */
export const LAB = 'lab';
/** The model server's image, which also trains. */
export const SERVER = 'keelson.test/serving:1';
/** The claim that models are trained into. */
export const CLAIM = 'models';

const resources = { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '1', memory: '1Gi' } } as const;

/** A runtime of the team's own, for models that joblib has written. */
export const joblib: IServingRuntime = {
  name: 'joblib',
  kind: 'ServingRuntime',
  formats: [{ name: 'joblib', version: '1', autoSelect: true }],
  protocols: ['v1', 'v2'],
};

/** KServe's server for scikit-learn. */
const LENIENT = 'kserve-sklearnserver';

/** YAML of what a program makes in a plain cdk8s app. */
export function manifests(program: (chart: Chart) => void, namespace = TEAM): string {
  const chart = new Chart(new App(), 'models', { namespace });
  program(chart);
  const objects = chart.node.findAll().flatMap((node) => (node instanceof ApiObject ? [node.toJson() as object] : []));
  return Yaml.stringify(...objects);
}

/** The runtime {@link joblib}. */
export function runtime(chart: Chart): void {
  new ServingRuntime(chart, joblib.name, {
    image: SERVER,
    formats: [{ name: 'joblib', versions: ['1'], priority: 1 }],
    protocols: ['v1', 'v2'],
    command: ['python3', servingPrograms.server],
    args: ['--model_name={{.Name}}', '--model_dir=/mnt/models', '--http_port=8080'],
    resources,
    readinessProbe: { httpGet: { path: '/v2/health/ready', port: 8080 }, periodSeconds: 2 },
    drainTime: Duration.seconds(5),
  });
}

/**
 * A runtime of the team's own in the place of KServe's, with a server that starts without a model as KServe's does. The program
 * of an InferenceService that names it knows it for KServe's.
 */
export function lenientRuntime(chart: Chart): void {
  new ServingRuntime(chart, LENIENT, {
    image: SERVER,
    formats: [{ name: 'sklearn', versions: ['1'] }],
    protocols: ['v1', 'v2'],
    command: ['python3', servingPrograms.server],
    args: ['--model_name={{.Name}}', '--model_dir=/mnt/models', '--http_port=8080'],
    resources,
  });
}

/** A service on that runtime. */
export function lenientService(name: string, storage: Storage): string {
  return manifests((chart) => {
    new InferenceService(chart, name, { model: { format: 'sklearn', runtime: LENIENT, storage } });
  });
}

/** A service for a model that joblib has written. */
export function service(
  name: string,
  storage: Storage,
  props: Partial<InferenceServiceProps> = {},
  namespace = TEAM,
): string {
  return manifests((chart) => {
    const model = { format: 'joblib', version: '1', runtime: joblib, protocol: 'v1', storage } as const;
    new InferenceService(chart, name, { model, ...props });
  }, namespace);
}

/** A model in the team's volume. */
export const inVolume = (path: string): Storage => Storage.pvc({ claim: CLAIM, path });

/** Where the agents of services send events, and a server there that prints their kinds and bodies. */
export const eventsUrl = `http://events.${TEAM}` as const;
export const eventServer: readonly object[] = [
  {
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'events', namespace: TEAM, labels: { app: 'events' } } },
    spec: {
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          ...{ name: 'events', image: SERVER, command: ['python3', '-u', '-c', printEvents()] },
          readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  },
  {
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'events', namespace: TEAM } },
    spec: { selector: { app: 'events' }, ports: [{ port: 80, targetPort: 8080 }] },
  },
];

function printEvents(): string {
  return [
    'import http.server as s',
    'class Handler(s.BaseHTTPRequestHandler):',
    '  def do_POST(self):',
    '    body = self.rfile.read(int(self.headers["content-length"]))',
    '    print(self.headers["ce-type"], self.headers["ce-inferenceservicename"], body.decode())',
    '    self.send_response(200)',
    '    self.end_headers()',
    's.HTTPServer(("", 8080), Handler).serve_forever()',
  ].join('\n');
}

/** What takes lengths in millimetres and asks the model in centimetres. */
export const transformer = {
  image: SERVER,
  command: ['python3', servingPrograms.transformer],
  resources,
} satisfies InferenceServiceProps['transformer'];
