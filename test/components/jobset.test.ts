import { JobSet, JobSetProps } from '../../components';
import { version } from '../../components/jobset/version';
import { Platform } from '../../lib';
import { at, linesOf, object, problemsOf, render, Rendered } from '../support/app';
import { describeObjects, describeRights } from '../support/component';

function rendered(props?: JobSetProps): Rendered {
  return render((app) => {
    const platform = new Platform(app, 'local');
    new JobSet(platform, 'jobset', props);
    return platform;
  });
}

const minimal = rendered();

describe('JobSet', () => {
  describeRights(() => minimal.objects);
  describeObjects(() => minimal.objects, { name: 'jobset', version });

  test('makes these objects', () => {
    expect(linesOf(minimal, 'inventory.txt').join('\n')).toMatchSnapshot();
  });

  test('takes all its props', () => {
    const props: Required<Omit<JobSetProps, 'certificates'>> = {
      namespace: 'batch-system',
      replicas: 3,
      resources: { requests: { cpu: '2' }, limits: { memory: '8Gi', cpu: '4' } },
      nodeSelector: { pool: 'system' },
      tolerations: [{ key: 'system', operator: 'Exists' }],
    };
    const { objects } = rendered(props);
    const namespaces = new Set(objects.map(({ metadata }) => metadata.namespace).filter((name) => name !== undefined));
    expect([...namespaces]).toEqual(['batch-system']);
    expect(JSON.stringify(objects)).not.toContain('kubeflow-system');
    const deployment = object(objects, 'Deployment');
    expect(at(deployment, 'spec', 'replicas')).toBe(3);
    expect(at(deployment, 'spec', 'template', 'spec', 'containers', 0, 'resources')).toEqual({
      requests: { cpu: '2', memory: '128Mi' },
      limits: { cpu: '4', memory: '8Gi' },
    });
    expect(at(deployment, 'spec', 'template', 'spec')).toMatchObject({
      nodeSelector: { 'kubernetes.io/os': 'linux', pool: 'system' },
      tolerations: [{ key: 'system', operator: 'Exists' }],
    });
    expect(object(objects, 'PodDisruptionBudget').metadata.namespace).toBe('batch-system');
  });

  test('reads its configuration file, its certificate where it looks by itself, and no variables', () => {
    const pod = at(object(minimal.objects, 'Deployment'), 'spec', 'template', 'spec');
    expect(at(pod, 'volumes')).toEqual([
      { name: 'config', configMap: { name: 'jobset-manager-config' } },
      { name: 'certificate', secret: { secretName: 'jobset-webhook-server-cert' } },
    ]);
    const container = at(pod, 'containers', 0);
    expect(container).toMatchObject({
      args: ['--config=/etc/config/controller_manager_config.yaml', '--zap-log-level=2'],
      volumeMounts: [
        { name: 'config', mountPath: '/etc/config', readOnly: true },
        { name: 'certificate', mountPath: '/tmp/k8s-webhook-server/serving-certs', readOnly: true },
      ],
    });
    expect(at(container, 'env')).toBeUndefined();
    // The image's own user, which is not root.
    expect(at(pod, 'securityContext')).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  });

  test('restarts its pods when its configuration changes', () => {
    const checksum = (one: Rendered): unknown =>
      at(object(one.objects, 'Deployment'), 'spec', 'template', 'metadata', 'annotations', 'checksum/config');
    expect(checksum(minimal)).toMatch(/^[0-9a-f]{16}$/);
    expect(checksum(minimal)).toBe(checksum(rendered({ replicas: 2 })));
    const content = at(object(minimal.objects, 'ConfigMap'), 'data', 'controller_manager_config.yaml');
    expect(JSON.parse(String(content))).toMatchObject({ kind: 'Configuration', leaderElection: { leaderElect: true } });
  });

  test('starts only after its CRD, and serves only after its webhooks have their authority', () => {
    const platform = new Platform(undefined as never, 'local');
    const jobset = new JobSet(platform, 'jobset');
    const checks = (gate: JobSet['serving']) =>
      gate.checks.map(({ object: one, condition }) => `${one.kind} ${condition}`);
    const names = (gates: JobSet['gates']): string[] => gates.map((gate) => gate.description);
    expect(names(jobset.needs)).toEqual(['the API of jobset is established']);
    expect(names(jobset.gates)).toEqual(['the API of jobset is established', 'the webhooks of jobset answer']);
    expect(checks(jobset.apiReady)).toEqual(['CustomResourceDefinition condition=Established']);
    expect(checks(jobset.serving)).toEqual([
      'Deployment condition=Available',
      'MutatingWebhookConfiguration jsonpath={.webhooks[0].clientConfig.caBundle}',
      'ValidatingWebhookConfiguration jsonpath={.webhooks[0].clientConfig.caBundle}',
    ]);
  });

  test('reports what is wrong with its props', () => {
    const reports = (props: object): string[] =>
      problemsOf((app) => new JobSet(new Platform(app, 'local'), 'jobset', props));
    expect(reports({ replicas: 0 })).toEqual(['[local/jobset] "replicas" is 0, must be a whole number from 1 to 10']);
    expect(reports({ namespace: 'Kubeflow' })).toEqual([
      '[local/jobset] "namespace" is "Kubeflow", must be a RFC 1123 label: at most 63 of a-z, 0-9 and "-", and no "-" at either end',
    ]);
    expect(reports({ resources: { limits: { memory: 'lots' } } })).toEqual([
      '[local/jobset] "resources.limits.memory" is "lots", must be a quantity such as "500m", "2" or "4Gi"',
    ]);
    expect(reports({ replica: 1 })).toEqual([
      '[local/jobset] "replica" is not a prop of this construct, did you mean "replicas"?',
    ]);
  });

  // The size gives a limit; a request above it would be refused by the API server with the Deployment already applied.
  test('reports a request above the limit that the size gives', () => {
    const problems = problemsOf(
      (app) => new JobSet(new Platform(app, 'local'), 'jobset', { resources: { requests: { memory: '3Gi' } } }),
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      /^\[local\/jobset\] "resources.requests.memory" is "3Gi", must not be above the limit "1Gi"/,
    );
  });
});
