import { existingCertManager, KServe, KServeProps } from '../../components';
import { releaseRuntimes } from '../../components/kserve/runtimes';
import { images, version } from '../../components/kserve/version';
import { Gate, ICertificateIssuer, Platform, PlatformProps } from '../../lib';
import { at, linesOf, object, problemsOf, render, Rendered } from '../support/app';
import { describeObjects, describeRights } from '../support/component';
import { Pod, restrictedViolations } from '../support/pod-security';

const certificates = existingCertManager();
const gatewayed = {
  ingress: { domain: 'models.example.com', gateway: { namespace: 'gateways', name: 'models' } },
} as const;

function rendered(props: Partial<KServeProps> = {}, platformProps: PlatformProps = {}): Rendered {
  return render((app) => {
    const platform = new Platform(app, 'local', platformProps);
    new KServe(platform, 'kserve', { certificates, ...props });
    return platform;
  });
}

function reports(props: object): string[] {
  return problemsOf((app) => new KServe(new Platform(app, 'local'), 'kserve', { certificates, ...props })).map((text) =>
    text.replace('[local/kserve] ', ''),
  );
}

/** A section of the configuration, as KServe reads it. */
function section({ objects }: Rendered, name: string): unknown {
  const text = at(object(objects, 'ConfigMap', 'inferenceservice-config'), 'data', name);
  return text === undefined ? undefined : JSON.parse(text as string);
}

const minimal = rendered();
const names = ({ objects }: Rendered, kind: string): string[] =>
  objects.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name);

describe('KServe', () => {
  describeRights(() => minimal.objects);
  describeObjects(() => minimal.objects, { name: 'kserve', version });

  test('makes these objects', () => {
    expect(linesOf(minimal, 'inventory.txt').join('\n')).toMatchSnapshot();
  });

  test('takes all its props', () => {
    const props: Required<Omit<KServeProps, 'certificates'>> = {
      namespace: 'serving-system',
      replicas: 2,
      resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '3Gi' } },
      nodeSelector: { pool: 'system' },
      tolerations: [{ key: 'system', operator: 'Exists' }],
      runtimes: ['kserve-sklearnserver'],
      ingress: {
        domain: 'models.example.com',
        gateway: { namespace: 'gateways', name: 'models' },
        domainTemplate: '{{ .Name }}.{{ .Namespace }}.{{ .IngressDomain }}',
        pathTemplate: '/serving/{{ .Namespace }}/{{ .Name }}',
        urlScheme: 'https',
        additionalDomains: ['models.example.org'],
      },
      storageInitializer: {
        resources: { limits: { memory: '4Gi' } },
        caBundle: 'storage-ca',
        modelcar: true,
        modelcarUser: 1020,
        modelcarResources: { cpu: '20m', memory: '30Mi' },
      },
      logger: { defaultUrl: 'https://broker.team', caBundle: 'broker-ca', caCertFile: 'ca.crt', tlsSkipVerify: true },
      agent: { resources: { requests: { cpu: '50m' } } },
      router: { resources: { requests: { cpu: '60m' } }, propagateHeaders: ['Authorization', 'X-Team'] },
      rollout: { maxSurge: '50%', maxUnavailable: '0%' },
      credentials: {
        storageSecret: 'stores',
        gcsCredentialFile: 'gcs.json',
        s3: {
          accessKeyIdName: 'ID',
          secretAccessKeyName: 'KEY',
          endpoint: 'minio.storage:9000',
          useHttps: false,
          region: 'eu-central-1',
          verifySsl: true,
          useVirtualBucket: false,
          useAccelerate: true,
          useAnonymousCredential: false,
          caBundle: '/etc/ca/ca.crt',
          caBundleConfigMap: 's3-ca',
        },
      },
      serviceResources: { requests: { cpu: '500m' } },
      keda: {
        scaleUpStabilizationWindowSeconds: 10,
        scaleDownStabilizationWindowSeconds: 600,
        openTelemetry: {
          scrapeInterval: '10s',
          receiver: 'a.b:1',
          scaler: 'a.b:2',
          resources: { limits: { cpu: '2' } },
        },
      },
      autoMountServiceAccountToken: true,
      serviceClusterIpNone: true,
      customGpuResourceTypes: ['example.com/gpu'],
      disallowedAnnotations: ['example.com/private'],
      prometheusScraping: true,
      localModelCache: {
        nodeSelector: { disk: 'large' },
        path: '/var/models',
        user: 2000,
        jobNamespace: 'model-jobs',
        agentNamespace: 'model-agents',
      },
      llmInferenceService: true,
      modelsWebApp: true,
    };
    const result = rendered(props);
    expect(JSON.stringify(result.objects)).not.toMatch(/"namespace":"kubeflow"|kubeflow\.svc/);
    expect(at(object(result.objects, 'Deployment', 'kserve-controller-manager'), 'spec')).toMatchObject({
      replicas: 2,
      template: {
        spec: {
          nodeSelector: { 'kubernetes.io/os': 'linux', pool: 'system' },
          tolerations: [{ key: 'system', operator: 'Exists' }],
          containers: [{ resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '3Gi' } } }],
        },
      },
    });
    expect(names(result, 'ClusterServingRuntime')).toEqual(['kserve-sklearnserver']);
    expect(object(result.objects, 'ConfigMap', 'inferenceservice-config').data).toMatchSnapshot();
  });

  test('by itself configures Standard mode within the cluster, without Istio and Knative', () => {
    expect(object(minimal.objects, 'ConfigMap', 'inferenceservice-config').data).toMatchSnapshot();
    expect(section(minimal, 'deploy')).toEqual({ defaultDeploymentMode: 'Standard' });
    expect(section(minimal, 'ingress')).toMatchObject({
      disableIstioVirtualHost: true,
      disableIngressCreation: true,
      enableGatewayApi: false,
      // Demanded at the start, although it is of no use.
      ingressGateway: expect.stringMatching(/.\/./) as string,
    });
    expect(section(minimal, 'localModel')).toEqual({ enabled: false });
    expect(section(minimal, 'security')).toEqual({ autoMountServiceAccountToken: false });
  });

  test('reads a quantity wherever the controller parses one', () => {
    const wanted = ['cpuRequest', 'cpuLimit', 'memoryRequest', 'memoryLimit'];
    for (const name of ['agent', 'logger', 'batcher', 'router', 'storageInitializer']) {
      for (const field of wanted) expect(at(section(minimal, name), field)).toMatch(/^\d+(m|Mi|Gi)?$/);
    }
    expect(section(minimal, 'storageInitializer')).toMatchObject({ cpuModelcar: '10m', memoryModelcar: '15Mi' });
  });

  test('starts anew with what it reads at its start, and only then', () => {
    const checksum = (props: Partial<KServeProps>): unknown =>
      at(
        object(rendered(props).objects, 'Deployment'),
        ...['spec', 'template', 'metadata', 'annotations', 'checksum/config'],
      );
    const before = checksum({});
    expect(checksum({ logger: { defaultUrl: 'http://broker.team' } })).toBe(before);
    expect(checksum({ ingress: { domain: 'models.example.com' } })).not.toBe(before);
    expect(checksum({ customGpuResourceTypes: ['example.com/gpu'] })).not.toBe(before);
    expect(checksum({ rollout: { maxSurge: '10%', maxUnavailable: '0%' } })).not.toBe(before);
  });

  test('runs without a proxy for its metrics, and elects a leader', () => {
    const containers = at(object(minimal.objects, 'Deployment'), 'spec', 'template', 'spec', 'containers') as object[];
    expect(containers).toHaveLength(1);
    expect(containers[0]).toMatchObject({
      command: ['/manager'],
      args: ['--metrics-addr=:8443', '--leader-elect'],
      env: [{ name: 'POD_NAMESPACE', value: 'kubeflow' }],
      startupProbe: { httpGet: { path: '/validate-serving-kserve-io-v1alpha1-localmodelcache' } },
    });
    expect(linesOf(minimal, 'images.txt').join()).not.toContain('brancz');
  });

  test('makes an Ingress, or a route at a Gateway, with the right to', () => {
    const role = (props: Partial<KServeProps>): string =>
      JSON.stringify(object(rendered(props).objects, 'ClusterRole', 'kserve-manager-role').rules);
    const rule = (verbs: string, group: string, kind: string): string =>
      `{"apiGroups":["${group}"],"resources":["${kind}"],"verbs":[${verbs}]}`;
    const read = '"get","list","watch"';
    const write = `${read},"create","update","delete"`;
    expect(role({})).toContain(rule(read, 'networking.k8s.io', 'ingresses'));
    const domain = 'models.example.com';
    expect(role({ ingress: { domain } })).toContain(rule(write, 'networking.k8s.io', 'ingresses'));
    const gateway = { namespace: 'gateways', name: 'models' };
    const routed = role({ ingress: { domain, gateway } });
    expect(routed).toContain(rule(write, 'gateway.networking.k8s.io', 'httproutes'));
    expect(routed).not.toContain('ingresses');
    expect(role({ keda: {} })).toContain(rule(write, 'keda.sh', 'scaledobjects'));
    expect(role({ keda: {} })).toContain(rule(read, 'opentelemetry.io', 'opentelemetrycollectors'));
    expect(role({ keda: { openTelemetry: {} } })).toContain(rule(write, 'opentelemetry.io', 'opentelemetrycollectors'));
  });

  test('asks for a certificate of its Service, and waits for the issuer', () => {
    const there = new Gate('certificates are issued', []);
    const asked: unknown[] = [];
    const issuer: ICertificateIssuer = {
      addWebhookCertificate: (_, request) => {
        asked.push(request);
        return { needs: [there], injection: { 'example.com/inject': 'here' } };
      },
    };
    const kserve = new KServe(new Platform(undefined as never, 'local'), 'kserve', { certificates: issuer });
    expect(asked).toEqual([
      { name: 'serving-cert', secret: 'kserve-webhook-server-cert', service: 'kserve-webhook-server-service' },
    ]);
    expect(kserve.needs.map(({ description }) => description)).toEqual([
      'the API of kserve is established',
      'certificates are issued',
    ]);
    expect(kserve.serving.checks.map(({ object: one, condition }) => `${one.kind}/${one.name} ${condition}`)).toEqual([
      'Deployment/kserve-controller-manager condition=Available',
      ...[
        'MutatingWebhookConfiguration/inferenceservice.serving.kserve.io',
        ...['clusterservingruntime', 'servingruntime', 'trainedmodel', 'inferencegraph', 'inferenceservice'].map(
          (kind) => `ValidatingWebhookConfiguration/${kind}.serving.kserve.io`,
        ),
      ].map((name) => `${name} jsonpath={.webhooks[0].clientConfig.caBundle}`),
    ]);
    const annotations = minimal.objects
      .filter(({ kind }) => kind.endsWith('WebhookConfiguration'))
      .map(({ metadata }) => metadata.annotations);
    expect(annotations).toHaveLength(6);
    expect(new Set(annotations.map((each) => JSON.stringify(each)))).toEqual(
      new Set([JSON.stringify({ 'cert-manager.io/inject-ca-from': 'kubeflow/serving-cert' })]),
    );
  });

  test('puts storage containers and agents into pods of InferenceServices alone', () => {
    const { webhooks } = object(minimal.objects, 'MutatingWebhookConfiguration');
    expect(webhooks).toHaveLength(2);
    expect((webhooks as object[])[1]).toMatchObject({
      name: 'inferenceservice.kserve-webhook-server.pod-mutator',
      namespaceSelector: { matchExpressions: [{ key: 'control-plane', operator: 'DoesNotExist' }] },
      objectSelector: { matchExpressions: [{ key: 'serving.kserve.io/inferenceservice', operator: 'Exists' }] },
      reinvocationPolicy: 'IfNeeded',
    });
  });

  test('installs every runtime of the release unless told which, behind the webhooks', () => {
    expect(names(minimal, 'ClusterServingRuntime').sort()).toEqual([...releaseRuntimes].sort());
    expect([...minimal.files.keys()].find((name) => name.includes('kserve-runtimes'))).toBeDefined();
    expect(names(rendered({ runtimes: [] }), 'ClusterServingRuntime')).toEqual([]);
    const platform = new Platform(undefined as never, 'local');
    const kserve = new KServe(platform, 'kserve', { certificates, runtimes: ['kserve-mlserver'] });
    expect(kserve.servingRuntimes).toEqual({
      'kserve-mlserver': {
        kind: 'ClusterServingRuntime',
        name: 'kserve-mlserver',
        protocols: ['v2'],
        multiNode: false,
        formats: expect.arrayContaining([{ name: 'mlflow', version: '2', autoSelect: true }]) as object,
      },
    });
    // @ts-expect-error it is not installed
    expect(kserve.servingRuntimes['kserve-sklearnserver']).toBeUndefined();
  });

  test('lets the pods of runtimes, and what loads models into them, run under "restricted"', () => {
    const runtimes = minimal.objects.filter(({ kind }) => kind === 'ClusterServingRuntime');
    expect(runtimes).toHaveLength(11);
    const pods = runtimes.flatMap(({ spec }) => [spec, at(spec, 'workerSpec')].filter((pod) => pod !== undefined));
    expect(pods).toHaveLength(12);
    for (const pod of pods) expect(restrictedViolations(pod as Pod)).toEqual([]);
    const container = at(object(minimal.objects, 'ClusterStorageContainer'), 'spec', 'container');
    expect(restrictedViolations({ containers: [container] } as Pod)).toEqual([]);
  });

  test('of two runtimes for a format, no two have one priority', () => {
    const taken = new Map<string, string>();
    for (const { metadata, spec } of minimal.objects.filter(({ kind }) => kind === 'ClusterServingRuntime')) {
      const protocols = at(spec, 'protocolVersions') as string[];
      for (const format of at(spec, 'supportedModelFormats') as Record<string, unknown>[]) {
        if (format.autoSelect !== true) continue;
        for (const protocol of protocols) {
          const key = [format.name, format.version, format.priority, protocol].join(' ');
          expect([key, taken.get(key)]).toEqual([key, undefined]);
          taken.set(key, metadata.name);
        }
      }
    }
    expect(taken.size).toBeGreaterThan(25);
  });

  test('takes every image from the platform’s registry, also those in texts', () => {
    const registry = 'mirror.example.com:5000/serving';
    const result = rendered(
      { localModelCache: {}, llmInferenceService: true, modelsWebApp: true, ...gatewayed },
      { images: { registry, pullPolicy: 'Always' } },
    );
    const text = JSON.stringify(result.objects.filter(({ kind }) => kind !== 'CustomResourceDefinition'));
    const named = [...text.matchAll(/\\?"image\\?": ?\\?"([^"\\]+)/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(35);
    for (const name of named) expect(name).toMatch(/^mirror\.example\.com:5000\/serving\//);
    expect(text).not.toMatch(/docker\.io|ghcr\.io|nvcr\.io/);
    expect(text).not.toContain('IfNotPresent"');
    expect(section(result, 'explainers')).toEqual({
      art: { image: `${registry}/kserve/art-explainer`, defaultImageVersion: version },
    });
    expect(linesOf(result, 'images.txt')).toHaveLength(Object.keys(images).length);
  });

  test.each([
    ['laptop', 1],
    ['small', 1],
    ['production', 2],
  ] as const)('at size %s has %d replicas', (size, replicas) => {
    const { objects } = rendered({}, { size });
    expect(at(object(objects, 'Deployment'), 'spec', 'replicas')).toBe(replicas);
    expect(objects.some(({ kind }) => kind === 'PodDisruptionBudget')).toBe(replicas > 1);
  });

  describe('reports', () => {
    const domain = 'models.example.com';
    test.each<[string, object, unknown]>([
      [
        'no issuer',
        { certificates: undefined },
        '"certificates" is undefined, must be a CertManager component or another ICertificateIssuer',
      ],
      [
        'an issuer by name',
        { certificates: 'cert-manager' },
        '"certificates" is "cert-manager", must be a CertManager component or another ICertificateIssuer',
      ],
      ['another prop', { runtime: [] }, '"runtime" is not a prop of this construct, did you mean "runtimes"?'],
      [
        'a runtime that is not of the release',
        { runtimes: ['kserve-sklearnservr'] },
        expect.stringMatching(
          /^"runtimes" is "kserve-sklearnservr", must be one of .*did you mean "kserve-sklearnserver"\?$/,
        ),
      ],
      [
        'a runtime twice',
        { runtimes: ['kserve-mlserver', 'kserve-mlserver'] },
        '"runtimes" names "kserve-mlserver" twice; name it once',
      ],
      ['runtimes that are no list', { runtimes: 'all' }, '"runtimes" is "all", must be a list of texts'],
      ['an ingress that is no object', { ingress: domain }, `"ingress" is "${domain}", must be an object`],
      [
        'an ingress without a domain',
        { ingress: {} },
        '"ingress.domain" is undefined, must be a domain such as "models.example.com"',
      ],
      [
        'a domain with a scheme',
        { ingress: { domain: 'https://models.example.com' } },
        '"ingress.domain" is "https://models.example.com", must be a domain such as "models.example.com"',
      ],
      [
        'an unknown option',
        { ingress: { domain, class: 'nginx' } },
        expect.stringMatching(/^"ingress.class" is not known, it takes "domain", "className", /),
      ],
      [
        'a gateway without a name',
        { ingress: { domain, gateway: { namespace: 'gateways' } } },
        '"ingress.gateway" lacks "name"; name the Gateway and its namespace',
      ],
      [
        'a gateway whose name is no label',
        { ingress: { domain, gateway: { namespace: 'gateways', name: 'a.b' } } },
        expect.stringMatching(/^"ingress.gateway.name" is "a.b", must be a RFC 1123 label/),
      ],
      [
        'both ways',
        { ingress: { domain, className: 'nginx', gateway: { namespace: 'gateways', name: 'models' } } },
        '"ingress.className" is for an Ingress, and "ingress.gateway" for a Gateway; give one of both',
      ],
      [
        'what an Ingress does not have',
        { ingress: { domain, additionalDomains: ['models.example.org'] } },
        '"ingress.additionalDomains" works with a Gateway alone; give "ingress.gateway", or leave it out',
      ],
      [
        'a template with an unknown field',
        { ingress: { domain, domainTemplate: '{{ .Name }}.{{ .Team }}.{{ .IngressDomain }}' } },
        expect.stringMatching(/^"ingress.domainTemplate" uses ".Team", it takes ".Name", ".Namespace", /),
      ],
      [
        'a template that mixes models up',
        { ingress: { domain, domainTemplate: '{{ .Name }}.{{ .IngressDomain }}' } },
        '"ingress.domainTemplate" is "{{ .Name }}.{{ .IngressDomain }}", must hold ".Namespace": two models would share one address otherwise',
      ],
      [
        'a template that is no host',
        { ingress: { domain, domainTemplate: '{{ .Name }}_{{ .Namespace }}' } },
        '"ingress.domainTemplate" is "{{ .Name }}_{{ .Namespace }}", must be a template such as "{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}"',
      ],
      [
        'a path without a slash',
        { ingress: { ...gatewayed.ingress, pathTemplate: '{{ .Namespace }}/{{ .Name }}' } },
        '"ingress.pathTemplate" is "{{ .Namespace }}/{{ .Name }}", must be a template such as "/serving/{{ .Namespace }}/{{ .Name }}"',
      ],
      [
        'a scheme',
        { ingress: { domain, urlScheme: 'grpc' } },
        '"ingress.urlScheme" is "grpc", must be one of "http", "https"',
      ],
      [
        'a quantity',
        { agent: { resources: { limits: { memory: 'much' } } } },
        '"agent.resources.limits.memory" is "much", must be a quantity such as "500m", "2" or "4Gi"',
      ],
      [
        'a resource that KServe does not set',
        { router: { resources: { limits: { 'nvidia.com/gpu': '1' } } } },
        '"router.resources.limits.nvidia.com/gpu" is not among what KServe sets there: "cpu", "memory"',
      ],
      [
        'a request above the limit of the release',
        { storageInitializer: { resources: { requests: { memory: '2Gi' } } } },
        '"storageInitializer.resources.requests.memory" is "2Gi", must not be above the limit "1Gi"; raise the limit or lower the request',
      ],
      [
        'the resources of services',
        { serviceResources: { requests: { cpu: '2' } } },
        '"serviceResources.requests.cpu" is "2", must not be above the limit "1"; raise the limit or lower the request',
      ],
      [
        'a ConfigMap',
        { storageInitializer: { caBundle: 'Storage CA' } },
        '"storageInitializer.caBundle" is "Storage CA", must be a name of an object: a-z, 0-9, "-" and ".", such as "team-ca"',
      ],
      [
        'the resources of models that are images',
        { storageInitializer: { modelcarResources: { memory: '0' } } },
        '"storageInitializer.modelcarResources.memory" is "0", must be a quantity such as "10m" or "15Mi"',
      ],
      [
        'a root user',
        { storageInitializer: { modelcarUser: 0 } },
        '"storageInitializer.modelcarUser" is 0, must be a whole number from 1 to 2147483647',
      ],
      [
        'a log’s address',
        { logger: { defaultUrl: 'broker' } },
        '"logger.defaultUrl" is "broker", must be a URL such as "http://broker.team"',
      ],
      [
        'a key',
        { logger: { caCertFile: 'a/b' } },
        '"logger.caCertFile" is "a/b", must be a key of a Secret or ConfigMap: letters, digits, "-", "_" and "."',
      ],
      [
        'a header',
        { router: { propagateHeaders: ['a b'] } },
        '"router.propagateHeaders" holds "a b", must be names of headers such as "Authorization"',
      ],
      [
        'a number of pods, which KServe hands on as a text',
        { rollout: { maxSurge: 1, maxUnavailable: '0%' } },
        '"rollout.maxSurge" is 1, must be a share such as "25%"',
      ],
      [
        'a rollout that cannot roll',
        { rollout: { maxSurge: '0%', maxUnavailable: '0%' } },
        '"rollout" has both "maxSurge" and "maxUnavailable" at "0%", and nothing could ever be replaced',
      ],
      [
        'an endpoint with a scheme',
        { credentials: { s3: { endpoint: 'http://minio' } } },
        '"credentials.s3.endpoint" is "http://minio", must be a host with an optional port, such as "minio.storage:9000"',
      ],
      [
        'a flag',
        { credentials: { s3: { verifySsl: '1' } } },
        '"credentials.s3.verifySsl" is "1", must be true or false',
      ],
      [
        'a window',
        { keda: { scaleDownStabilizationWindowSeconds: -1 } },
        '"keda.scaleDownStabilizationWindowSeconds" is -1, must be a whole number from 0 to 3600',
      ],
      [
        'an interval',
        { keda: { openTelemetry: { scrapeInterval: '5' } } },
        '"keda.openTelemetry.scrapeInterval" is "5", must be a duration such as "5s"',
      ],
      [
        'a resource type',
        { customGpuResourceTypes: ['my gpu'] },
        '"customGpuResourceTypes" holds "my gpu", must be names such as "example.com/name"',
      ],
      ['a flag of its own', { prometheusScraping: 'yes' }, '"prometheusScraping" is "yes", must be true or false'],
      [
        'a folder',
        { localModelCache: { path: 'models' } },
        '"localModelCache.path" is "models", must be a folder of the node such as "/models"',
      ],
      [
        'LLMs without a Gateway',
        { llmInferenceService: true },
        '"llmInferenceService" is true, but LLMInferenceServices answer at a Gateway; give "ingress.gateway"',
      ],
      ['wrong replicas', { replicas: 11 }, '"replicas" is 11, must be a whole number from 1 to 10'],
    ])('%s', (_, props, message) => {
      expect(reports(props)).toEqual([message]);
    });
  });
});
