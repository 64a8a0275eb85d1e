"""Large objects in parts: each part with its MD5, the whole given up when anything fails."""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from archive_service.storage.s3_client import server_errors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

_log = logging.getLogger(__name__)

_MOST_PARTS = 9_000  # S3 allows 10,000


def content_md5(content: bytes) -> str:
    """The Content-MD5 header of a body: the server refuses bytes that arrive as others."""
    return base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()


def upload_in_parts(
    client: S3Client, arguments: Mapping[str, Any], chunks: Iterable[bytes], *, size: int, part_bytes: int
) -> None:
    """Create the object of `arguments` (Bucket, Key, Metadata) from the chunks; one part is in memory at a time.

    What the chunks raise passes, after the upload was given up.
    """
    where = {"Bucket": arguments["Bucket"], "Key": arguments["Key"]}
    with server_errors():
        upload = client.create_multipart_upload(**arguments)["UploadId"]
    try:
        parts: list[CompletedPartTypeDef] = []
        for number, part in enumerate(_in_parts(chunks, max(part_bytes, -(-size // _MOST_PARTS))), start=1):
            with server_errors():
                answer = client.upload_part(
                    **where, UploadId=upload, PartNumber=number, Body=part, ContentMD5=content_md5(part)
                )
            parts.append({"PartNumber": number, "ETag": answer["ETag"]})
        with server_errors():
            client.complete_multipart_upload(**where, UploadId=upload, MultipartUpload={"Parts": parts})
    except BaseException:
        _give_up(client, where, upload)
        raise


def _give_up(client: S3Client, where: Mapping[str, str], upload: str) -> None:
    try:
        client.abort_multipart_upload(Bucket=where["Bucket"], Key=where["Key"], UploadId=upload)
    except (BotoCoreError, ClientError) as error:
        _log.warning("an unfinished upload stays until it is cleared: %s", error)


def _in_parts(chunks: Iterable[bytes], part_bytes: int) -> Iterator[bytes]:
    part = bytearray()
    for chunk in chunks:
        part += chunk
        while len(part) >= part_bytes:
            yield bytes(part[:part_bytes])
            del part[:part_bytes]
    if part:
        yield bytes(part)
