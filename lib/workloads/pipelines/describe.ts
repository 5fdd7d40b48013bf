import { shown } from '../../core/words';
import { ArtifactSpec, ParameterSpec } from './interface';
import { RunValue, TextTemplate } from './text';
import { isValue, Source, Value } from './values';

/** A value of the run in words: `the output "model" of task "train"`. */
export function describe(value: Value): string {
  return describeSource(value.source);
}

/** A type in words: `integer`, `system.Model`, `list of system.Model`. */
export function typeName(spec: ParameterSpec | ArtifactSpec | Value): string {
  if (spec.kind === 'parameter') return spec.type;
  const { schemaTitle, schemaVersion } = spec;
  const title = schemaTitle.startsWith('system.') ? schemaTitle : `${schemaTitle} ${schemaVersion}`;
  return spec.list ? `list of ${title}` : title;
}

/** What was given, in words. */
export function given(value: unknown): string {
  if (isValue(value)) return `${describe(value)}, of type ${typeName(value)}`;
  if (value instanceof TextTemplate) return 'a text';
  if (value instanceof RunValue) return `the text ${shown(value.placeholder)}`;
  return shown(value);
}

function describeSource(source: Source): string {
  switch (source.from) {
    case 'input':
      return `the input "${source.name}"`;
    case 'task':
      return `the output "${source.key}" of task "${source.task.name}"`;
    case 'loop':
      return `the item of "${source.loop.name}"`;
    case 'field':
      return `the field "${source.field}" of ${describeSource(source.of.source)}`;
    case 'branches':
      return `the choice from "${source.branches.name}"`;
    case 'collected':
      return `what is collected of ${describeSource(source.value.source)}`;
  }
}
