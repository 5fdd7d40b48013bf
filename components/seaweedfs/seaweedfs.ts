import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import {
  Component,
  ComponentProps,
  Gate,
  IObjectStore,
  ObjectStoreAccess,
  ObjectStoreRequest,
  Quantity,
  SecretSource,
} from '../../lib/core';
import { componentProps } from '../../lib/core/component';
import { report } from '../../lib/core/errors';
import { selectorLabels } from '../../lib/core/labels';
import {
  accessKey,
  checkBucket,
  checkedObjectStoreRequest,
  CheckedObjectStoreRequest,
  checkProtocol,
  secretKey,
} from '../../lib/core/object-store-request';
import { resourcesOf, restrictedContainer, restrictedPod } from '../../lib/core/pod-parts';
import { checkKnown, checkText, propsOf } from '../../lib/core/props';
import { parseQuantity } from '../../lib/core/quantity';
import { shown } from '../../lib/core/words';
import { serverEnvironment, serverMounts, serverVolumes } from './server-pod';
import { liveCommand, readyCommand, s3Port, serverScript } from './server-script';
import { fileSize, sizing } from './sizing';
import { image, version } from './version';

/** Props of {@link SeaweedFS}. */
export interface SeaweedFSProps extends ComponentProps {
  /**
   * Size of the volume. It can be made larger later if its storage class allows that, never smaller. The default is the
   * same at every size of the platform, so that a change of that size leaves the volume alone.
   * @default '20Gi'
   */
  readonly storage?: Quantity;
  /**
   * Storage class of the volume. It cannot be changed later.
   * @default - the cluster's default class
   */
  readonly storageClass?: string;
  /**
   * Name of the bucket, which is made when the server starts. Another name later is another bucket, without the objects.
   * @default 'mlpipeline'
   */
  readonly bucket?: string;
  /**
   * Where the keys of a consumer come from, by its name. The Secret has `accesskey` and `secretkey`, and stands in the
   * server's namespace and in the consumer's.
   * @default - generated in the cluster, with the consumer's name as the access key
   */
  readonly keys?: (consumer: string) => SecretSource;
}

const defaultStorage: Quantity = '20Gi';
const defaultBucket = 'mlpipeline';

/** Room for `keys-` before it in a label of 63. */
const longestName = 58;

/** The image's user `seaweed`. */
const user = 1000;

/** Port that clients have built in which were written for MinIO. */
const oldPort = 9000;

/**
 * One S3 server with one bucket, for all components and tenants: a user for each, who is let into its own prefixes. The
 * volume, and the Secrets with the keys, survive `uninstall.sh`.
 * @see https://github.com/seaweedfs/seaweedfs/wiki/Amazon-S3-API
 */
export class SeaweedFS extends Component implements IObjectStore {
  /** The server answers, and the bucket is there. */
  readonly serving: Gate;
  private readonly bucket: string;
  private readonly storage: Quantity;
  private readonly source: (consumer: string) => SecretSource;
  private readonly consumers: CheckedObjectStoreRequest[] = [];
  private readonly secrets = new Map<string, string>();

  constructor(scope: Construct, id: string, given: SeaweedFSProps = {}) {
    super(scope, id, given, { upstream: { name: 'seaweedfs', version }, defaultNamespace: 'kubeflow' });
    const props = propsOf(this, given);
    const { storage = defaultStorage, bucket = defaultBucket } = props;
    checkKnown(this, props, { ...componentProps, storage: true, storageClass: true, bucket: true, keys: true });
    if (props.replicas !== undefined && props.replicas !== 1) {
      report(this, `"replicas" is ${shown(props.replicas)}, must be 1, because servers cannot share a volume`);
    }
    const bytes = parseQuantity(storage) ?? 0;
    // Above the second, the API server takes another number than the one that is written.
    const fits = bytes >= 2 ** 30 && bytes < 2 ** 63;
    if (!fits) {
      report(this, `"storage" is ${shown(storage)}, must be a quantity from "1Gi" to below "8Ei", such as "20Gi"`);
    }
    checkText(this, 'storageClass', props.storageClass);
    if (props.keys !== undefined && typeof props.keys !== 'function') {
      report(this, `"keys" is ${shown(props.keys)}, must be a function that gives a SecretSource for a consumer`);
    }
    this.storage = fits ? storage : defaultStorage;
    this.bucket = checkBucket(this, 'bucket', bucket) ? bucket : defaultBucket;
    this.source = typeof props.keys === 'function' ? props.keys : () => SecretSource.generated();

    new k8s.KubePersistentVolumeClaim(this, 'volume', {
      metadata: this.about(),
      spec: {
        accessModes: ['ReadWriteOnce'],
        ...(props.storageClass === undefined ? {} : { storageClassName: props.storageClass }),
        resources: { requests: { storage: k8s.Quantity.fromString(this.storage) } },
      },
    });
    const server = this.addServer();
    this.addNetwork();
    this.addAddress({ name: 's3', service: 'seaweedfs', port: s3Port, scheme: 'http' });
    this.serving = this.addGate(`seaweedfs serves the bucket ${this.bucket}`, [
      { object: server, condition: 'jsonpath={.status.readyReplicas}=1' },
    ]);
  }

  addConsumer(scope: Construct, given: ObjectStoreRequest): ObjectStoreAccess {
    const request = checkedObjectStoreRequest(scope, given);
    const { name } = request;
    checkProtocol(scope, request, 's3');
    if (name.length > longestName) {
      report(
        scope,
        `"name" of the object store's consumer has ${name.length} characters, must have at most ${longestName}, so that the name of a volume fits`,
      );
    }
    if (this.secrets.has(name)) {
      report(scope, `the object store has a consumer ${shown(name)} already; choose another name`);
    } else {
      this.secrets.set(name, this.bindKeys(scope, request));
      this.consumers.push(request);
    }
    return {
      scheme: 's3',
      bucket: this.bucket,
      endpoint: { host: `seaweedfs.${this.systemNamespace}.svc`, port: s3Port, secure: false },
      region: 'us-east-1',
      pathStyle: true,
      credentials: {
        kind: 'keys',
        secret: this.secrets.get(name) ?? name,
        accessKey,
        secretKey,
      },
    };
  }

  /** The Secret stands beside the server, which reads it, and has a copy beside the consumer. */
  private bindKeys(scope: Construct, { name, namespace, secret: wanted }: CheckedObjectStoreRequest): string {
    const source: unknown = this.source(name);
    const right = source instanceof SecretSource;
    if (!right) report(this, `"keys" gives ${shown(source)} for ${shown(name)}, must give a SecretSource`);
    const request = {
      name: wanted ?? `seaweedfs-${name}`,
      namespace: this.systemNamespace,
      keys: [secretKey],
      fixed: { [accessKey]: name },
      copies: namespace === this.systemNamespace ? [] : [namespace],
    };
    const secret = (right ? source : SecretSource.generated()).bind(new Construct(this, `keys-${name}`), request);
    const other = [...this.secrets].find(([, taken]) => taken === secret)?.[0];
    if (other !== undefined) {
      report(
        scope,
        `the Secret ${shown(secret)} holds the keys of the consumer ${shown(other)} already; name another for ${shown(name)}`,
      );
    }
    this.addCredential({ name, namespace: this.systemNamespace, secret, key: secretKey });
    return secret;
  }

  private get selector(): Record<string, string> {
    return selectorLabels('seaweedfs', 'server');
  }

  private about(): k8s.ObjectMeta {
    const labels = { 'app.kubernetes.io/component': 'server' };
    return { name: 'seaweedfs', namespace: this.systemNamespace, labels };
  }

  /** Consumers come after the server in the program, so what depends on them is put together when it is written. */
  private addServer(): k8s.KubeStatefulSet {
    const sizes = this.sizing(sizing);
    const { bucket, consumers } = this;
    const command = Lazy.any({
      produce: () => ['/bin/sh', '-c', serverScript({ bucket, consumers, fileSize: fileSize(this.storage) })],
    }) as string[];
    const volumes = Lazy.any({ produce: () => serverVolumes(this.secrets) }) as k8s.Volume[];
    const volumeMounts = Lazy.any({ produce: () => serverMounts(this.secrets) }) as k8s.VolumeMount[];
    const ready = { exec: { command: readyCommand(bucket) }, timeoutSeconds: 5 };
    return new k8s.KubeStatefulSet(this, 'server', {
      metadata: this.about(),
      spec: {
        serviceName: 'seaweedfs',
        replicas: 1,
        selector: { matchLabels: this.selector },
        template: {
          metadata: { labels: { ...this.labels, ...this.selector } },
          spec: {
            ...this.scheduling,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            // Time to end requests and to write out what is in memory.
            terminationGracePeriodSeconds: 60,
            securityContext: { ...restrictedPod(user), fsGroupChangePolicy: 'OnRootMismatch' },
            containers: [
              {
                name: 'seaweedfs',
                image: this.image(image),
                imagePullPolicy: this.platform.images.pullPolicy,
                command,
                env: serverEnvironment(sizes.limits),
                ports: [{ name: 's3', containerPort: s3Port }],
                // Reading the list of objects of a large volume takes a while.
                startupProbe: { ...ready, periodSeconds: 2, failureThreshold: 300 },
                readinessProbe: { ...ready, periodSeconds: 5 },
                livenessProbe: {
                  exec: { command: liveCommand },
                  timeoutSeconds: 5,
                  periodSeconds: 20,
                  failureThreshold: 6,
                },
                resources: resourcesOf(sizes),
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

  private addNetwork(): void {
    const targetPort = k8s.IntOrString.fromString('s3');
    new k8s.KubeService(this, 'service', {
      metadata: this.about(),
      spec: {
        selector: this.selector,
        ports: [
          { name: 's3', port: s3Port, targetPort },
          { name: 's3-old', port: oldPort, targetPort },
        ],
      },
    });
    const from = Lazy.any({
      produce: () =>
        this.consumers.map(({ namespace, pods }) => ({
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
          // The API server drops empty labels, and would write the object anew at each apply that brings them.
          podSelector: Object.keys(pods).length === 0 ? {} : { matchLabels: pods },
        })),
    }) as k8s.NetworkPolicyPeer[];
    const ports = [{ port: k8s.IntOrString.fromNumber(s3Port), protocol: 'TCP' }];
    // An empty list of callers would mean all, so without consumers there is no rule at all. Nor is there an empty list of
    // rules, which the API server leaves out, so that every further apply would change the object.
    const ingress = Lazy.any({
      produce: () => (this.consumers.length === 0 ? undefined : [{ from, ports }]),
    }) as k8s.NetworkPolicyIngressRule[];
    new k8s.KubeNetworkPolicy(this, 'network-policy', {
      metadata: this.about(),
      // The server has nobody to call.
      spec: { podSelector: { matchLabels: this.selector }, policyTypes: ['Ingress', 'Egress'], ingress },
    });
  }
}
