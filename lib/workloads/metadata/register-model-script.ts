/*
 * What a task of `registerModel` runs, with Python's standard library alone, so that nothing is installed at run time.
 * KFP's launcher fills in the arguments, and takes the outputs from files.
 */
export const registerModelScript = `import argparse
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

BASE = "/api/model_registry/v1alpha3"


class Refused(Exception):
    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


def request(registry, method, path, body=None, **query):
    given = {key: value for key, value in query.items() if value}
    url = registry + BASE + path + ("?" + urllib.parse.urlencode(given) if given else "")
    data = None if body is None else json.dumps(body).encode()
    headers = {"Accept": "application/json", **({} if data is None else {"Content-Type": "application/json"})}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        text = error.read(1000).decode(errors="replace").strip()
        raise Refused(error.code, f"{method} {url} was answered {error.code}: {text}") from error
    except urllib.error.URLError as error:
        sys.exit(f"the model registry at {registry} cannot be reached: {error.reason}")


def find(registry, path, **query):
    try:
        return request(registry, "GET", path, **query)
    except Refused as refused:
        if refused.status == 404:
            return None
        raise


# Another task may make the same at the same time; then the server refuses, and there is one to find.
def find_or_make(registry, find_path, make_path, body, **query):
    there = find(registry, find_path, **query)
    if there is not None:
        return there, False
    try:
        return request(registry, "POST", make_path, body), True
    except Refused as refused:
        there = find(registry, find_path, **query) if refused.status in (400, 409) else None
        if there is None:
            raise
        return there, False


def typed(name, value):
    if isinstance(value, bool):
        return {"metadataType": "MetadataBoolValue", "bool_value": value}
    if isinstance(value, int):
        return {"metadataType": "MetadataIntValue", "int_value": str(value)}
    if isinstance(value, float):
        return {"metadataType": "MetadataDoubleValue", "double_value": value}
    if isinstance(value, str):
        return {"metadataType": "MetadataStringValue", "string_value": value}
    sys.exit(f'the property "{name}" is {json.dumps(value)}, must be a text, a number, true or false')


def stated(**fields):
    return {name: value for name, value in fields.items() if value}


def model_artifacts(registry, version):
    token = None
    while True:
        page = request(
            registry, "GET", f"/model_versions/{version['id']}/artifacts", pageSize="100", nextPageToken=token
        )
        yield from (each for each in page.get("items") or [] if each.get("artifactType") == "model-artifact")
        token = page.get("nextPageToken")
        if not token:
            return


def write(path, text):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in ("registry", "uri", "name", "version", "modelId-file", "versionId-file", "uri-file"):
        parser.add_argument("--" + name, required=True)
    for name in ("description", "author", "format", "formatVersion", "runId", "runName"):
        parser.add_argument("--" + name, default="")
    parser.add_argument("--properties", default="{}")
    given = parser.parse_args()
    registry = given.registry
    for name in ("name", "version"):
        value = getattr(given, name)
        if not value or any(character in " \\t\\n/?#%" for character in value):
            sys.exit(
                f'"{name}" is {json.dumps(value)}, must be a name without spaces, "/", "?", "#" and "%",'
                " which KServe reads as something else"
            )
    properties = json.loads(given.properties or "{}")
    custom = {name: typed(name, value) for name, value in properties.items()}
    # The scheme is KFP's own, for a server that speaks S3. KServe does not know it.
    uri = "s3://" + given.uri[len("minio://") :] if given.uri.startswith("minio://") else given.uri

    model, _ = find_or_make(
        registry, "/registered_model", "/registered_models", {"name": given.name}, name=given.name
    )
    version, made = find_or_make(
        registry,
        "/model_version",
        "/model_versions",
        {
            "name": given.version,
            "registeredModelId": model["id"],
            **stated(description=given.description, author=given.author, customProperties=custom),
        },
        name=given.version,
        parentResourceId=model["id"],
    )
    there = [] if made else [each.get("uri") for each in model_artifacts(registry, version)]
    if there and uri not in there:
        sys.exit(
            f'the version "{given.version}" of the model "{given.name}" is there already, at {there[0]};'
            " choose another version"
        )
    if not there:
        source = {"modelSourceKind": "kfp", "modelSourceClass": "pipelinerun"} if given.runId else {}
        artifact = {
            "artifactType": "model-artifact",
            "name": given.name,
            "uri": uri,
            **source,
            **stated(
                modelFormatName=given.format,
                modelFormatVersion=given.formatVersion,
                modelSourceId=given.runId,
                modelSourceName=given.runName if given.runId else "",
            ),
        }
        request(registry, "POST", f"/model_versions/{version['id']}/artifacts", artifact)
    write(given.modelId_file, model["id"])
    write(given.versionId_file, version["id"])
    host = urllib.parse.urlsplit(registry).netloc
    write(given.uri_file, f"model-registry://{host}/{given.name}/{given.version}")
    print(f'registered version "{given.version}" of the model "{given.name}": {uri}')


try:
    main()
except Refused as refused:
    sys.exit(str(refused))
`;
