"""A bucket when the store is real, when it is dead, and when it lies."""

import io
import secrets
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address
from pathlib import Path

import pytest
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from minio import Minio

from benchmarks.servers.ports import free_ports
from benchmarks.servers.running import Server
from pipeline.errors import Missing, StoreTrouble, WrongUse
from storage import keys
from storage.objects.bucket import BucketObjects, Patience, Place
from tests.storage.stores import Habits, place, store

MIB = 1 << 20


def test_a_lock_of_a_real_store_withstands_its_deletion(s3: Place) -> None:
    assert BucketObjects.open(s3).worm_probe(2)


def test_a_store_that_takes_locks_and_deletes_all_the_same_is_found_out() -> None:
    with store(Habits()) as pretending:
        assert not BucketObjects.open(pretending).worm_probe(60)


def test_an_account_that_may_delete_nothing_proves_no_lock() -> None:
    with store(Habits(lets_delete=False)) as strict:
        assert not BucketObjects.open(strict).worm_probe(60)


def test_a_bucket_without_locks_is_found_out(s3: Place) -> None:
    bucket = _fresh(s3)
    bucket.make_bucket()

    assert not bucket.worm_probe(60)


def test_a_dead_store_is_no_answer_about_locks() -> None:
    with pytest.raises(StoreTrouble):
        BucketObjects.open(place(free_ports(1)[0])).worm_probe(60)


def test_an_original_is_kept_under_its_lock_and_nothing_else_is(s3: Place) -> None:
    bucket = replace(_fresh(s3), retention_days=3)
    bucket.make_locked_bucket()
    original = keys.original("t", "s", sha256(b"1").hexdigest())
    bucket.put(original, io.BytesIO(b"1"))
    bucket.put("incoming/t/u", io.BytesIO(b"2"))

    with pytest.raises(StoreTrouble, match="AccessDenied"):
        bucket.delete(original)
    bucket.delete("incoming/t/u")

    assert bucket.get(original).read() == b"1"
    retention = _sdk(s3).get_object_retention(bucket.place.bucket, original)
    assert retention is not None
    assert abs(retention.retain_until_date - datetime.now(UTC) - timedelta(days=3)) < timedelta(minutes=1)


def test_a_deleted_object_leaves_no_version_behind(s3: Place) -> None:
    bucket = _fresh(s3)
    bucket.make_locked_bucket()
    for text in (b"first", b"second"):
        bucket.put("a", io.BytesIO(text))
        _sdk(s3).remove_object(bucket.place.bucket, "a")  # leaves the version, and a marker

    bucket.delete("a")

    assert bucket.versioned()
    assert list(_sdk(s3).list_objects(bucket.place.bucket, recursive=True, include_version=True)) == []


def test_a_stranger_may_put_to_the_address_and_to_no_other(s3: Place) -> None:
    bucket = BucketObjects.open(s3)
    name = keys.incoming("t", secrets.token_hex(8))
    address = bucket.upload_address(name, 60) or ""

    assert urllib3.request("PUT", address, body=b"upload").status == 200
    assert urllib3.request("PUT", address.replace("/t/", "/u/"), body=b"upload").status == 403
    assert bucket.get(name).read() == b"upload"
    with pytest.raises(WrongUse, match="between a second and a week"):
        bucket.upload_address(name, 0)


def test_a_large_body_is_never_whole_in_memory(s3: Place) -> None:
    bucket = BucketObjects.open(s3)
    name = keys.worm_probe(secrets.token_hex(8))
    content = io.BytesIO(bytes(24 * MIB))

    tracemalloc.start()
    bucket.put(name, content)
    with bucket.get(name) as stream:
        while stream.read(MIB):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 8 * MIB


def test_a_missing_bucket_is_trouble_and_not_a_missing_object(s3: Place) -> None:
    bucket = _fresh(s3)
    for call in (
        bucket.probe,
        lambda: bucket.get("a"),
        lambda: bucket.put("a", io.BytesIO(b"1")),
        lambda: list(bucket.names("")),
    ):
        with pytest.raises(StoreTrouble):
            call()


def test_a_wrong_secret_is_trouble(s3: Place) -> None:
    bucket = BucketObjects.open(replace(s3, secret_key="wrong"))  # noqa: S106 - wrong on purpose

    with pytest.raises(StoreTrouble, match="403"):
        bucket.put("a", io.BytesIO(b"1"))
    with pytest.raises(StoreTrouble, match="refused"):
        bucket.get("a")


def test_what_was_kept_is_there_after_a_crash_of_the_store(seaweed_server: Server, s3: Place) -> None:
    bucket = BucketObjects.open(s3)
    name = keys.worm_probe(secrets.token_hex(8))
    bucket.put(name, io.BytesIO(b"acknowledged"))

    seaweed_server.restart()

    assert bucket.get(name).read() == b"acknowledged"


def test_a_store_that_hangs_is_given_up_in_time(seaweed_server: Server, s3: Place) -> None:
    bucket = BucketObjects.open(replace(s3, patience=Patience(connect=0.5, read=0.5)))
    seaweed_server.pause()
    try:
        started = time.monotonic()
        with pytest.raises(StoreTrouble, match="did not answer"):
            bucket.put("a", io.BytesIO(b"1"))
        with pytest.raises(StoreTrouble, match="did not answer"):
            bucket.get("a")
        assert time.monotonic() - started < 4
    finally:
        seaweed_server.resume()


def test_the_usual_patience_ends_within_thirty_seconds() -> None:
    usual = Patience()

    assert 2 * usual.connect + usual.read < 30


def test_nobody_listening_is_trouble_at_once() -> None:
    bucket = BucketObjects.open(place(free_ports(1)[0]))

    for call in (bucket.probe, lambda: bucket.get("a"), lambda: bucket.put("a", io.BytesIO(b"1")), bucket.versioned):
        with pytest.raises(StoreTrouble, match="did not answer"):
            call()


def test_one_busy_answer_is_asked_again_and_a_busy_store_is_trouble() -> None:
    habits = Habits(busy=1)
    with store(habits) as busy:
        assert BucketObjects.open(busy).put("a", io.BytesIO(b"1"))

        habits.busy = 99
        with pytest.raises(StoreTrouble, match="503"):
            BucketObjects.open(busy).put("b", io.BytesIO(b"1"))
        with pytest.raises(StoreTrouble):
            BucketObjects.open(busy).get("a")


def test_a_store_that_does_not_say_what_it_found_is_read_again() -> None:
    habits = Habits(checksums=False)
    with store(habits) as silent:
        assert BucketObjects.open(silent).put("a", io.BytesIO(b"12345"))

    assert habits.asked == ["PUT /proofdesk/a", "GET /proofdesk/a"]


def test_other_bytes_than_were_sent_are_taken_back() -> None:
    habits = Habits(checksums=False, spoils=True)
    with store(habits) as spoiling, pytest.raises(StoreTrouble, match="other bytes"):
        BucketObjects.open(spoiling).put("a", io.BytesIO(b"12345"))

    assert habits.held == {}


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"not even HTTP\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nContent-Type: application/xml\r\nContent-Length: 9\r\n\r\n<Error><C",
        b"",
    ],
)
def test_an_answer_that_breaks_off_is_trouble(answer: bytes) -> None:
    with _answering(answer) as broken, pytest.raises(StoreTrouble):
        BucketObjects.open(broken).get("a").read()


def test_a_missing_object_of_a_small_store_is_missing() -> None:
    with store(Habits()) as small, pytest.raises(Missing):
        BucketObjects.open(small).get("a")


def test_a_place_that_cannot_be_one_is_wrong_use() -> None:
    for wrong in (replace(place(1), bucket="x"), replace(place(1), endpoint="http://a/b")):
        with pytest.raises(WrongUse):
            BucketObjects.open(wrong)


def test_a_store_with_a_certificate_of_the_house_is_trusted_by_that_file_only(tmp_path: Path) -> None:
    own, other = _certificate(tmp_path / "own.pem"), _certificate(tmp_path / "other.pem")
    with store(Habits(certificate=own)) as plain:
        secure = replace(plain, secure=True)

        assert BucketObjects.open(replace(secure, ca_file=own)).put("a", io.BytesIO(b"1"))
        for ca_file in (None, other):
            with pytest.raises(StoreTrouble):
                BucketObjects.open(replace(secure, ca_file=ca_file)).get("a")


def test_secrets_are_not_shown(s3: Place) -> None:
    assert s3.secret_key not in repr(BucketObjects.open(s3))


def _fresh(s3: Place) -> BucketObjects:
    """A name of a bucket nobody has."""
    return BucketObjects.open(replace(s3, bucket=f"bucket-{secrets.token_hex(6)}"))


def _sdk(s3: Place) -> Minio:
    return Minio(s3.endpoint, s3.access_key, s3.secret_key, secure=False, region=s3.region)


def _certificate(path: Path) -> Path:
    """A key and a certificate for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, path.stem)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    text = serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(text, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(text)
    )
    return path


@contextmanager
def _answering(answer: bytes) -> Iterator[Place]:
    """A server that says `answer` to whoever calls first, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def once() -> None:
            calling = listening.accept()[0]
            with calling:
                calling.recv(65_536)
                calling.sendall(answer)

        thread = threading.Thread(target=once)
        thread.start()
        yield place(int(listening.getsockname()[1]))
        thread.join()
