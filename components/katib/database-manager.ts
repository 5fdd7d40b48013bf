import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Component, DatabaseAccess, DatabaseRequest, Gate, SizingTable } from '../../lib/core';
import { selectorLabels } from '../../lib/core/labels';
import { addDisruptionBudget, resourcesOf, restrictedContainer, restrictedPod, spread } from '../../lib/core/pod-parts';
import { user } from './config';
import { images } from './version';

const sizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } },
  small: { replicas: 1, requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
  production: { replicas: 2, requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
};

const port = 6789;

/** Labels of the pods, by which the database lets them in. */
export const databaseManagerPods = selectorLabels('katib', 'db-manager');

/** The database that it asks for. */
export const katibDatabase: DatabaseRequest = {
  name: 'katib',
  privileges: ['CREATE', 'SELECT', 'INSERT', 'DELETE'],
  pods: databaseManagerPods,
};

/**
 * What records observations in the database: metrics collectors send them there, and the controller asks for them.
 *
 * It waits for the database as long as that takes, and says meanwhile that it is not ready.
 */
export class DatabaseManager extends Construct {
  readonly deployment: k8s.KubeDeployment;

  constructor(
    private readonly component: Component,
    id: string,
    private readonly access: DatabaseAccess,
  ) {
    super(component, id);
    const size = sizing[component.platform.size];
    const metadata = this.about();
    new k8s.KubeService(this, 'service', {
      metadata,
      spec: {
        selector: databaseManagerPods,
        ports: [{ name: 'grpc', port, targetPort: k8s.IntOrString.fromString('grpc'), appProtocol: 'grpc' }],
      },
    });
    addDisruptionBudget(this, metadata, size.replicas, databaseManagerPods);
    this.addPolicy();
    this.deployment = this.addDeployment();
  }

  /** What holds once observations are recorded. */
  get recordingChecks(): Gate['checks'] {
    return [{ object: this.deployment, condition: 'condition=Available' }];
  }

  private about(): k8s.ObjectMeta {
    return {
      name: 'katib-db-manager',
      namespace: this.component.systemNamespace,
      labels: { 'app.kubernetes.io/component': 'db-manager' },
    };
  }

  /**
   * Callers are Katib itself, and wherever they run the pods of trials and of algorithms, which stop trials early by what
   * they find. Katib gives these their labels.
   */
  private addPolicy(): void {
    const own = ['manager', 'ui'].map((name) => ({ podSelector: { matchLabels: selectorLabels('katib', name) } }));
    const labelled = ['trial', 'suggestion'].map((name) => ({
      namespaceSelector: {},
      podSelector: { matchExpressions: [{ key: `katib.kubeflow.org/${name}`, operator: 'Exists' }] },
    }));
    new k8s.KubeNetworkPolicy(this, 'network-policy', {
      metadata: this.about(),
      spec: {
        podSelector: { matchLabels: databaseManagerPods },
        policyTypes: ['Ingress'],
        ingress: [
          { from: [...own, ...labelled], ports: [{ port: k8s.IntOrString.fromNumber(port), protocol: 'TCP' }] },
        ],
      },
    });
  }

  private addDeployment(): k8s.KubeDeployment {
    const { component, access } = this;
    const { platform } = component;
    const size = sizing[platform.size];
    const { authority } = access;
    return new k8s.KubeDeployment(this, 'deployment', {
      metadata: this.about(),
      spec: {
        replicas: size.replicas,
        selector: { matchLabels: databaseManagerPods },
        template: {
          metadata: {
            labels: { ...component.labels, ...databaseManagerPods, 'katib.kubeflow.org/component': 'db-manager' },
          },
          spec: {
            ...component.scheduling,
            automountServiceAccountToken: false,
            // A Service of this name would otherwise set variables that Katib reads.
            enableServiceLinks: false,
            securityContext: restrictedPod(user),
            ...spread(size.replicas, databaseManagerPods),
            containers: [
              {
                name: 'katib-db-manager',
                image: component.image(images.dbManager),
                imagePullPolicy: platform.images.pullPolicy,
                command: ['./katib-db-manager'],
                // A year: it tries again every five seconds, and would end and be started again otherwise.
                args: ['--connect-timeout=8760h'],
                env: [
                  { name: 'DB_NAME', value: 'mysql' },
                  { name: 'DB_USER', value: access.user },
                  {
                    name: 'DB_PASSWORD',
                    valueFrom: { secretKeyRef: { name: access.password.secret, key: access.password.key } },
                  },
                  { name: 'KATIB_MYSQL_DB_HOST', value: access.host },
                  { name: 'KATIB_MYSQL_DB_PORT', value: String(access.port) },
                  { name: 'KATIB_MYSQL_DB_DATABASE', value: databaseAndOptions(access) },
                  ...(authority === undefined
                    ? []
                    : [{ name: 'SSL_CERT_FILE', value: `/etc/database/${authority.key}` }]),
                ],
                ports: [{ name: 'grpc', containerPort: port }],
                // It listens once it has the database; until then it is being started.
                startupProbe: {
                  tcpSocket: { port: k8s.IntOrString.fromString('grpc') },
                  periodSeconds: 2,
                  failureThreshold: 2 ** 24,
                },
                // Asks the database. A restart would not bring that back, so liveness does not.
                readinessProbe: { grpc: { port }, periodSeconds: 5, timeoutSeconds: 5 },
                livenessProbe: { tcpSocket: { port: k8s.IntOrString.fromString('grpc') }, periodSeconds: 20 },
                resources: resourcesOf(size),
                securityContext: restrictedContainer,
                ...(authority === undefined
                  ? {}
                  : { volumeMounts: [{ name: 'authority', mountPath: '/etc/database', readOnly: true }] }),
              },
            ],
            ...(authority === undefined
              ? {}
              : { volumes: [{ name: 'authority', configMap: { name: authority.configMap } }] }),
          },
        },
      },
    });
  }
}

/**
 * The database's name, with the options of an encrypted connection behind it where one is wanted. Katib has no setting
 * for it, but writes the name into an address of the form `user:password@tcp(host:port)/name?timeout=5s`. What follows
 * the name there becomes the end of a comment in the last option, which sets a variable that nobody reads.
 *
 * https://github.com/go-sql-driver/mysql/tree/v1.5.0#parameters; goes once Katib takes options of its own.
 */
export function databaseAndOptions({ database, tls }: Pick<DatabaseAccess, 'database' | 'tls'>): string {
  if (tls === 'off') return database;
  return `${database}?timeout=5s&tls=${tls === 'verify' ? 'true' : 'skip-verify'}&@keelson=1 -- `;
}
