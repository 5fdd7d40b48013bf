import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import {
  Component,
  ComponentProps,
  DatabaseAccess,
  DatabaseRequest,
  Gate,
  IDatabase,
  Quantity,
  SecretSource,
} from '../../lib/core';
import { componentProps } from '../../lib/core/component';
import { report } from '../../lib/core/errors';
import { selectorLabels } from '../../lib/core/labels';
import { resourcesOf, restrictedContainer, restrictedPod } from '../../lib/core/pod-parts';
import { checkKnown, checkText, propsOf } from '../../lib/core/props';
import { parseQuantity } from '../../lib/core/quantity';
import { shown } from '../../lib/core/words';
import { checkedRequest } from './request';
import { probeCommand, runFolder, secretsFolder, serverScript, volumeFolder } from './server-script';
import { memoryFlags, sizing } from './sizing';
import { image, version } from './version';

/** Props of {@link Mysql}. */
export interface MysqlProps extends ComponentProps {
  /**
   * Size of the volume. It can be made larger later if its storage class allows that, never smaller. The default is the
   * same at every size of the platform, so that a change of that size leaves the volume alone.
   * @default '10Gi'
   */
  readonly storage?: Quantity;
  /**
   * Storage class of the volume. It cannot be changed later.
   * @default - the cluster's default class
   */
  readonly storageClass?: string;
  /**
   * Where the password of a user comes from: `root`, or the name of a consumer's database. A Secret's key is `password`.
   * @default - generated in the cluster
   */
  readonly password?: (user: string) => SecretSource;
}

const defaultStorage: Quantity = '10Gi';

/** The image's user `mysql`. */
const user = 999;
const port = 3306;
const passwordKey = 'password';

/**
 * One MySQL server for all components that keep state: a database and a user for each, with no more rights than it asks
 * for. The volume, and the Secrets with the passwords, survive `uninstall.sh`.
 * @see https://dev.mysql.com/doc/refman/8.4/en/
 */
export class Mysql extends Component implements IDatabase {
  /** The server answers queries, and every consumer's database is there. */
  readonly serving: Gate;
  private readonly consumers: { readonly namespace: string; readonly request: DatabaseRequest }[] = [];
  private readonly secrets = new Map<string, string>();
  private readonly source: (user: string) => SecretSource;

  constructor(scope: Construct, id: string, given: MysqlProps = {}) {
    super(scope, id, given, { upstream: { name: 'mysql', version }, defaultNamespace: 'kubeflow' });
    const props = propsOf(this, given);
    const { storage = defaultStorage } = props;
    checkKnown(this, props, { ...componentProps, storage: true, storageClass: true, password: true });
    if (props.replicas !== undefined && props.replicas !== 1) {
      report(this, `"replicas" is ${shown(props.replicas)}, must be 1, because servers cannot share a volume`);
    }
    const bytes = parseQuantity(storage) ?? 0;
    // Above the second, the API server takes another number than the one that is written.
    const fits = bytes >= 2 ** 28 && bytes < 2 ** 63;
    if (!fits) {
      report(this, `"storage" is ${shown(storage)}, must be a quantity from "256Mi" to below "8Ei", such as "10Gi"`);
    }
    checkText(this, 'storageClass', props.storageClass);
    if (props.password !== undefined && typeof props.password !== 'function') {
      report(this, `"password" is ${shown(props.password)}, must be a function that gives a SecretSource for a user`);
    }
    this.source = typeof props.password === 'function' ? props.password : () => SecretSource.generated();

    this.secrets.set('root', this.bindPassword('root', []));
    new k8s.KubePersistentVolumeClaim(this, 'volume', {
      metadata: this.about('mysql'),
      spec: {
        accessModes: ['ReadWriteOnce'],
        ...(props.storageClass === undefined ? {} : { storageClassName: props.storageClass }),
        resources: {
          requests: { storage: k8s.Quantity.fromString(fits ? storage : defaultStorage) },
        },
      },
    });
    const server = this.addServer();
    this.addNetwork();
    this.addAddress({ name: 'server', service: 'mysql', port, scheme: 'mysql' });
    this.serving = this.addGate('mysql answers queries', [
      { object: server, condition: 'jsonpath={.status.readyReplicas}=1' },
    ]);
  }

  addDatabase(consumer: Component, given: DatabaseRequest): DatabaseAccess {
    const request = checkedRequest(consumer, given);
    const { name } = request;
    if (this.secrets.has(name))
      report(consumer, `the database ${shown(name)} has a consumer already; choose another name`);
    const namespace = consumer.systemNamespace;
    const copies = namespace === this.systemNamespace ? [] : [namespace];
    if (!this.secrets.has(name)) this.secrets.set(name, this.bindPassword(name, copies));
    this.consumers.push({ namespace, request });
    return {
      host: `mysql.${this.systemNamespace}.svc`,
      port,
      database: name,
      user: name,
      password: { secret: this.secrets.get(name) ?? name, key: passwordKey },
      tls: 'off',
    };
  }

  private bindPassword(name: string, copies: readonly string[]): string {
    const source: unknown = this.source(name);
    const request = {
      name: `mysql-${name.replaceAll('_', '-')}`,
      namespace: this.systemNamespace,
      keys: [passwordKey],
      copies,
    };
    const right = source instanceof SecretSource;
    if (!right) report(this, `"password" gives ${shown(source)} for ${shown(name)}, must give a SecretSource`);
    const secret = (right ? source : SecretSource.generated()).bind(new Construct(this, `password-${name}`), request);
    this.addCredential({ name, namespace: this.systemNamespace, secret, key: passwordKey });
    return secret;
  }

  private get selector(): Record<string, string> {
    return selectorLabels('mysql', 'server');
  }

  private about(name: string): k8s.ObjectMeta {
    return { name, namespace: this.systemNamespace, labels: { 'app.kubernetes.io/component': 'server' } };
  }

  /** Consumers come after the server in the program, so what depends on them is put together when it is written. */
  private addServer(): k8s.KubeStatefulSet {
    const { requests, limits } = this.sizing(sizing);
    const sizeFlags = memoryFlags(this.platform.size, limits);
    const probe = { exec: { command: probeCommand }, timeoutSeconds: 5 };
    const command = Lazy.any({
      produce: () => ['/bin/sh', '-c', serverScript(this.requests, sizeFlags)],
    }) as string[];
    const volumes = Lazy.any({ produce: () => this.volumes() }) as k8s.Volume[];
    const volumeMounts = Lazy.any({ produce: () => this.volumeMounts() }) as k8s.VolumeMount[];
    return new k8s.KubeStatefulSet(this, 'server', {
      metadata: this.about('mysql'),
      spec: {
        serviceName: 'mysql',
        replicas: 1,
        selector: { matchLabels: this.selector },
        template: {
          metadata: { labels: { ...this.labels, ...this.selector } },
          spec: {
            ...this.scheduling,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            // Time to write out what is in memory.
            terminationGracePeriodSeconds: 60,
            securityContext: { ...restrictedPod(user), fsGroupChangePolicy: 'OnRootMismatch' },
            containers: [
              {
                name: 'mysql',
                image: this.image(image),
                imagePullPolicy: this.platform.images.pullPolicy,
                command,
                ports: [{ name: 'mysql', containerPort: port }],
                // Setting up a volume takes a while on slow disks, and so does recovery after a crash.
                startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 300 },
                readinessProbe: { ...probe, periodSeconds: 5 },
                livenessProbe: { ...probe, periodSeconds: 20, failureThreshold: 6 },
                resources: resourcesOf({ requests, limits }),
                securityContext: restrictedContainer,
                volumeMounts,
              },
            ],
            volumes,
          },
        },
      },
    });
  }

  private get requests(): DatabaseRequest[] {
    return this.consumers.map(({ request }) => request);
  }

  private volumes(): k8s.Volume[] {
    return [
      { name: 'data', persistentVolumeClaim: { claimName: 'mysql' } },
      { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: k8s.Quantity.fromString('1Mi') } },
      { name: 'tmp', emptyDir: {} },
      ...[...this.secrets].map(([name, secretName]) => ({
        name: `password-${name.replaceAll('_', '-')}`,
        secret: { secretName, items: [{ key: passwordKey, path: passwordKey }] },
      })),
    ];
  }

  private volumeMounts(): k8s.VolumeMount[] {
    return [
      { name: 'data', mountPath: volumeFolder },
      { name: 'run', mountPath: runFolder },
      { name: 'tmp', mountPath: '/tmp' },
      ...[...this.secrets.keys()].map((name) => ({
        name: `password-${name.replaceAll('_', '-')}`,
        mountPath: `${secretsFolder}/${name}`,
        readOnly: true,
      })),
    ];
  }

  private addNetwork(): void {
    new k8s.KubeService(this, 'service', {
      metadata: this.about('mysql'),
      spec: {
        selector: this.selector,
        ports: [{ name: 'mysql', port, targetPort: k8s.IntOrString.fromString('mysql') }],
      },
    });
    const from = Lazy.any({
      produce: () =>
        this.consumers.map(({ namespace, request }) => ({
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
          podSelector: { matchLabels: request.pods },
        })),
    }) as k8s.NetworkPolicyPeer[];
    const ports = [{ port: k8s.IntOrString.fromNumber(port), protocol: 'TCP' }];
    // An empty list of callers would mean all, so without consumers there is no rule at all.
    const ingress = Lazy.any({
      produce: () => (this.consumers.length === 0 ? [] : [{ from, ports }]),
    }) as k8s.NetworkPolicyIngressRule[];
    new k8s.KubeNetworkPolicy(this, 'network-policy', {
      metadata: this.about('mysql'),
      spec: { podSelector: { matchLabels: this.selector }, policyTypes: ['Ingress'], ingress },
    });
  }
}
