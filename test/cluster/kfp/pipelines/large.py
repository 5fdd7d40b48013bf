"""Pipelines of any size, for measurements."""

from kfp import dsl
from shared import IMAGE


@dsl.container_component
def step(text: str, number: int, result: dsl.OutputPath(str)):
    return dsl.ContainerSpec(image=IMAGE, command=['step'], args=['--text', text, '--number', number, '--to', result])


def chain(count: int):
    """Steps of which each takes what the one before gives."""

    @dsl.pipeline(name=f'chain-of-{count}')
    def made(text: str = 'start'):
        last = text
        for number in range(count):
            last = step(text=last, number=number).set_memory_limit('1Gi').output

    return made


def small(index: int):
    """A pipeline as people write them, the same for all numbers but for its name."""

    @dsl.pipeline(name=f'small-{index}')
    def made(text: str = 'start', number: int = index):
        first = step(text=text, number=number)
        second = step(text=first.output, number=2).set_retry(2)
        with dsl.If(second.output == 'go'):
            step(text=second.output, number=3)
        with dsl.ParallelFor([1, 2, 3]) as item:
            step(text=text, number=item).after(first)

    return made


PIPELINES = [chain(20), small(7)]
