import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { grantInCluster, grantInNamespace, read, Rights, rules, Subject } from '../../lib/core/rbac';

const own = ['cert-manager.io'];
const acme = ['acme.cert-manager.io'];
const signers = ['issuers.cert-manager.io/*', 'clusterissuers.cert-manager.io/*'];
const core = [''];
const events: Rights = { verbs: ['create', 'patch'], apiGroups: core, resources: ['events'] };
/** Keys of accounts are in Secrets whose names the users choose. */
const writeSecrets: Rights = {
  verbs: [...read, 'create', 'update', 'delete'],
  apiGroups: core,
  resources: ['secrets'],
};
const readSecrets: Rights = { verbs: read, apiGroups: core, resources: ['secrets'] };
const readIssuers: Rights = { verbs: read, apiGroups: own, resources: ['issuers', 'clusterissuers'] };

/** What the parts of the controller may do in the whole cluster, by upstream's names of the roles. */
function controllerRights(gatewayApi: boolean): Readonly<Record<string, readonly Rights[]>> {
  const keep = (kind: string): Rights => ({
    verbs: ['update', 'patch'],
    apiGroups: own,
    resources: [kind, `${kind}/status`],
  });
  return {
    issuers: [keep('issuers'), { verbs: read, apiGroups: own, resources: ['issuers'] }, writeSecrets, events],
    clusterissuers: [
      keep('clusterissuers'),
      { verbs: read, apiGroups: own, resources: ['clusterissuers'] },
      writeSecrets,
      events,
    ],
    certificates: [
      keep('certificates'),
      keep('certificaterequests'),
      // It also makes and deletes requests, by the rights of ingress-shim.
      { verbs: read, apiGroups: own, resources: ['certificates', 'certificaterequests'] },
      readIssuers,
      // Owner references of what it makes.
      { verbs: ['update'], apiGroups: own, resources: ['certificates/finalizers', 'certificaterequests/finalizers'] },
      { verbs: [...read, 'create', 'delete'], apiGroups: acme, resources: ['orders'] },
      { ...writeSecrets, verbs: [...writeSecrets.verbs, 'patch'] },
      events,
    ],
    orders: [
      { verbs: ['update', 'patch'], apiGroups: acme, resources: ['orders', 'orders/status'] },
      { verbs: read, apiGroups: acme, resources: ['orders', 'challenges'] },
      readIssuers,
      { verbs: ['create', 'delete'], apiGroups: acme, resources: ['challenges'] },
      { verbs: ['update'], apiGroups: acme, resources: ['orders/finalizers'] },
      readSecrets,
      events,
    ],
    challenges: [
      { verbs: [...read, 'update', 'patch'], apiGroups: acme, resources: ['challenges'] },
      { verbs: ['update', 'patch'], apiGroups: acme, resources: ['challenges/status'] },
      { verbs: ['update'], apiGroups: acme, resources: ['challenges/finalizers'] },
      readIssuers,
      readSecrets,
      events,
      // What answers over HTTP.
      { verbs: [...read, 'create', 'delete'], apiGroups: core, resources: ['pods', 'services'] },
      {
        verbs: [...read, 'create', 'delete', 'update'],
        apiGroups: ['networking.k8s.io'],
        resources: ['ingresses'],
      },
      ...(gatewayApi
        ? [
            {
              verbs: [...read, 'create', 'delete', 'update'],
              apiGroups: ['gateway.networking.k8s.io'],
              resources: ['httproutes'],
            } satisfies Rights,
          ]
        : []),
      // OpenShift asks for it where an Ingress names its host.
      { verbs: ['create'], apiGroups: ['route.openshift.io'], resources: ['routes/custom-host'] },
    ],
    'ingress-shim': [
      {
        verbs: [...read, 'create', 'update', 'delete'],
        apiGroups: own,
        resources: ['certificates', 'certificaterequests'],
      },
      readIssuers,
      { verbs: read, apiGroups: ['networking.k8s.io'], resources: ['ingresses'] },
      { verbs: ['update'], apiGroups: ['networking.k8s.io'], resources: ['ingresses/finalizers'] },
      ...(gatewayApi
        ? ([
            { verbs: read, apiGroups: ['gateway.networking.k8s.io'], resources: ['gateways', 'httproutes'] },
            {
              verbs: ['update'],
              apiGroups: ['gateway.networking.k8s.io'],
              resources: ['gateways/finalizers', 'httproutes/finalizers'],
            },
          ] satisfies Rights[])
        : []),
      events,
    ],
    'approve:cert-manager-io': [{ verbs: ['approve'], apiGroups: own, resources: ['signers'], resourceNames: signers }],
  };
}

/** Rights of the controller: in the cluster, and to elect a leader and ask tokens in its own namespace. */
export function grantController(scope: Construct, subject: Subject & { namespace: string }, gatewayApi: boolean): void {
  for (const [name, rights] of Object.entries(controllerRights(gatewayApi))) {
    grantInCluster(scope, `cert-manager-controller-${name}`, subject, rights);
  }
  grantInNamespace(
    scope,
    'cert-manager:leaderelection',
    subject.namespace,
    subject,
    leases(['cert-manager-controller']),
  );
  // Vault and AWS are asked with tokens of its own account.
  grantInNamespace(scope, 'cert-manager-tokenrequest', subject.namespace, subject, [
    { verbs: ['create'], apiGroups: core, resources: ['serviceaccounts/token'], resourceNames: ['cert-manager'] },
  ]);
}

/** Rights of what puts authorities into webhook configurations, CRDs and API services. */
export function grantCainjector(scope: Construct, subject: Subject & { namespace: string }): void {
  const patch: Rights['verbs'] = [...read, 'update', 'patch'];
  grantInCluster(scope, 'cert-manager-cainjector', subject, [
    { verbs: read, apiGroups: own, resources: ['certificates'] },
    readSecrets,
    { verbs: ['get', 'create', 'update', 'patch'], apiGroups: core, resources: ['events'] },
    {
      verbs: patch,
      apiGroups: ['admissionregistration.k8s.io'],
      resources: ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'],
    },
    { verbs: patch, apiGroups: ['apiregistration.k8s.io'], resources: ['apiservices'] },
    { verbs: patch, apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'] },
  ]);
  const names = ['cert-manager-cainjector-leader-election', 'cert-manager-cainjector-leader-election-core'];
  grantInNamespace(scope, 'cert-manager-cainjector:leaderelection', subject.namespace, subject, leases(names));
}

/** Rights of the webhook: to ask who may approve, and to keep an authority of its own. */
export function grantWebhook(scope: Construct, subject: Subject & { namespace: string }, secret: string): void {
  grantInCluster(scope, 'cert-manager-webhook:subjectaccessreviews', subject, [
    { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'] },
  ]);
  grantInNamespace(scope, 'cert-manager-webhook:dynamic-serving', subject.namespace, subject, [
    { verbs: [...read, 'update'], apiGroups: core, resources: ['secrets'], resourceNames: [secret] },
    { verbs: ['create'], apiGroups: core, resources: ['secrets'] },
  ]);
}

function leases(names: readonly string[]): Rights[] {
  const lease = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
  return [
    { verbs: ['get', 'update', 'patch'], ...lease, resourceNames: names },
    { verbs: ['create'], ...lease },
  ];
}

/** Roles for people, which Kubernetes' own `view`, `edit` and `admin` are put together from. */
export function addCertificateRoles(scope: Construct): void {
  const certificates = ['certificates', 'certificaterequests', 'issuers'];
  const orders = ['challenges', 'orders'];
  const write: Rights['verbs'] = ['create', 'delete', 'deletecollection', 'patch', 'update'];
  const roles: Readonly<Record<string, { readonly into: readonly string[]; readonly rights: readonly Rights[] }>> = {
    'cert-manager-cluster-view': {
      into: ['cluster-reader'],
      rights: [{ verbs: read, apiGroups: own, resources: ['clusterissuers'] }],
    },
    'cert-manager-view': {
      into: ['admin', 'edit', 'view', 'cluster-reader'],
      rights: [
        { verbs: read, apiGroups: own, resources: certificates },
        { verbs: read, apiGroups: acme, resources: orders },
      ],
    },
    'cert-manager-edit': {
      into: ['admin', 'edit'],
      rights: [
        { verbs: write, apiGroups: own, resources: certificates },
        // What asks for a renewal by hand.
        { verbs: ['update'], apiGroups: own, resources: ['certificates/status'] },
        { verbs: write, apiGroups: acme, resources: orders },
      ],
    },
  };
  for (const [name, { into, rights }] of Object.entries(roles)) {
    const labels = Object.fromEntries(
      into.map((role) => [`rbac.authorization.k8s.io/aggregate-to-${role}`, 'true'] as const),
    );
    new k8s.KubeClusterRole(scope, name, { metadata: { name, labels }, rules: rules(rights) });
  }
}
