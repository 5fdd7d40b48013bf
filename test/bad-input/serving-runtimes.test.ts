import { Chart } from 'cdk8s';
import { CertManager, KServe } from '../../components';
import { Platform } from '../../lib';
import { problemsOf } from '../support/app';
import { wrongServingRuntimes } from './serving-runtimes';

test('the table is large enough, and tells its rows apart', () => {
  expect(wrongServingRuntimes.length).toBeGreaterThanOrEqual(25);
  expect(new Set(wrongServingRuntimes.map(({ name }) => name)).size).toBe(wrongServingRuntimes.length);
});

test.each(wrongServingRuntimes.map((wrong) => [wrong.name, wrong] as const))('%s', (_, { program, messages }) => {
  const found = problemsOf((app) => {
    const platform = new Platform(app, 'local', { existingNamespaces: ['vision', 'speech'] });
    new KServe(platform, 'kserve', { certificates: new CertManager(platform, 'cert-manager') });
    program(new Chart(platform, 'team', { namespace: 'vision' }));
  });
  expect(found).toEqual(messages.map((message) => `[local/team/${message}`));
});
