import { parseQuantity } from '../../core/quantity';
import { shown, suggestion } from '../../core/words';
import { checkInterface, Say } from './checks-interface';
import { checkModes } from './checks-kubernetes';
import { fits, isPlain } from './checks-types';
import { checkVisible } from './checks-values';
import { GraphRun } from './component';
import { given as inWords, describe, typeName } from './describe';
import { PipelineOptions } from './pipeline-options';
import { valuesIn } from './task-values';
import { run as runValues, RunValue, TextTemplate } from './text';
import { isValue } from './values';

/** Checks what is said of the pipeline as a whole. */
export function checkPipeline(run: GraphRun, say: Say): void {
  const { options, scope } = run;
  const { name, root, inputs } = options;
  if (typeof name !== 'string' || !/^[a-z0-9][a-z0-9-]{0,127}$/.test(name)) {
    say(`"name" is ${shown(name)}, must be at most 128 lower case letters, digits and "-", and start with no "-"`);
  }
  for (const prop of ['displayName', 'description'] as const) {
    const text: unknown = options[prop];
    if (text !== undefined && (typeof text !== 'string' || text === '')) {
      say(`"${prop}" is ${shown(text)}, must be a text that is not empty`);
    }
  }
  if (root !== undefined && (typeof root !== 'string' || !/^(gs|s3|minio):\/\/[^/]/.test(root))) {
    say(`"root" is ${shown(root)}, must start with gs://, s3:// or minio://`);
  }
  checkInterface('inputs', inputs, say);
  checkInterface('outputs', options.outputs, say);
  for (const [input, spec] of isPlain(inputs) ? Object.entries(inputs) : []) {
    if (isPlain(spec) && spec.kind === 'system') say(`"inputs.${input}" is filled in by KFP, which only tasks get`);
  }
  checkWorkspace(options, say);
  checkReturned(run, say);
  for (const option of Object.keys(options)) {
    if (known.includes(option)) continue;
    say(`"${option}" is not an option of a pipeline${suggestion(option, known)}`);
  }
  if ([...scope.tasks.values()].every((task) => task.watches !== undefined) && scope.tasks.size > 0) {
    say('it has exit tasks alone, and needs at least one other task');
  }
}

const known = ['name', 'displayName', 'description', 'inputs', 'outputs', 'root', 'workspace'];

function checkWorkspace({ workspace }: PipelineOptions, say: Say): void {
  if (workspace === undefined) return;
  if (!isPlain(workspace)) {
    say(`"workspace" is ${shown(workspace)}, must be an object such as { size: '10Gi' }`);
    return;
  }
  const { size, accessModes } = workspace;
  if (typeof size !== 'string' || (parseQuantity(size) ?? 0) <= 0) {
    say(`"workspace.size" is ${shown(size)}, must be an amount such as "10Gi"`);
  }
  if (accessModes !== undefined) checkModes('workspace.accessModes', accessModes, say);
}

/** Checks that who uses the workspace has one. */
export function checkWorkspaceUse(run: GraphRun, say: (task: string, message: string) => void): void {
  for (const task of run.scope.tasks.values()) {
    const { runs } = task.component;
    if (runs.kind === 'graph') {
      for (const prop of ['workspace', 'root'] as const) {
        if (runs.options[prop] === undefined) continue;
        say(
          task.name,
          `the pipeline "${runs.options.name}" has "${prop}", which KFP takes from the outermost pipeline alone`,
        );
      }
    }
    if (run.options.workspace !== undefined) continue;
    if (runs.kind === 'importer' && runs.downloadToWorkspace) {
      say(task.name, '"downloadToWorkspace" is true, but the pipeline has no "workspace"');
    }
    for (const [key, value] of task.given) {
      if (usesWorkspace(value)) say(task.name, `"${key}" is in the workspace, but the pipeline has no "workspace"`);
    }
  }
}

function usesWorkspace(value: unknown): boolean {
  if (value instanceof RunValue) return value === runValues.workspacePath;
  if (value instanceof TextTemplate) return value.values.some(usesWorkspace);
  return typeof value === 'string' && value.includes(runValues.workspacePath.placeholder);
}

function checkReturned(run: GraphRun, say: Say): void {
  const { options, returned, scope } = run;
  const outputs = isPlain(options.outputs) ? options.outputs : {};
  for (const [name, spec] of Object.entries(outputs)) {
    if (!isPlain(spec) || !['parameter', 'artifact'].includes(spec.kind)) continue;
    const value = Object.hasOwn(returned, name) ? returned[name] : undefined;
    if (value === undefined) {
      say(`"outputs.${name}" is not returned; return a value of type ${typeName(spec)} for it`);
    } else if (!isValue(value)) {
      say(`"outputs.${name}" is ${inWords(value)}, must be an output of a task`);
    } else if (['input', 'field', 'loop'].includes(value.source.from)) {
      say(`"outputs.${name}" is ${describe(value)}, but KFP returns outputs of tasks alone`);
    } else if (!fits(value, spec)) {
      say(`"outputs.${name}" is ${inWords(value)}, must be of type ${typeName(spec)}`);
    } else {
      for (const inner of valuesIn(value)) checkVisible(`outputs.${name}`, inner, scope.root, scope, say);
    }
  }
  for (const name of Object.keys(outputs).length === 0 ? [] : Object.keys(returned)) {
    if (!Object.hasOwn(outputs, name)) {
      say(`"${name}" is returned, but is not an output${suggestion(name, Object.keys(outputs))}`);
    }
  }
}
