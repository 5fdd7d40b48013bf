import { existsSync, readFileSync } from 'node:fs';

/** What the engine does to one resource, such as `create`, `update`, `create-replacement` or `delete`. */
export interface PulumiStep {
  readonly op: string;
  readonly urn: string;
  /** Such as `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** The last part of the URN. */
  readonly name: string;
  /** The paths of the properties that differ, and how: `update`, `add-replace` and so on. */
  readonly diff: Readonly<Record<string, string>>;
}

/** What `pulumi` tells about a run, as far as it has come. */
export interface PulumiEvents {
  /** The steps that have begun. */
  readonly started: readonly PulumiStep[];
  /** The steps that have succeeded, in that order; of a preview, those that would be taken. */
  readonly steps: readonly PulumiStep[];
  /** The steps that have failed. */
  readonly failed: readonly PulumiStep[];
  /** How often each operation took place, `same` too. The stack itself counts. Empty until the end of the run. */
  readonly changes: Readonly<Record<string, number>>;
  /** Warnings and errors: `warning: text`. */
  readonly diagnostics: readonly string[];
  /** The outputs of the stack, of which secret ones read `[secret]`. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** A line of the engine's event log (`apitype.EngineEvent` in its sources); only what is read here. */
interface EngineEvent {
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string };
  readonly resourcePreEvent?: { readonly metadata: StepMetadata };
  readonly resOutputsEvent?: { readonly metadata: StepMetadata };
  readonly resOpFailedEvent?: { readonly metadata: StepMetadata };
  readonly summaryEvent?: { readonly resourceChanges: Record<string, number> };
}

interface StepMetadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly new: { readonly outputs?: Record<string, unknown> } | null;
  readonly detailedDiff: Record<string, { readonly diffKind: string }> | null;
}

/** The key by which the engine marks values that are more than JSON, such as secrets. */
const SECRET = '4dabf18193072939515e22adb298388d';

const STACK = 'pulumi:pulumi:Stack';

/** Operations that leave a resource as it is. */
const IDLE = new Set(['same', 'read', 'refresh']);

/** The harness puts the plugins in PATH on purpose. */
const PLUGIN_FROM_PATH = /^using pulumi-\S+ from \$PATH/;

/** Reads an event log, also one that is still written. */
export function readEvents(path: string): PulumiEvents {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  // What follows the last line break is half a line, or nothing.
  const events = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as EngineEvent);
  const steps = (kind: 'resourcePreEvent' | 'resOutputsEvent' | 'resOpFailedEvent'): PulumiStep[] =>
    events
      .flatMap((event) => event[kind] ?? [])
      .flatMap(({ metadata }) => (isStep(metadata) ? [toStep(metadata)] : []));
  const stackEvents = events.flatMap(({ resOutputsEvent }) =>
    resOutputsEvent?.metadata.type === STACK ? [resOutputsEvent.metadata] : [],
  );
  return {
    started: steps('resourcePreEvent'),
    steps: steps('resOutputsEvent'),
    failed: steps('resOpFailedEvent'),
    changes: events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {},
    diagnostics: events.flatMap(({ diagnosticEvent }) => diagnostic(diagnosticEvent)),
    outputs: hideSecrets(stackEvents.at(-1)?.new?.outputs ?? {}),
  };
}

function diagnostic(event: EngineEvent['diagnosticEvent']): string[] {
  if (!event || !['warning', 'error'].includes(event.severity)) return [];
  return PLUGIN_FROM_PATH.test(event.message) ? [] : [`${event.severity}: ${event.message.trim()}`];
}

/** The log has a secret as an object with a signature and `ciphertext: '[secret]'`. */
function hideSecrets(outputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isSecret = (value: unknown): boolean => typeof value === 'object' && value !== null && SECRET in value;
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, isSecret(value) ? '[secret]' : value]),
  );
}

/** Whether something happens to a resource that a program has asked for. */
function isStep({ op, type, urn }: StepMetadata): boolean {
  const isDefaultProvider = type.startsWith('pulumi:providers:') && nameOf(urn).startsWith('default');
  return !IDLE.has(op) && type !== STACK && !isDefaultProvider;
}

function toStep({ op, urn, type, detailedDiff }: StepMetadata): PulumiStep {
  const diff = Object.entries(detailedDiff ?? {}).map(([path, { diffKind }]) => [path, diffKind] as const);
  return { op, urn, type, name: nameOf(urn), diff: Object.fromEntries(diff) };
}

/** A name may itself hold the separator of a URN, so it is what follows the third one. */
const nameOf = (urn: string): string => urn.split('::').slice(3).join('::');
