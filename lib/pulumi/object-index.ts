import { ApiObject } from 'cdk8s';
import { groupKind, KubernetesObject, Manifest, podTemplate } from '../core/manifest';
import { listOf, objectsOf } from '../core/props';

type Labels = Readonly<Record<string, string>>;

/** Finds objects by what others say of them: kind and name, the kind that a CRD brings, labels of pods. */
export class ObjectIndex {
  private readonly byName = new Map<string, ApiObject>();
  private readonly objects = new Map<ApiObject, KubernetesObject>();
  private readonly crds = new Map<string, Crd>();
  /** Webhook configurations by the resource and group that they ask to see. */
  private readonly webhooks = new Map<string, ApiObject[]>();
  private readonly pods = new Map<string, Pods[]>();
  private readonly accounts = new Map<string, ApiObject[]>();

  constructor(manifests: readonly Manifest[]) {
    for (const { construct, object } of manifests) {
      const { name, namespace } = object.metadata;
      this.byName.set(key(groupKind(object), name, namespace), construct);
      this.objects.set(construct, object);
      if (object.kind === 'CustomResourceDefinition') {
        const { group = '', names = {} } = (object.spec ?? {}) as CrdSpec;
        this.crds.set(`${names.kind ?? ''}.${group}`, { construct, group, plural: names.plural ?? '' });
      }
      for (const resource of seenBy(object)) push(this.webhooks, resource, construct);
      const template = podTemplate(object);
      if (template === undefined) continue;
      const pods = { construct, labels: template.labels };
      push(this.pods, place(namespace), pods);
      for (const label of Object.entries(template.labels)) push(this.pods, place(namespace, label), pods);
      const account = template.spec.serviceAccountName ?? 'default';
      push(this.accounts, key('ServiceAccount', account, namespace), construct);
    }
  }

  /** Says that applying an object has the effect that a Secret is there. */
  addSecret(name: string, namespace: string | undefined, maker: ApiObject): void {
    this.byName.set(key('Secret', name, namespace), maker);
  }

  /** An object as it was rendered. */
  rendered(construct: ApiObject): KubernetesObject | undefined {
    return this.objects.get(construct);
  }

  /** The object of a kind (with its group, as in `Role.rbac.authorization.k8s.io`) and a name. */
  find(kind: string, name: string | undefined, namespace?: string): ApiObject | undefined {
    return name === undefined ? undefined : this.byName.get(key(kind, name, namespace));
  }

  /** The CRD that brings an object's kind. */
  crdOf(object: KubernetesObject): ApiObject | undefined {
    return this.crds.get(groupKind(object))?.construct;
  }

  /** The webhook configurations that see an object of a kind that a CRD of the program brings. */
  webhooksOf(object: KubernetesObject): ApiObject[] {
    const crd = this.crds.get(groupKind(object));
    if (crd === undefined) return [];
    return [crd.plural, '*'].flatMap((resource) => this.webhooks.get(`${resource}.${crd.group}`) ?? []);
  }

  /** What runs the pods of a namespace that carry all of these labels. */
  podsWith(namespace: string | undefined, labels: Labels): ApiObject[] {
    const wanted = Object.entries(labels);
    const candidates = this.pods.get(place(namespace, wanted[0])) ?? [];
    return candidates
      .filter((pods) => wanted.every(([label, value]) => pods.labels[label] === value))
      .map(({ construct }) => construct);
  }

  /** What runs pods as a service account. */
  podsOf(account: string, namespace: string | undefined): ApiObject[] {
    return this.accounts.get(key('ServiceAccount', account, namespace)) ?? [];
  }
}

interface Crd {
  readonly construct: ApiObject;
  readonly group: string;
  readonly plural: string;
}

interface CrdSpec {
  readonly group?: string;
  readonly names?: { readonly kind?: string; readonly plural?: string };
}

interface WebhookRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
}

/** What the webhooks of a configuration ask to see, as `<resource>.<group>`. */
function seenBy(object: KubernetesObject): Set<string> {
  const webhooks = objectsOf(object.webhooks as readonly { readonly rules?: readonly WebhookRule[] }[] | undefined);
  const rules = webhooks.flatMap((webhook) => objectsOf(webhook.rules));
  return new Set(
    rules.flatMap(({ apiGroups, resources }) =>
      listOf(apiGroups).flatMap((group) => listOf(resources).map((resource) => `${resource}.${group}`)),
    ),
  );
}

interface Pods {
  readonly construct: ApiObject;
  readonly labels: Labels;
}

function key(kind: string, name: string, namespace = ''): string {
  return `${kind} ${namespace}/${name}`;
}

function place(namespace = '', label?: readonly [string, string]): string {
  return label === undefined ? namespace : `${namespace} ${label[0]}=${label[1]}`;
}

function push<Value>(lists: Map<string, Value[]>, at: string, value: Value): void {
  const list = lists.get(at);
  if (list === undefined) lists.set(at, [value]);
  else list.push(value);
}
