"""Functions that are components. The ones of `pipelines/functions.py` do the same."""

from typing import NamedTuple

from kfp import dsl


def add(a: int, b: int = 2) -> int:
    return a + b


def divide(number: int, by: int) -> NamedTuple('Parts', [('whole', int), ('rest', int)]):
    parts = NamedTuple('Parts', [('whole', int), ('rest', int)])
    return parts(whole=number // by, rest=number % by)


def join(words: list, glue: dict, upper: bool = False, share: float = 1.0) -> str:
    text = glue['with'].join(words[: int(len(words) * share)])
    return text.upper() if upper else text


def write(text: str, data: dsl.Output[dsl.Dataset]):
    data.metadata['length'] = len(text)
    with open(data.path, 'w') as file:
        file.write(text)


def turn(data: dsl.Input[dsl.Dataset], turned: dsl.Output[dsl.Dataset], metrics: dsl.Output[dsl.Metrics]) -> int:
    with open(data.path) as file:
        text = file.read()
    with open(turned.path, 'w') as file:
        file.write(text[::-1])
    turned.metadata['length'] = data.metadata['length']
    metrics.log_metric('length', len(text))
    return len(text)


def start(config: dsl.TaskConfig, text: str):
    print(config.env, config.resources, text)
