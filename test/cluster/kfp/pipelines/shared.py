"""Components that the pipelines of several files use."""

from kfp import dsl

IMAGE = 'registry.example.com/steps:1.0'


@dsl.container_component
def say(text: str):
    return dsl.ContainerSpec(image=IMAGE, command=['say'], args=['--text', text])


@dsl.container_component
def count(amount: int):
    return dsl.ContainerSpec(image=IMAGE, command=['count'], args=[amount])


@dsl.container_component
def pick(word: dsl.OutputPath(str)):
    return dsl.ContainerSpec(image=IMAGE, command=['pick'], args=[word])


@dsl.container_component
def draw(seed: int, number: dsl.OutputPath(int)):
    return dsl.ContainerSpec(image=IMAGE, command=['draw', seed], args=[number])


@dsl.container_component
def names(words: dsl.OutputPath(list)):
    return dsl.ContainerSpec(image=IMAGE, command=['names'], args=[words])


@dsl.container_component
def prepare(data: dsl.Output[dsl.Dataset]):
    return dsl.ContainerSpec(image=IMAGE, command=['prepare'], args=['--to', data.path])


@dsl.container_component
def train(data: dsl.Input[dsl.Dataset], model: dsl.Output[dsl.Model], rate: float = 0.1):
    return dsl.ContainerSpec(
        image=IMAGE,
        command=['train'],
        args=['--data', data.path, '--model', model.uri, '--rate', rate],
    )


@dsl.container_component
def judge(model: dsl.Input[dsl.Model], score: dsl.OutputPath(float), metrics: dsl.Output[dsl.Metrics]):
    return dsl.ContainerSpec(image=IMAGE, command=['judge'], args=[model.path, score, metrics.path])


@dsl.container_component
def total(numbers: list, sum: dsl.OutputPath(int)):
    return dsl.ContainerSpec(image=IMAGE, command=['total'], args=[numbers, sum])


@dsl.container_component
def clean():
    return dsl.ContainerSpec(image=IMAGE, command=['clean'])
