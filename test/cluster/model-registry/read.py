"""Reads a version of a model with the registry's own client, and prints what it knows of it."""

import json
import sys

from model_registry import ModelRegistry

url, port, name, version = sys.argv[1:]
registry = ModelRegistry(url, int(port), author="test", is_secure=False, user_token="none")
found = registry.get_model_version(name, version)
artifact = registry.get_model_artifact(name, version)
print(
    json.dumps(
        {
            "model": registry.get_registered_model(name).name,
            "version": found.name,
            "author": found.author,
            "description": found.description,
            "properties": dict(found.custom_properties or {}),
            "uri": artifact.uri,
            "format": [artifact.model_format_name, artifact.model_format_version],
            "source": [artifact.model_source_kind, artifact.model_source_class, artifact.model_source_id],
        }
    )
)
