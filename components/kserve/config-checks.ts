import { Construct } from 'constructs';
import { Resources } from '../../lib/core';
import { report } from '../../lib/core/errors';
import {
  checkBoolean,
  checkInteger,
  checkKnown,
  checkLimits,
  checkObject,
  checkQuantities,
  checkText,
  checkTexts,
  listOf,
} from '../../lib/core/props';
import { parseQuantity } from '../../lib/core/quantity';
import { listed, shown } from '../../lib/core/words';
import { over, sidecarResources } from './config';
import type {
  AgentOptions,
  CredentialsOptions,
  LoggerOptions,
  RolloutOptions,
  RouterOptions,
  StorageInitializerOptions,
} from './options';

/*
 * Checks of the options that go into KServe's configuration. Each returns what is right to go on with: a section that is
 * wrong is left out.
 */

/** Demands CPU and memory alone: KServe reads nothing else. */
export function checkSidecar(scope: Construct, prop: string, given: unknown, base: Required<Resources>): boolean {
  if (given === undefined) return true;
  const value = given as Resources;
  if (!checkQuantities(scope, prop, value)) return false;
  let right = true;
  for (const part of ['requests', 'limits'] as const) {
    for (const name of Object.keys(value[part] ?? {}).filter((each) => !['cpu', 'memory'].includes(each))) {
      report(scope, `"${prop}.${part}.${name}" is not among what KServe sets there: "cpu", "memory"`);
      right = false;
    }
  }
  return right && checkLimits(scope, prop, over(base, value));
}

/** Demands the name of an object: a DNS subdomain. */
export function checkName(scope: Construct, prop: string, value: unknown): boolean {
  if (value === undefined) return true;
  const part = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
  if (typeof value === 'string' && value.length <= 253 && new RegExp(`^${part}(\\.${part})*$`).test(value)) return true;
  report(scope, `"${prop}" is ${shown(value)}, must be a name of an object: a-z, 0-9, "-" and ".", such as "team-ca"`);
  return false;
}

/** Demands the key of a Secret or of a ConfigMap. */
export function checkKey(scope: Construct, prop: string, value: unknown): boolean {
  if (value === undefined || (typeof value === 'string' && /^[-._a-zA-Z0-9]{1,253}$/.test(value))) return true;
  report(
    scope,
    `"${prop}" is ${shown(value)}, must be a key of a Secret or ConfigMap: letters, digits, "-", "_" and "."`,
  );
  return false;
}

/** All that is true, with each check made. */
export function all(...checks: readonly boolean[]): boolean {
  return checks.every((each) => each);
}

/** Options that are an object of known fields; `undefined` where they are not, or not given. */
export function section<O extends object>(
  scope: Construct,
  prop: string,
  given: O | undefined,
  known: Record<keyof O, true>,
  check: (options: Partial<O>) => boolean,
): O | undefined {
  if (given === undefined || !checkObject(scope, prop, given)) return undefined;
  const names = Object.keys(known);
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  for (const name of unknown) report(scope, `"${prop}.${name}" is not known, it takes ${listed(names)}`);
  return all(unknown.length === 0, check(given)) ? given : undefined;
}

export function checkStorageInitializer(
  scope: Construct,
  given: StorageInitializerOptions | undefined,
): StorageInitializerOptions | undefined {
  const at = 'storageInitializer';
  const known = {
    resources: true,
    caBundle: true,
    modelcar: true,
    modelcarUser: true,
    modelcarResources: true,
  } as const;
  return section(scope, at, given, known, (options) =>
    all(
      checkSidecar(scope, `${at}.resources`, options.resources, sidecarResources),
      checkName(scope, `${at}.caBundle`, options.caBundle),
      checkBoolean(scope, `${at}.modelcar`, options.modelcar),
      checkInteger(scope, `${at}.modelcarUser`, options.modelcarUser, { min: 1 }),
      checkModelcarResources(scope, `${at}.modelcarResources`, options.modelcarResources),
    ),
  );
}

function checkModelcarResources(
  scope: Construct,
  at: string,
  given: StorageInitializerOptions['modelcarResources'],
): boolean {
  if (given === undefined) return true;
  if (!checkObject(scope, at, given)) return false;
  checkKnown(scope, given, { cpu: true, memory: true });
  const wrong = Object.entries(given).filter(([, amount]) => (parseQuantity(amount) ?? 0) <= 0);
  for (const [name, amount] of wrong) {
    report(scope, `"${at}.${name}" is ${shown(amount)}, must be a quantity such as "10m" or "15Mi"`);
  }
  return wrong.length === 0;
}

export function checkLogger(scope: Construct, given: LoggerOptions | undefined): LoggerOptions | undefined {
  const known = { defaultUrl: true, caBundle: true, caCertFile: true, tlsSkipVerify: true } as const;
  return section(scope, 'logger', given, known, (options) =>
    all(
      checkUrl(scope, 'logger.defaultUrl', options.defaultUrl),
      checkName(scope, 'logger.caBundle', options.caBundle),
      checkKey(scope, 'logger.caCertFile', options.caCertFile),
      checkBoolean(scope, 'logger.tlsSkipVerify', options.tlsSkipVerify),
    ),
  );
}

function checkUrl(scope: Construct, prop: string, value: unknown): boolean {
  if (value === undefined || (typeof value === 'string' && /^https?:\/\/\S+$/.test(value) && URL.canParse(value))) {
    return true;
  }
  report(scope, `"${prop}" is ${shown(value)}, must be a URL such as "http://broker.team"`);
  return false;
}

export function checkAgent(scope: Construct, given: AgentOptions | undefined): AgentOptions | undefined {
  return section(scope, 'agent', given, { resources: true }, (options) =>
    checkSidecar(scope, 'agent.resources', options.resources, sidecarResources),
  );
}

export function checkRouter(scope: Construct, given: RouterOptions | undefined): RouterOptions | undefined {
  return section(scope, 'router', given, { resources: true, propagateHeaders: true }, (options) =>
    all(
      checkSidecar(scope, 'router.resources', options.resources, sidecarResources),
      checkTexts(scope, 'router.propagateHeaders', options.propagateHeaders) &&
        listOf(options.propagateHeaders).every((header) => checkHeader(scope, header)),
    ),
  );
}

function checkHeader(scope: Construct, header: string): boolean {
  if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(header)) return true;
  report(scope, `"router.propagateHeaders" holds ${shown(header)}, must be names of headers such as "Authorization"`);
  return false;
}

export function checkRollout(scope: Construct, given: RolloutOptions | undefined): RolloutOptions | undefined {
  const known = { maxSurge: true, maxUnavailable: true } as const;
  return section(scope, 'rollout', given, known, (options) => {
    const shares = [options.maxSurge, options.maxUnavailable];
    const right = (['maxSurge', 'maxUnavailable'] as const).filter((name) => {
      const value: unknown = options[name];
      if (typeof value === 'string' && /^\d{1,3}%$/.test(value)) return true;
      // KServe hands on a text, and Kubernetes takes texts for shares alone.
      report(scope, `"rollout.${name}" is ${shown(value)}, must be a share such as "25%"`);
      return false;
    });
    if (right.length === 2 && shares.every((share) => parseInt(share ?? '', 10) === 0)) {
      report(scope, '"rollout" has both "maxSurge" and "maxUnavailable" at "0%", and nothing could ever be replaced');
      return false;
    }
    return right.length === 2;
  });
}

export function checkCredentials(
  scope: Construct,
  given: CredentialsOptions | undefined,
): CredentialsOptions | undefined {
  const at = 'credentials';
  const known = { storageSecret: true, s3: true, gcsCredentialFile: true } as const;
  return section(scope, at, given, known, (options) =>
    all(
      checkName(scope, `${at}.storageSecret`, options.storageSecret),
      checkKey(scope, `${at}.gcsCredentialFile`, options.gcsCredentialFile),
      options.s3 === undefined || checkS3(scope, options.s3),
    ),
  );
}

function checkS3(scope: Construct, given: NonNullable<CredentialsOptions['s3']>): boolean {
  const at = 'credentials.s3';
  const flags = ['useHttps', 'verifySsl', 'useVirtualBucket', 'useAccelerate', 'useAnonymousCredential'] as const;
  const known: Record<keyof typeof given, true> = {
    accessKeyIdName: true,
    secretAccessKeyName: true,
    endpoint: true,
    useHttps: true,
    region: true,
    verifySsl: true,
    useVirtualBucket: true,
    useAccelerate: true,
    useAnonymousCredential: true,
    caBundle: true,
    caBundleConfigMap: true,
  };
  const right = section(scope, at, given, known, (s3) =>
    all(
      checkKey(scope, `${at}.accessKeyIdName`, s3.accessKeyIdName),
      checkKey(scope, `${at}.secretAccessKeyName`, s3.secretAccessKeyName),
      checkEndpoint(scope, `${at}.endpoint`, s3.endpoint),
      checkText(scope, `${at}.region`, s3.region),
      ...flags.map((flag) => checkBoolean(scope, `${at}.${flag}`, s3[flag])),
      checkText(scope, `${at}.caBundle`, s3.caBundle),
      checkName(scope, `${at}.caBundleConfigMap`, s3.caBundleConfigMap),
    ),
  );
  return right !== undefined;
}

/** Demands a host, with or without a port. */
export function checkEndpoint(scope: Construct, prop: string, value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value === 'string' && /^[a-zA-Z0-9]([-a-zA-Z0-9.]*[a-zA-Z0-9])?(:\d{1,5})?$/.test(value)) return true;
  report(scope, `"${prop}" is ${shown(value)}, must be a host with an optional port, such as "minio.storage:9000"`);
  return false;
}
