import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import type { RunPolicy } from '../../../api/training-operator.types';
import { report } from '../../../core/errors';
import { checkInteger, checkObject, checkOneOf } from '../../../core/props';
import { shown } from '../../../core/words';
import { checkFlag } from './checks';
import { RunOptions } from './options';
import { rightFields } from './right-fields';

const managers = ['kubeflow.org/training-operator', 'kueue.x-k8s.io/multikueue'];

/** The run policy that options say, or none where they say nothing. Reports those that are wrong. */
export function runPolicy(scope: Construct, given: RunOptions): RunPolicy | undefined {
  const { cleanPodPolicy, backoffLimit, suspend, schedulingPolicy, managedBy } = given;
  const policy = rightFields<RunPolicy>([
    [checkOneOf(scope, 'cleanPodPolicy', cleanPodPolicy, ['None', 'Running', 'All']), { cleanPodPolicy }],
    [true, { ttlSecondsAfterFinished: secondsOf(scope, 'ttlAfterFinished', given.ttlAfterFinished, 0) }],
    [true, { activeDeadlineSeconds: secondsOf(scope, 'activeDeadline', given.activeDeadline, 1) }],
    [checkInteger(scope, 'backoffLimit', backoffLimit, { min: 0 }), { backoffLimit }],
    [checkFlag(scope, 'suspend', suspend), { suspend }],
    [checkObject(scope, 'schedulingPolicy', schedulingPolicy), { schedulingPolicy }],
    [checkOneOf(scope, 'managedBy', managedBy, managers), { managedBy }],
  ]);
  return Object.keys(policy).length === 0 ? undefined : policy;
}

/** Whole seconds of a duration; none where it is not given, or wrong, which is reported. */
function secondsOf(scope: Construct, prop: string, duration: Duration | undefined, min: number): number | undefined {
  if (duration === undefined) return undefined;
  if (!(duration instanceof Duration)) {
    report(scope, `"${prop}" is ${shown(duration)}, must be a Duration such as Duration.hours(2)`);
    return undefined;
  }
  const max = 2 ** 31 - 1;
  const seconds = duration.toSeconds({ integral: false });
  if (Number.isInteger(seconds) && seconds >= min && seconds <= max) return seconds;
  report(scope, `"${prop}" is ${seconds} seconds, must be whole seconds from ${min} to ${max}`);
  return undefined;
}
