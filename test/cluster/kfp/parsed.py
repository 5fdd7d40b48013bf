"""Reads a JSON object from standard input, name to the text of a pipeline's file, with the parsers of the SDK.

Prints a JSON object, name to `{documents, problem}`: the documents as YAML gives them, and what the protobuf messages
of the SDK say against them, if they do. A field that a message does not have is refused.
"""

import json
import sys

import yaml
from google.protobuf import json_format
from kfp.components import load_component_from_text
from kfp.kubernetes import kubernetes_executor_config_pb2
from kfp.pipeline_spec import pipeline_spec_pb2


def parse(document, message):
    json_format.ParseDict(document, message, ignore_unknown_fields=False)


def check(documents):
    specs = [document for document in documents if 'pipelineInfo' in document]
    platforms = [document for document in documents if 'platforms' in document]
    if len(specs) != 1 or len(specs) + len(platforms) != len(documents) or len(platforms) > 1:
        raise ValueError('not a pipeline and at most one platform document')
    parse(specs[0], pipeline_spec_pb2.PipelineSpec())
    # A Struct to the message above, so its fields are looked at apart.
    parse(specs[0].get('deploymentSpec', {}), pipeline_spec_pb2.PipelineDeploymentConfig())
    for document in platforms:
        parse(document, pipeline_spec_pb2.PlatformSpec())
        for platform in document['platforms'].values():
            for executor in platform.get('deploymentSpec', {}).get('executors', {}).values():
                parse(executor, kubernetes_executor_config_pb2.KubernetesExecutorConfig())


def read(text):
    documents = list(yaml.safe_load_all(text))
    try:
        check(documents)
        # What `kfp` does with a file that somebody gives it.
        load_component_from_text(text)
    except Exception as error:
        return {'documents': documents, 'problem': f'{type(error).__name__}: {error}'}
    return {'documents': documents}


json.dump({name: read(text) for name, text in json.load(sys.stdin).items()}, sys.stdout)
