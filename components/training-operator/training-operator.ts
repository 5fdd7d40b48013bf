import { Construct } from 'constructs';
import { CustomResourceDefinition } from '../../lib/api';
import { Component, ComponentProps, Gate, ITrialKinds, SizingTable, TrialKind } from '../../lib/core';
import { componentProps } from '../../lib/core/component';
import { report } from '../../lib/core/errors';
import { checkKnown, checkOneOf, checkTexts, propsOf } from '../../lib/core/props';
import { addUserRoles, grantInCluster } from '../../lib/core/rbac';
import { WebhookController } from '../../lib/core/webhook-controller';
import { listed, shown, suggestion } from '../../lib/core/words';
import { checkInstalled, checkPodSecurity } from './checks';
import { initContainer, templateFile } from './init-container';
import { allKinds, JobKind, jobKinds } from './kinds';
import { operatorRights, userRights } from './roles';
import { images, version } from './version';

/** Props of {@link TrainingOperator}. */
export interface TrainingOperatorProps extends ComponentProps {
  /**
   * The kinds of jobs to run. An operator without `MPIJob` needs no right to enter pods, nor to give rights.
   * @default - all of them
   */
  readonly kinds?: readonly JobKind[];
  /**
   * The scheduler that places all pods of a job at once or not at all: Volcano, or the coscheduling plugin by the name
   * that its scheduler goes by. It must be there before the operator.
   * @default - none, each pod is placed on its own
   */
  readonly gangScheduler?: 'volcano' | 'scheduler-plugins-scheduler' | (string & {});
}

// The operator keeps all Pods and Services of the cluster in memory, so limits leave room.
const sizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '512Mi' } },
  small: { replicas: 1, requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '2Gi' } },
  production: { replicas: 2, requests: { cpu: '500m', memory: '256Mi' }, limits: { memory: '4Gi' } },
};

const name = 'training-operator';
const certificate = 'training-operator-webhook-cert';
// The operator looks it up by this name.
const validating = 'validator.training-operator.kubeflow.org';
const handler = (kind: JobKind): string => `/validate-kubeflow-org-v1-${kind.toLowerCase()}`;

/**
 * The Training Operator of Kubeflow's first generation: PyTorchJobs, TFJobs, MPIJobs, XGBoostJobs, PaddleJobs and
 * JAXJobs. Trainer has taken its place; this is for jobs that are written for it.
 * @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/
 */
export class TrainingOperator extends Component implements ITrialKinds {
  /** The kinds of jobs are established. */
  readonly apiReady: Gate;
  /** The operator runs and its webhooks answer. Jobs are accepted only after it. */
  readonly serving: Gate;
  /** The kinds that are installed, for Katib to run trials as. */
  readonly trialKinds: readonly TrialKind[];

  constructor(scope: Construct, id: string, given: TrainingOperatorProps = {}) {
    super(scope, id, given, { upstream: { name, version }, defaultNamespace: 'kubeflow' });
    const props = propsOf(this, given);
    checkKnown(this, props, { ...componentProps, kinds: true, gangScheduler: true });
    const kinds = this.kinds(props.kinds);
    const gangScheduler = this.gangScheduler(props.gangScheduler);

    this.apiReady = this.addApiGate(
      ...kinds.map((kind) => new CustomResourceDefinition(this, jobKinds[kind].definition)),
    );
    const controller = this.addController(kinds, gangScheduler);
    const rights = operatorRights({ kinds, gangScheduler });
    grantInCluster(this, name, controller.subject, [...rights, ...controller.certificateRights]);
    addUserRoles(this, 'kubeflow-training', userRights(kinds));
    this.serving = this.addGate('the webhooks of training-operator answer', controller.servingChecks);
    this.trialKinds = kinds.map((kind) => {
      const { group, version: apiVersion, names } = jobKinds[kind].definition;
      return { group, version: apiVersion, kind, plural: names.plural };
    });
    this.addCheck((manifests) => checkInstalled(kinds, manifests));
    this.addCheck(checkPodSecurity);
  }

  /** The kinds to install, in the order in which they are set up. Reports wrong ones, and goes on with all kinds. */
  private kinds(given: readonly JobKind[] | undefined): readonly JobKind[] {
    if (given === undefined || !checkTexts(this, 'kinds', given)) return allKinds;
    const wrong = given.filter((kind) => !checkOneOf(this, 'kinds', kind, allKinds));
    for (const kind of new Set(given.filter((each, index) => given.indexOf(each) !== index))) {
      report(this, `"kinds" names ${shown(kind)} twice; name it once`);
    }
    const kinds = allKinds.filter((kind) => given.includes(kind));
    if (kinds.some((kind) => jobKinds[kind].validated)) return kinds;
    if (wrong.length === 0) {
      const others = allKinds.filter((kind) => jobKinds[kind].validated);
      report(
        this,
        `"kinds" is ${shown(given)}, must name one of ${listed(others)}: their webhooks tell when the operator is ready`,
      );
    }
    return allKinds;
  }

  /** The name goes into a flag of the operator, and into the pods of jobs. */
  private gangScheduler(given: string | undefined): string | undefined {
    if (given === undefined) return undefined;
    if (typeof given === 'string' && /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(given)) return given;
    const hint = typeof given === 'string' ? suggestion(given, ['volcano', 'scheduler-plugins-scheduler']) : '';
    report(
      this,
      `"gangScheduler" is ${shown(given)}, must be "volcano" or the name of a scheduler: a-z, 0-9, "-", "."${hint}`,
    );
    return undefined;
  }

  private addController(kinds: readonly JobKind[], gangScheduler: string | undefined): WebhookController {
    const validated = kinds.filter((kind) => jobKinds[kind].validated);
    return new WebhookController(this, 'controller', {
      name,
      image: images.operator,
      // The image has no user of its own.
      runAsUser: 65532,
      args: [
        ...kinds.map((kind) => `--enable-scheme=${kind.toLowerCase()}`),
        ...(gangScheduler === undefined ? [] : [`--gang-scheduler-name=${gangScheduler}`]),
        ...(kinds.includes('MPIJob') ? [`--mpi-kubectl-delivery-image=${this.image(images.kubectlDelivery)}`] : []),
        '--leader-elect',
        '--metrics-bind-address=:8443',
        '--health-probe-bind-address=:8081',
        '--zap-log-level=info',
      ],
      // The certificate is for the Service in this namespace.
      env: [{ name: 'MY_POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
      sizing: this.sizing(sizing),
      ...(kinds.includes('PyTorchJob') ? { config: this.template() } : {}),
      certificateSecret: certificate,
      service: { name, ports: [{ name: 'monitoring-port', port: 8443, target: 'metrics' }] },
      validating: {
        name: validating,
        webhooks: validated.map((kind) => ({
          name: `validator.${kind.toLowerCase()}.training-operator.kubeflow.org`,
          path: handler(kind),
          operations: ['CREATE', 'UPDATE'],
          apiGroup: 'kubeflow.org',
          apiVersion: 'v1',
          resource: jobKinds[kind].definition.names.plural,
        })),
      },
      // Handlers are registered in the order of the flags.
      lastWebhookPath: handler(validated.at(-1) ?? 'PyTorchJob'),
    });
  }

  /** The operator reads the template once, from where the configuration of a controller stands. */
  private template() {
    const { pullPolicy } = this.platform.images;
    const content = initContainer({ image: this.image(images.waitForMaster), imagePullPolicy: pullPolicy });
    return { name: 'training-operator-config', file: templateFile, content };
  }
}
