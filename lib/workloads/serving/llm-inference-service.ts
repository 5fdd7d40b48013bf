import { Construct } from 'constructs';
import { kserveLlm } from '../../api';
import type { LLMInferenceServiceSpec } from '../../api/kserve-llm.types';
import { report } from '../../core/errors';
import {
  chartOf,
  checkBoolean,
  checkKnown,
  checkLabel,
  checkList,
  checkObject,
  checkOneOf,
  checkText,
  checkTextMap,
  checkTexts,
  listOf,
  objectsOf,
  propsOf,
} from '../../core/props';
import { shown } from '../../core/words';
import { knownPods, LlmModel, LlmPodOptions, llmPods } from './llm-pods';
import { defined } from './serving-container';
import { Storage } from './storage';
import { readStorage } from './storage-account';

/** How requests reach a language model. */
export interface LlmRouter {
  /** Gateways that are there, with HTTPRoutes of yours in `routes`. @default - the one that KServe is configured with */
  readonly gateways?: readonly { readonly name: string; readonly namespace: string }[];
  /** Names of HTTPRoutes that are there, in the namespace. They need `gateways`. @default - KServe makes one */
  readonly routes?: readonly string[];
  /**
   * Whether a scheduler picks the pod for each request, by what each has in its cache. Needs the Gateway API Inference
   * Extension.
   * @default false
   */
  readonly scheduler?: boolean;
}

/** Props of {@link LLMInferenceService}. Those of pods are of the pods that write answers. */
export interface LLMInferenceServiceProps extends LlmPodOptions {
  /**
   * Name of the service: a label of RFC 1035 of at most 40 characters, 32 with workers that read prompts; from 11 replicas
   * with workers, one less.
   * @default - the construct's id
   */
  readonly name?: string;
  /** Namespace of the service. It enforces `baseline` at most, as the servers of the release run as root. @default - the chart's */
  readonly namespace?: string;
  /** Where the model is: `Storage.hf`, `Storage.s3`, `Storage.pvc` or `Storage.oci`. */
  readonly model: Storage;
  /** Name that requests give. @default - that of the service */
  readonly modelName?: string;
  /** What the scheduler does with its requests when there are too many. @default - KServe's: 'Critical' */
  readonly criticality?: 'Critical' | 'Standard' | 'Sheddable';
  /**
   * Pods that read prompts, apart from those that write answers. The scheduler says which, so that `router` has one.
   * @default - the same pods do both
   */
  readonly prefill?: LlmPodOptions;
  /** How requests reach it. `none` leaves that to the cluster's Services. @default - by a route on KServe's Gateway */
  readonly router?: LlmRouter | 'none';
  /** LLMInferenceServiceConfigs that it builds on, in the namespace or KServe's own. @default - those that KServe picks */
  readonly baseRefs?: readonly string[];
  /** ServiceAccount of the pods. It must say itself who may read the model. @default - one that is made where the storage needs it */
  readonly serviceAccountName?: string;
  /** Labels of the service. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the service. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

const known: Record<keyof LLMInferenceServiceProps, true> = {
  ...{ ...knownPods, name: true, namespace: true, model: true, modelName: true, criticality: true, prefill: true },
  ...{ router: true, baseRefs: true, serviceAccountName: true, labels: true, annotations: true },
};

/** Of Services, so that KServe's `<name>-kserve-workload-svc` keeps the name, and of pods of groups. */
const longestName = 40;
/** Longest name of a StatefulSet whose pods can be labelled with its revision. LeaderWorkerSet makes one for each group. */
const longestSet = 52;

/** Characters that the name may have. */
function mostOf(given: Partial<LLMInferenceServiceProps>): number {
  const groups = [
    { pods: given, suffix: '-kserve-mn' },
    { pods: given.prefill, suffix: '-kserve-mn-prefill' },
  ];
  const limits = groups.flatMap(({ pods, suffix }) =>
    pods?.worker === undefined ? [] : [longestSet - `${suffix}-${Math.max((pods.replicas ?? 1) - 1, 0)}`.length],
  );
  return Math.min(longestName, ...limits);
}

/**
 * A large language model, by KServe's controller for them: with schedulers that know caches, prompts read on machines of their
 * own, and models over several nodes. The platform's KServe needs `llmInferenceService: true`. One model on one machine is
 * served more simply by an `InferenceService` of the format `huggingface`.
 * @see https://kserve.github.io/website/docs/model-serving/generative-inference/llmisvc/llmisvc-overview
 */
export class LLMInferenceService extends Construct {
  /** The object itself, with every field of the API. Patch it where no prop says what you need. */
  readonly resource: kserveLlm.LLMInferenceService;
  /** Name of the service. */
  readonly name: string;
  /** Namespace of the service; `undefined` where neither the service nor its chart names one. */
  readonly namespace: string | undefined;
  /**
   * Address of the servers within the cluster, past the Gateway and its scheduler; `undefined` with `prefill`, whose pods
   * stand behind the same Service. It speaks OpenAI's protocol: `<url>/v1/chat/completions`.
   */
  readonly url: string | undefined;

  constructor(scope: Construct, id: string, props: LLMInferenceServiceProps) {
    super(scope, id);
    const chart = chartOf(this);
    const given = propsOf(this, props);
    checkKnown(this, given, known);
    this.name = given.name ?? id;
    this.namespace = given.namespace ?? chart.namespace;
    this.checkProps(given);
    this.url =
      given.prefill === undefined
        ? `http://${this.name}-kserve-workload-svc.${this.namespace ?? 'default'}.svc.cluster.local:8000`
        : undefined;

    const user = { prop: 'model', name: `${this.name}-model`, namespace: this.namespace };
    const storage = readStorage(this, given.model, { ...user, serviceAccountName: given.serviceAccountName });
    if (storage !== undefined && !/^(hf|s3|pvc|oci):/.test(storage.uri)) {
      report(
        this,
        `"model" is ${shown(storage.uri)}, must be Storage.hf(), Storage.s3(), Storage.pvc() or Storage.oci(): KServe loads no language model from elsewhere`,
      );
    }
    const account = given.serviceAccountName ?? storage?.account?.name;
    const model = { name: given.modelName ?? this.name, account };
    const pods = llmPods(this, '', given, { ...model, behindSidecar: given.prefill !== undefined });
    this.resource = new kserveLlm.LLMInferenceService(this, 'Resource', {
      metadata: {
        name: this.name,
        namespace: this.namespace,
        labels: { ...given.labels },
        annotations: { ...given.annotations },
      },
      spec: defined<LLMInferenceServiceSpec>({
        model: defined({
          uri: storage?.uri ?? 'hf://missing/missing',
          name: model.name,
          criticality: checkOneOf(this, 'criticality', given.criticality, ['Critical', 'Standard', 'Sheddable'])
            ? given.criticality
            : undefined,
        }),
        ...pods,
        prefill: this.prefill(given, { ...model, behindSidecar: false }),
        router: this.router(given.router),
        baseRefs: given.baseRefs === undefined ? undefined : listOf(given.baseRefs).map((name) => ({ name })),
      }),
    });
    if (storage?.account !== undefined) this.resource.node.addDependency(storage.account);
  }

  private prefill(
    { prefill: options, router, baseRefs }: Partial<LLMInferenceServiceProps>,
    model: LlmModel,
  ): LLMInferenceServiceSpec['prefill'] {
    if (options === undefined || !checkObject(this, 'prefill', options)) return undefined;
    const given = propsOf(this, options);
    checkKnown(this, given, knownPods);
    const scheduled = router === 'none' || baseRefs !== undefined || (router?.scheduler ?? false);
    if (!scheduled) {
      report(
        this,
        '"prefill" is given, but nothing sends prompts to its pods; set "router.scheduler" to true, which needs the Gateway API Inference Extension',
      );
    }
    return llmPods(this, 'prefill.', given, model);
  }

  private router(options: LlmRouter | 'none' | undefined): LLMInferenceServiceSpec['router'] {
    if (options === 'none') return undefined;
    if (typeof options === 'string') {
      report(this, `"router" is ${shown(options)}, must be "none" or an object`);
      return undefined;
    }
    if (!checkObject(this, 'router', options)) return undefined;
    const given = propsOf<LlmRouter>(this, options ?? {});
    checkKnown(this, given, { gateways: true, routes: true, scheduler: true });
    checkList(this, 'router.gateways', given.gateways);
    checkTexts(this, 'router.routes', given.routes);
    checkBoolean(this, 'router.scheduler', given.scheduler);
    const gateways = objectsOf(given.gateways);
    gateways.forEach((gateway: Partial<(typeof gateways)[number]>, index) => {
      for (const field of ['name', 'namespace'] as const) {
        const at = `router.gateways[${index}].${field}`;
        if (gateway[field] === undefined) report(this, `"${at}" is undefined, must be that of a Gateway`);
        else checkLabel(this, at, gateway[field]);
      }
    });
    const routes = listOf(given.routes);
    // KServe's webhook refuses either alone.
    if (gateways.length > 0 && routes.length === 0) {
      report(
        this,
        '"router.gateways" is given, but the route is KServe’s, which goes to its own Gateway; give "routes" too',
      );
    }
    if (routes.length > 0 && gateways.length === 0) {
      report(this, '"router.routes" is given, but the Gateway is KServe’s; name theirs in "gateways"');
    }
    return {
      gateway: gateways.length === 0 ? {} : { refs: gateways },
      route: routes.length === 0 ? {} : { http: { refs: routes.map((name) => ({ name })) } },
      ...(given.scheduler === true ? { scheduler: {} } : {}),
    };
  }

  private checkProps(given: Partial<LLMInferenceServiceProps>): void {
    checkLabel(this, 'namespace', this.namespace);
    const most = mostOf(given);
    if (checkLabel(this, 'name', this.name, 'RFC 1035') && this.name.length > most) {
      const what = most < longestName ? 'pods of groups are labelled with it' : 'KServe names Services after it';
      report(this, `"name" has ${this.name.length} characters, must have at most ${most}, as ${what}`);
    }
    checkText(this, 'modelName', given.modelName);
    checkTexts(this, 'baseRefs', given.baseRefs);
    checkText(this, 'serviceAccountName', given.serviceAccountName);
    checkTextMap(this, 'labels', given.labels);
    checkTextMap(this, 'annotations', given.annotations);
  }
}
