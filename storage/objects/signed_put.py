"""One conditional, checked and streamed PUT, which the SDK has no call for.

The headers are signed as the SDK signs its own (AWS Signature Version 4): `If-None-Match: *` makes the store refuse a
taken name, `x-amz-checksum-sha256` makes it refuse bytes that changed on the way.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

import urllib3
from minio.commonconfig import COMPLIANCE
from minio.credentials.providers import Provider
from minio.helpers import BaseURL
from minio.signer import sign_v4_s3
from minio.time import to_amz_date, to_iso8601utc

from storage.objects.streams import Seen

_CODE = re.compile(r"<Code>(\w{1,100})</Code>")


@dataclass(frozen=True, slots=True)
class Lock:
    """Nobody, the administrator included, deletes the version before `until`."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """HTTP status; the store's own error code, the SHA-256 it found (hex), the version it made, empty where unsaid."""

    status: int
    code: str
    sha256: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPut:
    """Writes to one store; safe to call from several threads."""

    base: BaseURL
    region: str
    provider: Provider
    pool: urllib3.PoolManager

    def put(self, bucket: str, name: str, content: BinaryIO, sent: Seen, lock: Lock | None) -> Answer:
        """Stream `content` from its start; `sent` is what it holds. Raises urllib3's HTTPError and OSError."""
        content.seek(0)
        now = datetime.now(UTC)
        url = self.base.build(method="PUT", region=self.region, bucket_name=bucket, object_name=name)
        credentials = self.provider.retrieve()
        headers: dict[str, str | list[str] | tuple[str]] = {"Host": url.netloc, "x-amz-date": to_amz_date(now)}
        headers |= {**_content(sent), **_lock(lock)}
        if credentials.session_token:
            headers["x-amz-security-token"] = credentials.session_token
        signed = sign_v4_s3(
            method="PUT",
            url=url,
            region=self.region,
            headers=headers,
            credentials=credentials,
            content_sha256=sent.sha256,
            date=now,
        )
        return _answer(self.pool.request("PUT", url.geturl(), body=content, headers=_plain(signed), redirect=False))


def _content(sent: Seen) -> dict[str, str]:
    return {
        "Content-Length": str(sent.size),
        "Content-Type": "application/octet-stream",
        "If-None-Match": "*",
        "x-amz-checksum-sha256": b64encode(bytes.fromhex(sent.sha256)).decode("ascii"),
        "x-amz-content-sha256": sent.sha256,
    }


def _lock(lock: Lock | None) -> dict[str, str]:
    if lock is None:
        return {}
    return {
        "x-amz-object-lock-mode": COMPLIANCE,
        "x-amz-object-lock-retain-until-date": to_iso8601utc(lock.until) or "",
    }


def _answer(response: urllib3.BaseHTTPResponse) -> Answer:
    code = _CODE.search(response.data[:4096].decode("utf-8", "replace"))
    return Answer(
        status=response.status,
        code=code[1] if code else "",
        sha256=_hex(response.headers.get("x-amz-checksum-sha256", "")),
        version=response.headers.get("x-amz-version-id", ""),
    )


def _plain(headers: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in headers.items()}


def _hex(checksum: str) -> str:
    """Base64 as S3 writes checksums; empty for anything else."""
    try:
        return b64decode(checksum, validate=True).hex()
    except ValueError:
        return ""
