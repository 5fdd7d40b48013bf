import { Construct } from 'constructs';
import type { Container } from 'kubernetes-types/core/v1';
import type { CollectorSpec, MetricsCollectorSpec, MetricsSource } from '../../api/katib.types';
import { report } from '../../core/errors';
import {
  checkImage,
  checkInteger,
  checkKnown,
  checkList,
  checkObject,
  checkOneOf,
  checkText,
  listOf,
} from '../../core/props';
import { listed, shown, suggestion } from '../../core/words';

/** How metrics are found in text. */
export interface TextFormatOptions {
  /**
   * Regular expressions in the syntax of RE2. The first group of each is the name of a metric, the second its value.
   * @default - `name=value`, where the name has letters, digits, "_", "-" and "|"
   */
  readonly metricsFormat?: readonly string[];
}

/** Reads what the trial prints. */
export interface StdOutCollector extends TextFormatOptions {
  readonly kind: 'StdOut';
}

/** Reads a file that the trial writes. */
export interface FileCollector extends TextFormatOptions {
  readonly kind: 'File';
  /** The file. Its folder becomes an empty volume of trial and collector. @default '/var/log/katib/metrics.log' */
  readonly path?: string;
  /** Lines of text, or one JSON object on each line, in which values of metrics are texts. @default 'TEXT' */
  readonly format?: 'TEXT' | 'JSON';
}

/** Reads TensorFlow events, once the trial has ended. */
export interface TensorFlowEventCollector {
  readonly kind: 'TensorFlowEvent';
  /** The folder, which becomes an empty volume of trial and collector. @default '/var/log/katib/tfevent/' */
  readonly path?: string;
}

/** Asks the trial over HTTP. Katib brings no such collector: the platform's must name an image of yours. */
export interface PrometheusMetricCollector {
  readonly kind: 'PrometheusMetric';
  /** @default '/metrics' */
  readonly path?: string;
  /** @default 8080 */
  readonly port?: number;
}

/** The trial reports by itself, with `report_metrics` of Katib's Python SDK. */
export interface PushCollector {
  readonly kind: 'Push';
}

/** A container of your own beside the trial reports. */
export interface CustomCollector {
  readonly kind: 'Custom';
  readonly container: Container;
  /** What trial and collector share. @default - nothing */
  readonly fileSystemPath?: { readonly path: string; readonly kind: 'File' | 'Directory' };
}

/** How a trial's metrics get to Katib. */
export type MetricsCollector =
  | StdOutCollector
  | FileCollector
  | TensorFlowEventCollector
  | PrometheusMetricCollector
  | PushCollector
  | CustomCollector;

type Kind = MetricsCollector['kind'];
type Fields = Readonly<Record<string, unknown>>;

const known: { readonly [K in Kind]: Record<keyof Extract<MetricsCollector, { kind: K }>, true> } = {
  StdOut: { kind: true, metricsFormat: true },
  File: { kind: true, path: true, format: true, metricsFormat: true },
  TensorFlowEvent: { kind: true, path: true },
  PrometheusMetric: { kind: true, path: true, port: true },
  Push: { kind: true },
  Custom: { kind: true, container: true, fileSystemPath: true },
};

/** For these collectors Katib puts the trial's command into a shell's line of its own. */
export function wrapsCommand(kind: Kind): boolean {
  return kind === 'StdOut' || kind === 'File' || kind === 'TensorFlowEvent';
}

/** Katib's form of a collector. */
export interface CheckedCollector {
  readonly kind: Kind;
  readonly spec: MetricsCollectorSpec | undefined;
}

/** The collector in Katib's form. Reports all that is wrong with it. */
export function checkCollector(scope: Construct, value: unknown, metrics: readonly string[]): CheckedCollector {
  const nothing: CheckedCollector = { kind: 'StdOut', spec: undefined };
  if (typeof value === 'string') {
    report(scope, `"metricsCollector" is ${shown(value)}, must be an object such as { kind: 'StdOut' }`);
    return nothing;
  }
  if (value !== undefined && !checkObject(scope, 'metricsCollector', value)) return nothing;
  const given: Fields = value === undefined ? { kind: 'StdOut' } : (value as Fields);
  const kinds = Object.keys(known);
  if (!kinds.includes(given.kind as string)) {
    const hint = typeof given.kind === 'string' ? suggestion(given.kind, kinds) : '';
    report(scope, `"metricsCollector.kind" is ${shown(given.kind)}, must be one of ${listed(kinds)}${hint}`);
    return nothing;
  }
  const kind = given.kind as Kind;
  checkKnown(scope, given, known[kind]);
  const filter = checkFormat(scope, kind, given, metrics);
  if (value === undefined) return nothing;
  const source = { ...sourceOf(scope, kind, given), ...filter };
  return {
    kind,
    spec: { collector: collector(scope, kind, given), ...(Object.keys(source).length === 0 ? {} : { source }) },
  };
}

function collector(scope: Construct, kind: Kind, { container }: Fields): CollectorSpec {
  if (kind !== 'Custom') return { kind };
  const at = 'metricsCollector.container';
  if (container === undefined) report(scope, `"${at}" is missing, must be a container`);
  if (container === undefined || !checkObject(scope, at, container)) return { kind: 'StdOut' };
  const { name = null, image = null } = container as Partial<Container>;
  checkText(scope, `${at}.name`, name);
  checkImage(scope, `${at}.image`, image);
  return { kind, customCollector: container as Container };
}

function sourceOf(scope: Construct, kind: Kind, given: Fields): MetricsSource {
  switch (kind) {
    case 'File': {
      const path = pathOf(scope, 'path', given.path, '/var/log/katib/metrics.log');
      const known = checkOneOf(scope, 'metricsCollector.format', given.format, ['TEXT', 'JSON']);
      const format = known && given.format === 'JSON' ? 'JSON' : 'TEXT';
      if (/^\/+[^/]*$/.test(path)) {
        report(
          scope,
          `"metricsCollector.path" is ${shown(path)}, whose folder becomes a volume; put the file into a folder`,
        );
      }
      return { fileSystemPath: { path, kind: 'File', format } };
    }
    case 'TensorFlowEvent':
      return {
        fileSystemPath: { path: pathOf(scope, 'path', given.path, '/var/log/katib/tfevent/'), kind: 'Directory' },
      };
    case 'PrometheusMetric': {
      const right = checkInteger(scope, 'metricsCollector.port', given.port, { min: 1, max: 65535 });
      const port = right ? ((given.port as number | undefined) ?? 8080) : 8080;
      return { httpGet: { path: pathOf(scope, 'path', given.path, '/metrics'), port } };
    }
    case 'Custom':
      return sharedPath(scope, given.fileSystemPath);
    case 'StdOut':
    case 'Push':
      return {};
  }
}

function sharedPath(scope: Construct, value: unknown): MetricsSource {
  const at = 'metricsCollector.fileSystemPath';
  if (value === undefined || !checkObject(scope, at, value)) return {};
  const given = value as NonNullable<CustomCollector['fileSystemPath']>;
  checkKnown(scope, given, { path: true, kind: true });
  const path = pathOf(scope, 'fileSystemPath.path', (given as Fields).path ?? null, '');
  const known = checkOneOf(scope, `${at}.kind`, (given as Fields).kind ?? null, ['File', 'Directory']);
  return path === '' || !known ? {} : { fileSystemPath: { path, kind: given.kind } };
}

/** The path, or the default where it is not given or wrong. */
function pathOf(scope: Construct, field: string, path: unknown, otherwise: string): string {
  if (path === undefined) return otherwise;
  if (typeof path === 'string' && /^\/./.test(path)) return path;
  report(scope, `"metricsCollector.${field}" is ${shown(path)}, must be a path that begins with "/"`);
  return otherwise;
}

function checkFormat(scope: Construct, kind: Kind, given: Fields, metrics: readonly string[]): MetricsSource {
  if (kind !== 'StdOut' && kind !== 'File') return {};
  const at = 'metricsCollector.metricsFormat';
  const isText = given.format !== 'JSON';
  if (given.metricsFormat === undefined) {
    for (const name of isText ? metrics.filter((metric) => !/^[\w|-]+$/.test(metric)) : []) {
      report(
        scope,
        `"objective" names ${shown(name)}, which the collector does not find by itself: it knows letters, digits, "_", "-" and "|"; set "${at}"`,
      );
    }
    return {};
  }
  if (!isText) report(scope, `"${at}" is given, but lines of JSON have names; leave it out`);
  if (!checkList(scope, at, given.metricsFormat)) return {};
  const formats = listOf(given.metricsFormat as string[]);
  if (formats.length === 0) report(scope, `"${at}" is [], must be a list with at least one expression`);
  const problems = formats.flatMap((format) => {
    const problem = formatProblem(format);
    return problem === undefined ? [] : [`"${at}" has ${shown(format)}, ${problem}`];
  });
  for (const problem of problems) report(scope, problem);
  return problems.length > 0 || formats.length === 0 || !isText ? {} : { filter: { metricsFormat: formats } };
}

function formatProblem(format: unknown): string | undefined {
  if (typeof format !== 'string' || !isExpression(format)) return 'must be a regular expression';
  if (format.includes(';')) return 'must do without ";", which Katib puts between expressions';
  if (/\(\?<?[=!]|\\[1-9]/.test(format)) return 'must do without lookaround and references, which RE2 does not have';
  return /\(.*\).*\(.*\)/.test(format) ? undefined : 'must have two groups: the name of a metric and its value';
}

/** Whether a text is a regular expression, whose flags and names of groups may be in Go's manner. */
function isExpression(text: string): boolean {
  try {
    new RegExp(
      text.replace(/\(\?P</g, '(?<').replace(/\(\?[imsU-]+(\)|:)/g, (_, end: string) => (end === ':' ? '(?:' : '')),
    );
    return true;
  } catch {
    return false;
  }
}
