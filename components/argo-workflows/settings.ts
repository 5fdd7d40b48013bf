import { k8s } from 'cdk8s-plus-27';
import { argo } from '../../lib/api';
import { validate } from '../../lib/api/kit/validate';
import type { argoTypes } from '../../lib/api';
import { Component, ComponentProps, IObjectStore } from '../../lib/core';
import { report } from '../../lib/core/errors';
import {
  checkInteger,
  checkKnown,
  checkLabel,
  checkLimits,
  checkObject,
  checkOneOf,
  checkQuantities,
  checkText,
  Resources,
} from '../../lib/core/props';
import { shown } from '../../lib/core/words';
import { defaultExecutorResources, defaultKeyFormat } from './config';
import { ArgoWorkflowsProps } from './props';

/** Props of which nothing is wrong, or left out that has a default. */
export interface Settings {
  readonly store?: IObjectStore;
  readonly managedNamespace?: string;
  readonly keyFormat: string;
  readonly instanceId?: string;
  readonly parallelism?: number;
  readonly namespaceParallelism?: number;
  readonly workflowDefaults?: argoTypes.WorkflowSpec;
  readonly executorResources?: Resources;
  readonly executorSecurityContext?: k8s.SecurityContext;
  readonly priorityClassName?: string;
  readonly logLevel: string;
}

const namespaceMark = '{{workflow.namespace}}';
const logLevels = ['debug', 'info', 'warn', 'error'];

/** Reports wrong props, and goes on with what serves in their place. */
export function settingsOf(
  scope: Component,
  props: Partial<ArgoWorkflowsProps>,
  common: Record<keyof ComponentProps, true>,
): Settings {
  checkKnown<Partial<ArgoWorkflowsProps>>(scope, props, {
    ...common,
    ...{ store: true, managedNamespace: true, keyFormat: true, instanceId: true, parallelism: true },
    ...{ namespaceParallelism: true, workflowDefaults: true, executorResources: true, executorSecurityContext: true },
    ...{ priorityClassName: true, logLevel: true },
  });
  const { executorResources, parallelism, namespaceParallelism, priorityClassName } = props;
  checkInteger(scope, 'parallelism', parallelism, { min: 1 });
  checkInteger(scope, 'namespaceParallelism', namespaceParallelism, { min: 1 });
  checkText(scope, 'priorityClassName', priorityClassName);
  checkOneOf(scope, 'logLevel', props.logLevel, logLevels);
  const managed = props.managedNamespace === undefined || checkLabel(scope, 'managedNamespace', props.managedNamespace);
  const named = props.instanceId === undefined || checkLabel(scope, 'instanceId', props.instanceId);
  const sized = checkQuantities(scope, 'executorResources', executorResources);
  if (sized) {
    checkLimits(scope, 'executorResources', {
      requests: { ...defaultExecutorResources.requests, ...executorResources?.requests },
      limits: { ...defaultExecutorResources.limits, ...executorResources?.limits },
    });
  }
  const secured = checkObject(scope, 'executorSecurityContext', props.executorSecurityContext);
  return {
    store: storeOf(scope, props.store),
    managedNamespace: managed ? props.managedNamespace : undefined,
    keyFormat: keyFormatOf(scope, props.keyFormat),
    instanceId: named ? props.instanceId : undefined,
    parallelism,
    namespaceParallelism,
    workflowDefaults: defaultsOf(scope, props.workflowDefaults),
    executorResources: sized ? executorResources : undefined,
    executorSecurityContext: secured ? props.executorSecurityContext : undefined,
    priorityClassName,
    logLevel: props.logLevel ?? 'info',
  };
}

/** Where in the bucket the workflows of a namespace write: nobody else's keys begin so. */
export function keyPrefix(keyFormat: string, namespace: string): string {
  return `${keyFormat.slice(0, keyFormat.indexOf(namespaceMark))}${namespace}/`;
}

/** Who may write where in the bucket is said by prefixes, so the namespace must stand between fixed parts. */
function keyFormatOf(scope: Component, given: string | undefined): string {
  if (given === undefined) return defaultKeyFormat;
  const [prefix = '', rest] = typeof given === 'string' ? given.split(`${namespaceMark}/`) : [];
  const parts = rest !== undefined && /^([A-Za-z0-9_.=@+-]+\/)*$/.test(prefix);
  if (parts && rest.includes('{{pod.name}}') && !/^\/|\/\/|\/$/.test(given)) return given;
  report(
    scope,
    `"keyFormat" is ${shown(given)}, must have "${namespaceMark}/" behind a fixed prefix, and "{{pod.name}}" after it, such as "artifacts/${namespaceMark}/{{workflow.name}}/{{pod.name}}"`,
  );
  return defaultKeyFormat;
}

function storeOf(scope: Component, given: IObjectStore | undefined): IObjectStore | undefined {
  if (given === undefined) return undefined;
  if (typeof (given as Partial<IObjectStore> | null)?.addConsumer === 'function') return given;
  report(scope, `"store" is ${shown(given)}, must be a SeaweedFS component or another IObjectStore`);
  return undefined;
}

/** Argo merges them into each workflow, and would refuse all of them for a wrong field here. */
function defaultsOf(scope: Component, given: argoTypes.WorkflowSpec | undefined): argoTypes.WorkflowSpec | undefined {
  const problems = validate(argo.workflow.spec ?? {}, given, 'workflowDefaults');
  for (const problem of problems) report(scope, problem);
  return problems.length === 0 ? given : undefined;
}
