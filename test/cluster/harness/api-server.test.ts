import { existsSync } from 'node:fs';
import { ApiServer } from './api-server';
import { isForbidden } from './audit';
import { describeLevel } from './level';

jest.setTimeout(15 * 60_000);

describeLevel(2, 'API server', () => {
  let server: ApiServer;
  beforeAll(async () => {
    server = await ApiServer.start();
  });
  afterAll(() => server.stop());

  const configMap = (name: string, data: object): string =>
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });

  test('stores what is applied', async () => {
    await server.apply(`${configMap('one', { a: '1' })}\n---\n${configMap('two', { b: '2' })}`, {});
    const { data } = await server.json<{ data: object }>(['get', 'configmap', 'two']);
    expect(data).toEqual({ b: '2' });
  });

  test('refuses what is wrong, in the words of the API server', async () => {
    await expect(server.apply(configMap('Not_A_Name', {}))).rejects.toThrow(/Not_A_Name.*RFC 1123/s);
  });

  test('exec runs scripts whose kubectl speaks to it, and returns their exit code', async () => {
    const { code, stdout } = await server.exec('bash', ['-c', 'kubectl get configmap one -o name; exit 7']);
    expect({ code, stdout }).toEqual({ code: 7, stdout: 'configmap/one\n' });
  });

  test('the audit log tells who was refused what', async () => {
    await expect(server.kubectl(['get', 'secrets', '--as', 'somebody'])).rejects.toThrow(/forbidden/);
    const refused = server.auditEvents().filter(isForbidden);
    expect(refused.map(({ verb, objectRef }) => `${verb} ${objectRef?.resource ?? ''}`)).toContain('list secrets');
  });

  test('a command that takes too long is ended with its children', async () => {
    await expect(server.exec('sh', ['-c', 'sleep 600 | cat'], { timeoutMs: 500 })).rejects.toThrow(
      'not done within 0.5 s',
    );
  });

  test('stop removes the state', async () => {
    const other = await ApiServer.start();
    expect(existsSync(other.folder)).toBe(true);
    await other.stop();
    expect(existsSync(other.folder)).toBe(false);
  });
});
