import { ApiObject, Chart } from 'cdk8s';
import { App, Platform, SecretSource } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { at, object, problemsOf, render } from '../support/app';
import { RawPart } from '../support/parts';

const request = { name: 'db', namespace: 'ns', keys: ['user', 'password'] };

function chart(app: App): Chart {
  return new Chart(new Platform(app, 'local', { existingNamespaces: ['ns'] }), 'chart');
}

test('an existing secret is read under its own name, and nothing is made', () => {
  const names: string[] = [];
  const { objects } = render((app) => {
    const scope = chart(app);
    names.push(SecretSource.existing('theirs').bind(scope, request));
    return Platform.of(scope);
  });
  expect(names).toEqual(['theirs']);
  expect(objects).toEqual([]);
});

test('an external secret says where each key comes from', () => {
  const names: string[] = [];
  const { objects } = render((app) => {
    const scope = chart(app);
    const source = SecretSource.external({ store: 'vault', values: { user: 'kf/user', password: 'kf/password' } });
    names.push(source.bind(scope, request));
    return Platform.of(scope);
  });
  expect(names).toEqual(['db']);
  expect(objects).toEqual([
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: 'db', namespace: 'ns', labels: expect.anything() as unknown },
      spec: {
        secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
        target: { name: 'db' },
        data: [
          { secretKey: 'user', remoteRef: { key: 'kf/user' } },
          { secretKey: 'password', remoteRef: { key: 'kf/password' } },
        ],
      },
    },
  ]);
});

test('the store may be one of the namespace', () => {
  const { objects } = render((app) => {
    const scope = chart(app);
    SecretSource.external({ store: 'vault', storeKind: 'SecretStore', values: { user: 'u', password: 'p' } }).bind(
      scope,
      request,
    );
    return Platform.of(scope);
  });
  expect(at(object(objects, 'ExternalSecret'), 'spec', 'secretStoreRef')).toEqual({
    kind: 'SecretStore',
    name: 'vault',
  });
});

test('a generated secret is made in the namespace asked for', () => {
  const names: string[] = [];
  const { objects } = render((app) => {
    const scope = chart(app);
    names.push(SecretSource.generated().bind(scope, request));
    return Platform.of(scope);
  });
  expect(names).toEqual(['db']);
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}`)).toEqual([
    ...['ServiceAccount ns', 'Role ns', 'RoleBinding ns', 'Job ns'],
  ]);
});

// A token of a model hub, say: a value that was made up here opens nothing there.
test('what somebody else has issued cannot be generated', () => {
  expect(
    problemsOf((app) => SecretSource.generated().bind(chart(app), { name: 'hub', namespace: 'ns', keys: [] })),
  ).toEqual([
    '[local/chart] "secret" cannot be generated, because it must hold what somebody else has issued; use an existing or an external one',
  ]);
});

test('what somebody else has issued cannot be generated either where its keys are known', () => {
  const issued = { name: 'keys', namespace: 'ns', keys: ['secretkey'], issued: true };
  expect(problemsOf((app) => SecretSource.generated().bind(chart(app), issued))).toEqual([
    expect.stringContaining('"secret" cannot be generated, because it must hold what somebody else has issued'),
  ]);
});

test('an external secret says also where the keys come from whose values a generated one knows', () => {
  const known = { ...request, keys: ['password'], fixed: { user: 'shop' } };
  const external = SecretSource.external({ store: 'vault', values: { password: 'p' } });
  expect(problemsOf((app) => external.bind(chart(app), known))).toEqual([
    '[local/chart] "values" of the external secret lacks "user"; say what they are called in the store',
  ]);
});

describe('copies in further namespaces', () => {
  const copied = { ...request, copies: ['vision', 'audio'] };
  const external = SecretSource.external({ store: 'vault', values: { user: 'kf/user', password: 'kf/password' } });
  const everywhere = ['ns', 'vision', 'audio', 'elsewhere'];

  /** Binds a source with copies, and lets a pod mount the Secret in every namespace. */
  const mounting = (source: SecretSource): string[] =>
    problemsOf((app) => {
      const platform = new Platform(app, 'local', { existingNamespaces: everywhere });
      const secretName = source.bind(new Chart(platform, 'chart'), copied);
      const spec = { volumes: [{ name: 's', secret: { secretName } }] };
      const pods = everywhere.map((namespace) => ({
        ...{ apiVersion: 'v1', kind: 'Pod', spec },
        metadata: { name: 'p', namespace },
      }));
      new RawPart(platform, 'pods', pods);
    });

  test.each<[string, SecretSource, string]>([
    ['an existing secret', SecretSource.existing('theirs'), 'theirs'],
    ['an external secret', external, 'db'],
    ['a generated secret', SecretSource.generated(), 'db'],
  ])('%s is there for pods of each of them, and of no other', (_, source, name) => {
    expect(mounting(source)).toEqual([
      `[local/pods/object-3] Pod elsewhere/p uses the Secret "${name}", which the platform does not have`,
    ]);
  });

  const bound = (source: SecretSource): readonly KubernetesObject[] =>
    render((app) => {
      const platform = new Platform(app, 'local', { existingNamespaces: everywhere });
      source.bind(new Chart(platform, 'chart'), copied);
      return platform;
    }).objects;

  test('whoever has an existing secret puts it there: nothing is made', () => {
    expect(bound(SecretSource.existing('theirs'))).toEqual([]);
  });

  test('an external secret is fetched in each of them, with the same values', () => {
    const objects = bound(external);
    expect(objects.map(({ kind, metadata: { namespace, name } }) => [kind, namespace, name])).toEqual([
      ['ExternalSecret', 'ns', 'db'],
      ['ExternalSecret', 'vision', 'db'],
      ['ExternalSecret', 'audio', 'db'],
    ]);
    expect(at(objects[0], 'spec', 'data')).toHaveLength(2);
    for (const { spec } of objects) expect(spec).toEqual(objects[0]?.spec);
  });

  test('a generated secret is copied by its job', () => {
    const env = at(object(bound(SecretSource.generated()), 'Job'), 'spec', 'template', 'spec', 'containers', 0, 'env');
    expect(env).toContainEqual({ name: 'COPIES', value: 'vision audio' });
  });
});

test('what is wrong with a source is reported', () => {
  expect(problemsOf((app) => SecretSource.existing('').bind(chart(app), request))).toEqual([
    '[local/chart] "secret" is "", must be the name of a Secret',
  ]);
  expect(
    problemsOf((app) => SecretSource.external({ store: '', values: { user: 'u' } }).bind(chart(app), request)),
  ).toEqual([
    '[local/chart] "store" is "", must be a text that is not empty',
    '[local/chart] "values" of the external secret lacks "password"; say what they are called in the store',
  ]);
});

test('a secret with a value in it cannot be written', () => {
  const problems = problemsOf((app) => {
    new ApiObject(chart(app), 'secret', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace: 'ns' },
      data: { password: 'aHVudGVyMg==' },
    });
  });
  expect(problems).toEqual([
    '[local/chart/secret] "data.password" of Secret ns/s holds a value, and no secret value may stand in the output; use a SecretSource',
  ]);
});
