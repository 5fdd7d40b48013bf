"""Trains a classifier of scikit-learn's iris flowers, and writes it where a model server finds it.

The folder then holds model.joblib, and beside the folder there is NAME.expected.json: some flowers, and the predictions that
the model gives for them. The same is printed.
"""

import argparse
import json
import pathlib

import joblib
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

KINDS = {
    "logistic": lambda: LogisticRegression(max_iter=1000),
    "forest": lambda: RandomForestClassifier(n_estimators=10, random_state=0),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--kind", choices=sorted(KINDS), default="logistic")
    parser.add_argument("--first-class", type=int, default=0, help="the number of the first of the three classes")
    options = parser.parse_args()

    flowers, classes = load_iris(return_X_y=True)
    model = KINDS[options.kind]().fit(flowers, classes + options.first_class)
    options.folder.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, options.folder / "model.joblib")

    some = flowers[::10]
    expected = json.dumps({"instances": some.tolist(), "predictions": model.predict(some).tolist()})
    options.folder.with_suffix(".expected.json").write_text(expected + "\n")
    print(expected)


if __name__ == "__main__":
    main()
