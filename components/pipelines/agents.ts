import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Component, Gate, Sizing, Stage } from '../../lib/core';
import { pods } from './databases';
import { Settings } from './props';
import { persistenceAgentRights, scheduledWorkflowRights } from './roles';
import { connects, PipelinesServer, tokenMount, value } from './server';
import { images } from './version';

const agentSizing: Sizing = { replicas: 1, requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '1Gi' } };
const scheduleSizing: Sizing = { replicas: 1, requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '512Mi' } };

/** Namespaces that a controller looks at: all, or its own. */
export function watched(name: string, { multiUser }: Settings): k8s.EnvVar {
  if (multiUser) return value(name, '');
  return { name, valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } };
}

/**
 * What tells the API server how runs go on, and what starts recurring runs. Neither elects a leader, so there is one of
 * each, and never two. Both end where the API server is not there, so they come after it.
 */
export class Agents extends Construct {
  /** What holds once runs are followed and schedules kept. */
  readonly runningChecks: Gate['checks'];

  constructor(component: Component, stage: Stage, settings: Settings) {
    super(stage, 'agents');
    const rightsOf = (rights: ReturnType<typeof persistenceAgentRights>) =>
      settings.multiUser ? { clusterRights: rights } : { rights };
    const persistence = new PipelinesServer(
      component,
      'persistence-agent',
      {
        name: 'ml-pipeline-persistenceagent',
        role: 'ml-pipeline-persistenceagent-role',
        pods: pods.persistenceAgent,
        image: images.persistenceAgent,
        env: [
          watched('NAMESPACE', settings),
          value('TTL_SECONDS_AFTER_WORKFLOW_FINISH', settings.workflowTtl),
          value('NUM_WORKERS', 2),
          value('EXECUTIONTYPE', 'Workflow'),
          value('LOG_LEVEL', settings.logLevel),
        ],
        sizing: agentSizing,
        mounts: [tokenMount('persistenceagent-sa-token')],
        single: true,
        ...rightsOf(persistenceAgentRights(settings)),
      },
      this,
    );
    persistence.addPolicy();
    const schedules = new PipelinesServer(
      component,
      'scheduled-workflow',
      {
        name: 'ml-pipeline-scheduledworkflow',
        role: 'ml-pipeline-scheduledworkflow-role',
        pods: pods.scheduledWorkflow,
        image: images.scheduledWorkflow,
        env: [
          watched('NAMESPACE', settings),
          value('METRICS_PORT', 9090),
          value('CLIENT_QPS', 10),
          value('CLIENT_BURST', 20),
          value('RESYNC_INTERVAL_SECONDS', 30),
          value('CRON_SCHEDULE_TIMEZONE', settings.timeZone),
          value('LOG_LEVEL', settings.logLevel),
        ],
        ports: [{ name: 'http', number: 9090 }],
        // Upstream has none. The port of its metrics is open once it has started.
        probes: {
          startupProbe: { ...connects('http'), periodSeconds: 5, failureThreshold: 60 },
          livenessProbe: { ...connects('http'), periodSeconds: 20 },
        },
        sizing: scheduleSizing,
        mounts: [tokenMount('scheduledworkflow-sa-token')],
        single: true,
        ...rightsOf(scheduledWorkflowRights(settings)),
      },
      this,
    );
    schedules.addPolicy();
    this.runningChecks = [persistence, schedules].map(({ deployment }) => ({
      object: deployment,
      condition: 'condition=Available',
    }));
  }
}
