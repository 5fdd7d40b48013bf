import { Construct } from 'constructs';
import { CustomResourceDefinition, trainer } from '../../lib/api';
import { frameworkLabel, ITrainingRuntime, ReleaseRuntime, releaseRuntimes } from '../../lib/api/trainer-runtimes';
import {
  Component,
  ComponentProps,
  Gate,
  IJobSets,
  ITrialKinds,
  SizingTable,
  Stage,
  TrialKind,
  WebhookCertificate,
} from '../../lib/core';
import { componentProps } from '../../lib/core/component';
import { report } from '../../lib/core/errors';
import { checkKnown, checkOneOf, checkTexts, listOf, propsOf } from '../../lib/core/props';
import { addUserRoles, grantInCluster } from '../../lib/core/rbac';
import { webhookCertificate, WebhookCertificateProps } from '../../lib/core/webhook-certificate';
import { WebhookController } from '../../lib/core/webhook-controller';
import { shown } from '../../lib/core/words';
import { checkClaims } from './claims';
import { checkPodSecurity } from './pod-security';
import { checkRuntimeReferences } from './references';
import { addPublicRoles, controllerRights, userRights } from './roles';
import { runtimeSpecs } from './runtimes';
import { images, version } from './version';

/** Props of {@link Trainer}. */
export interface TrainerProps<Runtime extends ReleaseRuntime = ReleaseRuntime>
  extends ComponentProps, WebhookCertificateProps {
  /** What the jobs run on: the JobSet component, or one that the cluster has already. */
  readonly jobsets: IJobSets;
  /**
   * The runtimes of the release to install.
   * @default - all of them
   */
  readonly runtimes?: readonly Runtime[];
}

// The controller keeps all Secrets and ConfigMaps of the cluster in memory, so limits leave room.
const sizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '512Mi' } },
  small: { replicas: 1, requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '2Gi' } },
  production: { replicas: 2, requests: { cpu: '500m', memory: '256Mi' }, limits: { memory: '4Gi' } },
};

const mutating = 'defaulter.trainer.kubeflow.org';
const validating = 'validator.trainer.kubeflow.org';
const service = 'kubeflow-trainer-controller-manager';
const certificateSecret = 'kubeflow-trainer-webhook-cert';
const handler = (verb: 'mutate' | 'validate', kind: string): string => `/${verb}-trainer-kubeflow-org-v1alpha1-${kind}`;
const kindRule = (kind: string) =>
  ({
    operations: ['CREATE', 'UPDATE'],
    apiGroup: 'trainer.kubeflow.org',
    apiVersion: 'v1alpha1',
    resource: `${kind}s`,
  }) as const;

/**
 * Kubeflow Trainer: distributed training as `TrainJob`s on runtimes that the platform provides.
 * @see https://www.kubeflow.org/docs/components/trainer/
 */
export class Trainer<Runtime extends ReleaseRuntime = ReleaseRuntime> extends Component implements ITrialKinds {
  /** The TrainJob API is established. */
  readonly apiReady: Gate;
  /** The controller runs and its webhooks answer. TrainJobs and runtimes are accepted only after it. */
  readonly serving: Gate;
  /** Katib can run trials as TrainJobs. */
  readonly trialKinds: readonly TrialKind[] = [
    {
      group: 'trainer.kubeflow.org',
      version: 'v1alpha1',
      kind: 'TrainJob',
      plural: 'trainjobs',
      podOwner: 'Job',
      between: [{ group: 'jobset.x-k8s.io', plural: 'jobsets' }],
    },
  ];
  /** The runtimes that are installed, for `runtime` of a TrainJob. */
  readonly runtimes: Readonly<Record<Runtime, ITrainingRuntime>>;

  constructor(scope: Construct, id: string, given: TrainerProps<Runtime>) {
    super(scope, id, given, { upstream: { name: 'trainer', version }, defaultNamespace: 'kubeflow-system' });
    const props = propsOf(this, given);
    checkKnown(this, props, { ...componentProps, certificates: true, jobsets: true, runtimes: true });
    if (isJobSets(props.jobsets)) {
      this.addNeeds(props.jobsets.apiReady);
    } else {
      report(this, `"jobsets" is ${shown(props.jobsets)}, must be a JobSet component or another IJobSets`);
    }

    this.apiReady = this.addApiGate(
      ...[trainer.trainJob, trainer.trainingRuntime, trainer.clusterTrainingRuntime].map(
        (definition) => new CustomResourceDefinition(this, definition),
      ),
    );
    const certificate = webhookCertificate(this, props.certificates, {
      name: 'kubeflow-trainer-serving-cert',
      secret: certificateSecret,
      service,
    });
    this.addNeeds(...(certificate?.needs ?? []));
    const controller = this.addController(certificate);
    grantInCluster(this, service, controller.subject, [...controllerRights, ...controller.certificateRights]);
    addUserRoles(this, 'kubeflow-trainer', userRights);
    addPublicRoles(this, this.systemNamespace, version);
    this.serving = this.addGate('the webhooks of trainer answer', controller.servingChecks);
    checkTexts(this, 'runtimes', props.runtimes);
    const all = Object.keys(releaseRuntimes) as Runtime[];
    const names = props.runtimes === undefined ? all : listOf(props.runtimes);
    this.addRuntimes(names);
    this.runtimes = Object.fromEntries(
      names
        .filter((name) => all.includes(name))
        .map((name): [Runtime, ITrainingRuntime] => [name, releaseRuntimes[name]]),
    ) as Readonly<Record<Runtime, ITrainingRuntime>>;
    this.addCheck(checkRuntimeReferences);
    this.addCheck(checkPodSecurity);
    this.addCheck(checkClaims);
  }

  private addController(certificate: WebhookCertificate | undefined): WebhookController {
    const kinds = ['clustertrainingruntime', 'trainingruntime', 'trainjob'];
    return new WebhookController(this, 'controller', {
      name: 'kubeflow-trainer-controller-manager',
      image: images.manager,
      sizing: this.sizing(sizing),
      config: {
        name: 'kubeflow-trainer-config',
        content: {
          apiVersion: 'config.trainer.kubeflow.org/v1alpha1',
          kind: 'Configuration',
          leaderElection: {
            leaderElect: true,
            resourceLock: 'leases',
            resourceName: 'trainer.kubeflow.org',
            resourceNamespace: '',
            leaseDuration: '15s',
            renewDeadline: '10s',
            retryPeriod: '2s',
          },
          controller: {
            groupKindConcurrency: {
              'TrainJob.trainer.kubeflow.org': 5,
              'TrainingRuntime.trainer.kubeflow.org': 1,
              'ClusterTrainingRuntime.trainer.kubeflow.org': 1,
            },
          },
          certManagement: {
            enable: certificate === undefined,
            webhookServiceName: service,
            webhookSecretName: certificateSecret,
          },
        },
      },
      certificateSecret,
      certificate,
      service: { name: service, ports: [{ name: 'monitoring-port', port: 8443, target: 'metrics' }] },
      mutating: {
        name: mutating,
        webhooks: [
          {
            name: `defaulter.trainjob.trainer.kubeflow.org`,
            path: handler('mutate', 'trainjob'),
            ...kindRule('trainjob'),
          },
        ],
      },
      validating: {
        name: validating,
        webhooks: kinds.map((kind) => ({
          name: `validator.${kind}.trainer.kubeflow.org`,
          path: handler('validate', kind),
          ...kindRule(kind),
        })),
      },
      lastWebhookPath: handler('validate', 'trainjob'),
    });
  }

  private addRuntimes(names: readonly ReleaseRuntime[]): void {
    const stage = new Stage(this, 'runtimes', [this.serving]);
    const known = Object.keys(runtimeSpecs);
    for (const name of names) {
      if (!checkOneOf(this, 'runtimes', name, known)) continue;
      if (stage.node.tryFindChild(name) !== undefined) {
        report(this, `"runtimes" names ${shown(name)} twice; name it once`);
        continue;
      }
      new trainer.ClusterTrainingRuntime(stage, name, {
        metadata: { name, labels: { [frameworkLabel]: String(releaseRuntimes[name].framework) } },
        spec: runtimeSpecs[name]((upstream) => ({
          image: this.image(upstream),
          imagePullPolicy: this.platform.images.pullPolicy,
        })),
      });
    }
  }
}

function isJobSets(value: IJobSets | undefined): value is IJobSets {
  return value?.apiReady instanceof Gate && value.serving instanceof Gate;
}
