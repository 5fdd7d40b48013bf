import { ApiObject, Chart } from 'cdk8s';
import { App, Platform, SecretSource } from '../../lib';
import { at, object, problemsOf, render } from '../support/app';

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
