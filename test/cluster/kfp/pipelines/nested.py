"""Pipelines in pipelines."""

from typing import NamedTuple, Optional

from kfp import dsl
from shared import draw, judge, pick, prepare, say, train


@dsl.pipeline(name='greet')
def greet(who: str = 'world', times: int = 1) -> str:
    say(text=who)
    draw(seed=times)
    return pick().output


@dsl.pipeline(name='inner')
def inner(data: dsl.Input[dsl.Dataset], rate: float) -> NamedTuple('Made', [('model', dsl.Model), ('score', float)]):
    made = NamedTuple('Made', [('model', dsl.Model), ('score', float)])
    model = train(data=data, rate=rate).outputs['model']
    return made(model=model, score=judge(model=model).outputs['score'])


@dsl.pipeline(name='middle')
def middle(rate: float = 0.5) -> NamedTuple('Made', [('model', dsl.Model), ('score', float)]):
    made = NamedTuple('Made', [('model', dsl.Model), ('score', float)])
    task = inner(data=prepare().output, rate=rate)
    return made(model=task.outputs['model'], score=task.outputs['score'])


@dsl.pipeline(name='nested-once')
def nested_once(who: str):
    task = greet(who=who, times=2)
    say(text=task.output)


@dsl.pipeline(name='nested-twice')
def nested_twice() -> float:
    task = middle(rate=0.25)
    judge(model=task.outputs['model'])
    return task.outputs['score']


@dsl.pipeline(name='nested-reused')
def nested_reused():
    # The same pipeline and component, inside and outside.
    one = greet(who='one')
    two = greet(who=one.output, times=3)
    say(text=two.output)
    pick()


@dsl.pipeline(name='nested-defaults')
def nested_defaults(who: str = 'all'):
    greet()
    greet(who=who)


@dsl.pipeline(name='quiet')
def quiet(text: Optional[str] = None, data: dsl.Input[dsl.Dataset] = None):
    say(text=text)


@dsl.pipeline(name='nested-optional')
def nested_optional(text: Optional[str] = None):
    quiet()
    quiet(text=text, data=prepare().output)


@dsl.pipeline(name='chooses')
def chooses(word: str):
    with dsl.If(word == 'go'):
        say(text='going')
    with dsl.ParallelFor(['a', 'b']) as letter:
        say(text=letter)


@dsl.pipeline(name='nested-groups')
def nested_groups():
    # Groups inside and outside, whose numbers start again inside.
    word = pick()
    with dsl.If(word.output == 'outer'):
        chooses(word='go')
    chooses(word=word.output)


@dsl.pipeline(name='nested-in-a-loop')
def nested_in_a_loop(names: list):
    with dsl.ParallelFor(names) as name:
        task = greet(who=name)
        say(text=task.output)


@dsl.pipeline(name='settings')
def settings():
    say(text='x').set_env_variable('A', 'b').set_cpu_limit('1').set_caching_options(False)
    pick().set_retry(1)


@dsl.pipeline(name='nested-settings')
def nested_settings():
    # What is said of tasks inside, and of the nested pipeline as a task.
    first = settings()
    second = settings().after(first)
    second.set_caching_options(False)
    second.set_display_name('Again')
    say(text='end').after(second)


PIPELINES = [
    nested_once,
    nested_twice,
    nested_reused,
    nested_defaults,
    nested_optional,
    nested_groups,
    nested_in_a_loop,
    nested_settings,
]
