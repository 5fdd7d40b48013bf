"""What a task can be told beside its inputs."""

from kfp import dsl
from shared import IMAGE, clean, count, pick, prepare, say, train


@dsl.pipeline(name='same-component-again')
def same_component_again():
    say(text='one')
    say(text='two')
    say(text='three')


@dsl.pipeline(name='in-order')
def in_order():
    first = say(text='first')
    second = say(text='second').after(first)
    say(text='third').after(first, second)
    pick().after(second)


@dsl.pipeline(name='retries')
def retries():
    say(text='default').set_retry(num_retries=3)
    say(text='all').set_retry(
        num_retries=2,
        backoff_duration='30s',
        backoff_factor=1.5,
        backoff_max_duration='2m',
    )
    say(text='long').set_retry(num_retries=1, backoff_duration='1m', backoff_max_duration='1h')


@dsl.pipeline(name='caching')
def caching():
    say(text='cached')
    say(text='never').set_caching_options(enable_caching=False)
    say(text='by key').set_caching_options(enable_caching=True, cache_key='mine')


@dsl.pipeline(name='shown-names')
def shown_names():
    say(text='x').set_display_name('Says a word')
    pick().set_display_name('Picks: one')


@dsl.pipeline(name='environment')
def environment():
    say(text='x').set_env_variable('LEVEL', 'debug').set_env_variable('EMPTY', '').set_env_variable('A', '1')
    pick()


@dsl.pipeline(name='resources')
def resources():
    say(text='all').set_cpu_request('500m').set_cpu_limit('2').set_memory_request('256Mi').set_memory_limit('1Gi')
    say(text='units').set_cpu_request('0.25').set_memory_request('64Ki').set_memory_limit('2G')
    say(text='more').set_cpu_limit('1500m').set_memory_request('1000000').set_memory_limit('1T')
    train(data=prepare().output).set_memory_limit('500M').set_memory_request('5M')


@dsl.pipeline(name='accelerators')
def accelerators():
    say(text='count').set_accelerator_limit(2).set_accelerator_type('nvidia.com/gpu')
    say(text='other').set_accelerator_type('amd.com/gpu').set_accelerator_limit('1')


@dsl.pipeline(name='resources-from-inputs')
def resources_from_inputs(
    cpu: str = '1',
    memory: str = '2Gi',
    accelerator: str = 'nvidia.com/gpu',
    amount: str = '1',
):
    word = pick()
    task = say(text='x')
    task.set_cpu_limit(cpu)
    task.set_cpu_request(cpu)
    task.set_memory_limit(memory)
    task.set_memory_request(word.output)
    task.set_accelerator_type(accelerator)
    task.set_accelerator_limit(amount)


@dsl.pipeline(name='image-from-an-input')
def image_from_an_input(image: str = 'registry.example.com/other:2'):
    say(text='literal').set_container_image('registry.example.com/more:3')
    say(text='input').set_container_image(image)


@dsl.container_component
def where_am_i(job: str, resource: str, job_id: str, task: str, task_id: str, created: str):
    return dsl.ContainerSpec(
        image=IMAGE,
        command=['show'],
        args=[job, resource, job_id, task, task_id, created],
    )


@dsl.pipeline(name='placeholders')
def placeholders():
    where_am_i(
        job=dsl.PIPELINE_JOB_NAME_PLACEHOLDER,
        resource=dsl.PIPELINE_JOB_RESOURCE_NAME_PLACEHOLDER,
        job_id=dsl.PIPELINE_JOB_ID_PLACEHOLDER,
        task=dsl.PIPELINE_TASK_NAME_PLACEHOLDER,
        task_id=dsl.PIPELINE_TASK_ID_PLACEHOLDER,
        created=dsl.PIPELINE_JOB_CREATE_TIME_UTC_PLACEHOLDER,
    )


@dsl.pipeline(name='upstream-may-fail')
def upstream_may_fail():
    word = pick()
    say(text='in any case').after(word).ignore_upstream_failure()


@dsl.container_component
def say_or(text: str = 'nothing'):
    return dsl.ContainerSpec(image=IMAGE, command=['say'], args=[text])


@dsl.pipeline(name='output-of-a-failure')
def output_of_a_failure():
    say_or(text=pick().output).ignore_upstream_failure()


@dsl.pipeline(
    name='workspace',
    pipeline_config=dsl.PipelineConfig(
        workspace=dsl.WorkspaceConfig(
            size='10Gi',
            kubernetes=dsl.KubernetesWorkspaceConfig(
                pvcSpecPatch={'storageClassName': 'fast', 'accessModes': ['ReadWriteMany']},
            ),
        ),
    ),
)
def workspace():
    say(text=dsl.WORKSPACE_PATH_PLACEHOLDER)
    say(text=f'{dsl.WORKSPACE_PATH_PLACEHOLDER}/folder')
    clean()
    count(amount=1)


PIPELINES = [
    same_component_again,
    in_order,
    retries,
    caching,
    shown_names,
    environment,
    resources,
    accelerators,
    resources_from_inputs,
    image_from_an_input,
    placeholders,
    upstream_may_fail,
    output_of_a_failure,
    workspace,
]
