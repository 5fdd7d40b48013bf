import { App, Platform, PlatformProps, SecretSource } from '../lib/core';
import { LocalStack } from './local';
import { componentProblems, defaultLocalComponents, LocalComponent } from './local-components';

/** What can be chosen of every environment. */
export interface EnvironmentProps extends PlatformProps {
  /** What to install, checked by the environment. @default - what the environment says */
  readonly components?: readonly string[];
  /** Where the password of a user of the database comes from. @default - what the environment says */
  readonly passwords?: (user: string) => SecretSource;
}

/** Makes an environment's platform. `props` go over what the environment sets itself. */
export type Environment = (app: App, props: EnvironmentProps) => Platform;

/** All environments that Keelson brings, by name. */
export const environments: Readonly<Partial<Record<string, Environment>>> = {
  local: (app, { components, ...props }) =>
    // The names are checked by the stack, which says what is allowed.
    new LocalStack(app, 'local', {
      ...props,
      ...(components === undefined ? {} : { components: components as LocalComponent[] }),
    }),
};

/** What there is to choose from in an environment. */
export interface Choices {
  /** What it installs unless told otherwise. */
  readonly components: readonly string[];
  /** All that is wrong with a choice of components. */
  readonly componentProblems: (prop: string, given: unknown) => string[];
  /** Users of the database, and the component that each comes with. */
  readonly users: Readonly<Record<string, string>>;
}

/** The choices of all environments, by name. */
export const choices: Readonly<Partial<Record<string, Choices>>> & { readonly local: Choices } = {
  local: {
    components: defaultLocalComponents,
    componentProblems,
    users: {
      root: 'mysql',
      katib: 'katib',
      mlpipeline: 'pipelines',
      metadb: 'pipelines',
      model_registry: 'model-registry',
    },
  },
};
