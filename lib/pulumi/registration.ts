import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Component } from '../core/component';
import { Composition } from '../core/compose';
import { ValidationError } from '../core/errors';
import { GateCondition } from '../core/gate';
import { KubernetesObject, Manifest } from '../core/manifest';
import { Platform } from '../core/platform';
import { awaitAnnotations, awaitedEnd, isAwaited } from './awaiting';
import type { Deployed } from './deploy';
import { checkEnd } from './ending';
import { Graph } from './graph';
import { inputsOf } from './inputs';
import { KubernetesResource } from './kubernetes-resource';
import { fixedOptions, ObjectOptions } from './object-options';
import { DeployOptions } from './options';
import { defaultProvider } from './provider';
import { retention } from './retention';

/** How long an object may take to be ready or gone, and the end of a job or an experiment, in seconds. */
const usualTimeout = 600;
const longestTimeout = 86_400;

/** The state of one call of `deploy()`. */
export class Registration implements Deployed {
  readonly resources = new Map<ApiObject, KubernetesResource>();
  /** For what runs to an end, itself after it has ended well. */
  private readonly ends = new Map<KubernetesResource, pulumi.Output<pulumi.Resource>>();
  private readonly parents = new Map<IConstruct, pulumi.ComponentResource>();
  private readonly conditions: ReadonlyMap<ApiObject, readonly GateCondition[]>;
  private readonly isRetained: (manifest: Manifest) => boolean;
  private readonly provider: pulumi.ProviderResource;

  constructor(
    composition: Composition,
    private readonly graph: Graph,
    private readonly asked: ReadonlyMap<ApiObject, ObjectOptions>,
    private readonly options: DeployOptions,
  ) {
    this.conditions = gateConditions(composition);
    this.isRetained = retention(composition, options.deleteOnDestroy ?? []);
    this.provider = options.provider ?? defaultProvider(options.parent);
  }

  run(): Deployed {
    for (const manifest of this.graph.ordered) this.resources.set(manifest.construct, this.register(manifest));
    return this;
  }

  resource(construct: IConstruct): KubernetesResource {
    const main = construct instanceof ApiObject ? construct : construct.node.defaultChild;
    const resource = main instanceof ApiObject ? this.resources.get(main) : undefined;
    if (resource !== undefined) return resource;
    throw new ValidationError('is not an object that was deployed; pass an ApiObject of the same app', construct);
  }

  private register(manifest: Manifest): KubernetesResource {
    const { construct, object } = manifest;
    const own = this.asked.get(construct) ?? {};
    const parent = this.parentOf(construct);
    const conditions = own.waitFor ?? (isAwaited(object) ? [] : (this.conditions.get(construct) ?? []));
    const awaited = [conditions].flat();
    const end = awaitedEnd(object, awaited);
    const resource = new KubernetesResource(
      this.named(construct.node.path),
      inputsOf(object, awaitAnnotations(object, awaited), { parent }),
      {
        ...fixedOptions(own),
        parent,
        provider: this.provider,
        dependsOn: [...this.dependenciesOf(construct), ...(own.dependsOn ?? [])],
        retainOnDelete: own.retainOnDelete ?? this.isRetained(manifest),
        customTimeouts: this.timeouts(own, end !== undefined),
        additionalSecretOutputs: [...(own.additionalSecretOutputs ?? secretFields(object))],
      },
    );
    if (end !== undefined) {
      const ended = resource.endedWell((status) => {
        checkEnd(end, object, status);
      });
      this.ends.set(resource, ended);
    }
    return resource;
  }

  private timeouts(own: ObjectOptions, isEndAwaited: boolean): pulumi.CustomTimeouts {
    const usual = own.timeoutSeconds ?? this.options.timeoutSeconds ?? usualTimeout;
    const ready = `${isEndAwaited ? (own.timeoutSeconds ?? longestTimeout) : usual}s`;
    return { create: ready, update: ready, delete: `${usual}s` };
  }

  private dependenciesOf(construct: ApiObject): pulumi.Input<pulumi.Resource>[] {
    return [...(this.graph.dependencies.get(construct) ?? [])].map((dependency) => {
      const resource = this.resource(dependency);
      return this.ends.get(resource) ?? resource;
    });
  }

  /** The component that an object belongs to: that of its chart, within that of its platform. */
  private parentOf(construct: ApiObject): pulumi.ComponentResource {
    const chart = Chart.of(construct);
    const platform = Platform.find(construct);
    const outer = platform === undefined ? undefined : this.group(platform, 'Platform', this.rootOptions());
    const options = outer === undefined ? this.rootOptions() : { parent: outer };
    return this.group(chart, Component.isComponent(chart) ? 'Component' : 'Chart', options);
  }

  private group(construct: IConstruct, type: string, options: pulumi.ResourceOptions): pulumi.ComponentResource {
    const known = this.parents.get(construct);
    if (known !== undefined) return known;
    // A chart may be the root of its tree, and then has no path.
    const name = this.named(construct.node.path === '' ? 'chart' : construct.node.path);
    const group = new pulumi.ComponentResource(`keelson:index:${type}`, name, {}, options);
    this.parents.set(construct, group);
    return group;
  }

  private named(path: string): string {
    return this.options.name === undefined ? path : `${this.options.name}/${path}`;
  }

  private rootOptions(): pulumi.ResourceOptions {
    return this.options.parent === undefined ? {} : { parent: this.options.parent };
  }
}

/** What the state of an object keeps encrypted. */
function secretFields({ apiVersion, kind }: KubernetesObject): string[] {
  return apiVersion === 'v1' && kind === 'Secret' ? ['data', 'stringData'] : [];
}

/** What gates ask of objects. */
function gateConditions({ plans }: Composition): Map<ApiObject, GateCondition[]> {
  const conditions = new Map<ApiObject, GateCondition[]>();
  for (const { object, condition } of plans.flatMap(({ gates }) => gates.flatMap(({ checks }) => checks))) {
    conditions.set(object, [...(conditions.get(object) ?? []), condition]);
  }
  return conditions;
}
