"""Compiles the pipelines of `pipelines/` with the SDK, and prints a JSON object: name to the documents of its file."""

import importlib
import json
import pathlib
import sys
import tempfile

import yaml
from kfp import compiler

FOLDER = pathlib.Path(__file__).parent / 'pipelines'


def pipelines():
    """What the modules list in `PIPELINES`."""
    sys.path.insert(0, str(FOLDER))
    for path in sorted(FOLDER.glob('*.py')):
        yield from getattr(importlib.import_module(path.stem), 'PIPELINES', [])


def main():
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for pipeline in pipelines():
            name = pipeline.pipeline_spec.pipeline_info.name
            if name in found:
                raise ValueError(f'there are two pipelines "{name}"')
            file = pathlib.Path(folder) / f'{name}.yaml'
            compiler.Compiler().compile(pipeline, str(file))
            found[name] = list(yaml.safe_load_all(file.read_text()))
    json.dump(found, sys.stdout)


main()
