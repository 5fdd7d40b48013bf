import { secretKey, serviceAccount, texts } from './cert-manager-parts';
import { choice, embedded, int32, list, listByKey, map, object, required, Schema, string } from './kit/schema';

/*
 * How cert-manager shows an ACME server that a name is ours.
 * @see https://cert-manager.io/docs/configuration/acme/
 */

const labels = (description: string): Schema => map(description, string('Value of one of them.'));

const metadata = (typeName: string, description: string): Schema =>
  object(typeName, description, {
    annotations: labels('Annotations to add.'),
    labels: labels('Labels to add.'),
  });

const podTemplate = object('SolverPodTemplate', 'What the pod that answers has besides what it needs.', {
  metadata: metadata('SolverPodMetadata', 'Annotations and labels of the pod.'),
  spec: object('SolverPodSpec', 'Where and as whom the pod runs.', {
    affinity: embedded('core/v1.Affinity', 'Nodes and neighbours of the pod.'),
    imagePullSecrets: listByKey(
      'What the image is pulled with.',
      'name',
      object('SolverPullSecret', 'One Secret.', { name: string('Name of the Secret.', { default: '' }) }),
    ),
    nodeSelector: labels('Labels of the nodes that the pod may run on.'),
    priorityClassName: string('Priority class of the pod.'),
    resources: embedded('core/v1.ResourceRequirements', 'Requests and limits of the pod.'),
    securityContext: embedded('core/v1.PodSecurityContext', 'Security settings of the pod.'),
    serviceAccountName: string('ServiceAccount of the pod.'),
    tolerations: list('Taints that the pod puts up with.', embedded('core/v1.Toleration', 'One of them.'), {
      listType: 'atomic',
    }),
  }),
});

const serviceType = string('Type of the Service in front of the pod. NodePort where left out.');

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const dotted = `^${label}(\\.${label})*$`;

const parentReference = object('SolverParentReference', 'A Gateway that the route joins, or a part of it.', {
  group: string('API group of the parent.', {
    default: 'gateway.networking.k8s.io',
    maxLength: 253,
    pattern: `^$|${dotted}`,
  }),
  kind: string('Kind of the parent.', {
    default: 'Gateway',
    minLength: 1,
    maxLength: 63,
    pattern: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$',
  }),
  name: required(string('Name of the parent.', { minLength: 1, maxLength: 253 })),
  namespace: string('Namespace of the parent. That of the route where left out.', {
    minLength: 1,
    maxLength: 63,
    pattern: `^${label}$`,
  }),
  port: int32('Port of the parent. All of them where left out.', { minimum: 1, maximum: 65535 }),
  sectionName: string('Name of a listener of the parent.', { minLength: 1, maxLength: 253, pattern: dotted }),
});

const http01 = object('Http01Solver', 'Answers over HTTP at the name itself, on port 80.', {
  gatewayHTTPRoute: object('GatewaySolver', 'By a route of the Gateway API, which cert-manager must be told to use.', {
    labels: labels('Labels of the route.'),
    parentRefs: list('Gateways that the route joins.', parentReference, { listType: 'atomic' }),
    podTemplate,
    serviceType,
  }),
  ingress: object('IngressSolver', 'By an Ingress.', {
    class: string('Class of the Ingress, as its annotation. Not together with ingressClassName or name.'),
    ingressClassName: string('Class of the Ingress. Not together with class or name.'),
    ingressTemplate: object('SolverIngressTemplate', 'What the Ingress has besides what it needs.', {
      metadata: metadata('SolverIngressMetadata', 'Annotations and labels of the Ingress.'),
    }),
    name: string('An Ingress that is there already, which gets the path. Not together with a class.'),
    podTemplate,
    serviceType,
  }),
});

const dns01 = object('Dns01Solver', 'Answers in the DNS zone of the name: by one of these providers.', {
  cnameStrategy: choice('Whether CNAME records are followed to the zone that takes the answer.', ['None', 'Follow']),
  acmeDNS: object('AcmeDnsSolver', 'A server of acme-dns.', {
    host: required(string('Address of its API.')),
    accountSecretRef: required(secretKey('The accounts there.')),
  }),
  akamai: object('AkamaiSolver', 'Akamai Edge DNS.', {
    serviceConsumerDomain: required(string('Host of the API.')),
    clientTokenSecretRef: required(secretKey('The client token.')),
    clientSecretSecretRef: required(secretKey('The client secret.')),
    accessTokenSecretRef: required(secretKey('The access token.')),
  }),
  azureDNS: object('AzureDnsSolver', 'Azure DNS, by a service principal, or by a managed identity.', {
    subscriptionID: required(string('Subscription of the zone.')),
    resourceGroupName: required(string('Resource group of the zone.')),
    hostedZoneName: string('Name of the zone. Found by the name where left out.'),
    environment: choice('The cloud. AzurePublicCloud where left out.', [
      'AzurePublicCloud',
      'AzureChinaCloud',
      'AzureGermanCloud',
      'AzureUSGovernmentCloud',
    ]),
    clientID: string('Client of the service principal.'),
    clientSecretSecretRef: secretKey('Secret of the service principal.'),
    tenantID: string('Tenant of the service principal.'),
    managedIdentity: object('AzureManagedIdentity', 'A managed identity, by one of these.', {
      clientID: string('Client of the identity.'),
      resourceID: string('Resource of the identity.'),
      tenantID: string('Tenant of the identity.'),
    }),
  }),
  cloudDNS: object('CloudDnsSolver', 'Google Cloud DNS.', {
    project: required(string('Project of the zone.')),
    hostedZoneName: string('Name of the zone. Found by the name where left out.'),
    serviceAccountSecretRef: secretKey('Key of a service account. The environment where left out.'),
  }),
  cloudflare: object('CloudflareSolver', 'Cloudflare, by a token, or by an account and its key.', {
    email: string('Email of the account that the key belongs to.'),
    apiKeySecretRef: secretKey('Key of the account.'),
    apiTokenSecretRef: secretKey('A token with rights for the zone.'),
  }),
  digitalocean: object('DigitalOceanSolver', 'DigitalOcean.', {
    tokenSecretRef: required(secretKey('A token with rights to write.')),
  }),
  rfc2136: object('Rfc2136Solver', 'A name server that takes dynamic updates.', {
    nameserver: required(string('Address of the server, with its port unless that is 53.')),
    protocol: choice('How the server is asked. UDP where left out.', ['TCP', 'UDP']),
    tsigAlgorithm: string('Algorithm of the key: HMACMD5, HMACSHA1, HMACSHA256, HMACSHA512.'),
    tsigKeyName: string('Name of the key.'),
    tsigSecretSecretRef: secretKey('The key.'),
  }),
  route53: object('Route53Solver', 'Amazon Route 53.', {
    accessKeyID: string('Access key. The environment where left out.'),
    accessKeyIDSecretRef: secretKey('Access key, in a Secret. Not together with accessKeyID.'),
    secretAccessKeySecretRef: secretKey('Secret of the access key.'),
    role: string('Role to take on.'),
    region: string('Region to ask.'),
    hostedZoneID: string('The zone. Found by the name where left out.'),
    auth: object('Route53Auth', 'How cert-manager becomes known to AWS in place of an access key.', {
      kubernetes: required(
        object('Route53KubernetesAuth', 'By tokens of a ServiceAccount.', {
          serviceAccountRef: required(serviceAccount),
        }),
      ),
    }),
  }),
  webhook: object('WebhookSolver', 'A provider that is installed beside cert-manager.', {
    groupName: required(string('API group that the provider serves.')),
    solverName: required(string('Name of the provider.')),
    config: { description: 'What the provider wants to know.', open: true },
  }),
});

/** How a name is shown to be ours. */
export const solver = object('AcmeSolver', 'How a name is shown to be ours, and which names that is for.', {
  http01,
  dns01,
  selector: object('SolverSelector', 'Which names this is for. All of them where left out.', {
    dnsNames: texts('Exactly these names.', 'One name.'),
    dnsZones: texts('Names in these zones.', 'One zone.'),
    matchLabels: labels('Labels of the Certificates.'),
  }),
});
