import { deploy } from '../../lib/pulumi';
import { plainChart, Raw, raw } from '../support/charts';
import { named, register } from '../support/pulumi';
import { sharedAnnotations } from '../support/pulumi-text';

async function inputsOf(object: Raw): Promise<Record<string, unknown>> {
  return named(await register(() => deploy(plainChart({ object }))), 'chart/object').inputs;
}

test('an object goes over the wire as it is, with the field manager', async () => {
  const object = raw('ConfigMap', 'a', { data: { k: 'v' }, immutable: false, binaryData: {}, list: [null, 1, []] });
  expect(await inputsOf(object)).toEqual({
    ...object,
    metadata: { name: 'a', namespace: 'ns', annotations: sharedAnnotations },
  });
});

describe('fields that controllers fill are left to them', () => {
  const role = (fields: object): Raw => raw('ClusterRole', 'a', fields, '', 'rbac.authorization.k8s.io/v1');
  const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] };
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];

  test.each([
    ['empty rules of a ClusterRole that gathers others', { aggregationRule, rules: [] }, { aggregationRule }],
    ['but no rules that are there', { aggregationRule, rules }, { aggregationRule, rules }],
    ['nor empty rules of another ClusterRole', { rules: [] }, { rules: [] }],
  ])('%s', async (_what, given, expected) => {
    const { aggregationRule: selectors, rules: left } = await inputsOf(role(given));
    expect(JSON.parse(JSON.stringify({ aggregationRule: selectors, rules: left }))).toEqual(expected);
  });

  test.each(['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'])(
    'a certificate in the place of a later one, of a %s',
    async (kind) => {
      const webhooks = ['', 'Cg==', 'Q0E=', undefined].map((caBundle, index) => ({
        name: `w-${index}`,
        clientConfig: { url: 'https://hooks.example', ...(caBundle === undefined ? {} : { caBundle }) },
      }));
      const inputs = await inputsOf(raw(kind, 'a', { webhooks }, '', 'admissionregistration.k8s.io/v1'));
      const url = 'https://hooks.example';
      expect(inputs.webhooks).toEqual([
        { name: 'w-0', clientConfig: { url } },
        { name: 'w-1', clientConfig: { url } },
        { name: 'w-2', clientConfig: { url, caBundle: 'Q0E=' } },
        { name: 'w-3', clientConfig: { url } },
      ]);
    },
  );
});
