import { RootConstruct } from 'constructs';
import { Images, ImagePullPolicy, ImagesProps, Size } from '../lib/core';
import { checkLabel, checkOneOf, checkText } from '../lib/core/props';
import { sizes } from '../lib/core/size';
import { listed, shown } from '../lib/core/words';
import { Kept, keptByDefault } from '../lib/pulumi/retention';
import { Choices, choices } from './environments';
import { isContent } from './kubeconfig';
import type { TeamSetting } from './settings';
import { SettingsReader } from './settings-reader';

const podSecurities = ['privileged', 'baseline', 'restricted'] as const;
/** A day. */
const longest = 86_400;

/** The environment that is set, or else the one that the stack is named after. */
export function readEnvironment(reader: SettingsReader, stack: string): string | undefined {
  const names = Object.keys(choices);
  const key = reader.key('environment');
  const given = reader.text('environment');
  if (given !== undefined) {
    return checkOneOf(reader.scope, key, given, names) ? given : undefined;
  }
  if (names.includes(stack)) return stack;
  if (reader.raw('environment') === undefined) {
    reader.wrong(
      `"${key}" is missing, and the stack's name ${shown(stack)} is that of no environment, must be one of ${listed(names)}; ` +
        `run: pulumi config set ${key} ${names[0] ?? ''}`,
    );
  }
  return undefined;
}

/** How large the platform is. */
export function readSize(reader: SettingsReader): Size | undefined {
  const size = reader.text('size');
  return checkOneOf(reader.scope, reader.key('size'), size, sizes) ? (size as Size | undefined) : undefined;
}

/** Which components are installed. */
export function readComponents(reader: SettingsReader, chosen: Choices): readonly string[] | undefined {
  const names = reader.list('components', 'a list of names', adviceForList('components'));
  if (names === undefined) return undefined;
  const problems = chosen.componentProblems(reader.key('components'), names);
  for (const problem of problems) reader.wrong(problem);
  return problems.length === 0 ? (names as string[]) : undefined;
}

/** Users of the database that come with the components that are installed. */
export function usersOf(chosen: Choices, components: readonly string[] | undefined): string[] {
  const installed = components ?? chosen.components;
  return Object.entries(chosen.users).flatMap(([user, component]) => (installed.includes(component) ? [user] : []));
}

/** Where images come from. */
export function readImages(reader: SettingsReader): Omit<ImagesProps, 'replace'> | undefined {
  const registry = reader.text('registry');
  const pullPolicy = reader.text('pullPolicy') as ImagePullPolicy | undefined;
  const pullSecrets = reader.list('pullSecrets', 'a list of names of Secrets', adviceForList('pullSecrets'));
  const images = {
    ...(registry === undefined ? {} : { registry }),
    ...(pullPolicy === undefined ? {} : { pullPolicy }),
    ...(pullSecrets === undefined ? {} : { pullSecrets: pullSecrets as string[] }),
  };
  // Those who use the props are told the same under the props' names.
  const scope = new RootConstruct();
  new Images(scope, images);
  for (const problem of scope.node.validate()) reader.wrong(problem.replaceAll('"images.', `"${reader.key('')}`));
  return Object.keys(images).length === 0 ? undefined : images;
}

/** Namespaces that are there already. */
export function readNamespaces(reader: SettingsReader): readonly string[] | undefined {
  const key = 'existingNamespaces';
  const names = reader.list(key, 'a list of names of namespaces', adviceForList(key));
  const wrong = names?.filter((name) => !checkLabel(reader.scope, reader.key(key), name ?? null)) ?? [];
  return wrong.length > 0 ? undefined : (names as string[] | undefined);
}

/** Namespaces of teams. */
export function readTeams(reader: SettingsReader): readonly TeamSetting[] {
  const key = reader.key('teams');
  const given = reader.list('teams', 'a list of names of namespaces', adviceForList('teams')) ?? [];
  const teams = given.flatMap((item, index): TeamSetting[] => {
    const at = `${key}[${index}]`;
    if (typeof item === 'string') return checkLabel(reader.scope, at, item) ? [{ name: item }] : [];
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      reader.wrong(`"${at}" is ${shown(item)}, must be a name or {"name": NAME, "podSecurity": STANDARD}`);
      return [];
    }
    const { name, podSecurity } = item as Partial<TeamSetting>;
    const right = [
      reader.checkFields(at, item, ['name', 'podSecurity']),
      checkLabel(reader.scope, `${at}.name`, name ?? null),
      checkOneOf(reader.scope, `${at}.podSecurity`, podSecurity, podSecurities),
    ];
    if (right.includes(false) || name === undefined) return [];
    return [{ name, ...(podSecurity === undefined ? {} : { podSecurity }) }];
  });
  const names = teams.map(({ name }) => name);
  for (const name of new Set(names.filter((each, index) => names.indexOf(each) !== index))) {
    reader.wrong(`"${key}" names ${shown(name)} twice; name it once`);
  }
  return teams;
}

/** Path or content of the kubeconfig. The content opens the cluster, so it must be encrypted. */
export function readKubeconfig(reader: SettingsReader): string | undefined {
  const value = reader.raw('kubeconfig');
  const command = `pulumi config set --secret ${reader.key('kubeconfig')} < FILE`;
  if (value === '') {
    reader.wrong(
      `"${reader.key('kubeconfig')}" is empty, must be the path of a kubeconfig or its content; run: ${command}`,
    );
  } else if (value !== undefined && isContent(value) && !reader.isSecret('kubeconfig')) {
    reader.wrong(
      `"${reader.key('kubeconfig')}" is a kubeconfig in plain text, must be encrypted or the path of a file; run: ${command}`,
    );
  }
  return value;
}

/** A text that is not empty. */
export function readText(reader: SettingsReader, name: string): string | undefined {
  const text = reader.text(name);
  checkText(reader.scope, reader.key(name), text);
  return text;
}

/** What `pulumi destroy` deletes besides the rest. */
export function readDeleteOnDestroy(reader: SettingsReader): readonly Kept[] | undefined {
  const key = reader.key('deleteOnDestroy');
  const given = reader.list('deleteOnDestroy', `a list of ${listed(keptByDefault)}`, adviceForList('deleteOnDestroy'));
  for (const what of given ?? []) checkOneOf(reader.scope, key, what ?? null, keptByDefault);
  return given as readonly Kept[] | undefined;
}

/** How long an object may take. */
export function readTimeout(reader: SettingsReader): number | undefined {
  const text = reader.text('timeoutSeconds');
  if (text === undefined) return undefined;
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= longest) return seconds;
  reader.wrong(
    `"${reader.key('timeoutSeconds')}" is ${shown(text)}, must be a whole number of seconds from 1 to ${longest}`,
  );
  return undefined;
}

function adviceForList(name: string): string {
  return `pulumi config set --path 'keelson:${name}[0]' <name>`;
}
