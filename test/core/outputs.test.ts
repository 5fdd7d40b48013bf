import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart } from 'cdk8s';
import { existsSync, readdirSync } from 'node:fs';
import { Platform, SynthesisError } from '../../lib';
import { asString } from '../../lib/pulumi';
import { testApp } from '../support/app';

/** What is said of a ConfigMap with this data in YAML. Nothing may have been written. */
function problems(data: object, inPlatform: boolean): string[] {
  const app = testApp();
  const chart = new Chart(inPlatform ? new Platform(app, 'p', { existingNamespaces: ['ns'] }) : app, 'chart');
  new ApiObject(chart, 'config', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: 'ns' },
    data,
  });
  try {
    app.synth();
  } catch (error) {
    expect(existsSync(app.outdir) ? readdirSync(app.outdir) : []).toEqual([]);
    if (error instanceof SynthesisError) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

describe.each([
  ['a chart', false, 'chart/config'],
  ['a platform', true, 'p/chart/config'],
])('in the YAML of %s', (_where, inPlatform, path) => {
  test.each([
    ['asString()', () => asString(pulumi.output('v'))],
    ['the Output itself', () => pulumi.output('v')],
    ['a secret', () => pulumi.secret('v')],
  ])('%s is an error with the field', (_what, value) => {
    expect(problems({ plain: 'p', k: value() }, inPlatform)).toEqual([
      `[${path}] "data.k" is a pulumi.Output, whose value only Pulumi knows; use deploy() of keelson/pulumi`,
    ]);
  });

  test.each([
    ['a token', () => `a ${asString(pulumi.output('v'))}`],
    ['the Output itself', () => `a ${pulumi.output('v') as unknown as string}`],
  ])('%s inside a longer text is an error with the field', (_what, value) => {
    expect(problems({ k: value() }, inPlatform)).toEqual([
      `[${path}] "data.k" holds a pulumi.Output inside a longer text; build the text with pulumi.interpolate and pass it through asString()`,
    ]);
  });
});

test('each Output of an object is named', () => {
  const value = asString(pulumi.output('v'));
  expect(problems({ a: value, b: value }, false)).toHaveLength(2);
});

test('a text that only looks like a token is a text', () => {
  expect(problems({ a: 'pulumi-output-999999', b: 'see pulumi-output-999999' }, false)).toEqual([]);
});
