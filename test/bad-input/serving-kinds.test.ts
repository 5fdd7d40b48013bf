import { Platform } from '../../lib';
import { problemsOf } from '../support/app';
import { rawChart } from '../support/parts';
import { CertManager, KServe } from '../../components';
import { wrongServingKinds } from './serving-kinds';

test('the table is large enough, and tells its rows apart', () => {
  expect(wrongServingKinds.length).toBeGreaterThanOrEqual(30);
  expect(new Set(wrongServingKinds.map(({ name }) => name)).size).toBe(wrongServingKinds.length);
});

test.each(wrongServingKinds.map((wrong) => [wrong.name, wrong] as const))('%s', (_, { object, field }) => {
  const found = problemsOf((app) => {
    const platform = new Platform(app, 'local');
    new KServe(platform, 'kserve', { certificates: new CertManager(platform, 'cert-manager'), runtimes: [] });
    rawChart(platform, [object]);
  });
  expect(found.join('\n')).toContain(`[local/raw/object-0] "${field}"`);
});
