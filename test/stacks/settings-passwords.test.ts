import { readSettings } from '../../stacks/settings';
import { stackConfig } from './stack-config';

const sources = '"cluster", "state", {"existing": SECRET}, {"external": {...}} or {"config": KEY}';

const external = { store: 'vault', values: { password: 'kubeflow/katib' } };

test.each([
  ['cluster', 'cluster'],
  ['state', 'state'],
  [{}, {}],
  [{ katib: 'cluster' }, { katib: 'cluster' }],
  [{ katib: { existing: 'katib.password' } }, { katib: { existing: 'katib.password' } }],
  [{ katib: { external } }, { katib: { external } }],
  [
    { root: { external: { ...external, storeKind: 'SecretStore' } } },
    { root: { external: { ...external, storeKind: 'SecretStore' } } },
  ],
])('passwords can come from %j', (passwords, read) => {
  expect(readSettings(stackConfig({ passwords }))).toEqual({
    settings: { environment: 'local', teams: [], passwords: read },
  });
});

describe.each<[string, Record<string, unknown>, string[]]>([
  [
    'passwords',
    { passwords: 'hunter2' },
    [
      `"keelson:passwords" is a value that is not shown here, must be "cluster", "state", or for each user one of ${sources}; run: pulumi config set keelson:passwords state`,
    ],
  ],
  [
    'a password',
    { passwords: { katib: 'hunter2' } },
    [
      `"keelson:passwords.katib" is a value that is not shown here, must be ${sources}; if it is the password itself, change it, and run: pulumi config set --secret keelson:katibPassword, then: pulumi config set --path 'keelson:passwords.katib.config' katibPassword`,
    ],
  ],
  [
    'two places of a password',
    { passwords: { katib: { existing: 'a', config: 'b' } } },
    [
      `"keelson:passwords.katib" is a value that is not shown here, must be ${sources}; if it is the password itself, change it, and run: pulumi config set --secret keelson:katibPassword, then: pulumi config set --path 'keelson:passwords.katib.config' katibPassword`,
    ],
  ],
  [
    'passwords of nobody',
    { passwords: { katip: 'state', zoe: 'state' } },
    [
      '"keelson:passwords" names "katip", who is no user of the database, did you mean "katib"?',
      '"keelson:passwords" names "zoe", who is no user of the database, there are "root", "katib", "mlpipeline", "metadb", "model_registry"',
    ],
  ],
  [
    'passwords of a component that is left out',
    { components: ['mysql'], passwords: { katib: 'state' } },
    ['"keelson:passwords" names "katib", who is no user of the database, there are "root"'],
  ],
  [
    'passwords without a database',
    { components: ['jobset'], passwords: { katib: 'state' } },
    ['"keelson:passwords" is given, but no component that is installed has users of a database'],
  ],
  [
    'an existing Secret',
    { passwords: { katib: { existing: 'Katib' } } },
    ['"keelson:passwords.katib.existing" is "Katib", must be the name of a Secret with the key "password"'],
  ],
  [
    'an external secret',
    { passwords: { katib: { external: 'vault' } } },
    [
      '"keelson:passwords.katib.external" is "vault", must be {"store": STORE, "values": {"password": NAME IN THE STORE}}',
    ],
  ],
  [
    'an external secret of nothing',
    { passwords: { katib: { external: { storeKind: 'Store', value: 1 } } } },
    [
      '"keelson:passwords.katib.external" has "value", which is no field of it, did you mean "values"?',
      '"keelson:passwords.katib.external.store" is null, must be a text that is not empty',
      '"keelson:passwords.katib.external.storeKind" is "Store", must be one of "ClusterSecretStore", "SecretStore"',
      '"keelson:passwords.katib.external.values" is null, must be an object',
    ],
  ],
  [
    'an external secret without the key',
    { passwords: { katib: { external: { store: 'vault', values: { root: 'x' } } } } },
    ['"keelson:passwords.katib.external.values" is {"root":"x"}, must say what "password" is called in the store'],
  ],
  [
    'a configuration value',
    { passwords: { katib: { config: 'a b' } } },
    ['"keelson:passwords.katib.config" is "a b", must be the name of a configuration value, such as "katibPassword"'],
  ],
  [
    'a configuration value that is not there',
    { passwords: { katib: { config: 'pw' } } },
    [
      '"keelson:passwords.katib.config" names "keelson:pw", which is not set; run: pulumi config set --secret keelson:pw',
    ],
  ],
  [
    'a configuration value in plain text',
    { passwords: { katib: { config: 'pw' } }, pw: 'hunter2' },
    [
      '"keelson:pw" stands in the stack\'s file in plain text, must be encrypted; change it, and run: pulumi config set --secret keelson:pw',
    ],
  ],
])('wrong: %s', (_, values, messages) => {
  test('is refused with a message', () => {
    expect(readSettings(stackConfig(values))).toEqual({ problems: messages });
  });
});

test('where passwords come from is no secret', () => {
  const { problems } = readSettings(stackConfig({ passwords: { katib: 'hunter2' } }, { secrets: ['passwords'] }));
  expect(problems).toEqual([
    '"keelson:passwords" is encrypted, but only says where passwords come from; give the password a key of its own with ' +
      '"pulumi config set --secret keelson:katibPassword", and name that here: pulumi config set --plaintext --path ' +
      "'keelson:passwords.katib.config' katibPassword",
  ]);
});

test.each(['', 'two\nlines', 'cr\r'])('a password is one line: %j', (pw) => {
  expect(readSettings(stackConfig({ passwords: { katib: { config: 'pw' } }, pw }, { secrets: ['pw'] }))).toEqual({
    problems: [
      '"keelson:pw" is empty or has a line break, must be a password on one line; run: pulumi config set --secret keelson:pw',
    ],
  });
});

test('an encrypted value that nobody reads may be a password', () => {
  expect(readSettings(stackConfig({ katibPassword: 'x' }, { secrets: ['katibPassword'] }))).toMatchObject({
    problems: [
      expect.stringMatching(/rm keelson:katibPassword, or name it in "keelson:passwords" if it is a password$/),
    ],
  });
});
