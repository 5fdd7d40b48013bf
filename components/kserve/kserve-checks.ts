import { Construct } from 'constructs';
import { report } from '../../lib/core/errors';
import { checkBoolean, checkInteger, checkLabel, checkTextMap, checkTexts } from '../../lib/core/props';
import { shown } from '../../lib/core/words';
import { serviceResources } from './config';
import {
  all,
  checkAgent,
  checkCredentials,
  checkLogger,
  checkRollout,
  checkRouter,
  checkSidecar,
  checkStorageInitializer,
  section,
} from './config-checks';
import { checkIngress, checkKeda } from './ingress-checks';
import type { KServeProps } from './kserve-props';
import { LocalModelCache, localModelCache, LocalModelCacheOptions } from './local-models';

/** The options of KServe that are right. Those that are not are reported, and left out. */
export type RightOptions = Omit<
  KServeProps,
  'certificates' | 'runtimes' | 'llmInferenceService' | 'modelsWebApp' | 'localModelCache'
> & {
  readonly localModelCache?: LocalModelCache;
  readonly llmInferenceService: boolean;
  readonly modelsWebApp: boolean;
};

const flags = [
  ...(['autoMountServiceAccountToken', 'serviceClusterIpNone', 'prometheusScraping'] as const),
  ...(['llmInferenceService', 'modelsWebApp'] as const),
] as const;

/** Reports what is wrong with the options, and gives those to go on with. */
export function rightOptions(scope: Construct, props: Partial<KServeProps>): RightOptions {
  for (const flag of flags) checkBoolean(scope, flag, props[flag]);
  const ingress = checkIngress(scope, props.ingress);
  const llm = props.llmInferenceService === true;
  // A gateway that is wrong is reported by itself.
  if (llm && props.ingress?.gateway === undefined) {
    report(
      scope,
      '"llmInferenceService" is true, but LLMInferenceServices answer at a Gateway; give "ingress.gateway"',
    );
  }
  return {
    ...where('ingress', ingress),
    ...where('storageInitializer', checkStorageInitializer(scope, props.storageInitializer)),
    ...where('logger', checkLogger(scope, props.logger)),
    ...where('agent', checkAgent(scope, props.agent)),
    ...where('router', checkRouter(scope, props.router)),
    ...where('rollout', checkRollout(scope, props.rollout)),
    ...where('credentials', checkCredentials(scope, props.credentials)),
    ...(checkSidecar(scope, 'serviceResources', props.serviceResources, serviceResources)
      ? where('serviceResources', props.serviceResources)
      : {}),
    ...where('keda', checkKeda(scope, props.keda)),
    ...where('autoMountServiceAccountToken', props.autoMountServiceAccountToken),
    ...where('serviceClusterIpNone', props.serviceClusterIpNone),
    ...where('prometheusScraping', props.prometheusScraping),
    ...where('customGpuResourceTypes', checkNames(scope, 'customGpuResourceTypes', props.customGpuResourceTypes)),
    ...where('disallowedAnnotations', checkNames(scope, 'disallowedAnnotations', props.disallowedAnnotations)),
    ...where('localModelCache', checkLocalModelCache(scope, props.localModelCache)),
    llmInferenceService: llm,
    modelsWebApp: props.modelsWebApp === true,
  };
}

function where<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}

/** Names with an optional domain, as resources and annotations have them. */
function checkNames(
  scope: Construct,
  prop: string,
  names: readonly string[] | undefined,
): readonly string[] | undefined {
  if (names === undefined || !checkTexts(scope, prop, names)) return undefined;
  const wrong = names.filter(
    (name) => !/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(name),
  );
  for (const name of wrong) report(scope, `"${prop}" holds ${shown(name)}, must be names such as "example.com/name"`);
  return wrong.length === 0 ? names : undefined;
}

function checkLocalModelCache(
  scope: Construct,
  given: LocalModelCacheOptions | undefined,
): LocalModelCache | undefined {
  const at = 'localModelCache';
  const known = { nodeSelector: true, path: true, user: true, jobNamespace: true, agentNamespace: true } as const;
  const right = section(scope, at, given, known, (options) =>
    all(
      checkTextMap(scope, `${at}.nodeSelector`, options.nodeSelector),
      checkPath(scope, `${at}.path`, options.path),
      checkInteger(scope, `${at}.user`, options.user, { min: 1 }),
      checkLabel(scope, `${at}.jobNamespace`, options.jobNamespace),
      checkLabel(scope, `${at}.agentNamespace`, options.agentNamespace),
    ),
  );
  return right === undefined ? undefined : localModelCache(right);
}

function checkPath(scope: Construct, prop: string, value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value === 'string' && /^(\/[A-Za-z0-9._-]+)+$/.test(value) && !value.split('/').includes('..'))
    return true;
  report(scope, `"${prop}" is ${shown(value)}, must be a folder of the node such as "/models"`);
  return false;
}
