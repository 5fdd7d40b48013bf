"""A trial whose best parameters are known, with Python's standard library alone.

    loss = (x - 0.3)^2 + (y - 5)^2 / 100 + penalty        penalty: 0 for "round", 5 for "square", 10 for "flat"

The smallest loss is 0, at x = 0.3, y = 5 and kind = "round". The score is 1 - loss, for experiments that maximize.

With --steps N it goes there in N steps, like training does: the loss of step i is loss + 1 / i - 1 / N, so each step is
better than the one before and the last is the loss itself. A line for each step holds the time and the metrics, as
`name=value` or as JSON.
"""

import argparse
import json
import pathlib
import sys
import time
from datetime import datetime, timezone

PENALTIES = {"round": 0.0, "square": 5.0, "flat": 10.0}


def loss(x, y, kind):
    return (x - 0.3) ** 2 + (y - 5) ** 2 / 100 + PENALTIES[kind]


def lines(options):
    """What is reported of each step."""
    final = loss(options.x, options.y, options.kind)
    for step in range(1, options.steps + 1):
        value = final + 1 / step - 1 / options.steps
        metrics = {"loss": f"{value:.6f}", "score": f"{1 - value:.6f}"}
        moment = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        if options.format == "json":
            yield json.dumps({"timestamp": moment, "epoch": str(step), **metrics})
        else:
            # Katib's collector takes the time from the start of the line, and without one knows no order.
            yield " ".join([moment, *(f"{name}={value}" for name, value in metrics.items())])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--x", type=float, default=0.0)
    parser.add_argument("--y", type=float, default=0.0)
    parser.add_argument("--kind", choices=sorted(PENALTIES), default="round")
    parser.add_argument("--steps", type=int, default=1, help="how many steps to report")
    parser.add_argument("--sleep", type=float, default=0.0, help="seconds before each step")
    parser.add_argument("--file", type=pathlib.Path, help="where to write metrics, instead of printing them")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    parser.add_argument("--fail", action="store_true", help="end with code 3, without metrics")
    options = parser.parse_args()
    if options.fail:
        print("this trial was told to fail", file=sys.stderr)
        sys.exit(3)

    if options.file:
        options.file.parent.mkdir(parents=True, exist_ok=True)
    for line in lines(options):
        time.sleep(options.sleep)
        if options.file:
            with options.file.open("a") as file:
                print(line, file=file)
        else:
            print(line, flush=True)
    print("finished", flush=True)


if __name__ == "__main__":
    main()
