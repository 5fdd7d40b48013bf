import { parseImage } from '../../core/image';
import { shown, suggestion } from '../../core/words';
import { checkEnv, checkResources } from './checks-container';
import { checkInterface, Say } from './checks-interface';
import { isJson, isPlain } from './checks-types';
import { Component, ContainerRun, ImporterRun } from './component';
import { isValue } from './values';

/** Checks a component, once for each pipeline that uses it. */
export function checkComponent(component: Component, say: Say): void {
  const { name, inputs, outputs, runs } = component;
  if (typeof name !== 'string' || name === '') say(`"name" is ${shown(name)}, must be a text that is not empty`);
  checkInterface('inputs', inputs, say);
  checkInterface('outputs', outputs, say);
  if (runs.kind === 'container') checkContainer(component, runs, say);
  if (runs.kind === 'importer') checkImporter(runs, say);
}

function checkContainer(component: Component, run: ContainerRun, say: Say): void {
  const driven = typeof run.image === 'string' && run.image.startsWith('argostub/');
  const image = typeof run.image === 'string' ? parseImage(run.image) : undefined;
  if (!driven && (image?.tag ?? image?.digest) === undefined) {
    say(`"image" is ${shown(run.image)}, must be an image with a tag or a digest`);
  }
  if (!driven && run.command.length + run.args.length === 0) {
    say('"command" is missing: KFP starts the program itself, and cannot see what the image would run');
  }
  const [program] = run.command;
  if (program?.includes('{{') === true) {
    say(
      `"command" starts with ${shown(program)}, in which the launcher fills in nothing; start with the program itself`,
    );
  }
  for (const word of [...run.command, ...run.args]) checkWord(component, word, say);
  checkEnv('env', run.env, say);
  if (hasValue(run.resources)) {
    say('"resources" has a value of the run, which belongs to one pipeline; give it to the task');
  } else checkResources(run.resources, say, 'resources.');
}

const placeholder = /\{\{\$\.(inputs|outputs)\.(parameters|artifacts)\['([^']*)'\]([^}]*)\}\}/g;
const endings: Readonly<Record<string, readonly string[]>> = {
  'inputs.parameters': [''],
  'outputs.parameters': ['.output_file'],
  'inputs.artifacts': ['', '.path', '.uri'],
  'outputs.artifacts': ['', '.path', '.uri'],
};

function checkWord(component: Component, word: string, say: Say): void {
  if (/^\s*\{\s*"(Concat|IfPresent)"/.test(word)) {
    say(`"command" has ${shown(word)}, which KFP 2.16 does not carry out; write the text with placeholders in it`);
  }
  for (const [whole, side = '', kind = '', name = '', ending = ''] of word.matchAll(placeholder)) {
    const specs = component[side === 'inputs' ? 'inputs' : 'outputs'];
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    const artifact = kind === 'artifacts';
    if (spec === undefined) {
      say(
        `"command" names ${shown(whole)}, but there is no such ${side.slice(0, -1)}${suggestion(name, Object.keys(specs))}`,
      );
    } else if ((spec.kind === 'artifact') !== artifact || endings[`${side}.${kind}`]?.includes(ending) === false) {
      say(`"command" names ${shown(whole)}, which the launcher does not fill in; take it from the function's argument`);
    }
  }
}

function checkImporter(run: ImporterRun, say: Say): void {
  if (hasValue(run.metadata)) {
    say('"metadata" has a value of the run, which KFP 2.16 does not fill in; give it constants');
  } else if (!isPlain(run.metadata) || !isJson(run.metadata)) {
    say(`"metadata" is ${shown(run.metadata)}, must be an object of JSON values`);
  }
}

function hasValue(given: unknown): boolean {
  if (isValue(given)) return true;
  return typeof given === 'object' && given !== null && Object.values(given).some(hasValue);
}
