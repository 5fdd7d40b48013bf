"""Components that are Python functions, run by the SDK's own executor."""

from typing import List, NamedTuple

from kfp import dsl, kubernetes

IMAGE = 'registry.example.com/python:3.11'


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def add(a: int, b: int = 2) -> int:
    return a + b


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def divide(number: int, by: int) -> NamedTuple('Parts', [('whole', int), ('rest', int)]):
    parts = NamedTuple('Parts', [('whole', int), ('rest', int)])
    return parts(whole=number // by, rest=number % by)


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def join(words: list, glue: dict, upper: bool = False, share: float = 1.0) -> str:
    text = glue['with'].join(words[: int(len(words) * share)])
    return text.upper() if upper else text


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def write(text: str, data: dsl.Output[dsl.Dataset]):
    data.metadata['length'] = len(text)
    with open(data.path, 'w') as file:
        file.write(text)


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def turn(data: dsl.Input[dsl.Dataset], turned: dsl.Output[dsl.Dataset], metrics: dsl.Output[dsl.Metrics]) -> int:
    with open(data.path) as file:
        text = file.read()
    with open(turned.path, 'w') as file:
        file.write(text[::-1])
    turned.metadata['length'] = data.metadata['length']
    metrics.log_metric('length', len(text))
    return len(text)


@dsl.pipeline(name='functions-with-values')
def functions_with_values(number: int = 17, words: list = ['a', 'b', 'c']) -> NamedTuple(
    'Outputs', [('rest', int), ('text', str), ('sum', int)]
):
    outputs = NamedTuple('Outputs', [('rest', int), ('text', str), ('sum', int)])
    parts = divide(number=number, by=5)
    text = join(words=words, glue={'with': '-'}, upper=True)
    sum = add(a=parts.outputs['whole'], b=parts.outputs['rest'])
    return outputs(rest=parts.outputs['rest'], text=text.output, sum=add(a=sum.output).output)


@dsl.pipeline(name='functions-with-files')
def functions_with_files(text: str) -> NamedTuple('Outputs', [('data', dsl.Dataset), ('length', int)]):
    outputs = NamedTuple('Outputs', [('data', dsl.Dataset), ('length', int)])
    turned = turn(data=write(text=text).outputs['data'])
    return outputs(data=turned.outputs['turned'], length=turned.outputs['Output'])


@dsl.pipeline(name='add-three')
def add_three(a: int, b: int, c: int = 100) -> int:
    return add(a=add(a=a, b=b).output, b=c).output


@dsl.pipeline(name='functions-nested')
def functions_nested(start: int = 1) -> int:
    first = add_three(a=start, b=2)
    return add_three(a=first.output, b=20, c=300).output


@dsl.pipeline(name='functions-in-a-loop')
def functions_in_a_loop() -> List[int]:
    with dsl.ParallelFor([1, 2, 3]) as number:
        task = add(a=number, b=10)
    return dsl.Collected(task.output)


@dsl.pipeline(name='functions-with-a-condition')
def functions_with_a_condition(number: int = 4):
    sum = add(a=number)
    with dsl.If(sum.output > 5):
        write(text='more')
    with dsl.Else():
        write(text='less')


@dsl.component(
    base_image=IMAGE,
    install_kfp_package=False,
    task_config_passthroughs=[
        dsl.TaskConfigField.RESOURCES,
        dsl.TaskConfigPassthrough(field=dsl.TaskConfigField.ENV, apply_to_task=True),
        dsl.TaskConfigPassthrough(field=dsl.TaskConfigField.KUBERNETES_TOLERATIONS),
    ],
)
def start(config: dsl.TaskConfig, text: str):
    print(config.env, config.resources, text)


@dsl.pipeline(name='settings-passed-on')
def settings_passed_on():
    task = start(text='x').set_env_variable('A', 'b').set_cpu_limit('1')
    kubernetes.add_toleration(task, key='gpu', operator='Exists')


PIPELINES = [
    functions_with_values,
    functions_with_files,
    functions_nested,
    functions_in_a_loop,
    functions_with_a_condition,
    settings_passed_on,
]
