import { Construct } from 'constructs';
import { report } from '../../lib/core/errors';
import { checkInteger, checkLabel, checkObject, checkOneOf, checkTexts, listOf } from '../../lib/core/props';
import { listed, shown } from '../../lib/core/words';
import { collectorResources } from './config';
import { all, checkEndpoint, checkName, checkSidecar, section } from './config-checks';
import type { IngressOptions, KedaOptions, OpenTelemetryOptions } from './options';

const label = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
const domainPattern = new RegExp(`^(?=.{1,200}$)${label}(\\.${label})+$`);

/** The ingress, where it is right. */
export function checkIngress(scope: Construct, given: IngressOptions | undefined): IngressOptions | undefined {
  const known: Record<keyof IngressOptions, true> = {
    domain: true,
    className: true,
    gateway: true,
    domainTemplate: true,
    pathTemplate: true,
    urlScheme: true,
    additionalDomains: true,
  };
  return section(scope, 'ingress', given, known, (options) =>
    all(
      checkDomain(scope, 'ingress.domain', options.domain),
      checkName(scope, 'ingress.className', options.className),
      checkGateway(scope, options.gateway),
      checkTemplate(scope, 'ingress.domainTemplate', options.domainTemplate, host),
      checkTemplate(scope, 'ingress.pathTemplate', options.pathTemplate, path),
      checkOneOf(scope, 'ingress.urlScheme', options.urlScheme, ['http', 'https']),
      checkTexts(scope, 'ingress.additionalDomains', options.additionalDomains) &&
        listOf(options.additionalDomains).every((each) => checkDomain(scope, 'ingress.additionalDomains', each)),
      checkKinds(scope, options),
    ),
  );
}

function checkDomain(scope: Construct, prop: string, value: unknown): boolean {
  if (typeof value === 'string' && domainPattern.test(value)) return true;
  report(scope, `"${prop}" is ${shown(value)}, must be a domain such as "models.example.com"`);
  return false;
}

function checkGateway(scope: Construct, gateway: IngressOptions['gateway']): boolean {
  if (gateway === undefined) return true;
  const right = section(scope, 'ingress.gateway', gateway, { namespace: true, name: true }, (given) =>
    (['namespace', 'name'] as const)
      .map((part) => {
        // KServe demands labels of both.
        if (given[part] !== undefined) return checkLabel(scope, `ingress.gateway.${part}`, given[part]);
        report(scope, `"ingress.gateway" lacks "${part}"; name the Gateway and its namespace`);
        return false;
      })
      .every((each) => each),
  );
  return right !== undefined;
}

/** What one way to the models has, and the other has not. */
function checkKinds(scope: Construct, { gateway, className, ...others }: Partial<IngressOptions>): boolean {
  if (gateway !== undefined) {
    if (className === undefined) return true;
    report(scope, '"ingress.className" is for an Ingress, and "ingress.gateway" for a Gateway; give one of both');
    return false;
  }
  const wrong = (['pathTemplate', 'additionalDomains'] as const).filter((name) => others[name] !== undefined);
  for (const name of wrong) {
    report(scope, `"ingress.${name}" works with a Gateway alone; give "ingress.gateway", or leave it out`);
  }
  return wrong.length === 0;
}

interface Template {
  readonly fields: RegExp;
  readonly allowed: readonly string[];
  readonly around: RegExp;
  readonly example: string;
}

const host: Template = {
  fields: /^\.(Name|Namespace|IngressDomain|(Labels|Annotations)\.[A-Za-z0-9_]+)$/,
  allowed: ['.Name', '.Namespace', '.IngressDomain', '.Labels.x', '.Annotations.x'],
  around: /^[-a-z0-9.]*$/,
  example: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
};
const path: Template = {
  fields: /^\.(Name|Namespace)$/,
  allowed: ['.Name', '.Namespace'],
  around: /^[-a-zA-Z0-9._~/]*$/,
  example: '/serving/{{ .Namespace }}/{{ .Name }}',
};

/** Demands a template that tells InferenceServices apart, with fields that KServe fills. */
function checkTemplate(scope: Construct, prop: string, value: unknown, kind: Template): boolean {
  if (value === undefined) return true;
  const { fields, allowed, around, example } = kind;
  if (typeof value !== 'string') {
    report(scope, `"${prop}" is ${shown(value)}, must be a template such as ${shown(example)}`);
    return false;
  }
  const actions = [...value.matchAll(/\{\{-?\s*(.*?)\s*-?\}\}/g)].map(([, action = '']) => action);
  const wrong = actions.filter((action) => !fields.test(action));
  for (const action of wrong) report(scope, `"${prop}" uses ${shown(action)}, it takes ${listed(allowed)}`);
  if (wrong.length > 0) return false;
  const text = value.replace(/\{\{.*?\}\}/g, '');
  if (!around.test(text) || (kind === path && !value.startsWith('/'))) {
    report(scope, `"${prop}" is ${shown(value)}, must be a template such as ${shown(example)}`);
    return false;
  }
  const missing = ['.Name', '.Namespace'].filter((field) => !actions.includes(field));
  if (missing.length === 0) return true;
  report(
    scope,
    `"${prop}" is ${shown(value)}, must hold ${listed(missing)}: two models would share one address otherwise`,
  );
  return false;
}

/** KEDA, where its options are right. */
export function checkKeda(scope: Construct, given: KedaOptions | undefined): KedaOptions | undefined {
  const windows = ['scaleUpStabilizationWindowSeconds', 'scaleDownStabilizationWindowSeconds'] as const;
  const known = {
    scaleUpStabilizationWindowSeconds: true,
    scaleDownStabilizationWindowSeconds: true,
    openTelemetry: true,
  } as const;
  return section(scope, 'keda', given, known, (options) =>
    all(
      ...windows.map((name) => checkInteger(scope, `keda.${name}`, options[name], { min: 0, max: 3600 })),
      options.openTelemetry === undefined || checkOpenTelemetry(scope, options.openTelemetry),
    ),
  );
}

function checkOpenTelemetry(scope: Construct, given: OpenTelemetryOptions): boolean {
  const at = 'keda.openTelemetry';
  if (!checkObject(scope, at, given)) return false;
  const known = { scrapeInterval: true, receiver: true, scaler: true, resources: true } as const;
  const right = section(scope, at, given, known, (options) =>
    all(
      checkDuration(scope, `${at}.scrapeInterval`, options.scrapeInterval),
      checkEndpoint(scope, `${at}.receiver`, options.receiver),
      checkEndpoint(scope, `${at}.scaler`, options.scaler),
      checkSidecar(scope, `${at}.resources`, options.resources, collectorResources),
    ),
  );
  return right !== undefined;
}

function checkDuration(scope: Construct, prop: string, value: unknown): boolean {
  if (value === undefined || (typeof value === 'string' && /^([1-9]\d*)(ms|s|m|h)$/.test(value))) return true;
  report(scope, `"${prop}" is ${shown(value)}, must be a duration such as "5s"`);
  return false;
}
