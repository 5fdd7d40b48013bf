import { ApiObject, Chart } from 'cdk8s';
import { GeneratedSecret, ImagesProps } from '../../lib';
import { trainer } from '../../lib/api';
import { TrainingRuntime, TrainJob } from '../../lib/workloads';
import { LocalStack } from '../../stacks';
import { linesOf, render, Rendered } from '../support/app';

/**
 * Every value of a field called `image`, wherever it stands in an object, also in a configuration file within it, and
 * that of an argument or a variable whose name ends so.
 */
function imagesIn(value: unknown): string[] {
  if (typeof value === 'string' && value.startsWith('{\n')) return imagesIn(JSON.parse(value));
  if (typeof value === 'string') return /^--[a-z0-9-]+-image=(.*)$/.exec(value)?.slice(1) ?? [];
  if (typeof value !== 'object' || value === null) return [];
  const variable = value as { readonly name?: unknown; readonly value?: unknown };
  if (typeof variable.name === 'string' && variable.name.endsWith('_IMAGE')) return [String(variable.value)];
  const { defaultImageVersion: tag } = value as { readonly defaultImageVersion?: string };
  return Object.entries(value).flatMap(([key, field]) =>
    key === 'image' && typeof field === 'string' ? [tag === undefined ? field : `${field}:${tag}`] : imagesIn(field),
  );
}

function everything(images?: ImagesProps): Rendered {
  return render((app) => {
    const platform = new LocalStack(app, 'local', { images });
    platform.addNamespace('vision', { podSecurity: 'baseline' });
    const chart = new Chart(platform, 'vision', { namespace: 'vision' });
    new GeneratedSecret(chart, 'secret', { name: 'hub', namespace: 'vision', keys: ['token'] });
    const runtime = new TrainingRuntime(chart, 'mine', { policy: 'torch', image: 'r.example/runtime:1' });
    new TrainJob(chart, 'job', { runtime, image: 'r.example/job:1' });
    new trainer.TrainJob(chart, 'raw-job', {
      spec: { runtimeRef: { name: 'torch-distributed' }, trainer: { image: 'r.example/raw-job:1' } },
    });
    new ApiObject(chart, 'raw-pod', {
      apiVersion: 'v1',
      kind: 'Pod',
      spec: {
        initContainers: [{ name: 'i', image: 'r.example/init:1' }],
        containers: [{ name: 'c', image: 'r.example/pod:1' }],
      },
    });
    return platform;
  });
}

test.each([undefined, { registry: 'mirror.example/kf' }])(
  'every image of the output is in images.txt (%j)',
  (images) => {
    const rendered = everything(images);
    const used = new Set(rendered.objects.filter(({ kind }) => kind !== 'CustomResourceDefinition').flatMap(imagesIn));
    const listed = linesOf(rendered, 'images.txt').map((line) => line.split(' ')[0] ?? '');
    expect(used.size).toBeGreaterThan(28);
    expect(listed).toEqual([...used].sort());
  },
);
