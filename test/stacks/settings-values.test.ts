import { readSettings } from '../../stacks/settings';
import { stackConfig } from './stack-config';

const setList = (name: string) => `run: pulumi config set --path 'keelson:${name}[0]' <name>`;
const label = 'must be a RFC 1123 label: at most 63 of a-z, 0-9 and "-", and no "-" at either end';
const components =
  'must be a list of "jobset", "trainer", "mysql", "katib", "cert-manager", "kserve", "seaweedfs", "argo-workflows", "pipelines", "model-registry", "training-operator"';

describe.each<[string, Record<string, unknown>, string[]]>([
  [
    'environment',
    { environment: 'locale' },
    ['"keelson:environment" is "locale", must be one of "local", did you mean "local"?'],
  ],
  ['size', { size: 'big' }, ['"keelson:size" is "big", must be one of "laptop", "small", "production"']],
  ['no size', { size: '' }, ['"keelson:size" is "", must be one of "laptop", "small", "production"']],
  [
    'components',
    { components: ['trainr', 'jobset'] },
    [`"keelson:components" has "trainr", ${components}, did you mean "trainer"?`],
  ],
  ['components that are no names', { components: [1] }, [`"keelson:components" has 1, ${components}`]],
  [
    'components in a row',
    { components: 'mysql,katib' },
    [`"keelson:components" is "mysql,katib", must be a list of names; ${setList('components')}`],
  ],
  [
    'components that are no list',
    { components: { mysql: true } },
    [`"keelson:components" is {"mysql":true}, must be a list of names; ${setList('components')}`],
  ],
  ['no components', { components: [] }, [`"keelson:components" is empty, ${components}`]],
  ['components twice', { components: ['mysql', 'mysql'] }, ['"keelson:components" names "mysql" twice; name it once']],
  [
    'trainer alone',
    { components: ['trainer'] },
    ['"keelson:components" has "trainer", which needs "jobset"; add "jobset"'],
  ],
  ['katib alone', { components: ['katib'] }, ['"keelson:components" has "katib", which needs "mysql"; add "mysql"']],
  [
    'registry',
    { registry: 'https://m.example' },
    [
      '"keelson:registry" is "https://m.example", must be a host with an optional port and path, such as "registry.example.com/kubeflow"; leave out the scheme and a final "/"',
    ],
  ],
  [
    'pullPolicy',
    { pullPolicy: 'always' },
    ['"keelson:pullPolicy" is "always", must be one of "Always", "IfNotPresent", "Never", did you mean "Always"?'],
  ],
  ['pullSecrets', { pullSecrets: [3] }, ['"keelson:pullSecrets" is [3], must be a list of texts']],
  [
    'pullSecrets that are no list',
    { pullSecrets: 'mirror' },
    [`"keelson:pullSecrets" is "mirror", must be a list of names of Secrets; ${setList('pullSecrets')}`],
  ],
  [
    'existingNamespaces',
    { existingNamespaces: ['Kubeflow', null] },
    [`"keelson:existingNamespaces" is "Kubeflow", ${label}`, `"keelson:existingNamespaces" is null, ${label}`],
  ],
  [
    'existingNamespaces that are no list',
    { existingNamespaces: 7 },
    [`"keelson:existingNamespaces" is 7, must be a list of names of namespaces; ${setList('existingNamespaces')}`],
  ],
  [
    'teams',
    { teams: ['Vision', 4] },
    [
      `"keelson:teams[0]" is "Vision", ${label}`,
      '"keelson:teams[1]" is 4, must be a name or {"name": NAME, "podSecurity": STANDARD}',
    ],
  ],
  [
    'a team',
    { teams: [{ podSecurity: 'none', size: 1 }] },
    [
      '"keelson:teams[0]" has "size", which is no field of it, there are "name", "podSecurity"',
      `"keelson:teams[0].name" is null, ${label}`,
      '"keelson:teams[0].podSecurity" is "none", must be one of "privileged", "baseline", "restricted"',
    ],
  ],
  ['teams twice', { teams: ['vision', { name: 'vision' }] }, ['"keelson:teams" names "vision" twice; name it once']],
  [
    'teams that are no list',
    { teams: 'vision' },
    [`"keelson:teams" is "vision", must be a list of names of namespaces; ${setList('teams')}`],
  ],
  [
    'kubeconfig in plain text',
    { kubeconfig: 'apiVersion: v1\nusers: []' },
    [
      '"keelson:kubeconfig" is a kubeconfig in plain text, must be encrypted or the path of a file; run: pulumi config set --secret keelson:kubeconfig < FILE',
    ],
  ],
  [
    'kubeconfig as an object',
    { kubeconfig: { users: [] } },
    [
      '"keelson:kubeconfig" is a kubeconfig in plain text, must be encrypted or the path of a file; run: pulumi config set --secret keelson:kubeconfig < FILE',
    ],
  ],
  [
    'no kubeconfig',
    { kubeconfig: '' },
    [
      '"keelson:kubeconfig" is empty, must be the path of a kubeconfig or its content; run: pulumi config set --secret keelson:kubeconfig < FILE',
    ],
  ],
  ['context', { context: '' }, ['"keelson:context" is "", must be a text that is not empty']],
  [
    'deleteOnDestroy',
    { deleteOnDestroy: ['date'] },
    ['"keelson:deleteOnDestroy" is "date", must be one of "data", "namespaces", "crds", did you mean "data"?'],
  ],
  [
    'deleteOnDestroy that is no list',
    { deleteOnDestroy: true },
    [
      `"keelson:deleteOnDestroy" is true, must be a list of "data", "namespaces", "crds"; ${setList('deleteOnDestroy')}`,
    ],
  ],
  [
    'timeoutSeconds',
    { timeoutSeconds: '10m' },
    ['"keelson:timeoutSeconds" is "10m", must be a whole number of seconds from 1 to 86400'],
  ],
  [
    'no time',
    { timeoutSeconds: 0 },
    ['"keelson:timeoutSeconds" is "0", must be a whole number of seconds from 1 to 86400'],
  ],
  [
    'too much time',
    { timeoutSeconds: 86_401 },
    ['"keelson:timeoutSeconds" is "86401", must be a whole number of seconds from 1 to 86400'],
  ],
  [
    'an unknown key',
    { sise: 'small' },
    ['"keelson:sise" is not a setting, did you mean "size"?; run: pulumi config rm keelson:sise'],
  ],
  [
    'a key like none',
    { x: '1' },
    [
      '"keelson:x" is not a setting, there are "environment", "size", "components", "registry", "pullPolicy", "pullSecrets", "existingNamespaces", "teams", "kubeconfig", "context", "deleteOnDestroy", "timeoutSeconds", "passwords"; run: pulumi config rm keelson:x',
    ],
  ],
  [
    'a key of objects',
    { constructor: '1' },
    [
      '"keelson:constructor" is not a setting, there are "environment", "size", "components", "registry", "pullPolicy", "pullSecrets", "existingNamespaces", "teams", "kubeconfig", "context", "deleteOnDestroy", "timeoutSeconds", "passwords"; run: pulumi config rm keelson:constructor',
    ],
  ],
])('wrong: %s', (_, values, messages) => {
  test('is refused with a message', () => {
    expect(readSettings(stackConfig(values))).toEqual({ problems: messages });
  });
});
