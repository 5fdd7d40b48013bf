import { above, all, any, equals, not } from '../../lib/workloads';
import { Loose, parts, wrong, WrongPipeline } from './pipelines-base';

const { prepare, train, evaluate, say, tell, nothing } = parts;
const loose = {
  equals: equals as Loose,
  above: above as Loose,
  not: not as Loose,
  all: all as Loose,
  any: any as Loose,
};
const data = (p: Loose): Loose => p.task(prepare, { day: 'x' }).outputs;

/** Wrong conditions, loops and exit handlers. */
export const wrongFlow: readonly WrongPipeline[] = [
  wrong(
    'a condition that is none',
    (p) => p.when(true, () => p.task(nothing)),
    '[pipeline "wrong" / "condition-1"] its condition is true, must be made by "equals", "above" and the like',
  ),
  wrong(
    'a condition on an artifact',
    (p) => p.when(loose.equals(data(p).data, 'x'), () => p.task(nothing)),
    '[pipeline "wrong" / "condition-1"] its condition compares the output "data" of task "prepare", of type system.Dataset, must compare "integer", "double", "string", "boolean"',
  ),
  wrong(
    'a condition on a list',
    (p) => p.when(loose.equals(data(p).rates, 'x'), () => p.task(nothing)),
    '[pipeline "wrong" / "condition-1"] its condition compares the output "rates" of task "prepare", of type list, must compare "integer", "double", "string", "boolean"',
  ),
  wrong(
    'a condition on a struct',
    (p) => p.when(loose.equals(data(p).facts, 'x'), () => p.task(nothing)),
    '[pipeline "wrong" / "condition-1"] its condition compares the output "facts" of task "prepare", of type struct, must compare "integer", "double", "string", "boolean"',
  ),
  wrong(
    'a condition on constants',
    (p) => p.when(loose.equals(1, 2), () => p.task(nothing)),
    '[pipeline "wrong" / "condition-1"] its condition compares 1 with 2, which are both known already; compare a value of the run',
  ),
  wrong(
    'a text compared with a number',
    (p, { day }) => p.when(loose.equals(day, 3), () => p.task(nothing)),
    '[pipeline "wrong" / "condition-1"] its condition compares the types string and integer, must compare values of one type',
  ),
  wrong(
    'an order of booleans',
    (p) => {
      const model = p.task(train, { data: data(p).data }).outputs.model;
      p.when(loose.above(p.task(evaluate, { model }).outputs.good, true), () => p.task(nothing));
    },
    '[pipeline "wrong" / "condition-1"] its condition asks for the order of booleans, which have none; use "equals" or "notEquals"',
  ),
  wrong(
    'a comparison with an object',
    (p, { day }) => p.when(loose.equals(day, { a: 1 }), () => p.task(nothing)),
    '[pipeline "wrong" / "condition-1"] its condition compares {"a":1}, must compare numbers, texts and booleans',
  ),
  wrong(
    'an operator that is none',
    (p, { day }) => p.when({ is: 'comparison', left: day, right: 'x', operator: '~' }, () => p.task(nothing)),
    '[pipeline "wrong" / "condition-1"] its operator is "~", must be one of "==", "!=", ">", ">=", "<", "<="',
  ),
  wrong(
    'wrong conditions within others',
    (p, { day }) =>
      p.when(loose.all(loose.not(loose.equals(day, 3)), loose.any('x', loose.equals(day, 'x'))), () => p.task(nothing)),
    '[pipeline "wrong" / "condition-1"] its condition compares the types string and integer, must compare values of one type',
    '[pipeline "wrong" / "condition-1"] its condition is "x", must be made by "equals", "above" and the like',
  ),
  wrong(
    'a branch without tasks',
    (p, { day }) => {
      p.task(nothing);
      p.when(equals(day, 'x'), () => undefined);
    },
    '[pipeline "wrong" / "condition-1"] it has no tasks; leave the group out, or write tasks in its function',
  ),
  wrong(
    'a branch without a function',
    (p, { day }) => {
      p.task(nothing);
      p.when(equals(day, 'x'), 'task');
    },
    '[pipeline "wrong" / "condition-1"] its body is "task", must be a function that writes its tasks',
    '[pipeline "wrong" / "condition-1"] it has no tasks; leave the group out, or write tasks in its function',
  ),
  wrong(
    'a branch with an empty name',
    (p, { day }) => p.when(equals(day, 'x'), () => p.task(nothing), { displayName: '' }),
    '[pipeline "wrong" / "condition-1"] "displayName" is "", must be a text that is not empty',
  ),
  wrong(
    'an output out of a branch',
    (p, { day }) => {
      const [a] = p.when(equals(day, 'x'), () => p.task(say)).results;
      p.task(say, { what: a.outputs.said });
    },
    '[pipeline "wrong" / task "say-2"] "what" is the output "said" of task "say", which stands in the branch "condition-1" that its user is not in; take what ran with p.oneOf',
  ),
  wrong(
    'after a task in a branch',
    (p, { day }) => {
      const [a] = p.when(equals(day, 'x'), () => p.task(say)).results;
      p.task(say, {}, { after: [a] });
    },
    '[pipeline "wrong" / task "say-2"] "after" names task "say", which stands in the branch "condition-1" that this task is not in',
  ),
  wrong(
    'two elses',
    (p, { day }) => {
      const chain = p.when(equals(day, 'x'), () => p.task(nothing));
      const more = chain.elif(equals(day, 'y'), () => p.task(nothing));
      more.else(() => p.task(nothing));
      more.else(() => p.task(nothing));
    },
    '[pipeline "wrong" / "condition-2"] "else" follows an "else", which is the last branch',
  ),
  wrong(
    'an else in another group',
    (p, { day }) => {
      const chain = p.when(equals(day, 'x'), () => p.task(nothing));
      p.parallelFor([1], () => {
        p.task(nothing);
        chain.else(() => p.task(nothing));
      });
    },
    '[pipeline "wrong" / "condition-1"] "else" is called within another group than its "when"; call both in one',
  ),
  wrong(
    'a choice without an else',
    (p, { day }) => {
      const [a, b] = p.when(equals(day, 'x'), () => p.task(say)).elif(equals(day, 'y'), () => p.task(say)).results;
      p.task(say, { what: p.oneOf(a.outputs.said, b.outputs.said) });
    },
    '[pipeline "wrong"] "oneOf" takes outputs of branches of which one runs in any case, but "condition-branches-1" has no "else"',
  ),
  wrong(
    'a choice that leaves a branch out',
    (p, { day }) => {
      const [a] = p.when(equals(day, 'x'), () => p.task(say)).else(() => p.task(say)).results;
      p.task(say, { what: p.oneOf(a.outputs.said) });
    },
    '[pipeline "wrong"] "oneOf" takes one output of each branch, but gets none of "condition-3"',
  ),
  wrong(
    'a choice of two types',
    (p, { day }) => {
      const [a, b] = p.when(equals(day, 'x'), () => p.task(say)).else(() => p.task(prepare, { day: 'x' })).results;
      p.task(say, { what: p.oneOf(a.outputs.said, b.outputs.rates) });
    },
    '[pipeline "wrong"] "oneOf" takes outputs of one type, but gets the output "said" of task "say", of type string, and the output "rates" of task "prepare", of type list',
  ),
  wrong(
    'a choice of a parameter and an artifact',
    (p, { day }) => {
      const [a, b] = p.when(equals(day, 'x'), () => p.task(say)).else(() => p.task(prepare, { day: 'x' })).results;
      p.task(say, { what: p.oneOf(a.outputs.said, b.outputs.data) });
    },
    '[pipeline "wrong"] "oneOf" takes outputs of one type, but gets the output "said" of task "say", of type string, and the output "data" of task "prepare", of type system.Dataset',
  ),
  wrong(
    'a choice of one branch twice',
    (p, { day }) => {
      const [a] = p.when(equals(day, 'x'), () => p.task(say)).else(() => p.task(say)).results;
      p.task(say, { what: p.oneOf(a.outputs.said, a.outputs.said) });
    },
    '[pipeline "wrong"] "oneOf" takes one output of each branch, but gets the output "said" of task "say" and the output "said" of task "say" of "condition-2"',
    '[pipeline "wrong"] "oneOf" takes one output of each branch, but gets none of "condition-3"',
  ),
  wrong(
    'a choice of two chains',
    (p, { day }) => {
      const make = (): Loose => p.when(equals(day, 'x'), () => p.task(say)).else(() => p.task(say)).results;
      p.task(say, { what: p.oneOf(make()[0].outputs.said, make()[1].outputs.said) });
    },
    '[pipeline "wrong"] "oneOf" takes outputs of one "when", but gets some of "condition-branches-1" and of "condition-branches-4"',
  ),
  wrong(
    'a choice of a task in no branch',
    (p) => p.task(say, { what: p.oneOf(p.task(say).outputs.said) }),
    '[pipeline "wrong"] "oneOf" takes outputs of tasks that stand in a branch of a "when" with an "else", not the output "said" of task "say"',
  ),
  wrong(
    'a choice of an input',
    (p, { day }) => p.task(say, { what: p.oneOf(day) }),
    '[pipeline "wrong"] "oneOf" takes outputs of tasks, not the input "day", of type string',
  ),
  wrong(
    'a choice out of its group',
    (p, { day }) => {
      const said = p.parallelFor(['a'], () => {
        const [a, b] = p.when(equals(day, 'x'), () => p.task(say)).else(() => p.task(say)).results;
        return p.oneOf(a.outputs.said, b.outputs.said);
      });
      p.task(say, { what: said });
    },
    '[pipeline "wrong" / task "say-3"] "what" is the choice from "condition-branches-3", which is known only in the group that "condition-branches-3" stands in',
  ),
  wrong(
    'a loop over a text',
    (p, { day }) => p.parallelFor(day, () => p.task(nothing)),
    '[pipeline "wrong" / "for-loop-1"] it goes over the input "day", of type string, must go over a list',
  ),
  wrong(
    'a loop over a number',
    (p) => p.parallelFor(3, () => p.task(nothing)),
    '[pipeline "wrong" / "for-loop-2"] it goes over 3, must go over a list that is not empty',
  ),
  wrong(
    'a loop over nothing',
    (p) => p.parallelFor([], () => p.task(nothing)),
    '[pipeline "wrong" / "for-loop-2"] it goes over [], must go over a list that is not empty',
  ),
  wrong(
    'a loop over artifacts',
    (p) => p.parallelFor(p.task(train, { data: data(p).data }).outputs.parts, () => p.task(nothing)),
    '[pipeline "wrong" / "for-loop-1"] it goes over the output "parts" of task "train", of type list of system.Model: KFP 2.16 has no loops over artifacts',
  ),
  wrong(
    'a loop over values of the run',
    (p, { day }) => p.parallelFor([day, 'x'], () => p.task(nothing)),
    '[pipeline "wrong" / "for-loop-2"] it goes over a list with what is no JSON, such as a value of the run or null; give constants, or a list of the run',
  ),
  wrong(
    'a loop over items of two types',
    (p) => p.parallelFor([1, 'a', true], () => p.task(nothing)),
    '[pipeline "wrong" / "for-loop-2"] it goes over items of the types "integer", "string", "boolean", must go over items of one type',
  ),
  wrong(
    'a loop with no rounds at a time',
    (p) => p.parallelFor([1, 2], () => p.task(nothing), { parallelism: 0 }),
    '[pipeline "wrong" / "for-loop-2"] "parallelism" is 0, must be a whole number from 1',
  ),
  wrong(
    'a loop without tasks',
    (p) => {
      p.task(nothing);
      p.parallelFor([1, 2], () => undefined);
    },
    '[pipeline "wrong" / "for-loop-2"] it has no tasks; leave the group out, or write tasks in its function',
  ),
  wrong(
    'a loop without a function',
    (p) => {
      p.task(nothing);
      p.parallelFor([1, 2], [nothing]);
    },
    '[pipeline "wrong" / "for-loop-2"] its body is [{"name":"nothing","inputs":{},"outputs":{},"runs":{"kind":"container","image..., must be a function that writes its tasks',
    '[pipeline "wrong" / "for-loop-2"] it has no tasks; leave the group out, or write tasks in its function',
  ),
  wrong(
    'an item out of its loop',
    (p) => {
      const what = p.parallelFor(['a'], (item: Loose) => {
        p.task(nothing);
        return item;
      });
      p.task(say, { what });
    },
    '[pipeline "wrong" / task "say"] "what" is the item of "for-loop-2", which is known in the loop alone',
  ),
  wrong(
    'an item of another type',
    (p) => p.parallelFor([1, 2], (what: Loose) => p.task(say, { what })),
    '[pipeline "wrong" / task "say"] "what" is the item of "for-loop-2", of type integer, must be of type string',
  ),
  wrong(
    'an output out of a loop',
    (p) => {
      const a = p.parallelFor(['a'], () => p.task(say));
      p.task(say, { what: a.outputs.said });
    },
    '[pipeline "wrong" / task "say-2"] "what" is the output "said" of task "say", which stands in the loop "for-loop-2" that its user is not in; take all of its rounds with p.collected',
  ),
  wrong(
    'what is collected in its own loop',
    (p) =>
      p.parallelFor(['a'], () => {
        const { said } = p.task(say).outputs;
        p.task(train, { data: data(p).data, tags: p.collected(said) });
      }),
    '[pipeline "wrong" / task "train"] "tags" is what is collected of the output "said" of task "say", but its user is in the same loops, or there is none; use the output itself',
  ),
  wrong(
    'what is collected of no loop',
    (p) => p.task(train, { data: data(p).data, tags: p.collected(p.task(say).outputs.said) }),
    '[pipeline "wrong" / task "train"] "tags" is what is collected of the output "said" of task "say", but its user is in the same loops, or there is none; use the output itself',
  ),
  wrong(
    'what is collected out of a branch',
    (p, { day }) => {
      const [a] = p.when(equals(day, 'x'), () => p.parallelFor(['a'], () => p.task(say))).results;
      p.task(train, { data: data(p).data, tags: p.collected(a.outputs.said) });
    },
    '[pipeline "wrong" / task "train"] "tags" is what is collected of the output "said" of task "say", whose loop stands in the branch "condition-1" that its user is not in',
  ),
  wrong(
    'an input that is collected',
    (p, { day }) => p.task(train, { data: data(p).data, tags: p.collected(day) }),
    '[pipeline "wrong"] "collected" takes an output of a task in a loop, not the input "day", of type string',
    '[pipeline "wrong" / task "train"] "tags" is the input "day", of type string, must be of type list',
  ),
  wrong(
    'a list of artifacts that is collected',
    (p) => {
      const a = p.parallelFor(['a'], () => p.task(train, { data: data(p).data }));
      p.collected(a.outputs.parts);
    },
    '[pipeline "wrong"] "collected" is given the output "parts" of task "train", of type list of system.Model, but KFP has no lists of lists of artifacts',
  ),
  wrong(
    'an exit task that is none',
    (p) => p.exitHandler(nothing, () => p.task(say)),
    '[pipeline "wrong"] the exit task is {"name":"nothing","inputs":{},"outputs":{},"runs":{"kind":"container","image"..., must be a task of this pipeline',
  ),
  wrong(
    'an exit task twice',
    (p) => {
      const exit = p.task(tell);
      p.exitHandler(exit, () => p.task(say));
      p.exitHandler(exit, () => p.task(say));
    },
    '[pipeline "wrong" / task "tell"] it is the exit task of "exit-handler-1" already; make another one',
  ),
  wrong(
    'an exit task with dependents',
    (p) => {
      const exit = p.task(say);
      p.exitHandler(exit, () => p.task(nothing));
      p.task(say, { what: exit.outputs.said }, { after: [exit] });
    },
    '[pipeline "wrong" / task "say-2"] "what" is the output "said" of task "say", which is an exit task: nothing can come after it',
    '[pipeline "wrong" / task "say-2"] "after" names the exit task "say", which ends after all others',
  ),
  wrong(
    'an exit task that waits',
    (p) => {
      const first = p.task(say);
      const exit = p.task(say, { what: first.outputs.said }, { after: [first] });
      p.exitHandler(exit, () => p.task(nothing));
    },
    '[pipeline "wrong" / task "say-2"] "after" is given to an exit task, which starts when all others ended',
    '[pipeline "wrong" / task "say-2"] "what" is the output "said" of task "say", but an exit task takes inputs of the pipeline and constants alone',
  ),
  wrong(
    'an exit handler in a loop',
    (p) => {
      const exit = p.task(tell);
      p.parallelFor([1], () => p.exitHandler(exit, () => p.task(nothing)));
    },
    '[pipeline "wrong" / "exit-handler-3"] it stands in "for-loop-2", but KFP takes exit handlers at the top of a pipeline alone',
  ),
  wrong(
    'an exit task in a loop',
    (p) => {
      const exit = p.parallelFor([1], () => {
        p.task(nothing);
        return p.task(say);
      });
      p.exitHandler(exit, () => p.task(nothing));
    },
    '[pipeline "wrong" / task "say"] it is an exit task, and must be made at the top of the pipeline',
  ),
  wrong(
    'an exit handler without tasks',
    (p) => {
      const exit = p.task(tell);
      p.exitHandler(exit, () => undefined);
    },
    '[pipeline "wrong"] it has exit tasks alone, and needs at least one other task',
    '[pipeline "wrong" / "exit-handler-1"] it has no tasks; leave the group out, or write tasks in its function',
  ),
  wrong(
    'an output out of an exit handler',
    (p) => {
      const exit = p.task(tell);
      const a = p.exitHandler(exit, () => p.task(say));
      p.task(say, { what: a.outputs.said }, { after: [a] });
    },
    '[pipeline "wrong" / task "say-2"] "what" is the output "said" of task "say", which stands in the exit handler "exit-handler-1" that its user is not in; use it within, too',
    '[pipeline "wrong" / task "say-2"] "after" names task "say", which stands in the exit handler "exit-handler-1" that this task is not in',
  ),
];
