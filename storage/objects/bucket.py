"""Objects in a bucket of any S3 store."""

import io
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

import urllib3
from minio import Minio
from minio.commonconfig import COMPLIANCE
from minio.credentials.providers import StaticProvider
from minio.error import MinioException, S3Error
from minio.helpers import BaseURL, check_bucket_name
from urllib3.exceptions import HTTPError

from pipeline.errors import Missing, StoreTrouble, WrongUse
from pipeline.ports import Kept
from storage import keys
from storage.objects.signed_put import Answer, Lock, SignedPut
from storage.objects.streams import Seen, Watched, buffered, seen

_GONE = {"NoSuchKey", "NoSuchVersion"}
_REFUSED = {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT}
_NO_LOCKS = {"InvalidRequest", "InvalidArgument", "NotImplemented", "ObjectLockConfigurationNotFoundError"}
_BUSY = {500, 502, 503, 504}
_BLOCK = 256 << 10  # bytes handed to the socket at once
_WEEK = 604_800  # seconds
_TRIES = 3  # for a conditional put that met another one under way


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds to wait for a connection (twice) and for the next bytes (once)."""

    connect: float = 3.0
    read: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a bucket is and who we are there; `ca_file` holds the certificates to trust, None: those of the system."""

    endpoint: str
    bucket: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    region: str = "us-east-1"
    secure: bool = True
    ca_file: Path | None = None
    patience: Patience = Patience()


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketObjects:
    """The port `Objects`; safe to call from several threads.

    `retention_days`: originals and checkpoints are kept under a COMPLIANCE lock for so long, in a bucket
    that has locks.
    """

    place: Place
    retention_days: int | None
    _client: Minio
    _signed: SignedPut

    @classmethod
    def open(cls, place: Place, retention_days: int | None = None) -> "BucketObjects":
        """Nothing is asked of the store yet. Raises WrongUse when the place cannot be one."""
        provider = StaticProvider(place.access_key, place.secret_key)
        try:
            pool = _pool(place)
            client = Minio(
                place.endpoint, credentials=provider, secure=place.secure, region=place.region, http_client=pool
            )
            base = BaseURL(f"{'https' if place.secure else 'http'}://{place.endpoint}", place.region)
            check_bucket_name(place.bucket)
        except (ValueError, OSError) as error:
            raise WrongUse(f"{place.endpoint} is no S3 store we can reach ({error}); mend the setting.") from error
        signed = SignedPut(base=base, region=place.region, provider=provider, pool=pool)
        return cls(place=place, retention_days=retention_days, _client=client, _signed=signed)

    def make_bucket(self) -> None:
        """Nothing happens when it is there."""
        with self._guard():
            if not self._client.bucket_exists(self.place.bucket):
                self._client.make_bucket(self.place.bucket)

    def make_locked_bucket(self) -> None:
        """A bucket with versions and locks. Nothing happens when one is there, with locks or without."""
        with self._guard():
            if not self._client.bucket_exists(self.place.bucket):
                self._client.make_bucket(self.place.bucket, object_lock=True)

    def versioned(self) -> bool:
        """Whether the bucket keeps every version of a name."""
        with self._guard():
            return self._client.get_bucket_versioning(self.place.bucket).status == "Enabled"

    def put(self, name: str, content: BinaryIO) -> bool:
        locked = self.retention_days is not None and (keys.is_original(name) or keys.is_checkpoint(name))
        lock = _lock(timedelta(days=self.retention_days or 0)) if locked else None
        return self._put(name, content, lock) is not None

    def get(self, name: str) -> BinaryIO:
        keys.checked(name)
        with self._guard(name):
            response = self._client.get_object(self.place.bucket, name)
        if response.length_remaining is None and not response.chunked:
            response.close()
            raise StoreTrouble(f"{self._here} did not say how long {name} is; see whether it runs, try again.")
        return buffered(Watched(_Body(response), self._guard))

    def delete(self, name: str) -> None:
        """Every version goes, so that nothing stays behind a delete marker; a locked one raises StoreTrouble."""
        keys.checked(name)
        with self._guard():
            versions = self._client.list_objects(self.place.bucket, prefix=name, recursive=True, include_version=True)
            for version in [one.version_id for one in versions if one.object_name == name]:
                self._client.remove_object(self.place.bucket, name, version_id=version)

    def names(self, prefix: str) -> Iterator[Kept]:
        """In the store's order: that of S3 is by bytes, SeaweedFS without versions sorts a/ before a-b/."""
        keys.checked_prefix(prefix)
        with self._guard():
            for one in self._client.list_objects(self.place.bucket, prefix=prefix, recursive=True):
                if one.object_name and one.last_modified and not one.is_dir:
                    yield Kept(one.object_name, one.size or 0, one.last_modified)

    def upload_address(self, name: str, seconds: int) -> str | None:
        """S3 has no address that works once only: within `seconds` a later PUT hides an earlier one."""
        keys.checked(name)
        if not 0 < seconds <= _WEEK:
            raise WrongUse(f"An address to upload to cannot live {seconds} s; give it between a second and a week.")
        with self._guard():
            return self._client.presigned_put_object(self.place.bucket, name, timedelta(seconds=seconds))

    def probe(self) -> None:
        with self._guard():
            if not self._client.bucket_exists(self.place.bucket):
                raise StoreTrouble(f"{self._here} is missing; make the bucket, or mend its name in the settings.")

    def worm_probe(self, seconds: int) -> bool:
        """Whether a version locked for `seconds` withstands its deletion; it stays behind under `keys.PROBES`.

        The store must also say that it is locked: without the right to delete, everything withstands.
        """
        name = keys.worm_probe(secrets.token_hex(16))
        try:
            version = self._put(name, io.BytesIO(b"May this be deleted?"), _lock(timedelta(seconds=seconds)))
        except _LockRefused:
            return False
        if not version:
            return False
        with self._guard():
            try:
                self._client.remove_object(self.place.bucket, name, version_id=version)
            except S3Error as error:
                if error.response.status not in _REFUSED:
                    raise
            try:
                found = self._client.stat_object(self.place.bucket, name, version_id=version)
            except S3Error as error:
                if error.code not in _GONE:
                    raise
                return False
        return (found.metadata or {}).get("x-amz-object-lock-mode") == COMPLIANCE

    def _put(self, name: str, content: BinaryIO, lock: Lock | None) -> str | None:
        """The version that was written, empty where the bucket has none; None when the name was taken."""
        keys.checked(name)
        content.seek(0)
        sent = seen(content)
        answer = self._sent(name, content, sent, lock)
        if answer.status == HTTPStatus.PRECONDITION_FAILED:
            return None
        if answer.status != HTTPStatus.OK:
            raise self._refusal(name, answer)
        if answer.sha256 != sent.sha256:
            self._compare(name, answer, sent)
        return answer.version

    def _sent(self, name: str, content: BinaryIO, sent: Seen, lock: Lock | None) -> Answer:
        """The store's answer; a put that met another one under way is repeated."""
        with self._guard():
            for _ in range(_TRIES):
                answer = self._signed.put(self.place.bucket, name, content, sent, lock)
                if answer.status != HTTPStatus.CONFLICT:
                    break
            return answer

    def _refusal(self, name: str, answer: Answer) -> StoreTrouble:
        said = f"{self._here} did not take {name} (status {answer.status} {answer.code})"
        if answer.code in _NO_LOCKS:
            return _LockRefused(f"{said}; use a bucket made with object lock, or set no retention.")
        return StoreTrouble(f"{said}; mend the store or our right to write there, then try again.")

    def _compare(self, name: str, answer: Answer, sent: Seen) -> None:
        """The store did not say what it found: read it all again, and take back what is not what we sent."""
        version = answer.version or None
        with self._guard(), closing(self._client.get_object(self.place.bucket, name, version_id=version)) as response:
            stored = seen(buffered(Watched(_Body(response), self._guard)))
            if stored != sent:
                self._client.remove_object(self.place.bucket, name, version_id=version)
                raise StoreTrouble(
                    f"{self._here} kept other bytes for {name} than it was sent; check it, then try again."
                )

    @property
    def _here(self) -> str:
        return f"The bucket {self.place.bucket} at {self.place.endpoint}"

    @contextmanager
    def _guard(self, name: str = "") -> Iterator[None]:
        """Errors of the SDK become ours; `name` is the object that may be missing."""
        try:
            yield
        except S3Error as error:
            if name and error.code in _GONE:
                raise Missing(f"There is no object {name}; look for it in a backup.") from error
            raise StoreTrouble(f"{self._here} refused ({error.code}); mend the store or our rights there.") from error
        except (MinioException, HTTPError, OSError, ValueError, ParseError) as error:
            raise StoreTrouble(
                f"{self._here} did not answer as it should ({type(error).__name__}); see whether it runs, try again."
            ) from error


class _LockRefused(StoreTrouble):
    """The bucket has no locks."""


class _Body:
    """The body of an answer as a `Source`; urllib3 raises when it is shorter than announced."""

    __slots__ = ("_response",)

    def __init__(self, response: urllib3.BaseHTTPResponse) -> None:
        self._response = response

    def read(self, size: int, /) -> bytes:
        return self._response.read(size, decode_content=False)

    def close(self) -> None:
        """A connection with bytes still under way cannot be used again."""
        self._response.close()
        self._response.release_conn()


def _lock(span: timedelta) -> Lock:
    return Lock(datetime.now(UTC) + span)


def _pool(place: Place) -> urllib3.PoolManager:
    """A dead store is given up within twice `connect` and once `read`; one 5xx is asked again."""
    return urllib3.PoolManager(
        maxsize=16,
        timeout=urllib3.Timeout(connect=place.patience.connect, read=place.patience.read),
        retries=urllib3.Retry(
            total=1, read=0, other=0, redirect=0, status_forcelist=_BUSY, backoff_factor=0.2, raise_on_status=False
        ),
        cert_reqs="CERT_REQUIRED",
        ca_certs=str(place.ca_file) if place.ca_file else None,
        blocksize=_BLOCK,
    )
