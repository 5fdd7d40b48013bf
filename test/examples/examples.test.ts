import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { Testing, Yaml } from 'cdk8s';
import { customStack } from '../../examples/custom-stack/main';
import { experiments } from '../../examples/experiment/main';
import { inferenceServices } from '../../examples/inference-service/main';
import { pipelines } from '../../examples/pipeline/main';
import { visionPlatform } from '../../examples/pulumi/platform';
import { trainJobs } from '../../examples/train-job/main';
import { Platform } from '../../lib';
import { podTemplate } from '../../lib/core/manifest';
import { at, file, linesOf, render, tempFolder } from '../support/app';
import { Pod, restrictedViolations } from '../support/pod-security';
import { named, register, Registered } from '../support/pulumi';
import { readable } from '../support/snapshots';

const root = join(__dirname, '../../examples');

test('every example is tested here', () => {
  expect(readdirSync(root).sort()).toEqual([
    'custom-stack',
    'experiment',
    'inference-service',
    'pipeline',
    'pulumi',
    'train-job',
  ]);
  for (const name of readdirSync(root)) expect(existsSync(join(root, name, 'README.md'))).toBe(true);
});

describe('custom-stack', () => {
  const rendered = render(customStack);

  test.each([...rendered.files.keys()])('%s', (name) => {
    expect(readable(rendered, name)).toMatchSnapshot();
  });

  test('takes every image of the platform from its mirror', () => {
    for (const line of linesOf(rendered, 'images.txt')) expect(line).toMatch(/^registry\.acme\.example\//);
  });

  test('has pods that meet the standard of their namespaces', () => {
    const pods = rendered.objects.flatMap((object) => podTemplate(object)?.spec ?? []);
    const runtime = rendered.objects.find(({ kind }) => kind === 'TrainingRuntime');
    const part = at(runtime, 'spec', 'template', 'spec', 'replicatedJobs', 0, 'template', 'spec', 'template', 'spec');
    expect(pods).toHaveLength(2);
    for (const pod of [...pods, part]) expect(restrictedViolations(pod as Pod)).toEqual([]);
  });
});

describe('pulumi', () => {
  const image = 'registry.acme.example/python:3.13';
  let registered: readonly Registered[] = [];

  beforeAll(async () => {
    pulumi.runtime.setAllConfig({ 'project:image': image });
    // The engine runs a program by loading it.
    registered = await register(() => jest.requireActual('../../examples/pulumi/main'));
  });

  test('makes a job of the team', () => {
    const rendered = render((app) => {
      visionPlatform(app);
      return Platform.of(app.node.findChild('local'));
    });
    expect(file(rendered, '25-vision.yaml')).toMatchSnapshot();
  });

  test('runs as a program, with the image that its stack names', () => {
    const { inputs } = named(registered, 'local/vision/hello/Resource');
    expect(at(inputs, 'spec', 'trainer', 'image')).toBe(image);
  });

  test('has a job that comes after Trainer, and ends before the program does', () => {
    const { inputs, dependencies } = named(registered, 'local/vision/hello/Resource');
    const controller = 'local/trainer/controller';
    expect(dependencies).toEqual(
      expect.arrayContaining([`${controller}/deployment`, `${controller}/validating-webhooks`]),
    );
    expect(at(inputs, 'metadata', 'annotations')).toMatchObject({
      'pulumi.com/waitFor': expect.stringContaining('Complete'),
    });
  });
});

test.each([
  ['train-job', trainJobs],
  ['experiment', experiments],
  ['inference-service', inferenceServices],
  ['pipeline', pipelines],
])('%s', (_, build) => {
  const chart = build(Testing.app());
  expect(Yaml.stringify(...(Testing.synth(chart) as unknown[]))).toMatchSnapshot();
});

// What a reader does with an example is run it.
test.each([
  ['train-job', 'training'],
  ['experiment', 'tuning'],
  ['inference-service', 'serving'],
  ['pipeline', 'pipelines'],
])('%s runs as a program', (example, chart) => {
  const outdir = tempFolder();
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(root, example, 'main.ts')], {
    encoding: 'utf8',
    env: { ...process.env, CDK8S_OUTDIR: outdir },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(readdirSync(outdir)).toEqual([`${chart}.k8s.yaml`]);
});
