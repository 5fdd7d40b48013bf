import { Component, SecretSource } from '../../lib';
import {
  ArgoWorkflows,
  CertManager,
  JobSet,
  Katib,
  KServe,
  ModelRegistry,
  Mysql,
  Pipelines,
  SeaweedFS,
  Trainer,
  TrainingOperator,
} from '../../components';
import { LocalComponent, LocalStack, LocalStackProps } from '../../stacks';
import { object, problemsOf, render, testApp } from '../support/app';

const usualNames: LocalComponent[] = [
  ...(['jobset', 'trainer', 'mysql', 'katib', 'cert-manager', 'kserve'] as const),
  ...(['seaweedfs', 'argo-workflows', 'pipelines', 'model-registry'] as const),
];
const all: LocalComponent[] = [...usualNames, 'training-operator'];
const allowed = `must be a list of ${all.map((name) => `"${name}"`).join(', ')}`;

function installed(components?: readonly LocalComponent[]): string[] {
  const stack = new LocalStack(testApp(), 'local', components === undefined ? {} : { components });
  return stack.node.children.filter((node) => Component.isComponent(node)).map(({ node }) => node.id);
}

test('installs all but the training operator unless told otherwise', () => {
  expect(installed()).toEqual(usualNames);
});

test.each<[LocalComponent[], LocalComponent[]]>([
  [['jobset'], ['jobset']],
  [
    ['trainer', 'jobset'],
    ['jobset', 'trainer'],
  ],
  [
    ['mysql', 'katib'],
    ['mysql', 'katib'],
  ],
  [['training-operator'], ['training-operator']],
  [
    ['kserve', 'cert-manager'],
    ['cert-manager', 'kserve'],
  ],
  [['argo-workflows'], ['argo-workflows']],
  [
    ['model-registry', 'mysql'],
    ['mysql', 'model-registry'],
  ],
  [
    ['pipelines', 'argo-workflows', 'seaweedfs', 'mysql', 'cert-manager'],
    ['mysql', 'cert-manager', 'seaweedfs', 'argo-workflows', 'pipelines'],
  ],
  [all, ['jobset', 'trainer', 'training-operator', ...usualNames.slice(2)]],
])('installs %j', (components, there) => {
  expect(installed(components)).toEqual(there);
});

test('what is chosen in the program is there by its type, and nothing else', () => {
  const usual = new LocalStack(testApp());
  const everything: [
    ...[JobSet, Trainer, Mysql, Katib, CertManager, KServe],
    ...[SeaweedFS, ArgoWorkflows, Pipelines, ModelRegistry, undefined],
  ] = [
    usual.jobset,
    usual.trainer,
    usual.mysql,
    usual.katib,
    usual.certManager,
    usual.kserve,
    usual.seaweedfs,
    usual.argoWorkflows,
    usual.pipelines,
    usual.modelRegistry,
    usual.trainingOperator,
  ];
  expect(everything.map((component) => component?.node.id)).toEqual([...usualNames, undefined]);

  const training = new LocalStack(testApp(), 'local', { components: ['training-operator'] });
  const alone: [undefined, TrainingOperator] = [training.katib, training.trainingOperator];
  expect(alone[1].node.id).toBe('training-operator');

  const chosen: LocalComponent[] = ['mysql'];
  const { mysql, katib } = new LocalStack(testApp(), 'local', { components: chosen });
  // @ts-expect-error what is chosen while the program runs may not be there
  const certain: Mysql = mysql;
  expect([certain.node.id, katib]).toEqual(['mysql', undefined]);
});

test('trials of Katib can be of the kinds that are installed', () => {
  const kinds = (components: LocalComponent[]): string => {
    const { objects } = render((app) => new LocalStack(app, 'local', { components }));
    return JSON.stringify(object(objects, 'ConfigMap', 'katib-config').data);
  };
  expect(kinds(['mysql', 'katib'])).not.toMatch(/TrainJob|PyTorchJob/);
  expect(kinds(['jobset', 'trainer', 'mysql', 'katib'])).toMatch('TrainJob');
  expect(kinds(['training-operator', 'mysql', 'katib'])).toMatch('PyTorchJob');
});

test('models of the registry can be served where KServe is installed', () => {
  const containers = (components: LocalComponent[]): string[] =>
    render((app) => new LocalStack(app, 'local', { components }))
      .objects.filter(({ kind }) => kind === 'ClusterStorageContainer')
      .map(({ metadata }) => metadata.name);
  expect(containers(['mysql', 'model-registry'])).toEqual([]);
  expect(containers(['mysql', 'model-registry', 'cert-manager', 'kserve'])).toContain(
    'model-registry-storage-initializer',
  );
});

test('passwords come from where they are said to be', () => {
  const users: string[] = [];
  const stack = new LocalStack(testApp(), 'local', {
    passwords: (user) => {
      users.push(user);
      return SecretSource.existing(`password-of-${user}`);
    },
  });
  expect(users.sort()).toEqual(['katib', 'metadb', 'mlpipeline', 'model_registry', 'root']);
  expect(stack.mysql.credentials.map(({ secret }) => secret)).toContain('password-of-root');
});

test.each<[string, LocalStackProps, string]>([
  ['none', { components: [] }, `"components" is empty, ${allowed}`],
  [
    'an unknown one',
    { components: ['katip' as 'katib'] },
    `"components" has "katip", ${allowed}, did you mean "katib"?`,
  ],
  ['no list', { components: 'katib' as never }, `"components" is "katib", ${allowed}`],
  ['one twice', { components: ['mysql', 'mysql'] }, '"components" names "mysql" twice; name it once'],
  ['trainer alone', { components: ['trainer'] }, '"components" has "trainer", which needs "jobset"; add "jobset"'],
  [
    'kserve alone',
    { components: ['kserve'] },
    '"components" has "kserve", which needs "cert-manager"; add "cert-manager"',
  ],
  [
    'pipelines without an object store',
    { components: ['pipelines', 'argo-workflows', 'mysql', 'cert-manager'] },
    '"components" has "pipelines", which needs "seaweedfs"; add "seaweedfs"',
  ],
  [
    'a model registry alone',
    { components: ['model-registry'] },
    '"components" has "model-registry", which needs "mysql"; add "mysql"',
  ],
  ['katib alone', { components: ['katib'] }, '"components" has "katib", which needs "mysql"; add "mysql"'],
  [
    'passwords of nobody',
    { components: ['jobset'], passwords: () => SecretSource.generated() },
    '"passwords" is given, but "components" has no "mysql" that has users',
  ],
  [
    'passwords in themselves',
    { passwords: 'hunter2' as never },
    '"passwords" is a value that is not shown here, must be a function: user => SecretSource',
  ],
])('wrong: %s', (_, props, problem) => {
  expect(problemsOf((app) => new LocalStack(app, 'local', props))).toEqual([`[local] ${problem}`]);
});
