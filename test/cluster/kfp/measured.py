"""Compiles pipelines, each to the same file, and prints how long that took: `measured.py chain|small COUNT`, in milliseconds.

Imports are not counted, as they are not in the figures of Keelson.
"""

import json
import pathlib
import resource
import sys
import tempfile
import time

from kfp import compiler

sys.path.insert(0, str(pathlib.Path(__file__).parent / 'pipelines'))
import large  # noqa: E402


def main(kind, count):
    wanted = [count] if kind == 'chain' else range(count)
    make = {'chain': large.chain, 'small': large.small}[kind]
    with tempfile.TemporaryDirectory() as folder:
        start, before = time.perf_counter(), time.process_time()
        for number in wanted:
            compiler.Compiler().compile(make(number), f'{folder}/pipeline.yaml')
        took, cpu = time.perf_counter() - start, time.process_time() - before
    print(json.dumps({'ms': took * 1000, 'cpu': cpu * 1000, 'rss': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


main(sys.argv[1], int(sys.argv[2]))
