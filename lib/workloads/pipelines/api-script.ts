/*
 * What programs in the cluster have in common that talk to the API of Kubeflow Pipelines: Python, with its standard library
 * alone. A program gets the API's address in KFP_API and reads a token from a file, anew for each request, since the kubelet
 * renews it.
 */
export const apiScript = `import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

API = os.environ["KFP_API"]
TOKEN = os.environ["KFP_TOKEN"]
HINTS = {
    401: "the server does not take the token of this ServiceAccount",
    403: "this ServiceAccount may not do that: the Role beside it must be there, and the server must run for several users",
}


class Answered(Exception):
    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


def request(method, path, body=None, content_type="application/json", **query):
    given = {key: value for key, value in query.items() if value}
    url = API + "/apis/v2beta1" + path + ("?" + urllib.parse.urlencode(given) if given else "")
    with open(TOKEN, encoding="utf-8") as file:
        headers = {"Authorization": "Bearer " + file.read().strip()}
    data = json.dumps(body).encode() if isinstance(body, dict) else body
    if data is not None:
        headers["Content-Type"] = content_type
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=60) as answer:
            return json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        text = error.read(2000).decode(errors="replace").strip()
        hint = "; " + HINTS[error.code] if error.code in HINTS else ""
        raise Answered(error.code, f"{method} {path} was answered {error.code}{hint}: {text}") from error
    except OSError as error:
        sys.exit(f"the API of pipelines at {API} cannot be reached, which is tried again: {error}")


def pages(path, items, **query):
    token = None
    while True:
        page = request("GET", path, page_size="100", page_token=token, **query)
        yield from page.get(items) or []
        token = page.get("next_page_token")
        if not token:
            return


# A server for one user knows no namespaces, and refuses them.
def scope(namespace):
    return {"namespace": namespace} if request("GET", "/healthz").get("multi_user") else {}


def find_pipeline(name, where):
    try:
        return request("GET", "/pipelines/names/" + urllib.parse.quote(name, safe=""), **where)
    except Answered as answered:
        if answered.status == 404:
            return None
        raise


# The newest come first, because it is one of those that is looked for.
def find_version(pipeline, name):
    versions = pages(f"/pipelines/{pipeline['pipeline_id']}/versions", "pipeline_versions", sort_by="created_at desc")
    return next((each for each in versions if name in (each.get("name"), each.get("display_name"))), None)


def run(main):
    with open(sys.argv[1], encoding="utf-8") as file:
        desired = json.load(file)
    try:
        main(desired)
    except Answered as answered:
        sys.exit(str(answered))
`;
