import { CertManager, KServe } from '../../components';
import { Platform } from '../../lib';
import { problemsOf } from '../support/app';
import { rawChart } from '../support/parts';
import { wrongLlmInferenceServices } from './llm-inference-services';

test('the table is large enough, and tells its rows apart', () => {
  expect(wrongLlmInferenceServices.length).toBeGreaterThanOrEqual(30);
  expect(new Set(wrongLlmInferenceServices.map(({ name }) => name)).size).toBe(wrongLlmInferenceServices.length);
});

test.each(wrongLlmInferenceServices.map((wrong) => [wrong.name, wrong] as const))('%s', (_, { object, field }) => {
  const found = problemsOf((app) => {
    const platform = new Platform(app, 'local');
    const certificates = new CertManager(platform, 'cert-manager');
    const ingress = { domain: 'models.example.com', gateway: { name: 'edge', namespace: 'gateways' } };
    new KServe(platform, 'kserve', { certificates, ingress, llmInferenceService: true });
    rawChart(platform, [object]);
  });
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`[local/raw/object-0] "${field}"`);
});
