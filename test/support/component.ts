import { KubernetesObject } from '../../lib/core/manifest';
import { at } from './app';
import { bindingsOf, rightsOf } from './snapshots';

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** What no component of the platform may do, whatever it says of itself. */
function aboveCeiling(role: KubernetesObject): string[] {
  const rules = (role.rules ?? []) as Rule[];
  return rules.flatMap((rule) => {
    const all = [...rule.verbs, ...rule.apiGroups, ...rule.resources];
    const touches = (resource: string): boolean => rule.resources.includes(resource);
    const writes = rule.verbs.some((verb) => !['get', 'list', 'watch'].includes(verb));
    return [
      ...(all.includes('*') ? ['a wildcard'] : []),
      ...(rule.verbs.some((verb) => ['impersonate', 'escalate', 'bind', 'deletecollection'].includes(verb))
        ? [`the verb of ${rule.verbs.join()}`]
        : []),
      ...(touches('pods/exec') || touches('pods/attach') || touches('serviceaccounts/token') ? ['entering pods'] : []),
      ...(rule.apiGroups.includes('rbac.authorization.k8s.io') && writes ? ['giving rights'] : []),
      ...(touches('nodes') && writes ? ['changing nodes'] : []),
      ...(touches('secrets') && rule.verbs.some((verb) => ['update', 'delete'].includes(verb)) && !rule.resourceNames
        ? ['changing any secret']
        : []),
      ...(rule.apiGroups.includes('admissionregistration.k8s.io') && writes && !rule.resourceNames
        ? ['changing any webhook']
        : []),
      ...(rule.apiGroups.includes('apiextensions.k8s.io') && writes ? ['changing CRDs'] : []),
    ];
  });
}

/**
 * Tests that hold for every component: they are asked of the objects that it makes.
 * @param meant what roles do above the ceiling because the component is for that, by their names
 */
export function describeRights(
  objectsOf: () => readonly KubernetesObject[],
  meant: Readonly<Record<string, readonly string[]>> = {},
): void {
  const roles = (): readonly KubernetesObject[] => objectsOf().filter(({ kind }) => /^(Cluster)?Role$/.test(kind));

  test('has exactly the rights that are meant', () => {
    expect([...roles().map(rightsOf), bindingsOf(objectsOf())].join('\n')).toMatchSnapshot();
  });

  test('has no right above the ceiling', () => {
    expect(roles().length).toBeGreaterThan(1);
    for (const role of roles()) {
      expect({ role: role.metadata.name, above: aboveCeiling(role) }).toEqual({
        role: role.metadata.name,
        above: meant[role.metadata.name] ?? [],
      });
    }
  });
}

/** Tests on names and labels that hold for every component. */
export function describeObjects(
  objectsOf: () => readonly KubernetesObject[],
  about: { readonly name: string; readonly version: string },
): void {
  test('labels every object with what it is', () => {
    for (const { kind, metadata } of objectsOf().filter((object) => object.kind !== 'Namespace')) {
      expect({ kind, ...metadata }).toMatchObject({
        labels: {
          'app.kubernetes.io/name': about.name,
          'app.kubernetes.io/component': expect.any(String) as string,
          'app.kubernetes.io/instance': 'local',
          'app.kubernetes.io/version': about.version,
          'app.kubernetes.io/part-of': 'kubeflow',
          'app.kubernetes.io/managed-by': 'keelson',
        },
      });
    }
  });

  test('selects by name and component alone, which never change', () => {
    const selectors = objectsOf().flatMap((object) =>
      [
        object.kind === 'Service' ? at(object, 'spec', 'selector') : at(object, 'spec', 'selector', 'matchLabels'),
        at(object, 'spec', 'podSelector', 'matchLabels'),
      ].filter((selector) => selector !== undefined),
    );
    expect(selectors).toHaveLength(3);
    for (const selector of selectors) {
      expect(selector).toEqual({ 'app.kubernetes.io/name': about.name, 'app.kubernetes.io/component': 'manager' });
    }
  });

  test('has webhooks that lead to its own Service', () => {
    const objects = objectsOf();
    const services = objects.filter(({ kind }) => kind === 'Service');
    const targets = objects.flatMap((object) => (object.webhooks ?? []) as object[]);
    expect(targets.length).toBeGreaterThan(3);
    for (const webhook of targets) {
      const { name, namespace } = at(webhook, 'clientConfig', 'service') as { name: string; namespace: string };
      const service = services.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
      expect(at(service, 'spec', 'ports')).toContainEqual(
        expect.objectContaining({ port: 443, targetPort: 'webhook' }),
      );
      expect(webhook).toMatchObject({ failurePolicy: 'Fail', sideEffects: 'None' });
      // The controller writes its own authority there. Whoever else did would fight it.
      expect(at(webhook, 'clientConfig', 'caBundle')).toBeUndefined();
    }
  });

  test('needs no service mesh', () => {
    const text = JSON.stringify(objectsOf().filter(({ kind }) => kind !== 'CustomResourceDefinition'));
    expect(text).not.toMatch(/networking\.istio\.io|security\.istio\.io|istio-injection|sidecar\.istio\.io\/inject"/);
  });

  test('has requests, a memory limit and all three probes on its container', () => {
    const container = at(
      objectsOf().find(({ kind }) => kind === 'Deployment'),
      ...['spec', 'template', 'spec', 'containers', 0],
    );
    expect(container).toMatchObject({
      resources: {
        requests: { cpu: expect.any(String) as string, memory: expect.any(String) as string },
        limits: { memory: expect.any(String) as string },
      },
      startupProbe: { httpGet: { scheme: 'HTTPS', port: 'webhook' } },
      readinessProbe: { httpGet: { path: '/readyz' } },
      livenessProbe: { httpGet: { path: '/healthz' } },
    });
  });

  // A Service's name makes variables, and controllers read some by names that are not theirs alone.
  test('has no variables that Kubernetes makes of Services', () => {
    const pods = objectsOf().filter(({ kind }) => kind === 'Deployment');
    expect(pods.map((pod) => at(pod, 'spec', 'template', 'spec', 'enableServiceLinks'))).toEqual([false]);
  });

  test('lets callers in to the webhook port alone', () => {
    const policies = objectsOf().filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policies.map((policy) => policy.spec)).toEqual([
      expect.objectContaining({ policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 9443, protocol: 'TCP' }] }] }),
    ]);
  });
}
