"""Registers a version of a model with the registry's own client."""

import sys

from model_registry import ModelRegistry

url, port, name, version, uri = sys.argv[1:]
registry = ModelRegistry(url, int(port), author="test", is_secure=False, user_token="none")
registry.register_model(
    name, uri, version=version, model_format_name="sklearn", model_format_version="1", metadata={"rows": 3, "good": True}
)
