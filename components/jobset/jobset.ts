import { Construct } from 'constructs';
import { CustomResourceDefinition, jobset } from '../../lib/api';
import { Component, ComponentProps, Gate, IJobSets, SizingTable } from '../../lib/core';
import { componentProps } from '../../lib/core/component';
import { checkKnown, propsOf } from '../../lib/core/props';
import { grantInCluster, read, Rights } from '../../lib/core/rbac';
import { webhookCertificate, WebhookCertificateProps } from '../../lib/core/webhook-certificate';
import { Webhook, WebhookController } from '../../lib/core/webhook-controller';
import { images, version } from './version';

/** Props of {@link JobSet}. */
export interface JobSetProps extends ComponentProps, WebhookCertificateProps {}

const sizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '512Mi' } },
  small: { replicas: 1, requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '1Gi' } },
  production: { replicas: 2, requests: { cpu: '500m', memory: '256Mi' }, limits: { memory: '4Gi' } },
};

const mutating = 'jobset-mutating-webhook-configuration';
const service = 'jobset-webhook-service';
const secret = 'jobset-webhook-server-cert';
const validating = 'jobset-validating-webhook-configuration';
const pods: Omit<Webhook, 'name' | 'path'> = {
  operations: ['CREATE'],
  apiGroup: '',
  apiVersion: 'v1',
  resource: 'pods',
  objectSelector: { matchExpressions: [{ key: 'jobset.sigs.k8s.io/jobset-name', operator: 'Exists' }] },
};
const jobSets = { apiGroup: 'jobset.x-k8s.io', apiVersion: 'v1alpha2', resource: 'jobsets' } as const;

/**
 * The JobSet controller: groups of Jobs that start, succeed and fail together. Trainer runs on it.
 * @see https://jobset.sigs.k8s.io
 */
export class JobSet extends Component implements IJobSets {
  readonly apiReady: Gate;
  readonly serving: Gate;

  constructor(scope: Construct, id: string, given: JobSetProps = {}) {
    super(scope, id, given, { upstream: { name: 'jobset', version }, defaultNamespace: 'kubeflow-system' });
    const props = propsOf(this, given);
    checkKnown(this, props, { ...componentProps, certificates: true });
    const certificate = webhookCertificate(this, props.certificates, {
      name: 'jobset-serving-cert',
      secret,
      service,
    });
    this.addNeeds(...(certificate?.needs ?? []));

    this.apiReady = this.addApiGate(new CustomResourceDefinition(this, jobset.jobSet));
    const controller = new WebhookController(this, 'controller', {
      name: 'jobset-controller-manager',
      image: images.manager,
      command: ['/manager'],
      sizing: this.sizing(sizing),
      config: {
        name: 'jobset-manager-config',
        content: {
          apiVersion: 'config.jobset.x-k8s.io/v1alpha1',
          kind: 'Configuration',
          leaderElection: { leaderElect: true },
          internalCertManagement: {
            enable: certificate === undefined,
            webhookServiceName: service,
            webhookSecretName: secret,
          },
        },
      },
      certificateSecret: secret,
      certificate,
      service: { name: service },
      mutating: {
        name: mutating,
        webhooks: [
          {
            name: 'mjobset.kb.io',
            path: '/mutate-jobset-x-k8s-io-v1alpha2-jobset',
            operations: ['CREATE'],
            ...jobSets,
          },
          { name: 'mpod.kb.io', path: '/mutate--v1-pod', ...pods },
        ],
      },
      validating: {
        name: validating,
        webhooks: [
          {
            name: 'vjobset.kb.io',
            path: '/validate-jobset-x-k8s-io-v1alpha2-jobset',
            operations: ['CREATE', 'UPDATE'],
            ...jobSets,
          },
          { name: 'vpod.kb.io', path: '/validate--v1-pod', ...pods },
        ],
      },
      lastWebhookPath: '/validate--v1-pod',
    });
    grantInCluster(this, 'jobset-manager-role', controller.subject, [...rights, ...controller.certificateRights]);
    this.serving = this.addGate('the webhooks of jobset answer', controller.servingChecks);
  }
}

// What the controller's code asks for, which is less than upstream's own role gives.
const rights: readonly Rights[] = [
  // It deletes JobSets itself: those whose `ttlSecondsAfterFinished` is over.
  { verbs: [...read, 'delete'], apiGroups: ['jobset.x-k8s.io'], resources: ['jobsets'] },
  { verbs: ['update'], apiGroups: ['jobset.x-k8s.io'], resources: ['jobsets/status', 'jobsets/finalizers'] },
  { verbs: [...read, 'create', 'update', 'delete'], apiGroups: ['batch'], resources: ['jobs'] },
  { verbs: ['update'], apiGroups: ['batch'], resources: ['jobs/status'] },
  { verbs: [...read, 'create'], apiGroups: [''], resources: ['services', 'persistentvolumeclaims'] },
  // Placement of all pods of a Job in one topology domain.
  { verbs: read, apiGroups: [''], resources: ['pods', 'nodes'] },
  { verbs: ['create', 'patch'], apiGroups: [''], resources: ['events'] },
  // Its metrics endpoint asks the API server who calls and whether they may.
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'] },
  { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'] },
];
