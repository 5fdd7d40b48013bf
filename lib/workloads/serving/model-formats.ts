import { Construct } from 'constructs';
import { IServingRuntime, Protocol, protocols, releaseServingRuntimes } from '../../api/kserve-release-runtimes';
import { report } from '../../core/errors';
import { checkOneOf } from '../../core/props';
import { listed, shown, suggestion } from '../../core/words';

export type {
  IServingRuntime,
  Protocol,
  ReleaseFormat,
  ReleaseServingRuntime,
  ServedFormat,
} from '../../api/kserve-release-runtimes';
export { releaseServingRuntimes };

/** What is to be served, and how. */
export interface FormatRequest {
  readonly format: string | undefined;
  readonly version: string | undefined;
  readonly protocol: Protocol | undefined;
  readonly runtime: IServingRuntime | undefined;
  readonly multiNode: boolean;
}

/**
 * Reports what no runtime serves.
 * @returns the protocol that is spoken; `undefined` where the runtime is not known well enough to say
 */
export function checkFormat(scope: Construct, request: FormatRequest): Protocol | undefined {
  const { format, protocol, runtime } = request;
  const right = checkOneOf(scope, 'model.protocol', protocol, protocols);
  if (typeof format !== 'string' || format === '') {
    report(
      scope,
      `"model.format" is ${shown(format)}, must be the name of a format, such as ${listed(formatNames().slice(0, 3))}`,
    );
    return protocol;
  }
  const served = runtime === undefined ? ofRelease(scope, format, request) : ofRuntime(scope, format, request, runtime);
  if (served === undefined || !right) return protocol;
  if (protocol !== undefined) {
    if (served.includes(protocol)) return protocol;
    const by =
      runtime === undefined
        ? `no runtime of the release for ${shown(format)} speaks; they speak`
        : `the runtime ${shown(runtime.name)} does not speak; it speaks`;
    report(scope, `"model.protocol" is ${shown(protocol)}, which ${by} ${listed(served)}`);
    return protocol;
  }
  // KServe looks for a runtime that speaks v1 where no protocol is named, and finds none for ONNX or MLflow.
  return served.includes('v1') ? 'v1' : (served[0] ?? undefined);
}

function formatNames(): string[] {
  const names = Object.values(releaseServingRuntimes).flatMap(({ formats = [] }) => formats.map(({ name }) => name));
  return [...new Set(names)];
}

/** The protocols that runtimes of the release speak for a format. */
function ofRelease(scope: Construct, format: string, request: FormatRequest): Protocol[] | undefined {
  const names = formatNames();
  if (!names.includes(format)) {
    const hint = suggestion(format, names) || `, they serve ${listed(names)}`;
    report(
      scope,
      `"model.format" is ${shown(format)}, which no runtime of the KServe release serves${hint}; for a runtime of your own, name it in "model.runtime"`,
    );
    return undefined;
  }
  const runtimes = Object.values(releaseServingRuntimes).filter(
    ({ formats = [], multiNode }) =>
      multiNode === request.multiNode && formats.some((one) => one.name === format && one.autoSelect === true),
  );
  if (runtimes.length === 0) {
    report(
      scope,
      `"workers" is given, but no runtime of the release spreads ${shown(format)} over nodes, only "huggingface"; leave "workers" out, or name a runtime of your own in "model.runtime"`,
    );
    return undefined;
  }
  const { version } = request;
  const matching = runtimes.filter(
    ({ formats = [] }) =>
      version === undefined || formats.some((one) => one.name === format && one.version === version),
  );
  if (matching.length === 0) {
    const versions = runtimes.flatMap(({ formats = [] }) =>
      formats.filter((one) => one.name === format).map((one) => one.version),
    );
    report(
      scope,
      `"model.version" is ${shown(version)}, which no runtime of the release serves for ${shown(format)}; they serve ${listed([...new Set(versions)].sort())}`,
    );
    return undefined;
  }
  return [...new Set(matching.flatMap((one) => one.protocols ?? []))];
}

/** The protocols that one runtime speaks; `undefined` where they are not known or the format is wrong. */
function ofRuntime(
  scope: Construct,
  format: string,
  request: FormatRequest,
  runtime: IServingRuntime,
): readonly Protocol[] | undefined {
  const { formats } = runtime;
  const { version } = request;
  if (runtime.disabled === true) {
    report(
      scope,
      `"model.runtime" is ${shown(runtime.name)}, which is disabled, and KServe refuses services that name it; leave its "disabled" out, or take another runtime`,
    );
  }
  if (formats !== undefined && !formats.some((one) => one.name === format)) {
    const names = [...new Set(formats.map(({ name }) => name))];
    report(
      scope,
      `"model.format" is ${shown(format)}, which the runtime ${shown(runtime.name)} does not serve; it serves ${listed(names)}`,
    );
    return undefined;
  }
  // KServe compares the text of the version, and lets a format pass that names none.
  if (version !== undefined && formats?.some((one) => one.name === format && one.version === version) === false) {
    const versions = formats.filter((one) => one.name === format).map((one) => one.version);
    report(
      scope,
      `"model.version" is ${shown(version)}, which the runtime ${shown(runtime.name)} does not serve for ${shown(format)}; it serves ${listed(versions)}`,
    );
    return undefined;
  }
  if (runtime.multiNode !== undefined && runtime.multiNode !== request.multiNode) {
    report(
      scope,
      request.multiNode
        ? `"workers" is given, but the runtime ${shown(runtime.name)} serves on one node; leave "workers" out, or take another runtime`
        : `"model.runtime" is ${shown(runtime.name)}, which spreads a model over nodes; say with "workers" over how many`,
    );
  }
  return runtime.protocols;
}
