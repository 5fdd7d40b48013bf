import * as pulumi from '@pulumi/pulumi';
import { getMonitor } from '@pulumi/pulumi/runtime/settings';
import { SynthesisError, ValidationError } from '../../lib';

/** What a program asked the engine to register, as it went over the wire. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  /** The types of the resource and those above it, and its name. Pulumi wants it to be unique in a stack. */
  readonly urn: string;
  /** Name of the resource above; empty where that is the stack. */
  readonly parent: string;
  /** Names of the resources that come first. */
  readonly dependencies: readonly string[];
  /** URN and id of the provider. */
  readonly provider: string;
  /** Values that are secret or not known yet stand as {@link secret} and {@link unknown}. */
  readonly inputs: Record<string, unknown>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  readonly secretOutputs: readonly string[];
  readonly timeout: string;
}

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getProvider(): string;
  getObject(): { toJavaScript(): Record<string, unknown> };
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getIgnorechangesList(): string[];
  getAdditionalsecretoutputsList(): string[];
  getCustomtimeouts(): { getCreate(): string } | undefined;
}

const project = 'project';
const stack = 'stack';

/** What stands in the inputs in the place of a value that is known later. */
export const unknown = { unknown: true };

/** What stands in the inputs in the place of a value that is secret. */
export function secret(value: unknown): object {
  return { secret: value };
}

/**
 * Runs a program against a monitor that registers nothing, and returns what the program asked for, in its order.
 * @param preview whether the program runs as in a preview
 */
export async function register(program: () => unknown, { preview = false } = {}): Promise<Registered[]> {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as Record<string, unknown> }),
      call: ({ inputs }) => inputs as Record<string, unknown>,
    },
    project,
    stack,
    preview,
  );
  const requests: Request[] = [];
  const monitor = getMonitor() as unknown as { registerResource(request: Request, callback: unknown): void };
  const original = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    requests.push(request);
    original(request, callback);
  };
  await program();
  await pulumi.runtime.disconnect();
  return requests.filter((request) => request.getType() !== 'pulumi:pulumi:Stack').map(read);
}

function read(request: Request): Registered {
  const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
  const isRoot = parent === '' || parent.includes('::pulumi:pulumi:Stack::');
  return {
    type,
    name,
    urn: `urn:pulumi:${stack}::${project}::${isRoot ? '' : `${typeOf(parent)}$`}${type}::${name}`,
    parent: isRoot ? '' : nameOf(parent),
    dependencies: request.getDependenciesList().map(nameOf),
    provider: request.getProvider(),
    inputs: readable(request.getObject().toJavaScript()) as Record<string, unknown>,
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    ignoreChanges: request.getIgnorechangesList(),
    secretOutputs: request.getAdditionalsecretoutputsList(),
    timeout: request.getCustomtimeouts()?.getCreate() ?? '',
  };
}

/** The messages of all that is wrong with a program, which must not have registered anything. */
export async function refusalOf(program: () => unknown): Promise<string[]> {
  let messages: string[] = [];
  const registered = await register(() => {
    try {
      program();
    } catch (error) {
      if (error instanceof SynthesisError) messages = error.problems.map(({ message }) => message);
      else if (error instanceof ValidationError) messages = [error.message];
      else throw error;
    }
  });
  if (messages.length === 0) throw new Error('the program was not refused');
  if (registered.length > 0)
    throw new Error(`registered all the same: ${registered.map(({ name }) => name).join(', ')}`);
  return messages;
}

/** The one resource of a name. */
export function named(registered: readonly Registered[], name: string): Registered {
  const found = registered.filter((one) => one.name === name);
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`there are ${found.length} resources ${name}`);
  return only;
}

/** For each resource with dependencies, the names of these. */
export function dependenciesOf(registered: readonly Registered[]): Record<string, string[]> {
  const waiting = registered.filter(({ dependencies }) => dependencies.length > 0);
  return Object.fromEntries(waiting.map(({ name, dependencies }) => [name, [...dependencies].sort()]));
}

/** The name of a resource by its URN. */
function nameOf(urn: string): string {
  return urn.split('::').slice(3).join('::');
}

/** The types of a resource and those above it, as they stand in its URN. */
function typeOf(urn: string): string {
  return urn.split('::')[2] ?? '';
}

// How values that are not plain are written on the wire.
const signature = '4dabf18193072939515e22adb298388d';
const secretSignature = '1b47061264138c4ac30d75fd1eb44270';
const unknownValue = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

function readable(value: unknown): unknown {
  if (value === unknownValue) return unknown;
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  if (signature in value && value[signature] === secretSignature && 'value' in value)
    return secret(readable(value.value));
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, readable(inner)]));
}
