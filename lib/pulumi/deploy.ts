import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Component } from '../core/component';
import { compose, Composition } from '../core/compose';
import { SynthesisError, ValidationError } from '../core/errors';
import { GateCondition } from '../core/gate';
import { Manifest } from '../core/manifest';
import { Platform } from '../core/platform';
import { awaitAnnotations, isAwaited } from './awaiting';
import { dependencyGraph, Graph } from './graph';
import { inputsOf } from './inputs';
import { KubernetesResource } from './kubernetes-resource';
import { checkOptions, DeployOptions } from './options';
import { kubernetesProvider } from './provider';
import { withOutputs } from './resolving';
import { retention } from './retention';

/** What {@link deploy} has registered. */
export interface Deployed {
  /** The resource of each object. */
  readonly resources: ReadonlyMap<ApiObject, KubernetesResource>;
  /**
   * The resource of one object, to depend on it or to read its outputs.
   * @throws ValidationError where the construct is not one of the objects
   */
  resource(construct: IConstruct): KubernetesResource;
}

/**
 * Registers all objects at or below a construct with Pulumi: one resource each, under one component for each platform
 * and chart, named by the paths of the constructs. Objects wait for those that they need.
 *
 * It works with any cdk8s App or Chart, and with Keelson's platforms, whose gates and checks it keeps.
 * @throws SynthesisError with everything that is wrong; nothing is registered then
 */
export function deploy(scope: IConstruct, options: DeployOptions = {}): Deployed {
  const problems: ValidationError[] = checkOptions(scope, options);
  const composition = withOutputs(scope, () => compose(scope, { forPulumi: true }));
  problems.push(...composition.problems);
  const graph = dependencyGraph(scope, composition, problems);
  if (problems.length > 0) throw readable(new SynthesisError(problems, 'registered'));
  return new Registration(composition, graph, options).run();
}

/** Marks an error as one that Pulumi prints by its message alone, without a stack. */
function readable(error: SynthesisError): SynthesisError {
  return Object.assign(error, { __pulumiRunError: true });
}

/** The state of one call of {@link deploy}. */
class Registration implements Deployed {
  readonly resources = new Map<ApiObject, KubernetesResource>();
  private readonly parents = new Map<IConstruct, pulumi.ComponentResource>();
  private readonly conditions: ReadonlyMap<ApiObject, readonly GateCondition[]>;
  private readonly isRetained: (manifest: Manifest) => boolean;
  private readonly provider: pulumi.ProviderResource;

  constructor(
    composition: Composition,
    private readonly graph: Graph,
    private readonly options: DeployOptions,
  ) {
    this.conditions = gateConditions(composition);
    this.isRetained = retention(composition, options.deleteOnDestroy ?? []);
    this.provider = options.provider ?? kubernetesProvider('kubernetes', {}, this.rootOptions());
  }

  run(): Deployed {
    for (const manifest of this.graph.ordered) this.resources.set(manifest.construct, this.register(manifest));
    return this;
  }

  resource(construct: IConstruct): KubernetesResource {
    const resource = construct instanceof ApiObject ? this.resources.get(construct) : undefined;
    if (resource !== undefined) return resource;
    throw new ValidationError('is not an object that was deployed; pass an ApiObject of the same app', construct);
  }

  private register(manifest: Manifest): KubernetesResource {
    const { construct, object } = manifest;
    const own = this.options.objectOptions?.(object, construct) ?? {};
    const parent = this.parentOf(construct);
    const asked = own.waitFor ?? (isAwaited(object) ? [] : (this.conditions.get(construct) ?? []));
    const awaiting = awaitAnnotations(object, [asked].flat());
    const seconds = own.timeoutSeconds ?? this.options.timeoutSeconds ?? 600;
    const timeout = `${seconds}s`;
    return new KubernetesResource(construct.node.path, inputsOf(object, awaiting, { parent }), {
      parent,
      provider: this.provider,
      dependsOn: [...this.dependenciesOf(construct), ...(own.dependsOn ?? [])],
      retainOnDelete: own.retainOnDelete ?? this.isRetained(manifest),
      customTimeouts: { create: timeout, update: timeout, delete: timeout },
      ...(own.protect === undefined ? {} : { protect: own.protect }),
      ...(own.ignoreChanges === undefined ? {} : { ignoreChanges: [...own.ignoreChanges] }),
      ...(object.kind === 'Secret' ? { additionalSecretOutputs: ['data', 'stringData'] } : {}),
    });
  }

  private dependenciesOf(construct: ApiObject): KubernetesResource[] {
    return [...(this.graph.dependencies.get(construct) ?? [])].map((dependency) => this.resource(dependency));
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
    const group = new pulumi.ComponentResource(`keelson:index:${type}`, nameOf(construct), {}, options);
    this.parents.set(construct, group);
    return group;
  }

  private rootOptions(): pulumi.ResourceOptions {
    return this.options.parent === undefined ? {} : { parent: this.options.parent };
  }
}

/** A chart may be the root of its tree, and then has no path. */
function nameOf(construct: IConstruct): string {
  return construct.node.path === '' ? 'chart' : construct.node.path;
}

/** What gates ask of objects. */
function gateConditions({ plans }: Composition): Map<ApiObject, GateCondition[]> {
  const conditions = new Map<ApiObject, GateCondition[]>();
  for (const { object, condition } of plans.flatMap(({ gates }) => gates.flatMap(({ checks }) => checks))) {
    conditions.set(object, [...(conditions.get(object) ?? []), condition]);
  }
  return conditions;
}
