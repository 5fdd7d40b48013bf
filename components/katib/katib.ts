import { Construct } from 'constructs';
import { CustomResourceDefinition, katib } from '../../lib/api';
import {
  Component,
  ComponentProps,
  Gate,
  IDatabase,
  ImageName,
  ITrialKinds,
  Sizing,
  SizingTable,
  TrialKind,
  WebhookCertificate,
} from '../../lib/core';
import { componentProps } from '../../lib/core/component';
import { databaseAccess } from '../../lib/core/database-access';
import { report } from '../../lib/core/errors';
import {
  checkBoolean,
  checkImage,
  checkKnown,
  checkLabel,
  checkLimits,
  checkObject,
  checkQuantities,
  propsOf,
} from '../../lib/core/props';
import { addUserRoles, grantInCluster } from '../../lib/core/rbac';
import { webhookCertificate, WebhookCertificateProps } from '../../lib/core/webhook-certificate';
import { Webhook, WebhookController } from '../../lib/core/webhook-controller';
import { checkExperiments, injectionLabel } from './checks';
import { AlgorithmOptions, algorithmResources, katibConfig, releaseAlgorithms, ReleaseAlgorithm, user } from './config';
import { DatabaseManager, katibDatabase } from './database-manager';
import { controllerRights, userRights } from './roles';
import { trialKindsOf } from './trial-kinds';
import { KatibUi } from './ui';
import { images, version } from './version';

/** Props of {@link Katib}. `replicas` and `resources` are those of the controller. */
export interface KatibProps extends ComponentProps, WebhookCertificateProps {
  /** Where observations are kept: the Mysql component, or {@link externalMysql}. */
  readonly database: IDatabase;
  /**
   * What trials can run as, besides Jobs: the Trainer component, the TrainingOperator component.
   * @default - Jobs alone
   */
  readonly trialKinds?: readonly ITrialKinds[];
  /**
   * How the services of algorithms run; also algorithms of your own, under names of their own.
   * @default - those of the release
   */
  readonly algorithms?: Readonly<Partial<Record<ReleaseAlgorithm | (string & {}), AlgorithmOptions>>>;
  /**
   * Whether experiments can stop trials early. Katib may then give roles over trials.
   * @default true
   */
  readonly earlyStopping?: boolean;
  /**
   * Image that collects metrics from Prometheus endpoints. The release brings none.
   * @default - experiments cannot collect from Prometheus endpoints
   */
  readonly prometheusCollector?: ImageName;
  /**
   * Whether to install the user interface.
   * @default true
   */
  readonly ui?: boolean;
}

// The controller keeps the ConfigMaps of the cluster in memory, so limits leave room.
const sizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '512Mi' } },
  small: { replicas: 1, requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '1Gi' } },
  production: { replicas: 2, requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '2Gi' } },
};

const configuration = 'katib.kubeflow.org';

/**
 * Katib: hyperparameter tuning as `Experiment`s, whose trials are jobs.
 * @see https://www.kubeflow.org/docs/components/katib/
 */
export class Katib extends Component {
  /** The Experiment API is established. */
  readonly apiReady: Gate;
  /** The controller runs and its webhooks answer. Experiments are accepted only after it. */
  readonly serving: Gate;
  /** The database answers, and observations are recorded in it. */
  readonly recording: Gate;

  constructor(scope: Construct, id: string, given: KatibProps) {
    super(scope, id, given, { upstream: { name: 'katib', version }, defaultNamespace: 'kubeflow' });
    const props = propsOf(this, given);
    checkKnown(this, props, {
      ...componentProps,
      ...{
        certificates: true,
        database: true,
        trialKinds: true,
        algorithms: true,
        earlyStopping: true,
        prometheusCollector: true,
        ui: true,
      },
    });
    checkBoolean(this, 'earlyStopping', props.earlyStopping);
    checkBoolean(this, 'ui', props.ui);
    checkImage(this, 'prometheusCollector', props.prometheusCollector);
    const algorithms = this.algorithms(props.algorithms);
    const { kinds: trialKinds, gates } = trialKindsOf(this, props.trialKinds);
    // Katib looks for the kinds of trials once, when it starts, so they come first.
    this.addNeeds(...gates);
    const earlyStopping = props.earlyStopping ?? true;

    this.apiReady = this.addApiGate(
      ...[katib.experiment, katib.suggestion, katib.trial].map(
        (definition) => new CustomResourceDefinition(this, definition),
      ),
    );
    const size = this.sizing(sizing);
    const certificate = webhookCertificate(this, props.certificates, {
      name: 'katib-webhook-cert',
      secret: 'katib-webhook-cert',
      service: 'katib-controller',
    });
    this.addNeeds(...(certificate?.needs ?? []));
    const config = katibConfig({
      algorithms,
      earlyStopping,
      prometheusCollector: props.prometheusCollector,
      trialKinds,
      leaderElection: size.replicas > 1,
      ownCertificate: certificate === undefined,
      image: (upstream) => this.image(upstream),
      pullPolicy: this.platform.images.pullPolicy,
    });
    const controller = this.addController(size, config, trialKinds, certificate);
    grantInCluster(this, 'katib-controller', controller.subject, [
      ...controllerRights(trialKinds, earlyStopping),
      ...controller.certificateRights,
    ]);
    addUserRoles(this, 'kubeflow-katib', userRights);
    this.serving = this.addGate('the webhooks of katib answer', controller.servingChecks);
    const access = databaseAccess(this, props.database, katibDatabase);
    this.recording = this.addGate(
      'katib records observations',
      access === undefined ? [] : new DatabaseManager(this, 'db-manager', access).recordingChecks,
    );
    if (props.ui !== false) {
      const ui = new KatibUi(this, 'ui');
      this.addGate('the user interface of katib answers', [
        { object: ui.deployment, condition: 'condition=Available' },
      ]);
      this.addAddress({ name: 'ui', service: 'katib-ui', port: 80, scheme: 'http', localPort: 8080, path: '/katib/' });
    }
    // Katib accepts experiments only in namespaces with its label. https://github.com/kubeflow/katib/issues/1801
    this.platform.addTeamLabels(injectionLabel);
    this.addCheck(
      checkExperiments({
        algorithms: [...new Set([...releaseAlgorithms, ...Object.keys(algorithms)])],
        earlyStoppings: earlyStopping ? ['medianstop'] : [],
        collectors: [
          ...['StdOut', 'File', 'TensorFlowEvent'],
          ...(props.prometheusCollector === undefined ? [] : ['PrometheusMetric']),
        ],
        trialKinds,
      }),
    );
  }

  private algorithms(given: KatibProps['algorithms']): Readonly<Partial<Record<string, AlgorithmOptions>>> {
    if (given === undefined || !checkObject(this, 'algorithms', given)) return {};
    const right = Object.entries(given).filter(([name, options]) => {
      const at = `algorithms.${name}`;
      if (options === undefined || !checkObject(this, at, options)) return false;
      checkKnown(this, options, { image: true, resources: true });
      // Deployments are named after the experiment and the algorithm.
      if (!checkLabel(this, 'algorithms', name)) return false;
      if (options.image === undefined && !(releaseAlgorithms as string[]).includes(name)) {
        report(this, `"${at}" is not of the release, so its "image" is required`);
      }
      return (
        checkImage(this, `${at}.image`, options.image) &&
        checkQuantities(this, `${at}.resources`, options.resources) &&
        checkLimits(this, `${at}.resources`, algorithmResources(name, options.resources))
      );
    });
    return Object.fromEntries(right);
  }

  private addController(
    size: Sizing,
    config: object,
    trialKinds: readonly TrialKind[],
    certificate: WebhookCertificate | undefined,
  ): WebhookController {
    return new WebhookController(this, 'controller', {
      name: 'katib-controller',
      image: images.controller,
      command: ['./katib-controller'],
      args: ['--katib-config=/etc/config/katib-config.yaml'],
      env: [{ name: 'KATIB_CORE_NAMESPACE', value: this.systemNamespace }],
      sizing: size,
      runAsUser: user,
      podLabels: { 'katib.kubeflow.org/component': 'controller' },
      config: { name: 'katib-config', file: 'katib-config.yaml', content: config },
      certificateSecret: 'katib-webhook-cert',
      certificate,
      certificateDirectory: '/tmp/cert',
      service: { name: 'katib-controller', ports: [{ name: 'metrics', port: 8080, target: 'metrics' }] },
      mutating: {
        name: configuration,
        webhooks: [
          { name: 'defaulter.experiment.katib.kubeflow.org', path: '/mutate-experiment', ...experiments },
          podWebhook(trialKinds),
        ],
      },
      validating: {
        name: configuration,
        webhooks: [{ name: 'validator.experiment.katib.kubeflow.org', path: '/validate-experiment', ...experiments }],
      },
      lastWebhookPath: '/mutate-pod',
    });
  }
}

const experiments = {
  operations: ['CREATE', 'UPDATE'],
  apiGroup: 'kubeflow.org',
  apiVersion: 'v1beta1',
  resource: 'experiments',
} as const;

/** Label of pods that names their part of a JobSet. */
const part = 'jobset.sigs.k8s.io/replicatedjob-name';

/**
 * What puts the metrics collector into the pods of trials, in namespaces with Katib's label. Pods that no job owns are
 * none of Katib's business: they start also while it is away.
 */
function podWebhook(trialKinds: readonly TrialKind[]): Webhook {
  const owners = [...new Set(trialKinds.map(({ kind, podOwner }) => `'${podOwner ?? kind}'`))];
  return {
    name: 'mutator.pod.katib.kubeflow.org',
    path: '/mutate-pod',
    operations: ['CREATE'],
    apiGroup: '',
    apiVersion: 'v1',
    resource: 'pods',
    namespaceSelector: { matchLabels: injectionLabel },
    matchConditions: [
      {
        name: 'of-a-job',
        expression: `has(object.metadata.ownerReferences) && object.metadata.ownerReferences.exists(owner, owner.kind in [${owners.join(', ')}])`,
      },
      {
        // Katib refuses pods of a trial that lack its container, as those do that load data and models for a TrainJob.
        name: 'that-trains',
        expression: `!has(object.metadata.labels) || !object.metadata.labels.exists(label, label == '${part}' && object.metadata.labels[label].endsWith('-initializer'))`,
      },
    ],
  };
}
