import { ApiObject } from 'cdk8s';
import { groupKind, KubernetesObject, Manifest, podTemplate } from '../core/manifest';

type Labels = Readonly<Record<string, string>>;

/** Finds objects by what others say of them: kind and name, the kind that a CRD brings, labels of pods. */
export class ObjectIndex {
  private readonly byName = new Map<string, ApiObject>();
  private readonly objects = new Map<ApiObject, KubernetesObject>();
  private readonly crds = new Map<string, ApiObject>();
  private readonly pods = new Map<string, Pods[]>();
  private readonly accounts = new Map<string, ApiObject[]>();

  constructor(manifests: readonly Manifest[]) {
    for (const { construct, object } of manifests) {
      const { name, namespace } = object.metadata;
      this.byName.set(key(groupKind(object), name, namespace), construct);
      this.objects.set(construct, object);
      if (object.kind === 'CustomResourceDefinition') {
        const spec = object.spec as
          { readonly group?: string; readonly names?: { readonly kind?: string } } | undefined;
        this.crds.set(`${spec?.names?.kind ?? ''}.${spec?.group ?? ''}`, construct);
      }
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
    return this.crds.get(groupKind(object));
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
