import { ImagesProps, PodSecurityStandard, Size } from '../lib/core';
import { listed, suggestion } from '../lib/core/words';
import type { Kept } from '../lib/pulumi';
import { choices } from './environments';
import { PasswordSettings, readPasswords } from './settings-passwords';
import { settingsNamespace, SettingsReader, StackConfig } from './settings-reader';
import {
  readComponents,
  readDeleteOnDestroy,
  readEnvironment,
  readImages,
  readKubeconfig,
  readNamespaces,
  readSize,
  readTeams,
  readText,
  readTimeout,
  usersOf,
} from './settings-values';

/** A namespace of a team. */
export interface TeamSetting {
  readonly name: string;
  readonly podSecurity?: PodSecurityStandard;
}

/** What the configuration of a stack says. What it does not say is left out. */
export interface Settings {
  readonly environment: string;
  readonly size?: Size;
  readonly components?: readonly string[];
  readonly images?: Omit<ImagesProps, 'replace'>;
  readonly existingNamespaces?: readonly string[];
  readonly teams: readonly TeamSetting[];
  /** Path or content. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly deleteOnDestroy?: readonly Kept[];
  readonly timeoutSeconds?: number;
  readonly passwords?: PasswordSettings;
}

/** The settings, or all that is wrong with them. */
export type SettingsResult =
  | { readonly settings: Settings; readonly problems?: undefined }
  | { readonly settings?: undefined; readonly problems: readonly string[] };

const known: Readonly<Record<Exclude<keyof Settings, 'images'> | keyof NonNullable<Settings['images']>, true>> = {
  environment: true,
  size: true,
  components: true,
  registry: true,
  pullPolicy: true,
  pullSecrets: true,
  existingNamespaces: true,
  teams: true,
  kubeconfig: true,
  context: true,
  deleteOnDestroy: true,
  timeoutSeconds: true,
  passwords: true,
};

/** Reads and checks the configuration of a stack. */
export function readSettings(config: StackConfig): SettingsResult {
  const reader = new SettingsReader(config);
  const environment = readEnvironment(reader, config.stack);
  // After a wrong name, any environment serves to find what else is wrong.
  const chosen = choices[environment ?? ''] ?? choices.local;
  const components = readComponents(reader, chosen);
  const settings: Partial<Settings> = {
    environment,
    size: readSize(reader),
    components,
    images: readImages(reader),
    existingNamespaces: readNamespaces(reader),
    teams: readTeams(reader),
    kubeconfig: readKubeconfig(reader),
    context: readText(reader, 'context'),
    deleteOnDestroy: readDeleteOnDestroy(reader),
    timeoutSeconds: readTimeout(reader),
    passwords: readPasswords(reader, usersOf(chosen, components)),
  };
  checkUnknown(reader, config);
  if (reader.problems.length > 0) return { problems: reader.problems };
  const given = Object.entries(settings as Record<string, unknown>).filter(([, value]) => value !== undefined);
  return { settings: Object.fromEntries(given) as unknown as Settings };
}

/** Refuses settings that nothing has asked for. */
function checkUnknown(reader: SettingsReader, { values }: StackConfig): void {
  const names = Object.keys(known);
  for (const key of Object.keys(values)) {
    const name = key.slice(key.indexOf(':') + 1);
    if (!key.startsWith(`${settingsNamespace}:`) || reader.asked.has(name)) continue;
    const hint = suggestion(name, names) || `, there are ${listed(names)}`;
    const use = reader.isSecret(name) ? `, or name it in "${reader.key('passwords')}" if it is a password` : '';
    reader.wrong(`"${key}" is not a setting${hint}; run: pulumi config rm ${key}${use}`);
  }
}
