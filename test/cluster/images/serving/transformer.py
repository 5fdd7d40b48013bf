"""A transformer before a predictor of iris flowers: it takes lengths in millimetres, where the model knows centimetres.

The arguments are those of KServe's own servers; KServe adds --predictor_host.
"""

import argparse

import kserve
from kserve import InferInput, InferRequest
from kserve.utils.utils import get_predict_input

MILLIMETRES = 10


class Centimetres(kserve.Model):
    def __init__(self, name):
        super().__init__(name)
        self.ready = True

    def preprocess(self, payload, headers=None):
        lengths = get_predict_input(payload) / MILLIMETRES
        if not isinstance(payload, InferRequest):
            return {"instances": lengths.tolist()}
        tensor = InferInput(payload.inputs[0].name, list(lengths.shape), "FP64")
        tensor.set_data_from_numpy(lengths, binary_data=False)
        return InferRequest(self.name, [tensor], request_id=payload.id)


def main():
    parser = argparse.ArgumentParser(parents=[kserve.model_server.parser])
    options, _ = parser.parse_known_args()
    kserve.ModelServer().start([Centimetres(options.model_name)])


if __name__ == "__main__":
    main()
