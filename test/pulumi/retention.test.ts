import { deploy, Kept } from '../../lib/pulumi';
import { Platform } from '../../lib';
import { testApp } from '../support/app';
import { crd, plainChart, Raw, raw } from '../support/charts';
import { Part, rawChart } from '../support/parts';
import { register } from '../support/pulumi';

const claim = (name: string, namespace: string): Raw => raw('PersistentVolumeClaim', name, {}, namespace);
const namespace = (name: string): Raw => raw('Namespace', name, {}, '');

/** What stays in the cluster of a platform with a component, a team, volumes and a CRD. */
async function keptOfPlatform(deleteOnDestroy?: readonly Kept[]): Promise<string[]> {
  const registered = await register(() => {
    const app = testApp();
    const platform = new Platform(app, 'p');
    new Part(platform, 'part', { crd: 'Widget' });
    platform.addNamespace('team');
    platform.addNamespace('empty');
    rawChart(platform, [claim('data', 'team')]);
    deploy(app, deleteOnDestroy === undefined ? {} : { deleteOnDestroy });
  });
  return registered.flatMap(({ name, retainOnDelete }) => (retainOnDelete ? [name] : [])).sort();
}

const [volume, team, empty, kind] = [
  'p/raw/object-0',
  'p/keelson-namespaces/team',
  'p/keelson-namespaces/empty',
  'p/part/crd',
];

test.each<readonly [string, readonly Kept[] | undefined, readonly string[]]>([
  ['nothing', undefined, [empty, team, kind, volume]],
  ['nothing', [], [empty, team, kind, volume]],
  ['data', ['data'], [empty, team, kind]],
  ['namespaces', ['namespaces'], [team, kind, volume]],
  ['crds', ['crds'], [empty, team, volume]],
  ['data and namespaces', ['data', 'namespaces'], [kind]],
  ['all', ['data', 'namespaces', 'crds'], []],
])('where %s is to be deleted, this stays: %j', async (_what, deleted, kept) => {
  expect(await keptOfPlatform(deleted)).toEqual([...kept].sort());
});

test('of a plain chart stay volumes with their namespace, and CRDs', async () => {
  const registered = await register(() => {
    deploy(
      plainChart({
        with: namespace('with'),
        without: namespace('without'),
        data: claim('d', 'with'),
        crd: crd('Widget'),
      }),
    );
  });
  const kept = registered.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name);
  expect(kept.sort()).toEqual(['chart/crd', 'chart/data', 'chart/with']);
});

test('old versions of a pipeline stay, and go with their pipeline', async () => {
  const api = 'pipelines.kubeflow.org/v2beta1';
  const registered = await register(() => {
    deploy(
      plainChart({
        pipeline: raw('Pipeline', 'greet', { spec: {} }, 'vision', api),
        version: raw(
          'PipelineVersion',
          'greet-1',
          { spec: { pipelineName: 'greet', pipelineSpec: {} } },
          'vision',
          api,
        ),
      }),
    );
  });
  const kept = registered.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name);
  expect(kept).toEqual(['chart/version']);
});

test('a volume without a namespace is in the default one', async () => {
  const registered = await register(() => {
    deploy(plainChart({ ns: namespace('default'), data: claim('d', '') }));
  });
  expect(registered.filter(({ retainOnDelete }) => retainOnDelete)).toHaveLength(2);
});

test('volumes that a StatefulSet will claim keep their namespace, and not the StatefulSet', async () => {
  const spec = { template: { spec: {} }, volumeClaimTemplates: [{ metadata: { name: 'data' } }] };
  const registered = await register(() => {
    deploy(plainChart({ ns: namespace('ns'), db: raw('StatefulSet', 'db', { spec }, 'ns', 'apps/v1') }));
  });
  const kept = registered.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name);
  expect(kept).toEqual(['chart/ns']);
});

// One that is bound cannot go while its claim stays, and destroy would wait for it in vain.
test('volumes of the cluster stay, and no namespace for their sake', async () => {
  const registered = await register(() => {
    deploy(plainChart({ ns: namespace('default'), data: raw('PersistentVolume', 'd', {}, '') }));
  });
  const kept = registered.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name);
  expect(kept).toEqual(['chart/data']);
});

test('options of single objects go before', async () => {
  const registered = await register(() => {
    deploy(plainChart({ data: claim('d', 'ns'), config: raw('ConfigMap', 'c') }), {
      objectOptions: ({ kind: given }) => ({ retainOnDelete: given === 'ConfigMap' }),
    });
  });
  expect(registered.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name)).toEqual(['chart/config']);
});
