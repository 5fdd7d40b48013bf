import * as pulumi from '@pulumi/pulumi';
import { SecretSource } from '../lib/core';
import { generatedByPulumi, pulumiSecret } from '../lib/pulumi';
import { PasswordSetting, PasswordSettings } from './settings-passwords';
import { settingsNamespace } from './settings-reader';

/** Where the password of a user comes from, as the settings say. Users that they do not name get one in the cluster. */
export function passwordSource(settings: PasswordSettings): (user: string) => SecretSource {
  return (user) => sourceOf(typeof settings === 'string' ? settings : (settings[user] ?? 'cluster'));
}

function sourceOf(setting: PasswordSetting): SecretSource {
  if (setting === 'cluster') return SecretSource.generated();
  if (setting === 'state') return generatedByPulumi();
  if ('existing' in setting) return SecretSource.existing(setting.existing);
  if ('external' in setting) return SecretSource.external(setting.external);
  return pulumiSecret({ password: new pulumi.Config(settingsNamespace).requireSecret(setting.config) });
}
