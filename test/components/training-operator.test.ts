import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrainingOperator, TrainingOperatorProps } from '../../components/training-operator';
import { allKinds, JobKind } from '../../components/training-operator/kinds';
import { images, version } from '../../components/training-operator/version';
import { Gate, Platform } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { at, linesOf, object, problemsOf, render, Rendered, tempFolder } from '../support/app';
import { describeObjects, describeRights } from '../support/component';
import { Pod, restrictedViolations } from '../support/pod-security';
import { bindingsOf, rightsOf } from '../support/snapshots';

function rendered(props: TrainingOperatorProps = {}, images = {}): Rendered {
  return render((app) => {
    const platform = new Platform(app, 'local', { images });
    new TrainingOperator(platform, 'training-operator', props);
    return platform;
  });
}

function reports(props: object): string[] {
  return problemsOf((app) => new TrainingOperator(new Platform(app, 'local'), 'training-operator', props)).map((text) =>
    text.replace('[local/training-operator] ', ''),
  );
}

const minimal = rendered();
const withoutMpi = rendered({ kinds: allKinds.filter((kind) => kind !== 'MPIJob') });
const argsOf = ({ objects }: Rendered): string[] =>
  at(object(objects, 'Deployment'), 'spec', 'template', 'spec', 'containers', 0, 'args') as string[];
const rolesOf = ({ objects }: Rendered): KubernetesObject[] =>
  objects.filter(({ kind }) => /^(Cluster)?Role$/.test(kind));
const operatorRole = (from: Rendered): string => rightsOf(object(from.objects, 'ClusterRole', 'training-operator'));

describe('TrainingOperator', () => {
  describeObjects(() => minimal.objects, { name: 'training-operator', version });

  test('has exactly the rights that are meant', () => {
    expect([...rolesOf(minimal).map(rightsOf), bindingsOf(minimal.objects)].join('\n')).toMatchSnapshot();
  });

  test('makes these objects', () => {
    expect(linesOf(minimal, 'inventory.txt').join('\n')).toMatchSnapshot();
  });

  test('takes all its props', () => {
    const props: Required<TrainingOperatorProps> = {
      namespace: 'training',
      replicas: 2,
      resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '3Gi' } },
      kinds: ['TFJob', 'JAXJob'],
      gangScheduler: 'volcano',
      nodeSelector: { pool: 'system' },
      tolerations: [{ key: 'system', operator: 'Exists' }],
    };
    const result = rendered(props);
    expect(result.objects.filter(({ metadata }) => metadata.namespace === 'kubeflow')).toEqual([]);
    expect(at(object(result.objects, 'Deployment'), 'spec', 'replicas')).toBe(2);
    expect(at(object(result.objects, 'Deployment'), 'spec', 'template', 'spec')).toMatchObject({
      nodeSelector: { 'kubernetes.io/os': 'linux', pool: 'system' },
      tolerations: [{ key: 'system', operator: 'Exists' }],
      containers: [{ resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '3Gi' } } }],
    });
    expect(linesOf(result, 'images.txt')).toEqual([images.operator]);
  });

  test('runs as a user, and tells the operator where its Service is', () => {
    expect(at(object(minimal.objects, 'Deployment'), 'spec', 'template', 'spec')).toMatchObject({
      securityContext: { runAsNonRoot: true, runAsUser: 65532 },
      containers: [
        { env: [{ name: 'MY_POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }] },
      ],
    });
  });

  test('listens where the Deployment says', () => {
    const flags = ['--leader-elect', '--metrics-bind-address=:8443', '--health-probe-bind-address=:8081'];
    expect(argsOf(minimal)).toEqual(expect.arrayContaining(flags));
  });

  test('waits for its CRDs alone, and has two gates', () => {
    const operator = new TrainingOperator(new Platform(undefined as never, 'local'), 'training-operator');
    const names = (gates: readonly Gate[]): string[] => gates.map((gate) => gate.description);
    expect(names(operator.needs)).toEqual(['the API of training-operator is established']);
    expect(names(operator.gates)).toEqual([
      'the API of training-operator is established',
      'the webhooks of training-operator answer',
    ]);
    expect(operator.serving.checks.map(({ object: { kind }, condition }) => `${kind} ${condition}`)).toEqual([
      'Deployment condition=Available',
      'ValidatingWebhookConfiguration jsonpath={.webhooks[0].clientConfig.caBundle}',
    ]);
  });
});

describe('without MPIJob', () => {
  describeRights(() => withoutMpi.objects);

  test('the operator cannot enter pods or give rights, and does without them', () => {
    const lost = operatorRole(minimal)
      .split('\n')
      .filter((line) => !operatorRole(withoutMpi).includes(line) && !line.includes('kubeflow.org'));
    expect(lost).toEqual([
      '  core: list watch create update on configmaps',
      '  core: list watch create on serviceaccounts',
      '  rbac.authorization.k8s.io: list watch create update on roles',
      '  rbac.authorization.k8s.io: list watch create on rolebindings',
      '  core: create on pods/exec',
    ]);
    expect(argsOf(withoutMpi).join(' ')).not.toContain('mpi');
    expect(linesOf(withoutMpi, 'images.txt')).not.toContain(images.kubectlDelivery);
  });
});

describe('kinds', () => {
  const validated = (objects: readonly KubernetesObject[]): unknown[] =>
    (object(objects, 'ValidatingWebhookConfiguration').webhooks as object[]).map((webhook) => [
      at(webhook, 'clientConfig', 'service', 'path'),
      at(webhook, 'rules', 0, 'resources', 0),
    ]);

  test.each<[string, JobKind[], string]>([
    ['one', ['XGBoostJob'], 'xgboostjob'],
    ['some, in the order of the operator', ['JAXJob', 'MPIJob', 'TFJob'], 'jaxjob'],
    ['all', [...allKinds], 'jaxjob'],
    ['one that has no webhook, and another', ['MPIJob', 'TFJob'], 'tfjob'],
  ])('%s: CRDs, flags, webhooks and rights are theirs alone', (_, kinds, last) => {
    const result = rendered({ kinds });
    const inOrder = allKinds.filter((kind) => kinds.includes(kind)).map((kind) => kind.toLowerCase());
    const crds = result.objects.filter(({ kind }) => kind === 'CustomResourceDefinition');
    expect(crds.map(({ metadata }) => metadata.name)).toEqual(inOrder.map((kind) => `${kind}s.kubeflow.org`));
    expect(argsOf(result).filter((arg) => arg.startsWith('--enable-scheme'))).toEqual(
      inOrder.map((kind) => `--enable-scheme=${kind}`),
    );
    const withWebhook = inOrder.filter((kind) => kind !== 'mpijob');
    expect(validated(result.objects)).toEqual(
      withWebhook.map((kind) => [`/validate-kubeflow-org-v1-${kind}`, `${kind}s`]),
    );
    // The probe asks the handler that is registered last.
    expect(
      at(object(result.objects, 'Deployment'), 'spec', 'template', 'spec', 'containers', 0, 'startupProbe', 'httpGet'),
    ).toMatchObject({ path: `/validate-kubeflow-org-v1-${last}` });
    for (const name of ['training-operator', 'kubeflow-training-edit', 'kubeflow-training-view']) {
      const rights = rightsOf(object(result.objects, 'ClusterRole', name));
      for (const kind of allKinds) expect(rights.includes(`${kind.toLowerCase()}s`)).toBe(kinds.includes(kind));
    }
    expect(operatorRole(result).includes('horizontalpodautoscalers')).toBe(kinds.includes('PyTorchJob'));
  });

  test('are told to whoever runs trials of them', () => {
    const operator = new TrainingOperator(new Platform(undefined as never, 'local'), 'training-operator', {
      kinds: ['JAXJob', 'PyTorchJob'],
    });
    expect(operator.trialKinds).toEqual([
      { group: 'kubeflow.org', version: 'v1', kind: 'PyTorchJob', plural: 'pytorchjobs' },
      { group: 'kubeflow.org', version: 'v1', kind: 'JAXJob', plural: 'jaxjobs' },
    ]);
  });
});

describe('gangScheduler', () => {
  const rights = (gangScheduler: string): string[] =>
    operatorRole(rendered({ gangScheduler }))
      .split('\n')
      .filter((line) => line.includes('podgroups'));
  const reads = 'get list watch on podgroups';
  const writes = 'get list watch create update delete on podgroups';

  test('is none unless given, and groups of pods are watched all the same', () => {
    expect(argsOf(minimal).join(' ')).not.toContain('gang');
    expect(operatorRole(minimal)).toContain(
      [`  scheduling.volcano.sh: ${reads}`, `  scheduling.x-k8s.io: ${reads}`].join('\n'),
    );
  });

  test('is Volcano, or the coscheduling plugin by another name', () => {
    expect(argsOf(rendered({ gangScheduler: 'volcano' }))).toContain('--gang-scheduler-name=volcano');
    expect(rights('volcano')).toEqual([`  scheduling.volcano.sh: ${writes}`, `  scheduling.x-k8s.io: ${reads}`]);
    expect(argsOf(rendered({ gangScheduler: 'ours' }))).toContain('--gang-scheduler-name=ours');
    expect(rights('ours')).toEqual([`  scheduling.volcano.sh: ${reads}`, `  scheduling.x-k8s.io: ${writes}`]);
  });
});

describe('containers that the operator adds to jobs', () => {
  const container = (from: Rendered): Record<string, unknown> => {
    const data = object(from.objects, 'ConfigMap').data as Record<string, string>;
    const [only, ...others] = JSON.parse(data['initContainer.yaml'] ?? '') as Record<string, unknown>[];
    expect(others).toEqual([]);
    return only ?? {};
  };

  test('meet the standard where workers of a PyTorchJob must', () => {
    const pod = { securityContext: {}, containers: [container(minimal)] };
    expect(restrictedViolations(pod as unknown as Pod)).toEqual([]);
  });

  test('come from the image table', () => {
    const result = rendered({}, { registry: 'r.example/k', pullPolicy: 'Always' });
    expect(container(result)).toMatchObject({ image: 'r.example/k/library/alpine:3.10', imagePullPolicy: 'Always' });
    expect(argsOf(result)).toContain(
      '--mpi-kubectl-delivery-image=r.example/k/kubeflow/training-v1/kubectl-delivery:v1-3f15cb8',
    );
    expect(linesOf(result, 'images.txt').every((line) => line.startsWith('r.example/k/'))).toBe(true);
  });

  test('are left out where no PyTorchJob can be', () => {
    expect(rendered({ kinds: ['TFJob'] }).objects.filter(({ kind }) => kind === 'ConfigMap')).toEqual([]);
  });

  // What the operator's template engine would take for markup would be changed on the way.
  test('hold nothing that is escaped', () => {
    const data = object(minimal.objects, 'ConfigMap').data as Record<string, string>;
    expect(data['initContainer.yaml']).not.toMatch(/[<>&]/);
    expect(data['initContainer.yaml']?.match(/\{\{.*?\}\}/g)).toEqual(['{{.MaxTries}}', '{{.MasterAddr}}']);
  });

  describe('wait for the master', () => {
    /** Runs the script with a name server that knows the master from a certain question on. */
    function run(known: number, exit = 0): { readonly asked: string[]; readonly failed: boolean } {
      const folder = tempFolder();
      const log = join(folder, 'log');
      const tool = (name: string, text: string): void => {
        writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
        chmodSync(join(folder, name), 0o755);
      };
      writeFileSync(log, '');
      tool('sleep', ':');
      // Some versions end well although there is no such name, others badly although there is.
      const answer = `[ "$(wc -l < ${log})" -lt ${known} ] || echo 'Name:      job-master-0'`;
      tool('nslookup', `echo "$1" >> ${log}; ${answer}; exit ${exit}`);
      const command = (container(minimal).command as string[]).map((text) =>
        text.replace('{{.MaxTries}}', '3').replace('{{.MasterAddr}}', 'job-master-0'),
      );
      let failed = false;
      try {
        execFileSync(command[0] ?? '', command.slice(1), {
          env: { PATH: `${folder}:${process.env.PATH ?? ''}` },
          stdio: 'ignore',
        });
      } catch {
        failed = true;
      }
      const asked = execFileSync('cat', [log], { encoding: 'utf8' }).trim().split('\n');
      return { asked, failed };
    }

    test('until it has a name', () => {
      expect(run(2)).toEqual({ asked: ['job-master-0', 'job-master-0'], failed: false });
      expect(run(2, 1)).toEqual({ asked: ['job-master-0', 'job-master-0'], failed: false });
    });

    test('but not for ever', () => {
      expect(run(9)).toEqual({ asked: ['job-master-0', 'job-master-0', 'job-master-0'], failed: true });
    });
  });
});

describe('reports', () => {
  const kinds = '"PyTorchJob", "TFJob", "MPIJob", "XGBoostJob", "PaddleJob", "JAXJob"';
  test.each<[string, object, ...string[]]>([
    [
      'a kind that is none',
      { kinds: ['PytorchJob'] },
      `"kinds" is "PytorchJob", must be one of ${kinds}, did you mean "PyTorchJob"?`,
    ],
    ['kinds as one text', { kinds: 'TFJob' }, '"kinds" is "TFJob", must be a list of texts'],
    ['kinds that are null', { kinds: null }, '"kinds" is null, must be a list of texts'],
    ['a kind twice', { kinds: ['TFJob', 'TFJob', 'TFJob'] }, '"kinds" names "TFJob" twice; name it once'],
    [
      'no kinds',
      { kinds: [] },
      '"kinds" is [], must name one of "PyTorchJob", "TFJob", "XGBoostJob", "PaddleJob", "JAXJob": their webhooks tell when the operator is ready',
    ],
    [
      'MPIJob alone',
      { kinds: ['MPIJob'] },
      '"kinds" is ["MPIJob"], must name one of "PyTorchJob", "TFJob", "XGBoostJob", "PaddleJob", "JAXJob": their webhooks tell when the operator is ready',
    ],
    [
      'an empty scheduler',
      { gangScheduler: '' },
      '"gangScheduler" is "", must be "volcano" or the name of a scheduler: a-z, 0-9, "-", "."',
    ],
    [
      'a scheduler that is none',
      { gangScheduler: true },
      '"gangScheduler" is true, must be "volcano" or the name of a scheduler: a-z, 0-9, "-", "."',
    ],
    [
      'a scheduler with another name than its own',
      { gangScheduler: 'Volcano' },
      '"gangScheduler" is "Volcano", must be "volcano" or the name of a scheduler: a-z, 0-9, "-", ".", did you mean "volcano"?',
    ],
    [
      'a scheduler that would be two flags',
      { gangScheduler: 'a --b' },
      '"gangScheduler" is "a --b", must be "volcano" or the name of a scheduler: a-z, 0-9, "-", "."',
    ],
    ['another prop', { kind: ['TFJob'] }, '"kind" is not a prop of this construct, did you mean "kinds"?'],
    ['wrong replicas', { replicas: 11 }, '"replicas" is 11, must be a whole number from 1 to 10'],
  ])('%s', (_, props, ...messages) => {
    expect(reports(props)).toEqual(messages);
  });

  test('props that are none', () => {
    expect(reports('small' as never)).toContain('"props" is "small", must be an object');
  });
});
