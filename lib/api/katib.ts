import { Construct } from 'constructs';
import { metricsCollector } from './katib-collector';
import { experimentSpec, experimentStatus } from './katib-experiment';
import {
  algorithm,
  algorithmSettings,
  conditions,
  earlyStopping,
  earlyStoppingRules,
  objective,
  observation,
  parameterAssignments,
  resumePolicy,
  times,
} from './katib-parts';
import type { ExperimentSpec, SuggestionSpec, TrialSpec } from './katib.types';
import { KindDefinition, PrinterColumn } from './kit/kind';
import { CustomResource, CustomResourceProps } from './kit/resource';
import { boolean, int32, list, map, object, string } from './kit/schema';

/*
 * API group kubeflow.org in the version v1beta1, as Katib v0.19 serves it. Upstream's CRDs have no schema: what stands
 * here is what its types hold and its webhooks demand.
 * https://www.kubeflow.org/docs/components/katib/
 */

const common = { group: 'kubeflow.org', version: 'v1beta1', namespaced: true, keepsUnknownFields: true } as const;
const categories = ['all', 'kubeflow', 'katib'];
const state: readonly PrinterColumn[] = [
  { name: 'Type', type: 'string', jsonPath: '.status.conditions[-1:].type' },
  { name: 'Status', type: 'string', jsonPath: '.status.conditions[-1:].status' },
];
const age: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

/** @see https://www.kubeflow.org/docs/components/katib/user-guides/hp-tuning/configure-experiment/ */
export const experiment = new KindDefinition({
  ...common,
  kind: 'Experiment',
  names: { plural: 'experiments', categories },
  description: 'A search for the best values of parameters.',
  spec: experimentSpec,
  status: experimentStatus,
  columns: [...state, age],
  rules: [
    {
      rule: "size(self.metadata.name) <= 40 && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
      message:
        'metadata.name must have at most 40 characters out of lower case letters, digits and hyphens, start with a letter and end with a letter or digit',
      holds: (self: { metadata: { name: string } }) =>
        self.metadata.name.length <= 40 && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(self.metadata.name),
    },
  ],
});

const labels = map('Labels that the algorithm gives to the trial.', string('Value of one label.'));

/** @see https://www.kubeflow.org/docs/components/katib/reference/architecture/ */
export const suggestion = new KindDefinition({
  ...common,
  kind: 'Suggestion',
  names: { plural: 'suggestions', categories },
  description: 'The algorithm of an experiment at work. Katib creates one for each experiment, with its name.',
  spec: object('SuggestionSpec', 'Which algorithm, and how much is asked of it.', {
    algorithm,
    earlyStopping,
    requests: int32('Number of trials that values are asked for.'),
    resumePolicy,
  }),
  status: object('SuggestionStatus', 'What the algorithm has answered.', {
    algorithmSettings,
    suggestionCount: int32('Number of trials that there are values for.'),
    suggestions: list(
      'Values for each trial.',
      object('TrialAssignment', 'Values for one trial.', {
        parameterAssignments,
        name: string('Name of the trial.'),
        earlyStoppingRules,
        labels,
      }),
    ),
    ...times('suggestion'),
    conditions: conditions('Created, DeploymentReady, Running, Succeeded, Failed'),
  }),
  columns: [
    ...state,
    { name: 'Requested', type: 'string', jsonPath: '.spec.requests' },
    { name: 'Assigned', type: 'string', jsonPath: '.status.suggestionCount' },
    age,
  ],
});

/** @see https://www.kubeflow.org/docs/components/katib/reference/architecture/ */
export const trial = new KindDefinition({
  ...common,
  kind: 'Trial',
  names: { plural: 'trials', categories },
  description: 'One run with one choice of values. Katib creates them for its experiments.',
  spec: object('TrialSpec', 'What is run, and how its metrics are read.', {
    objective,
    parameterAssignments,
    earlyStoppingRules,
    runSpec: object('TrialRun', 'The object that runs the trial, with its values filled in.', {}, { open: true }),
    retainRun: boolean('Whether the object stays once the trial has ended.'),
    metricsCollector,
    primaryPodLabels: map('Labels of the pods whose metrics are read.', string('Value of one label.')),
    primaryContainerName: string('Name of the container that trains.'),
    successCondition: string('GJSON expression over the object that tells that it has succeeded.'),
    failureCondition: string('GJSON expression over the object that tells that it has failed.'),
    labels,
  }),
  status: object('TrialStatus', 'What Katib has seen of the trial.', {
    ...times('trial'),
    conditions: conditions('Created, Running, Succeeded, Killed, Failed, MetricsUnavailable, EarlyStopped'),
    observation,
  }),
  columns: [...state, age],
});

/** A search for the best values of parameters, with every field of the API. */
export class Experiment extends CustomResource<ExperimentSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<ExperimentSpec>) {
    super(scope, id, experiment, props);
  }
}

/** The algorithm of an experiment at work, with every field of the API. Katib creates these by itself. */
export class Suggestion extends CustomResource<SuggestionSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<SuggestionSpec>) {
    super(scope, id, suggestion, props);
  }
}

/** One run with one choice of values, with every field of the API. Katib creates these by itself. */
export class Trial extends CustomResource<TrialSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<TrialSpec>) {
    super(scope, id, trial, props);
  }
}
