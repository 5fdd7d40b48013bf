import { shown } from '../../core/words';
import { Condition } from './conditions';
import type { Branch, Branches, Group, Loop, Watched } from './groups';
import { Scope } from './scope';
import { Task } from './task';
import { ItemType, Json } from './types';
import { commonType, innerOf, isValue, ParameterValue, typeOf } from './values';

/** How a group is shown. */
export interface GroupOptions {
  /**
   * Name in the UI.
   * @default - such as `for-loop-1`
   */
  readonly displayName?: string;
}

/** Options of a loop. */
export interface LoopOptions extends GroupOptions {
  /**
   * How many rounds run at a time.
   * @default - all
   */
  readonly parallelism?: number;
}

/** Adds branches to the one before. */
export interface BranchBuilder<R extends readonly unknown[]> {
  /** What runs where no condition before holds, but this one does. */
  elif<X>(condition: Condition, body: () => X, options?: GroupOptions): BranchBuilder<[...R, X]>;
  /** What runs where no condition before holds. */
  else<X>(body: () => X, options?: GroupOptions): BranchResults<[...R, X]>;
  /** What the bodies returned, in their order. */
  readonly results: R;
}

/** Branches of which one runs. */
export interface BranchResults<R extends readonly unknown[]> {
  /** What the bodies returned, in their order. */
  readonly results: R;
}

/** Writes the first branch. */
export function startBranches<X>(
  scope: Scope,
  condition: Condition,
  body: () => X,
  options: GroupOptions = {},
): BranchBuilder<[X]> {
  const parent = scope.current;
  const first = addBranch(scope, parent, condition, options);
  const results: [X] = [inside(scope, first, body)];
  return new BranchChain(scope, parent, first, [condition], results);
}

/** The branches so far. KFP puts a group around them as soon as there is a second one. */
class BranchChain<R extends readonly unknown[]> implements BranchBuilder<R> {
  readonly results: R;
  private around: Branches | undefined;

  constructor(
    private readonly scope: Scope,
    private readonly parent: Group,
    private readonly first: Branch,
    private readonly before: readonly Condition[],
    results: R,
    around?: Branches,
  ) {
    this.results = results;
    this.around = around;
  }

  elif<X>(condition: Condition, body: () => X, options: GroupOptions = {}): BranchBuilder<[...R, X]> {
    const around = this.wrap('elif');
    const branch = addBranch(this.scope, around, inTurn(this.before, condition), options);
    const results: [...R, X] = [...this.results, inside(this.scope, branch, body)];
    return new BranchChain(this.scope, this.parent, this.first, [...this.before, condition], results, around);
  }

  else<X>(body: () => X, options: GroupOptions = {}): BranchResults<[...R, X]> {
    const around = this.wrap('else');
    const branch = addBranch(this.scope, around, inTurn(this.before), options);
    around.closed = true;
    return { results: [...this.results, inside(this.scope, branch, body)] };
  }

  private wrap(method: string): Branches {
    if (this.scope.current !== this.parent) {
      this.scope.report(
        `"${this.first.name}"`,
        `"${method}" is called within another group than its "when"; call both in one`,
      );
    }
    if (this.around?.closed === true) {
      this.scope.report(`"${this.first.name}"`, `"${method}" follows an "else", which is the last branch`);
    }
    if (this.around !== undefined) return this.around;
    // The wrapper takes the number of the first branch, which takes the next.
    const around: Branches = {
      kind: 'condition-branches',
      ...nodeIn(this.parent, {}),
      name: this.first.name.replace('condition', 'condition-branches'),
      closed: false,
      choices: 0,
    };
    this.parent.groups.splice(this.parent.groups.indexOf(this.first), 1, around);
    this.first.name = `condition-${this.scope.nextId()}`;
    this.first.parent = around;
    around.groups.push(this.first);
    this.around = around;
    return around;
  }
}

function inTurn(before: readonly Condition[], condition?: Condition): Condition {
  const conditions: Condition[] = before.map((earlier) => ({ is: 'not', condition: earlier }));
  if (condition !== undefined) conditions.push(condition);
  const [only] = conditions;
  return conditions.length === 1 && only !== undefined ? only : { is: 'all', conditions };
}

function addBranch(scope: Scope, parent: Group, condition: Condition, options: GroupOptions): Branch {
  const branch: Branch = {
    kind: 'condition',
    ...nodeIn(parent, options),
    name: `condition-${scope.nextId()}`,
    condition,
  };
  parent.groups.push(branch);
  return branch;
}

/** Writes a loop. */
export function addLoop<X>(
  scope: Scope,
  items: readonly Json[] | ParameterValue,
  body: (item: never) => X,
  options: LoopOptions = {},
): X {
  const literal = !isValue(items);
  const itemType = itemTypeOf(items);
  const node = nodeIn(scope.current, options);
  const item = literal ? `loop-item-param-${scope.nextId()}` : '';
  const name = `for-loop-${scope.nextId()}`;
  const loop: Loop = { kind: 'for-loop', ...node, name, items, item, itemType, parallelism: options.parallelism };
  scope.current.groups.push(loop);
  const value = new ParameterValue({ from: 'loop', loop }, typeOf(itemType), innerOf(itemType));
  return inside(scope, loop, typeof body === 'function' ? () => body(value as never) : body);
}

function itemTypeOf(items: unknown): ItemType {
  if (items instanceof ParameterValue) return (items as ParameterValue).of;
  return commonType(Array.isArray(items) ? (items as Json[]) : []);
}

/** Writes what an exit task watches. */
export function addExitHandler<X>(scope: Scope, exit: Task, body: () => X, options: GroupOptions = {}): X {
  if (!(exit instanceof Task) || exit.node.scope !== scope) {
    const what = exit instanceof Task ? `the task "${exit.name}" of another pipeline` : shown(exit);
    scope.report('', `the exit task is ${what}, must be a task of this pipeline`);
    return body();
  }
  if (exit.node.watches !== undefined) {
    scope.report(`task "${exit.name}"`, `it is the exit task of "${exit.node.watches.name}" already; make another one`);
    return body();
  }
  if (exit.node.group !== scope.root) {
    scope.report(`task "${exit.name}"`, 'it is an exit task, and must be made at the top of the pipeline');
  }
  const node = nodeIn(scope.current, options);
  const watched: Watched = { kind: 'exit-handler', ...node, name: `exit-handler-${scope.nextId()}`, exit: exit.node };
  scope.current.groups.push(watched);
  const siblings = exit.node.group?.tasks ?? [];
  siblings.splice(siblings.lastIndexOf(exit.node), 1);
  exit.node.group = undefined;
  exit.node.watches = watched;
  return inside(scope, watched, body);
}

function nodeIn(parent: Group, options: GroupOptions): Omit<Group, 'kind' | 'name'> {
  return { displayName: options.displayName, parent, depth: parent.depth + 1, groups: [], tasks: [] };
}

function inside<X>(scope: Scope, group: Group, body: () => X): X {
  const given: unknown = body;
  if (typeof given !== 'function') {
    scope.report(`"${group.name}"`, `its body is ${shown(given)}, must be a function that writes its tasks`);
    return undefined as X;
  }
  const outer = scope.current;
  scope.current = group;
  try {
    return body();
  } finally {
    scope.current = outer;
  }
}
