import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { checkBoolean, checkKnown, checkLabel, checkOneOf, checkTextMap } from '../../core/props';
import { shown } from '../../core/words';
import { InferenceServiceProps } from './inference-service-props';
import { knownComponent } from './serving-component';

const known: Record<keyof InferenceServiceProps, true> = {
  ...{ ...knownComponent, name: true, namespace: true, model: true, container: true, workers: true, transformer: true },
  ...{ explainer: true, visibility: true, stop: true, labels: true, annotations: true },
};

const scaling =
  'use "autoscaling", which counts requests with "externalMetrics": by itself, KServe does that with Knative alone';

/** What KServe can do with Knative alone, or what has another name here; and what to do instead. */
const knativeProps: Readonly<Record<string, string>> = {
  canaryTrafficPercent:
    'needs Knative, and services run without it; make a second InferenceService for the new model, and divide requests with an InferenceGraph whose root is a "Splitter"',
  containerConcurrency:
    'needs Knative, and services run without it; limit requests in the server itself, such as with "--workers" in "args"',
  scaleMetric: `is not a prop of this construct; ${scaling}`,
  scaleTarget: `is not a prop of this construct; ${scaling}`,
  minReplicas: 'is not a prop of this construct; use "autoscaling.minReplicas"',
  maxReplicas: 'is not a prop of this construct; use "autoscaling.maxReplicas"',
};

/** Annotations that this construct sets itself, and the prop that they come from. */
const ownAnnotations: Readonly<Record<string, string>> = {
  'serving.kserve.io/deploymentMode': 'to "Standard"; leave it out',
  'serving.kserve.io/autoscalerClass': 'use "autoscaling.class"',
  'serving.kserve.io/stop': 'use "stop"',
};

const visibility = 'networking.kserve.io/visibility';

/** Reports what is wrong with the service as a whole. */
export function checkService(
  scope: Construct,
  name: string,
  namespace: string | undefined,
  given: Partial<InferenceServiceProps>,
): void {
  const others = Object.fromEntries(Object.entries(given).filter(([prop]) => knativeProps[prop] === undefined));
  for (const [prop, instead] of Object.entries(knativeProps)) {
    if (prop in given) report(scope, `"${prop}" ${instead}`);
  }
  checkKnown(scope, others as Partial<InferenceServiceProps>, known);
  checkLabel(scope, 'namespace', namespace);
  if (checkLabel(scope, 'name', name, 'RFC 1035')) checkLength(scope, name, namespace, given);
  checkOneOf(scope, 'visibility', given.visibility, ['external', 'cluster-local']);
  checkBoolean(scope, 'stop', given.stop);
  checkTextMap(scope, 'labels', given.labels);
  checkTextMap(scope, 'annotations', given.annotations);
  for (const [annotation, instead] of Object.entries(ownAnnotations)) {
    for (const prop of ['annotations', 'podAnnotations'] as const) {
      if (given[prop]?.[annotation] !== undefined) {
        report(scope, `"${prop}.${annotation}" is set by this construct itself, ${instead}`);
      }
    }
  }
  if (given.labels?.[visibility] !== undefined) {
    report(scope, `"labels.${visibility}" is set by this construct itself, use "visibility"`);
  }
  const { workers, autoscaling } = given;
  if (workers !== undefined && (autoscaling?.class ?? 'none') !== 'none') {
    report(
      scope,
      `"autoscaling.class" is ${shown(autoscaling?.class)}, must be "none" with "workers": KServe does not scale a model that is spread over nodes`,
    );
  } else if (workers !== undefined && autoscaling !== undefined && autoscaling.class === undefined) {
    report(
      scope,
      `"autoscaling" is given with "workers", which do not scale; leave it out, or set its "class" to "none"`,
    );
  }
}

/** Pods carry `isvc.<name>-<part>` as a label, and the host starts with `<name>-<namespace>`: 63 characters at most. */
function checkLength(
  scope: Construct,
  name: string,
  namespace: string | undefined,
  given: Partial<InferenceServiceProps>,
): void {
  const parts = [
    'predictor',
    ...(given.transformer === undefined ? [] : ['transformer']),
    ...(given.explainer === undefined ? [] : ['explainer']),
    ...(given.workers === undefined ? [] : ['predictor-worker']),
  ];
  const longest = parts.reduce((one, other) => (other.length > one.length ? other : one));
  const most = 63 - `isvc.-${longest}`.length;
  if (name.length > most) {
    report(
      scope,
      `"name" has ${name.length} characters, must have at most ${most}, so that the label "isvc.<name>-${longest}" of its pods has 63`,
    );
    return;
  }
  const host = `${name}-${namespace ?? 'default'}`;
  if (host.length <= 63 || given.visibility === 'cluster-local') return;
  report(
    scope,
    `"name" and "namespace" make the host "${host}" of ${host.length} characters, of which DNS takes 63; shorten one of them, or set "visibility" to "cluster-local"`,
  );
}
