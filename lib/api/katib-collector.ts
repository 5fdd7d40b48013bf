import type { MetricsCollectorSpec } from './katib.types';
import { choice, embedded, list, object, required, Rule, string } from './kit/schema';

/* How the metrics of trials get from their pods to Katib. */

const hasPath = 'has(self.source) && has(self.source.fileSystemPath)';
const path = 'self.source.fileSystemPath';
const isKind = (kind: string): string => `has(self.collector) && self.collector.kind == '${kind}'`;

/** Which sort of path each collector reads. */
const pathKinds: Readonly<Record<string, string>> = { File: 'File', TensorFlowEvent: 'Directory' };

const rules: readonly Rule[] = [
  {
    rule: `!(${hasPath} && has(${path}.kind)) || !(${isKind('File')} && ${path}.kind != 'File') && !(${isKind('TensorFlowEvent')} && ${path}.kind != 'Directory')`,
    message: 'fileSystemPath.kind must be File for the collector File, and Directory for TensorFlowEvent',
    holds: ({ collector, source }: MetricsCollectorSpec) => {
      const given = source?.fileSystemPath?.kind;
      return given === undefined || given === (pathKinds[collector?.kind ?? ''] ?? given);
    },
  },
  {
    rule: `!(${isKind('TensorFlowEvent')}) || !(${hasPath} && has(${path}.format))`,
    message: 'fileSystemPath.format must be left out for the collector TensorFlowEvent',
    holds: ({ collector, source }: MetricsCollectorSpec) =>
      collector?.kind !== 'TensorFlowEvent' || source?.fileSystemPath?.format === undefined,
  },
  {
    rule: `!(${isKind('File')}) || !(${hasPath} && has(${path}.format) && ${path}.format == 'JSON' && has(self.source.filter))`,
    message: 'filter must be left out where a file has the format JSON',
    holds: ({ collector, source }: MetricsCollectorSpec) =>
      collector?.kind !== 'File' || source?.fileSystemPath?.format !== 'JSON' || source.filter === undefined,
  },
  {
    rule: `!(${isKind('Custom')}) || !(${hasPath}) || has(${path}.path) && has(${path}.kind)`,
    message: 'fileSystemPath of the collector Custom must have both path and kind',
    holds: ({ collector, source }: MetricsCollectorSpec) => {
      const given = source?.fileSystemPath;
      if (collector?.kind !== 'Custom' || given === undefined) return true;
      return given.path !== undefined && given.kind !== undefined;
    },
  },
];

/** @see https://www.kubeflow.org/docs/components/katib/user-guides/metrics-collector/ */
export const metricsCollector = object(
  'MetricsCollectorSpec',
  'How the metrics of trials are read. Out of the output of the primary container where left out.',
  {
    source: object('MetricsSource', 'Where the metrics are.', {
      httpGet: embedded(
        'core/v1.HTTPGetAction',
        'Endpoint that serves metrics in the format of Prometheus: path /metrics on port 8080 where left out.',
        {
          properties: {
            path: { type: 'string', description: 'Path of the endpoint.', pattern: '^/' },
            port: { intOrString: true, description: 'Port of the endpoint.' },
          },
        },
      ),
      fileSystemPath: object('FileSystemPath', 'File or folder that the trial writes.', {
        path: string(
          'Absolute path: /var/log/katib/metrics.log for a file and /var/log/katib/tfevent/ for events of TensorFlow where left out.',
          { pattern: '^/' },
        ),
        kind: choice('What the path leads to.', ['File', 'Directory']),
        format: choice('Format of a file, one metric a line: name=value, or a JSON object. TEXT where left out.', [
          'TEXT',
          'JSON',
        ]),
      }),
      filter: object('MetricsFilter', 'How metrics are recognized in text that is not name=value.', {
        metricsFormat: list(
          'Regular expressions in the syntax of Go.',
          string('Has two groups: the first matches the name, the second the value.', {
            pattern: '\\(.*\\).*\\(.*\\)',
          }),
        ),
      }),
    }),
    collector: object(
      'CollectorSpec',
      'What reads the metrics.',
      {
        kind: required(
          choice('The reader. With Push, the program itself reports them through the SDK of Katib.', [
            'StdOut',
            'File',
            'TensorFlowEvent',
            'PrometheusMetric',
            'Custom',
            'Push',
          ]),
        ),
        customCollector: embedded('core/v1.Container', 'Container that reads the metrics, for the kind Custom.'),
      },
      {
        rules: [
          {
            rule: "self.kind != 'Custom' || has(self.customCollector)",
            message: 'customCollector must be given for the kind Custom',
            holds: (self: { kind: string; customCollector?: unknown }) =>
              self.kind !== 'Custom' || self.customCollector !== undefined,
          },
        ],
      },
    ),
  },
  { rules },
);
