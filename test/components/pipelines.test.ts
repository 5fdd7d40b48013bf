import { Duration } from 'cdk8s';
import { externalMysql, Mysql, PipelinesProps } from '../../components';
import { images, version } from '../../components/pipelines/version';
import { DatabaseAccess, Gate, Platform } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { Pipelines } from '../../components';
import { at, linesOf, object, render, Rendered, testApp } from '../support/app';
import { describeRights } from '../support/component';
import { Pod, restrictedViolations } from '../support/pod-security';
import {
  certificates,
  database,
  FakeStore,
  keyFormat,
  pipelinesPlatform,
  pipelinesProps,
  renderedPipelines,
  workflows,
} from '../support/pipelines';

const minimal = renderedPipelines();
const single = renderedPipelines({ mode: 'single-user' });
const everything = { cacheServer: true, metadataWriter: true, visualizationServer: true, viewerController: true };
const full = renderedPipelines(everything);
const inDatabase = renderedPipelines({ pipelineStore: 'database', certificates: undefined });

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly ports?: readonly object[];
}

const podOf = ({ objects }: Rendered, name: string): unknown =>
  at(object(objects, 'Deployment', name), 'spec', 'template', 'spec');
const containerOf = (rendered: Rendered, name: string): Container =>
  at(podOf(rendered, name), 'containers', 0) as Container;
/** Variables by name: their text, or where that comes from. */
const variablesOf = (rendered: Rendered, name: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries((containerOf(rendered, name).env ?? []).map((one) => [one.name, one.value ?? one.valueFrom]));
const dataOf = ({ objects }: Rendered, name: string, namespace = 'kubeflow'): Readonly<Record<string, string>> =>
  objects.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name && metadata.namespace === namespace,
  )?.data as Readonly<Record<string, string>>;
const deploymentsOf = ({ objects }: Rendered): KubernetesObject[] =>
  objects.filter(({ kind }) => kind === 'Deployment');

describe('Pipelines', () => {
  describe('with several users', () => {
    describeRights(() => full.objects);
  });
  describe('with a single user', () => {
    describeRights(() => renderedPipelines({ mode: 'single-user', ...everything }).objects);
  });

  test('makes these objects', () => {
    expect(linesOf(minimal, 'inventory.txt').join('\n')).toMatchSnapshot();
  });

  test('with a single user makes these objects', () => {
    expect(linesOf(single, 'inventory.txt').join('\n')).toMatchSnapshot();
  });

  test('tells its programs this', () => {
    const told = deploymentsOf(full).map(({ metadata }) => {
      const { name, command, args } = containerOf(full, metadata.name);
      return { deployment: metadata.name, name, command, args, variables: variablesOf(full, metadata.name) };
    });
    expect(told).toMatchSnapshot();
  });

  test('labels every object with what it is', () => {
    for (const { kind, metadata } of full.objects.filter((one) => one.kind !== 'Namespace')) {
      expect({ kind, ...metadata }).toMatchObject({
        labels: {
          'app.kubernetes.io/name': 'pipelines',
          'app.kubernetes.io/instance': 'local',
          'app.kubernetes.io/version': version,
          'app.kubernetes.io/managed-by': 'keelson',
        },
      });
    }
  });

  test('takes all its props', () => {
    const props: Required<PipelinesProps> = {
      namespace: 'flows',
      replicas: 2,
      resources: { requests: { cpu: '2' }, limits: { memory: '8Gi' } },
      nodeSelector: { pool: 'system' },
      tolerations: [{ key: 'system', operator: 'Exists' }],
      certificates,
      database,
      store: new FakeStore(),
      workflows,
      mode: 'multi-user',
      pipelineStore: 'kubernetes',
      ui: false,
      metadata: false,
      userIdHeader: 'kubeflow-userid',
      userIdPrefix: 'accounts:',
      caching: false,
      workflowTtl: Duration.hours(2),
      timeZone: 'Europe/Berlin',
      stepSecurityContext: { runAsUser: 2000, runAsGroup: 3000, runAsNonRoot: false },
      workflowPatch: { podGC: { strategy: 'OnPodSuccess' } },
      workspaceStorageClass: 'fast',
      databaseConnectionLifetime: Duration.seconds(30),
      clusterDomain: 'corp.example',
      logLevel: 'debug',
      cacheServer: true,
      metadataWriter: false,
      visualizationServer: true,
      viewerController: true,
    };
    const rendered = renderedPipelines(props);
    const text = JSON.stringify(rendered.objects.filter(({ kind }) => kind !== 'CustomResourceDefinition'));
    // The server of the store is in that namespace whatever that of Pipelines is.
    const elsewhere = /"namespace":"kubeflow"|[a-z-]+\.kubeflow(\.svc|[:"/])|cluster\.local/g;
    expect(new Set(text.match(elsewhere))).toEqual(new Set(['seaweedfs.kubeflow.svc']));
    expect(object(rendered.objects, 'Deployment', 'ml-pipeline').metadata.namespace).toBe('flows');
    expect(at(object(rendered.objects, 'Deployment', 'ml-pipeline'), 'spec', 'replicas')).toBe(2);
    for (const { metadata } of deploymentsOf(rendered)) {
      expect(podOf(rendered, metadata.name)).toMatchObject({
        nodeSelector: { 'kubernetes.io/os': 'linux', pool: 'system' },
        tolerations: [{ key: 'system', operator: 'Exists' }],
      });
    }
    expect(containerOf(rendered, 'ml-pipeline')).toMatchObject({
      resources: { requests: { cpu: '2' }, limits: { memory: '8Gi' } },
    });
    expect(containerOf(rendered, 'ml-pipeline').args).toContain('--logLevel=debug');
    expect(variablesOf(rendered, 'ml-pipeline')).toMatchObject({
      KUBEFLOW_USERID_HEADER: 'kubeflow-userid',
      KUBEFLOW_USERID_PREFIX: 'accounts:',
      CACHEENABLED: 'false',
      CLUSTER_DOMAIN: 'corp.example',
      COMPILED_PIPELINE_SPEC_PATCH: '{"podGC":{"strategy":"OnPodSuccess"}}',
      DEFAULT_SECURITY_CONTEXT_RUN_AS_USER: '2000',
      DEFAULT_SECURITY_CONTEXT_RUN_AS_GROUP: '3000',
      DEFAULT_SECURITY_CONTEXT_RUN_AS_NON_ROOT: 'false',
      DBCONFIG_CONMAXLIFETIME: '30s',
    });
    expect(JSON.parse(dataOf(rendered, 'pipeline-api-server-config', 'flows')['config.json'] ?? '')).toMatchObject({
      workspace: { volumeclaimtemplatespec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast' } },
    });
    expect(variablesOf(rendered, 'ml-pipeline-persistenceagent').TTL_SECONDS_AFTER_WORKFLOW_FINISH).toBe('7200');
    for (const name of ['ml-pipeline-persistenceagent', 'ml-pipeline-scheduledworkflow']) {
      expect(variablesOf(rendered, name).LOG_LEVEL).toBe('debug');
    }
    expect(variablesOf(rendered, 'ml-pipeline-scheduledworkflow').CRON_SCHEDULE_TIMEZONE).toBe('Europe/Berlin');
    expect(
      rendered.objects
        .filter(({ metadata }) => /^(metadata-|ml-pipeline-ui)/.test(metadata.name) && metadata.namespace === 'flows')
        .map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    ).toEqual([]);
  });

  test('leaves out what only the first version of pipelines needs, unless it is asked for', () => {
    const parts = /cache-(server|webhook)|metadata-writer|visualizationserver|viewer|profile-controller|metacontroller/;
    const named = ({ objects }: Rendered): string[] =>
      objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).filter((name) => parts.test(name));
    expect(named(minimal)).toEqual([]);
    expect(new Set(named(full).map((name) => name.split(' ')[0]))).toEqual(
      new Set(
        ['CustomResourceDefinition', 'Deployment', 'Service', 'ServiceAccount', 'NetworkPolicy']
          .concat([...['ClusterRole', 'ClusterRoleBinding']])
          .concat('MutatingWebhookConfiguration'),
      ),
    );
    // Nor are the rights of the user interface there.
    const rights = (rendered: Rendered) =>
      JSON.stringify(object(rendered.objects, 'ClusterRole', 'ml-pipeline-ui').rules);
    expect(rights(minimal)).not.toContain('viewers');
    expect(rights(full)).toContain('viewers');
  });

  test('has all its images in the table, also those that only steps run', () => {
    const listed = linesOf(full, 'images.txt').join('\n');
    for (const image of Object.values(images)) expect(listed).toContain(image);
    const mirrored = renderedPipelines(everything, { images: { registry: 'mirror.example/kubeflow' } });
    const text = JSON.stringify(mirrored.objects.filter(({ kind }) => kind !== 'CustomResourceDefinition'));
    expect(text.match(/ghcr\.io|gcr\.io|docker\.io/g)).toBeNull();
    expect(variablesOf(mirrored, 'ml-pipeline')).toMatchObject({
      V2_DRIVER_IMAGE: `mirror.example/kubeflow/kubeflow/kfp-driver:${version}`,
      V2_LAUNCHER_IMAGE: `mirror.example/kubeflow/kubeflow/kfp-launcher:${version}`,
    });
  });

  describe('its pods', () => {
    test.each(deploymentsOf(full).map(({ metadata }) => [metadata.name]))(
      '%s meets the standard `restricted`',
      (name) => {
        expect(restrictedViolations(podOf(full, name) as Pod)).toEqual([]);
        expect(podOf(full, name)).toMatchObject({
          securityContext: { runAsUser: 1000, runAsGroup: 0, runAsNonRoot: true },
        });
      },
    );

    test.each(deploymentsOf(full).map(({ metadata }) => [metadata.name]))(
      '%s has requests, a memory limit, and no variables that Kubernetes makes of Services',
      (name) => {
        expect(containerOf(full, name)).toMatchObject({
          resources: {
            requests: { cpu: expect.any(String) as string, memory: expect.any(String) as string },
            limits: { memory: expect.any(String) as string },
          },
        });
        expect(podOf(full, name)).toMatchObject({ enableServiceLinks: false });
        // A file system of their own only where the program writes to it: Python's.
        expect(at(containerOf(full, name), 'securityContext', 'readOnlyRootFilesystem')).toBe(
          !['metadata-writer', 'ml-pipeline-visualizationserver'].includes(name),
        );
      },
    );

    test('has all probes where the program listens', () => {
      for (const { metadata } of deploymentsOf(full)) {
        const container = containerOf(full, metadata.name);
        if (container.ports === undefined) continue;
        expect(container).toMatchObject({
          startupProbe: expect.any(Object) as object,
          livenessProbe: expect.any(Object) as object,
        });
      }
      const silent = deploymentsOf(full).filter(({ metadata }) => containerOf(full, metadata.name).ports === undefined);
      expect(silent.map(({ metadata }) => metadata.name).sort()).toEqual([
        ...['metadata-writer', 'ml-pipeline-persistenceagent', 'ml-pipeline-viewer-crd'],
      ]);
    });

    test('calls Kubernetes only where it has rights there', () => {
      const tokens = deploymentsOf(full).map(({ metadata }) => [
        metadata.name,
        at(podOf(full, metadata.name), 'automountServiceAccountToken'),
      ]);
      expect(Object.fromEntries(tokens)).toEqual({
        'cache-server': true,
        'metadata-envoy-deployment': false,
        'metadata-grpc-deployment': false,
        'metadata-writer': true,
        'ml-pipeline': true,
        'ml-pipeline-persistenceagent': true,
        'ml-pipeline-scheduledworkflow': true,
        'ml-pipeline-ui': true,
        'ml-pipeline-viewer-crd': true,
        'ml-pipeline-visualizationserver': false,
      });
    });

    test('runs the controllers once, and never twice at one time', () => {
      for (const name of ['ml-pipeline-persistenceagent', 'ml-pipeline-scheduledworkflow', 'ml-pipeline-viewer-crd']) {
        expect(object(full.objects, 'Deployment', name).spec).toMatchObject({
          replicas: 1,
          strategy: { type: 'Recreate' },
        });
      }
    });

    test('runs what keeps no state twice at size production, and the API server, which changes tables, once', () => {
      const { objects } = renderedPipelines({}, { size: 'production' });
      const replicas = (name: string) => at(object(objects, 'Deployment', name), 'spec', 'replicas');
      expect(replicas('ml-pipeline')).toBe(1);
      expect(['ml-pipeline-ui', 'metadata-grpc-deployment', 'metadata-envoy-deployment'].map(replicas)).toEqual([
        2, 2, 2,
      ]);
      expect(objects.filter(({ kind }) => kind === 'PodDisruptionBudget')).toHaveLength(3);
    });

    test('is replaced when its configuration changes', () => {
      const checksum = (rendered: Rendered) =>
        at(
          object(rendered.objects, 'Deployment', 'ml-pipeline'),
          ...['spec', 'template', 'metadata', 'annotations', 'checksum/config'],
        );
      const other = renderedPipelines({ workspaceStorageClass: 'fast' });
      expect(checksum(minimal)).toMatch(/^[0-9a-f]{16}$/);
      expect(checksum(other)).not.toBe(checksum(minimal));
    });
  });

  describe('its order', () => {
    const lines = linesOf(minimal, 'install.sh');
    const line = (pattern: RegExp): number => {
      const found = lines.findIndex((one) => pattern.test(one));
      expect({ pattern, found: found >= 0 }).toEqual({ pattern, found: true });
      return found;
    };

    test('waits for its kinds and for those of Argo, before it starts', () => {
      const started = line(/-pipelines\.yaml/);
      expect(line(/Established.*pipelineversions/)).toBeLessThan(started);
      expect(line(/# Workflows are established/)).toBeLessThan(started);
    });

    test('starts what ends without an API server after that', () => {
      const answers = line(/rollout status .*deployment\.apps\/ml-pipeline$/);
      const agents = line(/-pipelines-agents\.yaml/);
      expect(agents).toBeGreaterThan(answers);
      for (const kind of ['mutating', 'validating']) {
        expect(line(new RegExp(`caBundle.*${kind}webhook.*pipelineversions`))).toBeLessThan(agents);
      }
      expect(line(/ml-pipeline-persistenceagent/)).toBeGreaterThan(agents);
    });

    test('has gates that say what holds', () => {
      const { pipelines } = pipelinesPlatform(testApp());
      expect([pipelines.apiReady, pipelines.serving, pipelines.running].map((gate) => gate instanceof Gate)).toEqual([
        ...[true, true, true],
      ]);
      expect(pipelines.serving.checks).toHaveLength(3);
      const { pipelines: other } = pipelinesPlatform(testApp(), { pipelineStore: 'database', certificates: undefined });
      expect(other.serving.checks).toHaveLength(1);
      expect(pipelines.running.checks.map(({ object: { name } }) => name)).toEqual([
        ...['ml-pipeline-persistenceagent', 'ml-pipeline-scheduledworkflow'],
        ...['metadata-grpc-deployment', 'metadata-envoy-deployment'],
      ]);
    });
  });

  describe('where pipelines are kept', () => {
    test('as objects, the API server has webhooks of their own, with a certificate of cert-manager', () => {
      const args = containerOf(minimal, 'ml-pipeline').args ?? [];
      expect(args).toEqual(
        expect.arrayContaining([
          '--pipelinesStoreKubernetes=true',
          '--webhookTLSCertPath=/etc/webhook/certs/tls.crt',
          '--webhookTLSKeyPath=/etc/webhook/certs/tls.key',
        ]),
      );
      expect(podOf(minimal, 'ml-pipeline')).toMatchObject({
        volumes: expect.arrayContaining([
          { name: 'webhook-certs', secret: { secretName: 'kfp-api-webhook-cert' } },
        ]) as object[],
      });
      for (const [kind, path] of [
        ['MutatingWebhookConfiguration', '/webhooks/mutate-pipelineversion'],
        ['ValidatingWebhookConfiguration', '/webhooks/validate-pipelineversion'],
      ] as const) {
        const configuration = object(minimal.objects, kind, 'pipelineversions.pipelines.kubeflow.org');
        expect(configuration.metadata.annotations).toEqual({
          'cert-manager.io/inject-ca-from': 'kubeflow/kfp-api-webhook-cert',
        });
        expect(configuration.webhooks).toEqual([
          expect.objectContaining({
            failurePolicy: 'Fail',
            sideEffects: 'None',
            clientConfig: { service: { name: 'ml-pipeline', namespace: 'kubeflow', port: 8443, path } },
            rules: [
              {
                operations: ['CREATE', 'UPDATE'],
                apiGroups: ['pipelines.kubeflow.org'],
                apiVersions: ['v2beta1'],
                resources: ['pipelineversions'],
                scope: 'Namespaced',
              },
            ],
          }),
        ]);
      }
    });

    test('the port of the webhooks is the last of the Service, and open to the API server of Kubernetes', () => {
      const ports = at(object(minimal.objects, 'Service', 'ml-pipeline'), 'spec', 'ports') as {
        name: string;
        port: number;
      }[];
      expect(ports.map(({ name, port }) => [name, port])).toEqual([
        ['http', 8888],
        ['grpc', 8887],
        ['webhook', 8443],
      ]);
      const ingress = at(object(minimal.objects, 'NetworkPolicy', 'ml-pipeline'), 'spec', 'ingress') as object[];
      expect(ingress).toContainEqual({ ports: [{ port: 8443, protocol: 'TCP' }] });
    });

    test('with a single user the webhooks are asked about its own namespace alone', () => {
      const selector = (rendered: Rendered) =>
        at(object(rendered.objects, 'ValidatingWebhookConfiguration'), 'webhooks', 0, 'namespaceSelector');
      expect(selector(single)).toEqual({ matchLabels: { 'kubernetes.io/metadata.name': 'kubeflow' } });
      expect(selector(minimal)).toBeUndefined();
    });

    test('in the database there are neither kinds nor webhooks, nor rights on them', () => {
      const names = inDatabase.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
      expect(names.filter((name) => /Webhook|pipelines\.pipelines|pipelineversions/.test(name))).toEqual([]);
      expect(containerOf(inDatabase, 'ml-pipeline').args?.join(' ')).not.toMatch(/webhook|Kubernetes/);
      expect(at(object(inDatabase.objects, 'Service', 'ml-pipeline'), 'spec', 'ports')).toHaveLength(2);
      expect(at(object(inDatabase.objects, 'NetworkPolicy', 'ml-pipeline'), 'spec', 'ingress')).toHaveLength(1);
      const rules = (rendered: Rendered) =>
        JSON.stringify(object(rendered.objects, 'ClusterRole', 'ml-pipeline').rules);
      expect(rules(inDatabase)).not.toContain('pipelineversions');
      expect(rules(minimal)).toContain('pipelineversions');
    });
  });

  describe('what Kubeflow Pipelines would get wrong by itself:', () => {
    const api = variablesOf(minimal, 'ml-pipeline');
    const ui = variablesOf(minimal, 'ml-pipeline-ui');

    test('the API server ends without an address of the visualization server, also where there is none', () => {
      expect(api).toMatchObject({
        ML_PIPELINE_VISUALIZATIONSERVER_SERVICE_HOST: 'ml-pipeline-visualizationserver',
        ML_PIPELINE_VISUALIZATIONSERVER_SERVICE_PORT: '8888',
      });
    });

    test('the user interface looks for its servers on its own machine', () => {
      expect(ui).toMatchObject({
        ML_PIPELINE_SERVICE_HOST: 'ml-pipeline.kubeflow.svc',
        ML_PIPELINE_SERVICE_PORT: '8888',
        METADATA_ENVOY_SERVICE_SERVICE_HOST: 'metadata-envoy-service.kubeflow.svc',
        METADATA_ENVOY_SERVICE_SERVICE_PORT: '9090',
      });
    });

    test('no variable is set that nobody reads, and the one that names the driver has its real name', () => {
      const dead = [
        'DB_DRIVER_NAME',
        'DBCONFIG_HOST',
        'DBCONFIG_PORT',
        'DBCONFIG_USER',
        'DBCONFIG_PASSWORD',
        'DBCONFIG_DBNAME',
      ];
      expect(Object.keys(api).filter((name) => dead.includes(name))).toEqual([]);
      expect(Object.keys(api).filter((name) => /^VISUALIZATIONSERVICE_|^MINIO_|^AWS_/.test(name))).toEqual([]);
      expect(api.DBDRIVERNAME).toBe('mysql');
    });

    test("the cluster's domain has one form for the API server and launchers, and another for the rest", () => {
      const { CLUSTER_DOMAIN: ofWriter } = variablesOf(full, 'metadata-writer');
      expect([api.CLUSTER_DOMAIN, ui.CLUSTER_DOMAIN, ofWriter]).toEqual([
        ...['cluster.local', '.svc.cluster.local', '.svc.cluster.local'],
      ]);
      expect(dataOf(minimal, 'kfp-launcher', 'vision').clusterDomain).toBe('cluster.local');
    });

    test('the user interface looks for archived logs where Argo puts them', () => {
      expect(ui.ARGO_KEYFORMAT).toBe(keyFormat);
      const repository = JSON.parse(
        dataOf(minimal, 'artifact-repositories', 'vision')['default-namespaced'] ?? '',
      ) as object;
      expect(repository).toMatchObject({ s3: { keyFormat: ui.ARGO_KEYFORMAT } });
    });

    test("the settings of the image bring a bucket's keys and samples, so none of them is left", () => {
      const data = dataOf(minimal, 'pipeline-api-server-config');
      expect(Object.keys(data)).toEqual(['config.json', 'sample_config.json']);
      expect(JSON.parse(data['sample_config.json'] ?? '')).toEqual({ loadSamplesOnRestart: false, pipelines: [] });
      expect(data['config.json']).not.toMatch(/minio|AccessKey/i);
      expect(containerOf(minimal, 'ml-pipeline')).toMatchObject({
        volumeMounts: expect.arrayContaining([{ name: 'config', mountPath: '/config', readOnly: true }]) as object[],
      });
    });

    test('a header of Google is believed unless another is named, and here none is', () => {
      for (const variables of [api, ui]) {
        expect(variables).toMatchObject({ KUBEFLOW_USERID_HEADER: '', KUBEFLOW_USERID_PREFIX: '' });
      }
      expect(api.TOKEN_REVIEW_AUDIENCE).toBe('pipelines.kubeflow.org');
    });

    test('connections to the database end before the server ends them', () => {
      expect(api.DBCONFIG_CONMAXLIFETIME).toBe('120s');
    });

    test('steps run as a user that the standard `restricted` lets in', () => {
      expect(api).toMatchObject({
        DEFAULT_SECURITY_CONTEXT_RUN_AS_USER: '1000',
        DEFAULT_SECURITY_CONTEXT_RUN_AS_GROUP: '0',
        DEFAULT_SECURITY_CONTEXT_RUN_AS_NON_ROOT: 'true',
      });
    });

    test('the log level of the API server is a flag, because a variable is not read where the command is given', () => {
      expect(containerOf(minimal, 'ml-pipeline').args).toContain('--logLevel=info');
    });

    test('agents prove who they are by a token for the API of pipelines alone, in the file that they know', () => {
      for (const [name, path] of [
        ['ml-pipeline-persistenceagent', 'persistenceagent-sa-token'],
        ['ml-pipeline-scheduledworkflow', 'scheduledworkflow-sa-token'],
      ] as const) {
        expect(podOf(minimal, name)).toMatchObject({
          volumes: expect.arrayContaining([
            {
              name: path,
              projected: {
                sources: [
                  { serviceAccountToken: { audience: 'pipelines.kubeflow.org', expirationSeconds: 3600, path } },
                ],
              },
            },
          ]) as object[],
        });
        expect(at(containerOf(minimal, name), 'volumeMounts')).toContainEqual(
          expect.objectContaining({ mountPath: '/var/run/secrets/kubeflow/tokens' }),
        );
      }
    });

    test('the metadata service has an image for one machine alone, and waits for its database', () => {
      const pod = podOf(minimal, 'metadata-grpc-deployment');
      expect(at(pod, 'nodeSelector')).toEqual({ 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' });
      expect(at(podOf(minimal, 'ml-pipeline'), 'nodeSelector')).toEqual({ 'kubernetes.io/os': 'linux' });
      expect(at(pod, 'initContainers', 0)).toMatchObject({
        command: ['/bin/sh', '-c', expect.stringContaining('until nc -z') as string],
        env: [
          { name: 'MYSQL_HOST', value: 'db.example.com' },
          { name: 'MYSQL_PORT', value: '3306' },
        ],
      });
    });

    test('with a single user controllers look at their own namespace, with several at all', () => {
      for (const name of ['ml-pipeline-persistenceagent', 'ml-pipeline-scheduledworkflow']) {
        expect(variablesOf(minimal, name).NAMESPACE).toBe('');
        expect(variablesOf(single, name).NAMESPACE).toEqual({ fieldRef: { fieldPath: 'metadata.namespace' } });
      }
      expect(variablesOf(single, 'ml-pipeline')).toMatchObject({
        MULTIUSER: 'false',
        DEFAULTPIPELINERUNNERSERVICEACCOUNT: 'pipeline-runner',
      });
      expect(api).toMatchObject({ MULTIUSER: 'true', DEFAULTPIPELINERUNNERSERVICEACCOUNT: 'default-editor' });
      expect(Object.keys(variablesOf(single, 'ml-pipeline-ui'))).not.toContain('ENABLE_AUTHZ');
    });
  });

  describe('its database', () => {
    test('is asked for twice, each time with no more rights than its server needs', () => {
      const { objects } = render((app) => {
        const platform = new Platform(app, 'local');
        new Pipelines(platform, 'pipelines', pipelinesProps({ database: new Mysql(platform, 'mysql') }));
        return platform;
      });
      const script = String(
        at(object(objects, 'StatefulSet'), 'spec', 'template', 'spec', 'containers', 0, 'command', 2),
      );
      expect(script.split('\n').filter((line) => line.startsWith('  account '))).toEqual([
        "  account mlpipeline 'mlpipeline' 'SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, REFERENCES' caching_sha2_password",
        "  account metadb 'metadb' 'SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX' mysql_native_password",
      ]);
      const from = at(object(objects, 'NetworkPolicy', 'mysql'), 'spec', 'ingress', 0, 'from') as object[];
      expect(from.map((peer) => at(peer, 'podSelector', 'matchLabels', 'app.kubernetes.io/component'))).toEqual([
        ...['api-server', 'metadata'],
      ]);
    });

    test.each<[DatabaseAccess['tls'], string | undefined]>([
      ['verify', 'true'],
      ['skip-verify', 'skip-verify'],
      ['off', undefined],
    ])('is reached with tls %s', (tls, parameter) => {
      const rendered = renderedPipelines({ metadata: false, database: externalMysql({ host: 'db', tls }) });
      const config = JSON.parse(dataOf(rendered, 'pipeline-api-server-config')['config.json'] ?? '') as object;
      expect(at(config, 'DBConfig', 'MySQLConfig', 'ExtraParams', 'tls')).toBe(parameter);
    });

    test("is believed by its authority, beside those that the bucket's server is believed by", () => {
      const authority = { configMap: 'authority', key: 'ca.pem' };
      const rendered = renderedPipelines({ metadata: false, database: externalMysql({ host: 'db', authority }) });
      expect(variablesOf(rendered, 'ml-pipeline')).toMatchObject({ SSL_CERT_DIR: '/etc/database' });
      expect(variablesOf(rendered, 'ml-pipeline')).not.toHaveProperty('SSL_CERT_FILE');
      expect(podOf(rendered, 'ml-pipeline')).toMatchObject({
        volumes: expect.arrayContaining([{ name: 'database', configMap: { name: 'authority' } }]) as object[],
      });
    });

    test('gives its passwords in Secrets', () => {
      expect(variablesOf(minimal, 'ml-pipeline').DBCONFIG_MYSQLCONFIG_PASSWORD).toEqual({
        secretKeyRef: { name: 'mysql-mlpipeline', key: 'password' },
      });
      expect(variablesOf(minimal, 'metadata-grpc-deployment').DBCONFIG_PASSWORD).toEqual({
        secretKeyRef: { name: 'mysql-metadb', key: 'password' },
      });
    });
  });

  describe('its policies', () => {
    const own = (component: string) => ({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'pipelines', 'app.kubernetes.io/component': component } },
    });
    const namespace = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
    const ingress = (rendered: Rendered, name: string): unknown =>
      at(object(rendered.objects, 'NetworkPolicy', name), 'spec', 'ingress');

    test("let the API server's own programs and the tenants' pods in to it", () => {
      expect(at(ingress(minimal, 'ml-pipeline'), 0)).toEqual({
        from: [
          ...['persistence-agent', 'scheduled-workflow', 'ui', 'cache-server'].map(own),
          ...['vision', 'speech'].map((name) => ({ namespaceSelector: namespace(name), podSelector: {} })),
        ],
        ports: [
          { port: 8888, protocol: 'TCP' },
          { port: 8887, protocol: 'TCP' },
        ],
      });
    });

    test("let the tenants' steps in to the metadata service, and the user interface to its bridge", () => {
      const steps = { matchExpressions: [{ key: 'workflows.argoproj.io/workflow', operator: 'Exists' }] };
      expect(ingress(minimal, 'metadata-grpc-deployment')).toEqual([
        {
          from: [
            own('metadata-bridge'),
            own('metadata-writer'),
            ...['vision', 'speech'].map((name) => ({ namespaceSelector: namespace(name), podSelector: steps })),
          ],
          ports: [{ port: 8080, protocol: 'TCP' }],
        },
      ]);
      expect(ingress(minimal, 'metadata-envoy-deployment')).toEqual([
        { from: [own('ui')], ports: [{ port: 9090, protocol: 'TCP' }] },
      ]);
    });

    test('let nobody in to the rest', () => {
      for (const name of ['ml-pipeline-ui', 'ml-pipeline-persistenceagent', 'ml-pipeline-scheduledworkflow']) {
        expect(object(minimal.objects, 'NetworkPolicy', name).spec).toMatchObject({ policyTypes: ['Ingress'] });
        expect(ingress(minimal, name)).toBeUndefined();
      }
      expect(ingress(full, 'ml-pipeline-visualizationserver')).toEqual([
        { from: [own('api-server')], ports: [{ port: 8888, protocol: 'TCP' }] },
      ]);
    });
  });

  test('its bridge hands calls on to the metadata service as gRPC, and has no door for administrators', () => {
    const config = dataOf(minimal, 'metadata-envoy-configmap')['envoy-config.yaml'] ?? '';
    expect(JSON.parse(config)).toMatchSnapshot();
    expect(config).not.toContain('"admin"');
  });

  test('says where it answers', () => {
    const { pipelines } = pipelinesPlatform(testApp(), { namespace: 'flows' });
    expect(pipelines.apiServer).toBe('http://ml-pipeline.flows.svc:8888');
    expect(pipelines.addresses.map(({ name, localUrl }) => [name, localUrl])).toEqual([
      ['ui', 'http://localhost:8080/pipeline/'],
    ]);
  });
});
