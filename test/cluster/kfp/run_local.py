"""Runs a pipeline on this machine: `run_local.py FILE FOLDER [ARGUMENTS as JSON]`.

Components run as processes with this Python. Prints the outputs as JSON; of an artifact its type, content and metadata.
The last line of standard output is the answer: what comes before is what components print.
"""

import json
import pathlib
import sys

from kfp import dsl, local
from kfp.components import load_component_from_file


def shown(value):
    if isinstance(value, dsl.Artifact):
        path = pathlib.Path(value.path)
        return {
            'type': value.schema_title,
            'metadata': value.metadata,
            'content': path.read_text() if path.is_file() else None,
        }
    if isinstance(value, list):
        return [shown(item) for item in value]
    return value


def main(file, folder, arguments='{}'):
    local.init(local.SubprocessRunner(use_venv=False), pipeline_root=folder, workspace_root=f'{folder}/workspace')
    task = load_component_from_file(file)(**json.loads(arguments))
    print()
    print(json.dumps({name: shown(value) for name, value in task.outputs.items()}, sort_keys=True))


main(*sys.argv[1:])
