import { conditionText } from './condition-text';
import { channelName } from './channel-names';
import type { Group } from './groups';
import { definitionOf, part } from './ir-types';
import { JsonObject, present, sorted } from './json';
import { innerOf, isValue, ParameterValue, typeOf } from './values';
import { GroupOutput, Wiring } from './wiring';

/** The component that a group is, without its tasks. */
export function groupInterface(group: Group, wiring: Wiring): JsonObject {
  const inputs = [...(wiring.inputs.get(group) ?? [])];
  if (group.kind === 'for-loop') inputs.push([itemInput(group), itemOf(group)]);
  const outputs = [...(wiring.outputs.get(group) ?? [])];
  const specs = outputs.map(([name, output]) => [name, { kind: output.of.kind, output }] as const);
  return {
    ...part('inputDefinitions', inputs, (value) => definitionOf(value)),
    ...part('outputDefinitions', specs, ({ output }) => definitionOf(output.of, 'listed' in output && output.listed)),
  };
}

/** Where a group takes its outputs from. */
export function groupOutputs(group: Group, wiring: Wiring): JsonObject | undefined {
  return dagOutputs(wiring.outputs.get(group) ?? []);
}

/** Where a graph takes its outputs from. */
export function dagOutputs(outputs: Iterable<readonly [string, GroupOutput]>): JsonObject | undefined {
  const specs = [...outputs].map(([name, output]) => [name, { kind: output.of.kind, output }] as const);
  const { outputs: made } = part('outputs', specs, ({ kind, output }) => {
    const from = 'choices' in output ? output.choices : [output];
    if (kind === 'artifact') {
      return {
        artifactSelectors: from.map(({ producer, key }) => ({ producerSubtask: producer, outputArtifactKey: key })),
      };
    }
    const selectors = from.map(({ producer, key }) => ({ producerSubtask: producer, outputParameterKey: key }));
    return 'choices' in output
      ? { valueFromOneof: { parameterSelectors: selectors } }
      : { valueFromParameter: selectors[0] };
  });
  return made as JsonObject | undefined;
}

/** A group as a task of the graph around it. */
export function groupTask(group: Group, componentName: string, wiring: Wiring): JsonObject {
  const inputs = [...(wiring.inputs.get(group) ?? [])];
  const dependentTasks = wiring.waitsOf(group);
  return present({
    taskInfo: { name: group.displayName ?? group.name },
    componentRef: { name: componentName },
    ...part(
      'inputs',
      inputs.map(([name, value]) => [name, { kind: value.kind, value }] as const),
      ({ value }) => wiring.referInput(value, group),
    ),
    dependentTasks: dependentTasks.length === 0 ? undefined : dependentTasks,
    triggerPolicy: group.kind === 'condition' ? { condition: conditionText(group.condition, group) } : undefined,
    ...(group.kind === 'for-loop' ? iteratorOf(group) : {}),
  });
}

type Loop = Extract<Group, { kind: 'for-loop' }>;

function iteratorOf(loop: Loop): JsonObject {
  const { items, parallelism = 0 } = loop;
  return {
    parameterIterator: {
      items: isValue(items)
        ? { inputParameter: channelName(items, loop.parent ?? loop) }
        : { raw: pythonJson(sorted(items)) },
      itemInput: itemInput(loop),
    },
    ...(parallelism > 0 ? { iteratorPolicy: { parallelismLimit: parallelism } } : {}),
  };
}

function itemOf(loop: Loop): ParameterValue {
  return new ParameterValue({ from: 'loop', loop }, typeOf(loop.itemType), innerOf(loop.itemType));
}

function itemInput(loop: Loop): string {
  return channelName(itemOf(loop), loop);
}

/** JSON as Python writes it: with a space after commas and colons, and nothing beyond ASCII. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, field]) => `${pythonJson(key)}: ${pythonJson(field)}`);
    return `{${fields.join(', ')}}`;
  }
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
