import { Construct } from 'constructs';
import type { SupportedModelFormat } from '../../api/kserve.types';
import { protocols as protocolNames } from '../../api/kserve-release-runtimes';
import { report } from '../../core/errors';
import {
  checkInteger,
  checkList,
  checkObject,
  checkOneOf,
  checkText,
  checkTexts,
  listOf,
  objectsOf,
} from '../../core/props';
import { listed, shown } from '../../core/words';
import { Protocol } from './model-formats';
import { defined } from './serving-container';
import { RuntimeFormat } from './serving-runtime-props';

/** The formats as KServe has them, one for each version. Reports wrong ones, and goes on without them. */
export function servedFormats(
  scope: Construct,
  given: readonly RuntimeFormat[] | undefined,
): readonly SupportedModelFormat[] {
  if (given === undefined || (checkList(scope, 'formats', given) && given.length === 0)) {
    report(
      scope,
      `"formats" is ${given === undefined ? 'undefined' : 'empty'}, must have a format or more: { name: 'sklearn' }`,
    );
  }
  const formats = listOf(given).flatMap((format, index) => servedFormat(scope, `formats[${index}]`, format));
  const keys = formats.map(({ name, version }) => (version === undefined ? name : `${name} ${version}`));
  for (const twice of twiceOf(keys)) report(scope, `"formats" names ${shown(twice)} twice; name it once`);
  const all = objectsOf(given);
  for (const twice of twiceOf(formats.map(({ name }) => name))) {
    const priorities = all.flatMap(({ name, priority }) => (name === twice ? [priority] : []));
    if (new Set(priorities).size === 1) continue;
    report(
      scope,
      `"formats" gives ${shown(twice)} the priorities ${listed(priorities)}, and KServe takes one for all versions`,
    );
  }
  return formats;
}

function servedFormat(scope: Construct, at: string, format: Partial<RuntimeFormat> | null): SupportedModelFormat[] {
  if (!checkObject(scope, at, format) || format === null) return [];
  const { name, versions, priority } = format;
  for (const field of Object.keys(format).filter((one) => !['name', 'versions', 'priority'].includes(one))) {
    report(scope, `"${at}" has ${shown(field)}, a format has "name", "versions" and "priority"`);
  }
  if (name === undefined) {
    report(scope, `"${at}.name" is undefined, must be the name of a format, such as "sklearn"`);
  }
  const right = [
    checkText(scope, `${at}.name`, name),
    checkVersions(scope, `${at}.versions`, versions),
    checkInteger(scope, `${at}.priority`, priority, { min: 1 }),
  ];
  if (right.includes(false) || name === undefined) return [];
  return (versions ?? [undefined]).map((version) =>
    defined<SupportedModelFormat>({
      name,
      version,
      ...(priority === undefined ? {} : { autoSelect: true, priority }),
    }),
  );
}

function checkVersions(scope: Construct, prop: string, versions: readonly string[] | undefined): boolean {
  if (!checkTexts(scope, prop, versions)) return false;
  if (versions === undefined || (versions.length > 0 && !versions.includes(''))) return true;
  report(
    scope,
    `"${prop}" is ${shown(versions)}, must name a version or more, such as "1"; leave it out for a runtime that takes any`,
  );
  return false;
}

/** The protocols. Reports wrong ones, and goes on without them. */
export function spokenProtocols(scope: Construct, given: readonly Protocol[] | undefined): readonly Protocol[] {
  if (given === undefined || !checkList(scope, 'protocols', given)) return ['v1'];
  if (given.length === 0) {
    report(scope, `"protocols" is empty, must have one of ${listed(protocolNames)} or more`);
  }
  const right = given.filter((protocol) => checkOneOf(scope, 'protocols', protocol, protocolNames));
  if (new Set(right).size < right.length) {
    report(scope, `"protocols" is ${shown(given)}, must name each protocol once`);
  }
  return right;
}

function twiceOf(values: readonly string[]): Set<string> {
  return new Set(values.filter((value, index) => values.indexOf(value) !== index));
}
