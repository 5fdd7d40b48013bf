import { ValidationError } from '../../core/errors';
import { checkComponent } from './checks-component';
import { checkExitTask, checkGroup } from './checks-groups';
import { checkPipeline, checkWorkspaceUse } from './checks-pipeline';
import { checkTask } from './checks-task';
import { Component, GraphRun } from './component';
import { Group } from './groups';
import { Scope } from './scope';

/** Everything that is wrong with a pipeline, that of pipelines in it included. */
export function findProblems(run: GraphRun): readonly ValidationError[] {
  const { scope } = run;
  checkPipeline(run, (message) => {
    scope.report('', message);
  });
  checkGroups(scope.root, scope);
  checkWorkspaceUse(run, (task, message) => {
    scope.report(`task "${task}"`, message);
  });
  const checked = new Set<Component>();
  const inner: ValidationError[] = [];
  for (const task of scope.tasks.values()) {
    const { component } = task;
    if (!checked.has(component)) {
      checked.add(component);
      if (component.runs.kind === 'graph') inner.push(...component.runs.compiled().problems);
      else {
        for (const message of problemsOf(component)) scope.report(`component "${component.name}"`, message);
      }
    }
    const say = (message: string): void => {
      scope.report(`task "${task.name}"`, message);
    };
    checkTask(task, task.group ?? scope.root, say);
    if (task.watches !== undefined) checkExitTask(task, say);
  }
  return unique([...scope.problems, ...inner]);
}

/** Components never change, and a program that writes many pipelines has them in many. */
const known = new WeakMap<Component, readonly string[]>();

function problemsOf(component: Component): readonly string[] {
  let found = known.get(component);
  if (found === undefined) {
    const messages: string[] = [];
    checkComponent(component, (message) => messages.push(message));
    known.set(component, messages);
    found = messages;
  }
  return found;
}

function checkGroups(group: Group, scope: Scope): void {
  checkGroup(group, scope, (message) => {
    scope.report(group.kind === 'root' ? '' : `"${group.name}"`, message);
  });
  for (const inner of group.groups) checkGroups(inner, scope);
}

function unique(problems: readonly ValidationError[]): ValidationError[] {
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}
