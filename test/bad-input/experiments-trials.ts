import { ApiObject } from 'cdk8s';
import { Job, k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { trainer } from '../../lib/api';
import { PyTorchJob, TrainJob } from '../../lib/workloads';
import { job, pbt, plain, runtime, Values, wrong } from './experiments-base';
import { WrongProgram } from './programs';

/** A trial of one Job, whose container is right but for some fields. */
const kubeJob =
  (own: object, other?: { readonly name: string }, pod: object = {}) =>
  (scope: Construct, { lr }: Values): k8s.KubeJob => {
    const container = { name: 'a', image: 'r.example/a:1', command: ['train'], args: [lr], ...own };
    const containers = [container, ...(other === undefined ? [] : [other])];
    return new k8s.KubeJob(scope, 'trial', { spec: { template: { spec: { containers, ...pod } } } });
  };

/** Experiments whose trial is wrong. */
export const wrongTrials: readonly WrongProgram[] = [
  wrong(
    'a trial in another namespace',
    { namespace: 'other' },
    '"trial" makes its TrainJob for the namespace "vision", and the experiment is in "other", where Katib makes the trials; name one namespace for both',
  ),
  wrong(
    'no function for its trial',
    { trial: 'train' },
    `"trial" is "train", must be a function such as (scope, p) => new TrainJob(scope, 'trial', { command: ['train', \`--lr=\${p.lr}\`] })`,
  ),
  wrong(
    'a trial of nothing',
    { trial: () => undefined },
    '"trial" makes no object within its first argument; give that to the job as its scope',
  ),
  wrong(
    'a trial of two objects',
    {
      trial: (scope: Construct, p: Values) => {
        job('lr')(scope, p);
        new k8s.KubeConfigMap(scope, 'config', {});
      },
    },
    '"trial" makes "TrainJob work/tune/trial/Resource", "ConfigMap work/tune/config", must make one object alone; make the others outside of it',
  ),
  wrong(
    'a trial that is wrong by itself',
    { trial: (scope: Construct) => new Job(scope, 'trial', {}) },
    `"trial" makes an object that is wrong: Failed serializing construct at path 'work/tune/trial/Resource' with name 'work-tune-trial-c85233c5': Error: PodSpec must have at least 1 container`,
  ),
  wrong(
    'a parameter that the trial does not use',
    { parameters: { lr: plain, momentum: plain } },
    '"trial" does not use the parameter "momentum"; use it, or leave it out of the experiment',
  ),
  wrong(
    'a parameter that is not declared',
    { trial: (scope: Construct, p: Values) => job('lr')(scope, { lr: `${p.lr}\${trialParameters.l}` }) },
    '"trial" uses the parameter "l", which the experiment does not have, did you mean "lr"?',
  ),
  wrong(
    'a parameter that is missing',
    { trial: job('lrr') },
    '"trial" has "--lrr=undefined" in "spec.trainer.command[1]", so a value was missing; is it the name of a parameter?',
    '"trial" does not use the parameter "lr"; use it, or leave it out of the experiment',
  ),
  wrong(
    'a property of the trial by Katib’s name',
    { trial: (scope: Construct, p: Values) => job('lr')(scope, { lr: `${p.lr}\${trialSpec.Name}` }) },
    '"trial" has "--lr=${trialParameters.lr}${trialSpec.Name}" in "spec.trainer.command[1]", which Katib leaves as it is; use the third argument, as in metadata.name',
  ),
  wrong(
    'a parameter for a number',
    {
      trial: (scope: Construct, p: Values) =>
        new k8s.KubeJob(scope, 'trial', {
          spec: { parallelism: p.lr as never, template: { spec: { containers: [{ name: 'a', command: ['b'] }] } } },
        }),
    },
    '"trial" has "${trialParameters.lr}" in "spec.parallelism", which must not be a text; parameters work in texts alone',
  ),
  wrong(
    'a parameter for a number of a TrainJob',
    {
      trial: (scope: Construct, p: Values) =>
        new TrainJob(scope, 'trial', { runtime, command: ['a'], numNodes: p.lr as never }),
    },
    '"trial" makes a TrainJob that is wrong: "spec.trainer.numNodes" is "${trialParameters.lr}", must be a whole number',
    '[work/tune/trial] "numNodes" is "${trialParameters.lr}", must be a whole number from 1 to 2147483647',
  ),
  wrong(
    'a parameter in what a Job asks for',
    {
      trial: (scope: Construct, p: Values) =>
        new ApiObject(scope, 'trial', {
          apiVersion: 'batch/v1',
          kind: 'Job',
          spec: {
            template: {
              spec: { containers: [{ name: 'a', command: ['b'], resources: { limits: { memory: `${p.lr}Gi` } } }] },
            },
          },
        }),
    },
    '"trial" has "${trialParameters.lr}Gi" in "spec.template.spec.containers[0].resources.limits.memory", where Katib refuses a parameter in a Job, because it looks for an amount',
  ),
  wrong(
    'a trial without command',
    { trial: (scope: Construct, p: Values) => new TrainJob(scope, 'trial', { runtime, args: [p.lr] }) },
    `"trial" has no command for its TrainJob; state it, because Katib would look for it in the image's registry`,
  ),
  wrong(
    'a Job without command',
    { trial: kubeJob({ command: undefined }) },
    `"trial" has no command for the container "a" in "spec.template"; state it, because Katib would look for it in the image's registry`,
  ),
  wrong(
    'a Job without pods',
    {
      trial: (scope: Construct, p: Values) =>
        new ApiObject(scope, 'trial', { apiVersion: 'batch/v1', kind: 'Job', spec: { note: p.lr } }),
    },
    '"trial" has the containers [] in "spec.template"; say with "primaryContainerName" which of them reports',
  ),
  wrong(
    'a Job of several containers',
    { trial: kubeJob({}, { name: 'side' }) },
    '"trial" has the containers ["a","side"] in "spec.template"; say with "primaryContainerName" which of them reports',
  ),
  wrong(
    'a container that is not there',
    { primaryContainerName: 'main', trial: kubeJob({}) },
    '"trial" has the containers ["a"] in "spec.template", must have "main" among them',
  ),
  wrong(
    'a container that would be started again alone',
    { trial: kubeJob({}, undefined, { restartPolicy: 'OnFailure' }) },
    '"trial" has the restartPolicy "OnFailure", must be "Never", so that a trial whose metrics got lost runs again as a whole',
  ),
  wrong(
    'a trial that is held back',
    {
      trial: (scope: Construct, p: Values) => new TrainJob(scope, 'trial', { runtime, command: [p.lr], suspend: true }),
    },
    '"trial" is suspended, and nobody would resume it; leave "suspend" out, or give it a queue of Kueue',
  ),
  wrong(
    'a trial of another kind',
    {
      trial: (scope: Construct, p: Values) =>
        new ApiObject(scope, 'trial', { apiVersion: 'x.example/v1', kind: 'Flow', spec: { lr: p.lr } }),
    },
    '"primaryContainerName" is missing, and is needed for a trial of the kind "Flow.x.example"',
    '"successCondition" is missing, and is needed for a trial of the kind "Flow.x.example"',
    '"failureCondition" is missing, and is needed for a trial of the kind "Flow.x.example"',
  ),
  wrong(
    'a trial with a field that is none',
    {
      trial: (scope: Construct, p: Values) =>
        new trainer.TrainJob(scope, 'trial', {
          spec: { runtimeRef: { name: 'x' }, trainer: { command: [p.lr], nodes: 1 } as never },
        }),
    },
    '"trial" makes a TrainJob that is wrong: "spec.trainer.nodes" is not a field of this kind, there are "image", "command", "args", "env", "numNodes", "numProcPerNode", "resourcesPerNode"',
  ),
  wrong(
    'a name that is too long for the last worker of its trials',
    {
      ...pbt,
      name: 'x'.repeat(16),
      trial: (scope: Construct, p: Values) =>
        new PyTorchJob(scope, 'trial', { image: 'r.example/a:1', command: [p.lr], worker: { replicas: 101 } }),
    },
    '"name" has 16 characters, must have at most 15, so that the names of what Katib makes fit',
  ),
];
