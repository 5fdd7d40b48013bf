"""Values that go into steps, come out of steps, and leave pipelines."""

from typing import Optional

from kfp import dsl
from shared import IMAGE, count, draw, names, pick, say, total


@dsl.container_component
def no_inputs():
    return dsl.ContainerSpec(image=IMAGE, command=['start'])


@dsl.pipeline(name='container-without-inputs')
def container_without_inputs():
    no_inputs()


@dsl.pipeline(name='container-with-inputs')
def container_with_inputs(text: str, amount: int):
    say(text=text)
    count(amount=amount)


@dsl.container_component
def take_all(a: str, b: int, c: float, d: bool, e: list, f: dict):
    return dsl.ContainerSpec(image=IMAGE, command=['take'], args=[a, b, c, d, e, f])


@dsl.pipeline(name='every-parameter-type')
def every_parameter_type(a: str, b: int, c: float, d: bool, e: list, f: dict):
    take_all(a=a, b=b, c=c, d=d, e=e, f=f)


@dsl.pipeline(name='defaults-of-a-pipeline')
def defaults_of_a_pipeline(
    a: str = 'word',
    b: int = 7,
    c: float = 0.5,
    d: bool = False,
    e: list = ['x', 1, [2.5]],
    f: dict = {'depth': {'of': [True]}},
    g: str = '',
    h: int = 0,
    i: float = 1e-8,
):
    take_all(a=a, b=b, c=c, d=d, e=e, f=f)
    take_all(a=g, b=h, c=i, d=d, e=e, f=f)


@dsl.container_component
def take_defaults(
    needed: str,
    a: str = 'word',
    b: int = 7,
    c: float = 0.5,
    d: bool = True,
    e: list = [1, 2],
    f: dict = {'k': 'v'},
):
    return dsl.ContainerSpec(image=IMAGE, command=['take'], args=[needed, a, b, c, d, e, f])


@dsl.pipeline(name='defaults-of-a-component')
def defaults_of_a_component():
    take_defaults(needed='all')
    take_defaults(needed='some', b=8, f={'other': 1.5})


@dsl.container_component
def take_optional(a: Optional[str] = None, b: Optional[int] = None, c: Optional[dict] = None):
    return dsl.ContainerSpec(image=IMAGE, command=['take'], args=[a, b, c])


@dsl.pipeline(name='optional-inputs')
def optional_inputs(a: Optional[str] = None, b: Optional[float] = None):
    take_optional()
    take_optional(a=a, b=3)
    say(text=a)


@dsl.pipeline(name='constants')
def constants():
    take_all(a='it\'s "quoted"\nand: broken', b=-3, c=2.5, d=True, e=['a', 2, 3.5, False, []], f={'b': 1, 'a': {'z': []}})
    take_all(a='', b=0, c=0.0, d=False, e=[], f={})
    take_all(a='yes', b=2147483648, c=1e21, d=True, e=[[1, 2], [3]], f={'with.dot': 'ä', '1': '1'})


@dsl.container_component
def split(text: str, head: dsl.OutputPath(str), tail: dsl.OutputPath(list), size: dsl.OutputPath(int)):
    return dsl.ContainerSpec(image=IMAGE, command=['split', text], args=[head, tail, size])


@dsl.pipeline(name='outputs-of-tasks')
def outputs_of_tasks():
    word = pick()
    parts = split(text=word.output)
    say(text=parts.outputs['head'])
    count(amount=parts.outputs['size'])
    total(numbers=parts.outputs['tail'])


@dsl.pipeline(name='outputs-of-a-pipeline')
def outputs_of_a_pipeline(seed: int = 1) -> int:
    return draw(seed=seed).output


@dsl.container_component
def everything(
    a: dsl.OutputPath(str),
    b: dsl.OutputPath(int),
    c: dsl.OutputPath(float),
    d: dsl.OutputPath(bool),
    e: dsl.OutputPath(list),
    f: dsl.OutputPath(dict),
):
    return dsl.ContainerSpec(image=IMAGE, command=['make'], args=[a, b, c, d, e, f])


@dsl.pipeline(name='every-output-type')
def every_output_type():
    made = everything()
    take_all(**{name: made.outputs[name] for name in 'abcdef'})


@dsl.container_component
def run_words(prefix: str, text: str):
    return dsl.ContainerSpec(
        image=IMAGE,
        command=['sh', '-ec', 'echo "$0" "$@"'],
        args=[f'--{prefix}={text}', f'{prefix}/{text}', dsl.PIPELINE_TASK_EXECUTOR_INPUT_PLACEHOLDER, '$5 {{x}}'],
    )


@dsl.pipeline(name='inputs-inside-strings')
def inputs_inside_strings(text: str = 'x'):
    run_words(prefix='say', text=f'<{text}> and {pick().output}')


@dsl.pipeline(name='values-in-lists-and-dictionaries')
def values_in_lists_and_dictionaries(text: str = 'x', amount: int = 3):
    word = pick().output
    take_all(a='a', b=1, c=1.5, d=True, e=['first', text, [word]], f={'text': text, 'deep': {'amount': amount}})


@dsl.pipeline(
    name='described',
    display_name='A pipeline that tells what it is',
    description='Says a word.\nTwice.',
    pipeline_root='s3://bucket/of/runs',
)
def described(text: str):
    """Not this.

    Args:
        text: What to say.
    """
    say(text=text)


PIPELINES = [
    container_without_inputs,
    container_with_inputs,
    every_parameter_type,
    defaults_of_a_pipeline,
    defaults_of_a_component,
    optional_inputs,
    constants,
    outputs_of_tasks,
    outputs_of_a_pipeline,
    every_output_type,
    inputs_inside_strings,
    values_in_lists_and_dictionaries,
    described,
]
