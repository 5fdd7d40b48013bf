"""A model server as a custom ServingRuntime brings it: serves a model of scikit-learn by the protocols v1 and v2.

It takes the arguments of KServe's own servers, and --model_dir. The folder holds model.joblib, which is loaded before the
server starts; or, where a runtime serves many models, nothing: then KServe's agent puts each model into a folder below, and
asks for it to be loaded.
"""

import argparse
import pathlib

import joblib
import kserve
from kserve.errors import InferenceError
from kserve.utils.utils import get_predict_input, get_predict_response

FILE = "model.joblib"


class JoblibModel(kserve.Model):
    def __init__(self, name, folder):
        super().__init__(name)
        self.file = pathlib.Path(folder, FILE)
        self.model = None

    def load(self):
        self.model = joblib.load(self.file)
        self.ready = True
        return self.ready

    def predict(self, payload, headers=None):
        try:
            result = self.model.predict(get_predict_input(payload))
        except ValueError as error:
            raise InferenceError(str(error)) from error
        return get_predict_response(payload, result, self.name)


class Models(kserve.ModelRepository):
    """Models that come and go while the server runs."""

    async def load(self, name):
        model = JoblibModel(name, pathlib.Path(self.models_dir, name))
        model.load()
        self.update(model)
        return model.ready


def main():
    parser = argparse.ArgumentParser(parents=[kserve.model_server.parser])
    parser.add_argument("--model_dir", required=True, help="where the model is")
    options, _ = parser.parse_known_args()
    if pathlib.Path(options.model_dir, FILE).exists():
        model = JoblibModel(options.model_name, options.model_dir)
        model.load()
        kserve.ModelServer().start([model])
    else:
        kserve.ModelServer(registered_models=Models(options.model_dir)).start([])


if __name__ == "__main__":
    main()
