import { Construct } from 'constructs';
import { kserve } from '../../api';
import type { ServingRuntimeSpec, SupportedModelFormat } from '../../api/kserve.types';
import { report } from '../../core/errors';
import { listOf, objectsOf } from '../../core/props';
import { listed, shown, suggestion } from '../../core/words';
import { ServingContainerOptions } from './serving-container';

type RuntimeObject = kserve.ServingRuntime | kserve.ClusterServingRuntime;

/** What KServe puts into texts of a runtime: fields of the service's metadata. */
const placeholders = ['Name', 'Namespace', 'Labels', 'Annotations', 'UID', 'Generation', 'ResourceVersion'];

/**
 * Reports placeholders that KServe cannot fill. It reads the container as one template of Go, in JSON, over the metadata of
 * the service.
 * @param prop what stands before the names of options: nothing, or `workers.`
 * @param filled whether KServe fills placeholders there
 * @see https://github.com/kserve/kserve/blob/v0.16.0/pkg/controller/v1beta1/inferenceservice/utils/utils.go
 */
export function checkPlaceholders(
  scope: Construct,
  prop: string,
  { command, args, env }: Partial<ServingContainerOptions>,
  filled: boolean,
): void {
  const variables = Object.entries(env ?? {});
  const texts: [string, unknown][] = [
    ...listOf(command).map((text, index): [string, unknown] => [`command[${index}]`, text]),
    ...listOf(args).map((text, index): [string, unknown] => [`args[${index}]`, text]),
    ...variables.map(([name, text]): [string, unknown] => [`env.${name}`, text]),
  ];
  for (const [at, text] of texts) {
    const wrong = typeof text === 'string' && text.includes('{{') ? wrongPlaceholder(text, filled) : undefined;
    if (wrong !== undefined) report(scope, `"${prop}${at}" is ${shown(text)}, ${wrong}`);
  }
}

function wrongPlaceholder(text: string, filled: boolean): string | undefined {
  if (!filled) return 'but KServe fills placeholders in the container of the server alone, not in those of workers';
  const rest = text.replace(/\{\{.*?\}\}/gs, '');
  if (rest.includes('{{')) return 'must close with "}}" what it opens with "{{", which is a placeholder of KServe';
  for (const [placeholder, inner = ''] of text.matchAll(/\{\{-?\s*(.*?)\s*-?\}\}/gs)) {
    if (inner.includes('"')) {
      return `whose ${shown(placeholder)} KServe cannot read, as it stands in JSON then; quote with backquotes`;
    }
    const field = /^\.?(\w+)(\.\w+)*$/.exec(inner);
    if (field === null) {
      // A label with a "-" or "/" in its name needs a function, which other templates have too.
      if (!/^\.[^\s|]+$/.test(inner) && inner !== '') continue;
      return `whose ${shown(placeholder)} KServe cannot read; take a label of letters and digits, or the function index: {{index .Labels \`a-b\`}}`;
    }
    const [, name = ''] = field;
    if (inner.startsWith('.') && placeholders.includes(name)) continue;
    const hint = suggestion(name, placeholders);
    const fields = listed(placeholders.slice(0, 4).map((one) => `{{.${one}}}`));
    return `but the metadata of a service has no ${shown(placeholder)}, it has ${fields} and others${hint}`;
  }
  return undefined;
}

/**
 * The priorities that KServe's webhook refuses, as another runtime of the program has them. Of two, the later one says so.
 * @see https://github.com/kserve/kserve/blob/v0.16.0/pkg/webhook/admission/servingruntime/servingruntime_webhook.go
 */
export function takenPriorities(own: RuntimeObject): string[] {
  const { spec, place } = readRuntime(own);
  if (spec.disabled === true) return [];
  const all = own.node.root.node.findAll().filter(isRuntime);
  return all
    .slice(0, all.indexOf(own))
    .map(readRuntime)
    .filter((other) => other.place === place && other.spec.disabled !== true)
    .flatMap((other) => {
      const protocols = listOf(other.spec.protocolVersions).filter((one) =>
        listOf(spec.protocolVersions).includes(one),
      );
      if (protocols.length === 0) return [];
      const theirs = objectsOf(other.spec.supportedModelFormats);
      const taken = objectsOf(spec.supportedModelFormats).filter((format) =>
        theirs.some((their) => excludes(format, their)),
      );
      return taken.map(({ name, version, priority }) => {
        const format = version === undefined ? shown(name) : `${shown(name)} in version ${shown(version)}`;
        return `"formats" gives ${format} the priority ${String(priority)}, which the ${other.kind} ${shown(other.name)} has for it with ${listed(protocols)}, and KServe refuses the second; take another number`;
      });
    });
}

function excludes(one: SupportedModelFormat, other: SupportedModelFormat): boolean {
  return (
    one.autoSelect === true &&
    other.autoSelect === true &&
    one.name.toLowerCase() === other.name.toLowerCase() &&
    one.version === other.version &&
    one.priority !== undefined &&
    one.priority === other.priority
  );
}

function isRuntime(node: unknown): node is RuntimeObject {
  return node instanceof kserve.ServingRuntime || node instanceof kserve.ClusterServingRuntime;
}

function readRuntime(runtime: RuntimeObject): {
  readonly kind: string;
  readonly name: string;
  /** Where it is looked for. */
  readonly place: string;
  readonly spec: Partial<ServingRuntimeSpec>;
} {
  const { kind, metadata, spec } = runtime.toJson() as {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
    readonly spec?: Partial<ServingRuntimeSpec>;
  };
  return { kind, name: metadata.name, place: `${kind} ${metadata.namespace ?? ''}`, spec: spec ?? {} };
}
