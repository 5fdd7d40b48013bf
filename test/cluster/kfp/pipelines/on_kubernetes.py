"""What `kfp.kubernetes` says about the pods of tasks."""

from kfp import dsl, kubernetes
from shared import IMAGE, clean, pick, say


@dsl.pipeline(name='secrets')
def secrets(secret: str = 'third'):
    task = say(text='literal')
    kubernetes.use_secret_as_env(task, secret_name='first', secret_key_to_env={'user': 'USER', 'password': 'PASSWORD'})
    kubernetes.use_secret_as_env(task, secret_name='second', secret_key_to_env={'key': 'KEY'}, optional=True)
    kubernetes.use_secret_as_volume(task, secret_name='first', mount_path='/secrets/first')
    kubernetes.use_secret_as_volume(task, secret_name='second', mount_path='/secrets/second', optional=True)
    word = pick()
    task = say(text='input')
    kubernetes.use_secret_as_env(task, secret_name=secret, secret_key_to_env={'key': 'KEY'})
    kubernetes.use_secret_as_volume(task, secret_name=word.output, mount_path='/secrets/third')


@dsl.pipeline(name='config-maps')
def config_maps(settings: str = 'third'):
    task = say(text='literal')
    kubernetes.use_config_map_as_env(task, config_map_name='first', config_map_key_to_env={'a': 'A', 'b': 'B'})
    kubernetes.use_config_map_as_env(task, config_map_name='second', config_map_key_to_env={'c': 'C'}, optional=True)
    kubernetes.use_config_map_as_volume(task, config_map_name='first', mount_path='/config/first')
    kubernetes.use_config_map_as_volume(task, config_map_name='second', mount_path='/config/second', optional=True)
    word = pick()
    task = say(text='input')
    kubernetes.use_config_map_as_env(task, config_map_name=settings, config_map_key_to_env={'d': 'D'})
    kubernetes.use_config_map_as_volume(task, config_map_name=word.output, mount_path='/config/third')


@dsl.pipeline(name='claims')
def claims(existing: str = 'shared'):
    claim = kubernetes.CreatePVC(
        pvc_name_suffix='-data',
        access_modes=['ReadWriteOnce'],
        size='5Gi',
        storage_class_name='fast',
        annotations={'team': 'a'},
    )
    first = say(text='write')
    kubernetes.mount_pvc(first, pvc_name=claim.outputs['name'], mount_path='/data')
    second = say(text='read').after(first)
    kubernetes.mount_pvc(second, pvc_name=claim.outputs['name'], mount_path='/data', sub_path='part')
    kubernetes.mount_pvc(second, pvc_name='fixed', mount_path='/fixed')
    kubernetes.mount_pvc(second, pvc_name=existing, mount_path='/shared')
    kubernetes.DeletePVC(pvc_name=claim.outputs['name']).after(second)


@dsl.pipeline(name='named-claim')
def named_claim():
    claim = kubernetes.CreatePVC(pvc_name='mine', access_modes=['ReadWriteMany', 'ReadOnlyMany'], size='1Gi')
    task = pick()
    kubernetes.mount_pvc(task, pvc_name=claim.outputs['name'], mount_path='/mine')
    kubernetes.DeletePVC(pvc_name='mine').after(task)


@dsl.pipeline(name='nodes')
def nodes(labels: dict = {'disk': 'ssd'}):
    task = say(text='literal')
    kubernetes.add_node_selector(task, 'kubernetes.io/arch', 'amd64')
    kubernetes.add_node_selector(task, 'pool', 'gpu')
    kubernetes.add_node_selector_json(say(text='input'), labels)


@dsl.pipeline(name='tolerations')
def tolerations(one: dict, many: list):
    task = say(text='literal')
    kubernetes.add_toleration(task, key='gpu', operator='Equal', value='yes', effect='NoSchedule')
    kubernetes.add_toleration(task, key='spot', operator='Exists', effect='NoExecute', toleration_seconds=300)
    kubernetes.add_toleration(task, operator='Exists')
    kubernetes.add_toleration_json(say(text='one'), one)
    kubernetes.add_toleration_json(say(text='many'), many)


@dsl.pipeline(name='node-affinity')
def node_affinity(terms: dict):
    task = say(text='required')
    kubernetes.add_node_affinity(
        task,
        match_expressions=[
            {'key': 'disk', 'operator': 'In', 'values': ['ssd', 'nvme']},
            {'key': 'old', 'operator': 'DoesNotExist'},
        ],
    )
    task = say(text='preferred')
    kubernetes.add_node_affinity(
        task,
        match_expressions=[{'key': 'zone', 'operator': 'NotIn', 'values': ['a']}],
        match_fields=[{'key': 'metadata.name', 'operator': 'In', 'values': ['node-1']}],
        weight=50,
    )
    kubernetes.add_node_affinity_json(say(text='input'), terms)


@dsl.pipeline(name='labels-and-annotations')
def labels_and_annotations():
    task = say(text='x')
    kubernetes.add_pod_label(task, 'team', 'a')
    kubernetes.add_pod_label(task, 'example.com/kind', 'step')
    kubernetes.add_pod_annotation(task, 'example.com/note', 'anything: goes')
    kubernetes.add_pod_annotation(pick(), 'only', 'this')


@dsl.pipeline(name='pulling-images')
def pulling_images(secret: str):
    task = say(text='x')
    kubernetes.set_image_pull_policy(task, 'Always')
    kubernetes.set_image_pull_secrets(task, ['first', secret])
    kubernetes.set_image_pull_policy(pick(), 'IfNotPresent')


@dsl.pipeline(name='fields-of-pods')
def fields_of_pods():
    task = say(text='x')
    kubernetes.use_field_path_as_env(task, env_name='POD', field_path='metadata.name')
    kubernetes.use_field_path_as_env(task, env_name='NODE', field_path='spec.nodeName')


@dsl.pipeline(name='volumes-for-a-while')
def volumes_for_a_while():
    task = say(text='x')
    kubernetes.add_ephemeral_volume(
        task,
        volume_name='scratch',
        mount_path='/scratch',
        access_modes=['ReadWriteOnce'],
        size='5Gi',
        storage_class_name='fast',
        labels={'l': '1'},
        annotations={'a': '2'},
    )
    kubernetes.add_ephemeral_volume(
        task,
        volume_name='more',
        mount_path='/more',
        access_modes=['ReadWriteOnce'],
        size='1Gi',
    )
    kubernetes.empty_dir_mount(task, volume_name='plain', mount_path='/plain')
    kubernetes.empty_dir_mount(task, volume_name='shm', mount_path='/dev/shm', medium='Memory', size_limit='2Gi')


@dsl.pipeline(name='security')
def security():
    kubernetes.set_security_context(say(text='x'), run_as_user=1000, run_as_group=100, run_as_non_root=True)
    kubernetes.set_security_context(pick(), run_as_user=0)


@dsl.pipeline(name='time-out')
def time_out():
    kubernetes.set_timeout(say(text='x'), 3600)


@dsl.pipeline(name='inner-pods')
def inner_pods(secret: str):
    task = say(text='x')
    kubernetes.use_secret_as_env(task, secret_name=secret, secret_key_to_env={'key': 'KEY'})
    kubernetes.set_timeout(task, 60)


@dsl.pipeline(name='pods-in-groups')
def pods_in_groups(secret: str = 'mine', words: list = ['a']):
    # No inputs within loops and conditions: the SDK gives them names that are not known there.
    inner_pods(secret=secret)
    with dsl.ParallelFor(words) as word:
        task = say(text=word)
        kubernetes.use_secret_as_volume(task, secret_name='fixed', mount_path='/secret')
        kubernetes.add_pod_label(task, 'loop', 'yes')
    with dsl.If(pick().output == 'x'):
        kubernetes.mount_pvc(clean(), pvc_name='fixed', mount_path='/data')


PIPELINES = [
    secrets,
    config_maps,
    claims,
    named_claim,
    nodes,
    tolerations,
    node_affinity,
    labels_and_annotations,
    pulling_images,
    fields_of_pods,
    volumes_for_a_while,
    security,
    time_out,
    pods_in_groups,
]
