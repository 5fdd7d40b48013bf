import { readSettings } from '../../stacks/settings';
import { settingsHints } from '../../stacks/settings-hints';
import { stackConfig } from './stack-config';

test('a stack that is named after an environment needs no settings', () => {
  expect(readSettings(stackConfig({}))).toEqual({ settings: { environment: 'local', teams: [] } });
});

test('an environment may stand in a stack of another name', () => {
  const result = readSettings(stackConfig({ environment: 'local' }, { stack: 'dev' }));
  expect(result).toEqual({ settings: { environment: 'local', teams: [] } });
});

test('takes everything', () => {
  const asRead = {
    environment: 'local',
    size: 'small',
    components: ['jobset', 'trainer', 'mysql', 'katib', 'training-operator'],
    existingNamespaces: ['kubeflow'],
    kubeconfig: '~/clusters/kind.yaml',
    context: 'kind-kubeflow',
    deleteOnDestroy: ['data', 'namespaces', 'crds'],
    timeoutSeconds: 1200,
    passwords: { root: 'state', katib: { config: 'katibPassword' } },
  };
  const images = { registry: 'mirror.example.com/kubeflow', pullPolicy: 'Always', pullSecrets: ['mirror'] };
  const others = {
    teams: ['vision', { name: 'speech' }, { name: 'legacy', podSecurity: 'baseline' }],
    katibPassword: 'one line',
    'kubernetes-of-others:key': 'x',
    'pulumi:disable-default-providers': ['kubernetes'],
  };
  const given = stackConfig({ ...asRead, ...images, ...others }, { secrets: ['katibPassword'] });
  expect(readSettings(given)).toEqual({
    settings: {
      ...asRead,
      images,
      teams: [{ name: 'vision' }, { name: 'speech' }, { name: 'legacy', podSecurity: 'baseline' }],
    },
  });
});

test('the content of a kubeconfig is taken if it is encrypted', () => {
  const kubeconfig = 'apiVersion: v1\nkind: Config\n';
  const result = readSettings(stackConfig({ kubeconfig }, { secrets: ['kubeconfig'] }));
  expect(result).toEqual({ settings: { environment: 'local', teams: [], kubeconfig } });
});

test.each([
  ['size', 'pulumi config set keelson:size <value>'],
  ['teams', "pulumi config set --path 'keelson:teams[0]' <name>"],
])('%s is not taken from an encrypted value, which is not shown', (name, command) => {
  expect(readSettings(stackConfig({ [name]: 'hunter2' }, { secrets: [name] }))).toEqual({
    problems: [`"keelson:${name}" is encrypted, but holds nothing secret; run: ${command}`],
  });
});

test('a stack that is named after no environment must name one', () => {
  expect(readSettings(stackConfig({}, { stack: 'dev' }))).toEqual({
    problems: [
      '"keelson:environment" is missing, and the stack\'s name "dev" is that of no environment, must be one of "local"; run: pulumi config set keelson:environment local',
    ],
  });
});

test('all that is wrong is told at once, also where the environment is', () => {
  const values = {
    environment: 'mars',
    size: 'big',
    timeoutSeconds: 'x',
    sise: 'x',
    passwords: { katib: { config: 'pw' } },
    pw: 'x',
  };
  const { problems = [] } = readSettings(stackConfig(values));
  expect(problems.map((problem) => problem.slice(0, problem.indexOf('" ') + 1))).toEqual([
    '"keelson:environment"',
    '"keelson:size"',
    '"keelson:timeoutSeconds"',
    '"keelson:pw"',
    '"keelson:sise"',
  ]);
});

test('settings of the provider that is not used are answered with a hint', () => {
  const given = stackConfig({
    'kubernetes:context': 'kind',
    'kubernetes:namespace': 'x',
    'aws:region': 'eu',
    size: 'small',
  });
  expect(settingsHints(given)).toEqual([
    '"kubernetes:context" does nothing here, because the program makes a provider of its own; run: pulumi config rm kubernetes:context, then: pulumi config set keelson:context <value>',
    '"kubernetes:namespace" does nothing here, because the program makes a provider of its own; run: pulumi config rm kubernetes:namespace',
  ]);
});
