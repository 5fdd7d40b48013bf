import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Component, DatabaseAccess, DatabaseRequest, Sizing } from '../../lib/core';
import { selectorLabels } from '../../lib/core/labels';
import { addDisruptionBudget, resourcesOf, restrictedContainer, restrictedPod, spread } from '../../lib/core/pod-parts';
import { uiPods } from './ui';
import { images, user } from './version';

/** Upstream's name of the Service, which clients know. */
export const serverService = 'model-registry-service';
export const serverPort = 8080;

/** Labels of the pods, by which the database lets them in. */
const serverPods = selectorLabels('model-registry', 'server');

/** Label of the namespaces whose pods may call the registry. */
export const clientLabel = { 'modelregistry.kubeflow.org/client': 'enabled' };

/**
 * The database that it asks for. The server brings its tables up to date when it starts: it makes them, and changes their
 * columns and indexes.
 */
export const serverDatabase: DatabaseRequest = {
  name: 'model_registry',
  privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'ALTER', 'DROP', 'INDEX'],
  pods: serverPods,
};

/** What a {@link RegistryServer} is made from. */
export interface RegistryServerOptions {
  readonly access: DatabaseAccess;
  readonly sizing: Sizing;
}

/** The server: REST in front of the database. It keeps nothing itself. */
export class RegistryServer extends Construct {
  readonly deployment: k8s.KubeDeployment;

  constructor(
    private readonly component: Component,
    id: string,
    private readonly options: RegistryServerOptions,
  ) {
    super(component, id);
    const { systemNamespace: namespace } = component;
    const metadata = this.about('model-registry-deployment');
    new k8s.KubeServiceAccount(this, 'service-account', { metadata: this.about('model-registry-server') });
    new k8s.KubeService(this, 'service', {
      metadata: {
        ...this.about(serverService),
        // The user interface, here and in the dashboard, finds registries by the label, and shows the annotations.
        labels: { 'app.kubernetes.io/component': 'server', component: 'model-registry' },
        annotations: { displayName: 'Model Registry', description: `The models of ${component.platform.name}` },
      },
      spec: {
        selector: serverPods,
        ports: [
          {
            name: 'http-api',
            port: serverPort,
            targetPort: k8s.IntOrString.fromString('http-api'),
            appProtocol: 'http',
          },
        ],
      },
    });
    addDisruptionBudget(this, metadata, options.sizing.replicas, serverPods);
    new k8s.KubeNetworkPolicy(this, 'network-policy', {
      metadata,
      spec: {
        podSelector: { matchLabels: serverPods },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [{ podSelector: { matchLabels: uiPods } }, { namespaceSelector: { matchLabels: clientLabel } }],
            ports: [{ port: k8s.IntOrString.fromNumber(serverPort), protocol: 'TCP' }],
          },
        ],
      },
    });
    this.deployment = this.addDeployment(namespace);
  }

  private about(name: string): k8s.ObjectMeta {
    return {
      name,
      namespace: this.component.systemNamespace,
      labels: { 'app.kubernetes.io/component': 'server' },
    };
  }

  private addDeployment(namespace: string): k8s.KubeDeployment {
    const { component } = this;
    const { access, sizing } = this.options;
    const { authority } = access;
    const probe = (path: string): k8s.Probe => ({
      httpGet: { path, port: k8s.IntOrString.fromString('http-api') },
      timeoutSeconds: 5,
    });
    return new k8s.KubeDeployment(this, 'deployment', {
      metadata: { ...this.about('model-registry-deployment'), namespace },
      spec: {
        replicas: sizing.replicas,
        selector: { matchLabels: serverPods },
        template: {
          metadata: { labels: { ...component.labels, ...serverPods } },
          spec: {
            ...component.scheduling,
            serviceAccountName: 'model-registry-server',
            // It asks the API server for nothing.
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: restrictedPod(user),
            ...spread(sizing.replicas, serverPods),
            containers: [
              {
                name: 'rest-container',
                image: component.image(images.server),
                imagePullPolicy: component.platform.images.pullPolicy,
                command: ['/model-registry', 'proxy'],
                args: [
                  '--hostname=0.0.0.0',
                  `--port=${serverPort}`,
                  '--datastore-type=embedmd',
                  '--embedmd-database-type=mysql',
                  `--embedmd-database-dsn=${dataSourceName(access)}`,
                ],
                env: [
                  {
                    name: passwordVariable,
                    valueFrom: { secretKeyRef: { name: access.password.secret, key: access.password.key } },
                  },
                  ...(authority === undefined
                    ? []
                    : [{ name: 'SSL_CERT_FILE', value: `/etc/database/${authority.key}` }]),
                ],
                ports: [{ name: 'http-api', containerPort: serverPort }],
                // It listens at once, and looks for the database for five minutes; then it ends, and is started again.
                startupProbe: { ...probe('/readyz/isDirty'), periodSeconds: 5, failureThreshold: 120 },
                // Asks the database for a bit of everything.
                readinessProbe: { ...probe('/readyz/health'), periodSeconds: 10 },
                // Both paths ask the database, which a restart would not bring back.
                livenessProbe: { tcpSocket: { port: k8s.IntOrString.fromString('http-api') }, periodSeconds: 20 },
                resources: resourcesOf(sizing),
                securityContext: restrictedContainer,
                volumeMounts: [
                  { name: 'tmp', mountPath: '/tmp' },
                  ...(authority === undefined
                    ? []
                    : [{ name: 'authority', mountPath: '/etc/database', readOnly: true }]),
                ],
              },
            ],
            volumes: [
              { name: 'tmp', emptyDir: {} },
              ...(authority === undefined ? [] : [{ name: 'authority', configMap: { name: authority.configMap } }]),
            ],
          },
        },
      },
    });
  }
}

const passwordVariable = 'DATABASE_PASSWORD';

/**
 * How the server finds its database, as its MySQL driver reads it. The kubelet puts the password in, so that no object
 * holds it. The driver takes all between the first `:` and the last `@` before the last `/` for the password, as it is: of
 * what stands here, only the password may hold these characters.
 * https://github.com/go-sql-driver/mysql/blob/v1.9.2/README.md#dsn-data-source-name
 */
export function dataSourceName({ user: name, host, port, database, tls }: DatabaseAccess): string {
  const encryption = { off: '', 'skip-verify': '&tls=skip-verify', verify: '&tls=true' }[tls];
  return `${literal(name)}:$(${passwordVariable})@tcp(${host}:${port})/${literal(database)}?charset=utf8mb4${encryption}`;
}

/** A name as the kubelet leaves it, which takes `$$` for `$`. */
function literal(name: string): string {
  return name.replaceAll('$', '$$$$');
}
