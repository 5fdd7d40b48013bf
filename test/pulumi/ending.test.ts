import * as pulumi from '@pulumi/pulumi';
import { KubernetesObject } from '../../lib/core/manifest';
import { deploy, ObjectOptions } from '../../lib/pulumi';
import { checkEnd, End, endOf } from '../../lib/pulumi/ending';
import { plainChart, Raw, raw } from '../support/charts';
import { named, register } from '../support/pulumi';

const job = raw('TrainJob', 'digits', {}, 'vision', 'trainer.kubeflow.org/v1alpha1') as Raw & KubernetesObject;
const end: End = endOf(job) ?? { succeeded: '', failed: '' };
const failed = { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'too many pods have failed' };

const timeoutOf = async (own: ObjectOptions = {}): Promise<string> => {
  const registered = await register(() =>
    deploy(plainChart({ job }), { timeoutSeconds: 30, objectOptions: () => own }),
  );
  return named(registered, 'chart/job').timeout;
};

test('the end of a job is awaited for a day, unless the program says otherwise', async () => {
  expect(await timeoutOf()).toBe('86400s');
  expect(await timeoutOf({ timeoutSeconds: 5 })).toBe('5s');
  expect(await timeoutOf({ waitFor: 'nothing' })).toBe('30s');
});

test('what depends on a job depends on its resource', async () => {
  const registered = await register(() => {
    const chart = plainChart({ job, next: raw('ConfigMap', 'next') });
    const [first, next] = chart.apiObjects;
    if (first !== undefined) next?.addDependency(first);
    deploy(chart);
  });
  expect(named(registered, 'chart/next').dependencies).toEqual(['chart/job']);
});

describe('a job that has failed', () => {
  const check = (...conditions: object[]) => {
    return () => {
      checkEnd(end, job, { conditions });
    };
  };

  test('fails the program with the reason of its controller', () => {
    expect(check({ type: 'Suspended', status: 'False' }, failed)).toThrow(pulumi.RunError);
    expect(check(failed)).toThrow(
      'TrainJob vision/digits has failed: BackoffLimitExceeded: too many pods have failed; look at its pods',
    );
  });

  test.each([
    ['one that is complete', [{ type: 'Complete', status: 'True' }]],
    ['one that failed before', [{ ...failed, status: 'False' }]],
    ['one without conditions', []],
  ])('%s does not', (_what, conditions) => {
    expect(check(...conditions)).not.toThrow();
    expect(() => {
      checkEnd(end, job, undefined);
    }).not.toThrow();
  });

  test('does not fail a preview, which shows how to mend it', async () => {
    await register(
      () => {
        expect(check(failed)).not.toThrow();
      },
      { preview: true },
    );
  });
});
