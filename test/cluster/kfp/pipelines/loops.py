"""Steps that run once for each item."""

from typing import List

from kfp import dsl
from shared import IMAGE, count, draw, judge, names, pick, prepare, say, total, train


@dsl.pipeline(name='loop-over-numbers')
def loop_over_numbers():
    with dsl.ParallelFor([1, 2, 3]) as number:
        count(amount=number)


@dsl.container_component
def weigh(weight: float):
    return dsl.ContainerSpec(image=IMAGE, command=['weigh'], args=[weight])


@dsl.pipeline(name='loop-over-fractions')
def loop_over_fractions():
    with dsl.ParallelFor([0.5, 1.25]) as weight:
        weigh(weight=weight)


@dsl.pipeline(name='loop-over-strings')
def loop_over_strings():
    with dsl.ParallelFor(items=['a', 'b "c"', 'ä']) as word:
        first = say(text=word)
        say(text=word).after(first)


@dsl.pipeline(name='loop-over-dictionaries')
def loop_over_dictionaries():
    with dsl.ParallelFor([{'word': 'one', 'also': 'x'}, {'also': 'y', 'word': 'two'}]) as item:
        say(text=item.word)
        say(text=item.also)
    with dsl.ParallelFor([{'size': 1}, {'size': 2}]) as item:
        count(amount=item.size)


@dsl.pipeline(name='loop-over-a-parameter')
def loop_over_a_parameter(words: list = ['x', 'y']):
    with dsl.ParallelFor(words) as word:
        say(text=word)


@dsl.pipeline(name='loop-over-fields-of-a-parameter')
def loop_over_fields_of_a_parameter(items: List[dict] = [{'word': 'x'}]):
    with dsl.ParallelFor(items) as item:
        say(text=item.word)


@dsl.pipeline(name='loop-over-an-output')
def loop_over_an_output():
    with dsl.ParallelFor(names().output) as word:
        say(text=word)


@dsl.pipeline(name='loop-with-a-limit')
def loop_with_a_limit(words: list):
    with dsl.ParallelFor(words, parallelism=2) as word:
        say(text=word)
    with dsl.ParallelFor([1, 2], parallelism=1) as number:
        count(amount=number)


@dsl.pipeline(name='loop-in-a-loop')
def loop_in_a_loop(words: list = ['x', 'y'], text: str = 'z'):
    outside = pick()
    with dsl.ParallelFor(words) as word:
        say(text=word)
        with dsl.ParallelFor([1, 2]) as number:
            count(amount=number)
            say(text=word)
            say(text=text)
            say(text=outside.output)


@dsl.pipeline(name='loop-over-an-item')
def loop_over_an_item():
    with dsl.ParallelFor([{'words': ['a', 'b']}, {'words': ['c']}]) as item:
        with dsl.ParallelFor(item.words) as word:
            say(text=word)


@dsl.pipeline(name='loop-with-a-condition')
def loop_with_a_condition():
    with dsl.ParallelFor([1, 2, 3]) as number:
        drawn = draw(seed=number)
        with dsl.If(number == 2):
            say(text='two')
        with dsl.If(drawn.output > 5):
            count(amount=number)


@dsl.pipeline(name='loop-after-a-loop')
def loop_after_a_loop():
    with dsl.ParallelFor(['a']) as letter:
        first = say(text=letter)
    with dsl.ParallelFor(['b']) as letter:
        say(text=letter).after(first)
    pick().after(first)


@dsl.pipeline(name='collected-parameters')
def collected_parameters() -> int:
    with dsl.ParallelFor([1, 2, 3]) as seed:
        drawn = draw(seed=seed)
    return total(numbers=dsl.Collected(drawn.output)).output


@dsl.pipeline(name='collected-from-nested-loops')
def collected_from_nested_loops():
    with dsl.ParallelFor([1, 2]):
        with dsl.ParallelFor([3, 4]) as seed:
            drawn = draw(seed=seed)
    total(numbers=dsl.Collected(drawn.output))


@dsl.container_component
def best(models: dsl.Input[List[dsl.Model]], model: dsl.Output[dsl.Model]):
    return dsl.ContainerSpec(image=IMAGE, command=['best'], args=[model.path])


@dsl.pipeline(name='collected-artifacts')
def collected_artifacts() -> dsl.Model:
    data = prepare()
    with dsl.ParallelFor([0.1, 0.01]) as rate:
        trained = train(data=data.output, rate=rate)
    return best(models=dsl.Collected(trained.outputs['model'])).output


@dsl.pipeline(name='collected-as-an-output')
def collected_as_an_output() -> List[int]:
    with dsl.ParallelFor([1, 2]) as seed:
        drawn = draw(seed=seed)
    return dsl.Collected(drawn.output)


@dsl.pipeline(name='groups-with-names')
def groups_with_names():
    with dsl.ParallelFor([1, 2], name='Each number') as number:
        drawn = draw(seed=number)
        with dsl.If(drawn.output == 1, name='One'):
            say(text='one')
        with dsl.Elif(drawn.output == 2, name='Two'):
            say(text='two')
        with dsl.Else(name='Others'):
            say(text='others')


PIPELINES = [
    loop_over_numbers,
    loop_over_fractions,
    loop_over_strings,
    loop_over_dictionaries,
    loop_over_a_parameter,
    loop_over_fields_of_a_parameter,
    loop_over_an_output,
    loop_with_a_limit,
    loop_in_a_loop,
    loop_over_an_item,
    loop_with_a_condition,
    loop_after_a_loop,
    collected_parameters,
    collected_from_nested_loops,
    collected_artifacts,
    collected_as_an_output,
    groups_with_names,
]
