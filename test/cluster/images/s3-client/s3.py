"""Sends one request to an S3 server, signed with the keys in a folder, and prints what came back as JSON.

s3.py METHOD KEY [--query QUERY] [--body TEXT] [--secret SECRET] [--header NAME:VALUE]

The address, the bucket and the folder are in the environment. A connection that does not come about is an answer too.
"""

import argparse
import datetime
import hashlib
import hmac
import http.client
import json
import os
import re
import urllib.parse


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("method")
    parser.add_argument("key")
    parser.add_argument("--query", default="")
    parser.add_argument("--body", default="")
    parser.add_argument("--secret", help="in the place of the right one")
    parser.add_argument("--header", action="append", default=[])
    parser.add_argument("--anonymous", action="store_true")
    return parser.parse_args()


def key_file(name):
    with open(os.path.join(os.environ.get("S3_KEYS", "/keys"), name), encoding="utf-8") as file:
        return file.read()


def digest(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def authorization(given, path, query, headers, now):
    """The header of version 4 of Amazon's signatures."""
    day = now[:8]
    scope = f"{day}/us-east-1/s3/aws4_request"
    names = ";".join(sorted(headers))
    canonical = "\n".join(
        [given.method, path, query]
        + [f"{name}:{headers[name]}" for name in sorted(headers)]
        + ["", names, headers["x-amz-content-sha256"]]
    )
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + (given.secret or key_file("secretkey"))).encode()
    for part in (day, "us-east-1", "s3", "aws4_request"):
        key = digest(key, part)
    signature = digest(key, text).hex()
    return f"AWS4-HMAC-SHA256 Credential={key_file('accesskey')}/{scope}, SignedHeaders={names}, Signature={signature}"


def send(given):
    endpoint = os.environ["S3_ENDPOINT"]
    path = urllib.parse.quote(f"/{os.environ['S3_BUCKET']}/{given.key}")
    pairs = sorted(urllib.parse.parse_qsl(given.query, keep_blank_values=True))
    query = urllib.parse.urlencode(pairs, quote_via=urllib.parse.quote, safe="")
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    body = given.body.encode()
    headers = {"host": endpoint, "x-amz-date": now, "x-amz-content-sha256": hashlib.sha256(body).hexdigest()}
    headers.update(header.split(":", 1) for header in given.header)
    if not given.anonymous:
        headers["authorization"] = authorization(given, path, query, dict(headers), now)
    connection = http.client.HTTPConnection(endpoint, timeout=10)
    connection.request(given.method, f"{path}?{query}" if query else path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode(errors="replace")


def main():
    given = arguments()
    try:
        status, body = send(given)
    except OSError as error:
        print(json.dumps({"status": 0, "code": type(error).__name__, "body": "", "keys": []}))
        return
    code = re.search("<Code>([^<]*)</Code>", body)
    keys = re.findall("<Key>([^<]*)</Key>", body)
    print(json.dumps({"status": status, "code": code.group(1) if code else "", "body": body, "keys": keys}))


if __name__ == "__main__":
    main()
