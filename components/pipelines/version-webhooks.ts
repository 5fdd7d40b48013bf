import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Component } from '../../lib/core';
import { apiServerName, apiServerPorts, ApiServerOptions } from './api-server-settings';

const configuration = 'pipelineversions.pipelines.kubeflow.org';

/** What checks versions of pipelines, and ties each to its pipeline. */
export function addVersionWebhooks(
  scope: Construct,
  component: Component,
  { settings, certificate }: ApiServerOptions,
): ApiObject[] {
  if (!settings.native) return [];
  const namespace = component.systemNamespace;
  const webhook = (path: string) => ({
    name: configuration,
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    failurePolicy: 'Fail',
    clientConfig: {
      service: { name: apiServerName, namespace, port: apiServerPorts.webhook, path: `/webhooks/${path}` },
    },
    rules: [
      {
        operations: ['CREATE', 'UPDATE'],
        apiGroups: ['pipelines.kubeflow.org'],
        apiVersions: ['v2beta1'],
        resources: ['pipelineversions'],
        scope: 'Namespaced',
      },
    ],
    // With a single user it knows its own namespace alone.
    ...(settings.multiUser ? {} : { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }),
  });
  const metadata = {
    name: configuration,
    labels: { 'app.kubernetes.io/component': 'api-server' },
    ...(certificate === undefined ? {} : { annotations: { ...certificate.injection } }),
  };
  return [
    new k8s.KubeMutatingWebhookConfiguration(scope, 'mutating-webhooks', {
      metadata,
      webhooks: [webhook('mutate-pipelineversion')],
    }),
    new k8s.KubeValidatingWebhookConfiguration(scope, 'validating-webhooks', {
      metadata,
      webhooks: [webhook('validate-pipelineversion')],
    }),
  ];
}
