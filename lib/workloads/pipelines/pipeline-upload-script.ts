import { apiScript } from './api-script';

/*
 * Makes a pipeline at the API, and a version of it. A version that is there is left as it is: its name tells its content.
 */
export const pipelineUploadScript = `${apiScript}

import uuid


def upload(pipeline, version, content):
    boundary = uuid.uuid4().hex
    head = (
        f"--{boundary}\\r\\n"
        'Content-Disposition: form-data; name="uploadfile"; filename="pipeline.yaml"\\r\\n'
        "Content-Type: application/octet-stream\\r\\n\\r\\n"
    )
    body = head.encode() + content + f"\\r\\n--{boundary}--\\r\\n".encode()
    return request(
        "POST",
        "/pipelines/upload_version",
        body,
        "multipart/form-data; boundary=" + boundary,
        name=version["name"],
        display_name=version.get("display_name"),
        description=version.get("description"),
        pipelineid=pipeline["pipeline_id"],
    )


# Another Job may make the same at the same time; then the server refuses, and there is one to find.
def make_pipeline(wanted, where):
    try:
        return request("POST", "/pipelines", {**wanted, **where})
    except Answered as answered:
        there = find_pipeline(wanted["name"], where) if answered.status == 409 else None
        if there is None:
            raise
        return there


def main(desired):
    where = scope(desired["namespace"])
    wanted, version = desired["pipeline"], desired["version"]
    pipeline = find_pipeline(wanted["name"], where)
    if pipeline is None:
        pipeline = make_pipeline(wanted, where)
    if find_version(pipeline, version["name"]) is not None:
        print(f'the version "{version["name"]}" of the pipeline "{wanted["name"]}" is there already')
        return
    with open(sys.argv[2], "rb") as file:
        content = file.read()
    try:
        upload(pipeline, version, content)
    except Answered as answered:
        if answered.status != 409 or find_version(pipeline, version["name"]) is None:
            raise
    print(f'uploaded the version "{version["name"]}" of the pipeline "{wanted["name"]}"')


run(main)
`;
