"""Copies a folder to a server that speaks S3: upload.py FOLDER s3://BUCKET/PREFIX

The bucket is made if there is none. Address and keys come from boto3's environment variables: AWS_ENDPOINT_URL,
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_DEFAULT_REGION.
"""

import argparse
import pathlib
import urllib.parse

import boto3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("target", type=urllib.parse.urlparse)
    options = parser.parse_args()

    s3 = boto3.client("s3")
    bucket, prefix = options.target.netloc, pathlib.PurePosixPath(options.target.path.strip("/"))
    if bucket not in [found["Name"] for found in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=bucket)
    for file in sorted(path for path in options.folder.rglob("*") if path.is_file()):
        key = str(prefix / file.relative_to(options.folder))
        s3.upload_file(str(file), bucket, key)
        print(f"s3://{bucket}/{key}")


if __name__ == "__main__":
    main()
