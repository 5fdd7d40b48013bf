import { listed, shown, suggestion } from '../../core/words';
import { isJson, isPlain, literalFits } from './checks-types';
import { ArtifactSpec, ParameterSpec } from './interface';

/** Says that something is wrong. */
export type Say = (message: string) => void;

const types = ['integer', 'double', 'string', 'boolean', 'list', 'struct'];
const nameRule = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** Checks the declarations of inputs or outputs. */
export function checkInterface(side: 'inputs' | 'outputs', specs: unknown, say: Say): void {
  if (specs === undefined) return;
  if (!isPlain(specs)) {
    say(`"${side}" is ${shown(specs)}, must be an object such as { data: artifact.dataset() }`);
    return;
  }
  for (const [name, spec] of Object.entries(specs)) {
    const prop = `${side}.${name}`;
    if (!nameRule.test(name)) {
      say(`"${prop}" must have a name of letters, digits, "_" and "-" that starts with a letter`);
    }
    if (name.startsWith('pipelinechannel--')) say(`"${prop}" has a name that KFP's compiler keeps for itself`);
    if (!isPlain(spec)) say(`"${prop}" is ${shown(spec)}, must be made by "parameter" or "artifact"`);
    else checkSpec(side, prop, spec as ParameterSpec | ArtifactSpec, say);
  }
}

function checkSpec(side: string, prop: string, spec: ParameterSpec | ArtifactSpec, say: Say): void {
  const kind: string = spec.kind;
  if (kind === 'system' && side === 'inputs') return;
  if (kind !== 'parameter' && kind !== 'artifact') {
    const what = kind === 'system' ? 'is filled in by KFP, which only inputs are' : `is ${shown(spec)}`;
    say(`"${prop}" ${what}; make it with "parameter" or "artifact"`);
    return;
  }
  if (side === 'outputs' && spec.optional) {
    say(`"${prop}" is optional or has a default, which only inputs can; leave it out`);
  }
  if (spec.kind === 'artifact') checkArtifact(prop, spec, say);
  else if (!types.includes(spec.type)) {
    say(`"${prop}" is of type ${shown(spec.type)}, must be one of ${listed(types)}${suggestion(spec.type, types)}`);
  } else checkDefault(prop, spec, say);
}

function checkDefault(prop: string, spec: ParameterSpec, say: Say): void {
  const { default: value, literals, type } = spec;
  const right = (literal: unknown): boolean => literalFits(literal, type) && isJson(literal);
  if (value !== undefined && !right(value)) say(`"${prop}.default" is ${shown(value)}, must be of type ${type}`);
  if (literals === undefined) return;
  if (!Array.isArray(literals) || literals.length === 0) {
    say(`"${prop}.literals" is ${shown(literals)}, must be a list of the values that are allowed`);
    return;
  }
  for (const literal of literals) {
    if (!right(literal)) say(`"${prop}.literals" has ${shown(literal)}, must have values of type ${type}`);
  }
  const texts = literals.map((literal) => JSON.stringify(literal));
  if (value !== undefined && !texts.includes(JSON.stringify(value))) {
    say(`"${prop}.default" is ${shown(value)}, must be one of its literals ${listed(literals)}`);
  }
}

function checkArtifact(prop: string, { schemaTitle, schemaVersion }: ArtifactSpec, say: Say): void {
  if (!/^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/.test(schemaTitle)) {
    say(`"${prop}.schemaTitle" is ${shown(schemaTitle)}, must be a namespace and a name such as "google.VertexModel"`);
  }
  if (!/^\d+\.\d+\.\d+$/.test(schemaVersion)) {
    say(`"${prop}.schemaVersion" is ${shown(schemaVersion)}, must be three numbers such as "0.0.1"`);
  }
}
