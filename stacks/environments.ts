import { App, Platform, PlatformProps } from '../lib/core';
import { LocalStack } from './local';

/** Makes an environment's platform. `props` go over what the environment sets itself. */
export type Environment = (app: App, props: PlatformProps) => Platform;

/** All environments that Keelson brings, by name. */
export const environments: Readonly<Partial<Record<string, Environment>>> = {
  local: (app, props) => new LocalStack(app, 'local', props),
};
