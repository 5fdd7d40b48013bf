import { existingCertManager, KServe, KServeProps } from '../../components';
import { Gate, ICertificateIssuer, Platform } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { at, linesOf, object, render, Rendered } from '../support/app';
import { describeRights } from '../support/component';
import { Pod, restrictedViolations } from '../support/pod-security';

function rendered(props: Partial<KServeProps>): Rendered {
  return render((app) => {
    const platform = new Platform(app, 'local');
    new KServe(platform, 'kserve', { certificates: existingCertManager(), runtimes: [], ...props });
    return platform;
  });
}

const ingress = { domain: 'models.example.com', gateway: { namespace: 'gateways', name: 'models' } } as const;
const podsOf = (objects: readonly KubernetesObject[]): (readonly [string, Pod])[] =>
  objects
    .filter(({ kind }) => kind === 'Deployment' || kind === 'DaemonSet')
    .map(({ metadata, spec }) => [metadata.name, at(spec, 'template', 'spec') as Pod]);
const standardOf = (result: Rendered, namespace: string): unknown =>
  object(result.objects, 'Namespace', namespace).metadata.labels?.['pod-security.kubernetes.io/enforce'];

describe('KServe with models on nodes', () => {
  const result = rendered({ localModelCache: {} });
  describeRights(() => result.objects);

  test('makes these objects besides', () => {
    expect(linesOf(result, 'inventory.txt').filter((line) => /local/i.test(line))).toMatchSnapshot();
  });

  test('runs all but the agents under "restricted", and these lack the node’s folder alone', () => {
    expect(Object.fromEntries(podsOf(result.objects).map(([name, pod]) => [name, restrictedViolations(pod)]))).toEqual({
      'kserve-controller-manager': [],
      'kserve-localmodel-controller-manager': [],
      'kserve-localmodelnode-agent': ['volume type hostPath'],
    });
    expect(standardOf(result, 'kubeflow')).toBe('restricted');
    expect(standardOf(result, 'kserve-localmodel-jobs')).toBe('restricted');
    expect(standardOf(result, 'kserve-localmodel-agents')).toBe('privileged');
  });

  test('loads models as the user that the folder belongs to, under "restricted"', () => {
    const { objects } = rendered({
      localModelCache: { user: 2000, path: '/var/models', nodeSelector: { disk: 'large' } },
    });
    const container = at(object(objects, 'ClusterStorageContainer', 'local-models'), 'spec');
    expect(container).toMatchObject({ workloadType: 'localModelDownloadJob' });
    expect(at(container, 'container', 'securityContext', 'runAsUser')).toBe(2000);
    expect(restrictedViolations({ containers: [at(container, 'container')] } as Pod)).toEqual([]);
    const agent = at(object(objects, 'DaemonSet'), 'spec', 'template', 'spec');
    expect(agent).toMatchObject({
      nodeSelector: { 'kubernetes.io/os': 'linux', disk: 'large' },
      securityContext: { runAsUser: 2000, fsGroup: 2000 },
      volumes: [{ hostPath: { path: '/var/models', type: 'DirectoryOrCreate' } }],
    });
    const data = at(object(objects, 'ConfigMap', 'inferenceservice-config'), 'data', 'localModel') as string;
    expect(JSON.parse(data)).toMatchObject({ enabled: true, jobNamespace: 'kserve-localmodel-jobs', fsGroup: 2000 });
  });

  test('reads the configuration of KServe from wherever the agents run', () => {
    for (const [, pod] of podsOf(result.objects)) {
      expect(at(pod, 'containers', 0, 'env', 0)).toEqual({ name: 'POD_NAMESPACE', value: 'kubeflow' });
    }
    const role = object(result.objects, 'Role', 'kserve-localmodelnode-agent-config');
    expect([role.metadata.namespace, role.rules]).toEqual([
      'kubeflow',
      [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['inferenceservice-config'], verbs: ['get'] }],
    ]);
  });

  test('lets nobody call the agents', () => {
    const policies = result.objects.filter(
      ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name.includes('local'),
    );
    expect(policies.map(({ metadata, spec }) => [metadata.namespace, spec])).toEqual([
      ['kubeflow', { podSelector: { matchLabels: labels('localmodel-manager') }, policyTypes: ['Ingress'] }],
      [
        'kserve-localmodel-agents',
        { podSelector: { matchLabels: labels('localmodelnode-agent') }, policyTypes: ['Ingress'] },
      ],
    ]);
  });
});

const labels = (part: string) => ({ 'app.kubernetes.io/name': 'kserve', 'app.kubernetes.io/component': part });

describe('KServe with LLMInferenceServices', () => {
  const result = rendered({ llmInferenceService: true, ingress });
  const meant = ['changing any secret', 'giving rights'];
  describeRights(() => result.objects, { 'llmisvc-manager-role': meant });

  test('makes these objects besides', () => {
    expect(linesOf(result, 'inventory.txt').filter((line) => /llm/i.test(line))).toMatchSnapshot();
  });

  test('has a controller of its own, with a certificate of its own and its own pods', () => {
    const asked: string[] = [];
    const there = new Gate('certificates are issued', []);
    const issuer: ICertificateIssuer = {
      addWebhookCertificate: (_, { secret }) => {
        asked.push(secret);
        return { needs: [there], injection: {} };
      },
    };
    const kserve = new KServe(new Platform(undefined as never, 'local'), 'kserve', {
      certificates: issuer,
      llmInferenceService: true,
      ingress,
    });
    expect(asked).toEqual(['kserve-webhook-server-cert', 'llmisvc-webhook-server-cert']);
    // Both need the same, once.
    expect(kserve.needs.map(({ description }) => description)).toEqual([
      'the API of kserve is established',
      'certificates are issued',
    ]);
    const selected = ['kserve-controller-manager', 'llmisvc-controller-manager'].map((name) => [
      at(object(result.objects, 'Deployment', name), 'spec', 'selector', 'matchLabels'),
      at(object(result.objects, 'NetworkPolicy', name), 'spec', 'podSelector', 'matchLabels'),
    ]);
    expect(selected).toEqual([
      [labels('manager'), labels('manager')],
      [labels('llm-manager'), labels('llm-manager')],
    ]);
    expect(at(object(result.objects, 'Service', 'llmisvc-webhook-server-service'), 'spec', 'selector')).toEqual(
      labels('llm-manager'),
    );
  });

  test('runs its controller under "restricted"', () => {
    for (const [, pod] of podsOf(result.objects)) expect(restrictedViolations(pod)).toEqual([]);
  });

  test('applies the configurations that it looks up once its webhooks answer', () => {
    const stage = [...result.files].find(([name]) => name.includes('llm-configs'));
    const found = stage?.[1].match(/^ {2}name: kserve-config-llm-[a-z-]+$/gm);
    expect(found?.map((line) => line.trim().slice('name: kserve-config-llm-'.length)).sort()).toEqual([
      'decode-template',
      'decode-worker-data-parallel',
      'prefill-template',
      'prefill-worker-data-parallel',
      'router-route',
      'scheduler',
      'template',
      'worker-data-parallel',
    ]);
  });

  test('quotes in templates with backticks alone, since KServe fills them into JSON', () => {
    const configs = result.objects.filter(({ kind }) => kind === 'LLMInferenceServiceConfig');
    const actions = configs.flatMap(({ spec }) => [...JSON.stringify(spec).matchAll(/\{\{(.*?)\}\}/g)]);
    expect(actions.length).toBeGreaterThan(40);
    for (const [, action = ''] of actions) expect(action).not.toMatch(/[\\"]/);
  });

  test('gives people rights to both kinds, by their right names', () => {
    expect(JSON.stringify(object(result.objects, 'ClusterRole', 'kubeflow-kserve-edit').rules)).toContain(
      '"llminferenceservices","llminferenceserviceconfigs"',
    );
  });
});

describe('KServe with its web app', () => {
  const result = rendered({ modelsWebApp: true });
  describeRights(() => result.objects);

  test('makes these objects besides', () => {
    expect(linesOf(result, 'inventory.txt').filter((line) => line.includes('models-web'))).toMatchSnapshot();
  });

  test('knows nothing of users, so that no pod may reach it', () => {
    const policy = object(result.objects, 'NetworkPolicy', 'kserve-models-web-application');
    expect(policy.spec).toEqual({ podSelector: { matchLabels: labels('models-web-app') }, policyTypes: ['Ingress'] });
    const container = at(
      object(result.objects, 'Deployment', 'kserve-models-web-application'),
      ...['spec', 'template', 'spec', 'containers', 0],
    );
    expect(at(container, 'env')).toContainEqual({ name: 'APP_DISABLE_AUTH', value: 'True' });
  });

  test('runs under "restricted", and says where it answers', () => {
    for (const [, pod] of podsOf(result.objects)) expect(restrictedViolations(pod)).toEqual([]);
    const kserve = new KServe(new Platform(undefined as never, 'local'), 'kserve', {
      certificates: existingCertManager(),
      modelsWebApp: true,
    });
    expect(kserve.addresses).toEqual([
      {
        name: 'models',
        url: 'http://kserve-models-web-application.kubeflow.svc',
        portForward: 'kubectl port-forward --namespace kubeflow service/kserve-models-web-application 8081:80',
        localUrl: 'http://localhost:8081',
      },
    ]);
  });
});
