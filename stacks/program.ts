import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { App, Platform, ValidationError } from '../lib/core';
import { deploy, kubernetesProvider } from '../lib/pulumi';
import { whyUnreachable } from './cluster-reach';
import { environments } from './environments';
import { isContent, kubeconfigPath, Machine } from './kubeconfig';
import { passwordSource } from './password-sources';
import { readSettings, Settings } from './settings';
import { settingsHints } from './settings-hints';
import { StackConfig } from './settings-reader';
import { StackOutputs, stackOutputs } from './stack-outputs';

/** Options of {@link runProgram}. */
export interface ProgramOptions {
  /**
   * Declares workloads on the platform, in charts within it. They wait for what they need of it.
   * @default - none
   */
  readonly workloads?: (platform: Platform) => void;
}

/**
 * The Pulumi program of an environment: reads the stack's configuration, and registers everything that it asks for.
 * A program with workloads of its own returns `runProgram({ workloads: (platform) => new Vision(platform, 'vision') })`.
 * @returns the stack's outputs
 */
export async function runProgram({ workloads }: ProgramOptions = {}): Promise<StackOutputs> {
  const config = stackConfig();
  for (const hint of settingsHints(config)) await pulumi.log.warn(hint);
  const { settings, problems } = readSettings(config);
  if (problems !== undefined) throw new pulumi.RunError(refusal(problems));
  const machine = thisMachine();
  const isReachable = await checkCluster(settings, machine);
  try {
    const platform = environmentOf(settings);
    workloads?.(platform);
    deploy(platform.node.root, {
      provider: isReachable ? providerOf(settings, machine) : noCluster(),
      ...(settings.deleteOnDestroy === undefined ? {} : { deleteOnDestroy: settings.deleteOnDestroy }),
      ...(settings.timeoutSeconds === undefined ? {} : { timeoutSeconds: settings.timeoutSeconds }),
    });
    return stackOutputs(platform);
  } catch (error) {
    // Pulumi prints a stack of calls for all errors but its own.
    if (error instanceof ValidationError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

/**
 * Ends the program where there is no cluster. Only a preview goes on then, unless the settings name a cluster wrongly.
 * @returns whether there is a cluster
 */
async function checkCluster(settings: Settings, machine: Machine): Promise<boolean> {
  const reason = await whyUnreachable(settings, machine);
  if (reason === undefined) return true;
  if (reason.wrong || !pulumi.runtime.isDryRun()) {
    throw new pulumi.RunError(`the cluster cannot be reached, nothing was registered: ${reason.problem}`);
  }
  await pulumi.log.warn(
    `the cluster cannot be reached: ${reason.problem}; this preview shows what the program makes, and cannot know which ` +
      'of the objects are there already, what was changed in the cluster, and what its API server would refuse or fill in',
  );
  return false;
}

function environmentOf(settings: Settings): Platform {
  const { environment, teams, passwords, size, images, existingNamespaces, components } = settings;
  const create = environments[environment];
  if (create === undefined) throw new ValidationError(`there is no environment "${environment}"`);
  const platform = create(new App(), {
    ...(size === undefined ? {} : { size }),
    ...(images === undefined ? {} : { images }),
    ...(existingNamespaces === undefined ? {} : { existingNamespaces }),
    ...(components === undefined ? {} : { components }),
    ...(passwords === undefined || passwords === 'cluster' ? {} : { passwords: passwordSource(passwords) }),
  });
  for (const { name, ...options } of teams) platform.addNamespace(name, options);
  return platform;
}

/**
 * The provider gets the content of a kubeconfig, not its path: it compares that of the last run with that of this one, and
 * fails where the old path is not there any more. Without one, it is told to look for itself, which finds several files
 * too; left to its default, it would take `KUBECONFIG` as one path, and keep that.
 */
function providerOf({ kubeconfig, context }: Settings, machine: Machine): pulumi.ProviderResource {
  const content =
    kubeconfig === undefined || isContent(kubeconfig)
      ? kubeconfig
      : readFileSync(kubeconfigPath(kubeconfig, machine), 'utf8');
  return kubernetesProvider('kubernetes', {
    kubeconfig: content === undefined ? '' : pulumi.secret(content),
    ...(context === undefined ? {} : { context }),
  });
}

/**
 * The provider of a preview without a cluster. One that was given the address of a server that does not answer would try
 * again for every object, for many minutes; one that knows of no cluster goes on with what the state says.
 */
function noCluster(): pulumi.ProviderResource {
  return kubernetesProvider('kubernetes', { kubeconfig: 'apiVersion: v1\nkind: Config\n' });
}

function stackConfig(): StackConfig {
  // Pulumi says which values are encrypted by a function that its types leave out.
  const { isConfigSecret } = pulumi.runtime as unknown as { readonly isConfigSecret: (key: string) => boolean };
  return { stack: pulumi.getStack(), values: pulumi.runtime.allConfig(), isSecret: isConfigSecret };
}

function thisMachine(): Machine {
  const folder = pulumi.getRootDirectory();
  return {
    env: process.env,
    home: homedir(),
    // Old language hosts do not say where the project is.
    folder: isAbsolute(folder) ? folder : process.cwd(),
    podCredentials: '/var/run/secrets/kubernetes.io/serviceaccount',
  };
}

function refusal(problems: readonly string[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const lines = problems.map((problem) => `  ${problem}`).join('\n');
  return `${count} in the configuration of the stack, nothing was registered:\n${lines}`;
}
