"""What every keeper of objects promises, whatever it keeps them in."""

import hashlib
import io
import os
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import Missing, StoreTrouble, WrongUse
from pipeline.ports import Objects
from storage import keys
from storage.memory import MemoryObjects
from storage.objects.bucket import BucketObjects, Place
from storage.objects.folder import FolderObjects
from storage.objects.streams import Blocks

MIB = 1 << 20
HOSTILE = (
    "",
    "/",
    "/etc/passwd",
    "../up",
    "a/../b",
    "a/./b",
    "a//b",
    "a/",
    ".drafts/x",
    "a\x00b",
    "发票",
    "a b",
    "x" * 201,
)


@pytest.fixture(params=["memory", "folder", "bucket", "versioned bucket"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    makers: dict[str, Callable[[], Objects]] = {
        "memory": MemoryObjects,
        "folder": lambda: FolderObjects.open(tmp_path / "objects"),
        "bucket": lambda: _bucket(request.getfixturevalue("s3"), BucketObjects.make_bucket),
        "versioned bucket": lambda: _bucket(request.getfixturevalue("s3"), BucketObjects.make_locked_bucket),
    }
    return makers[request.param]()


def test_what_is_kept_comes_back_whole(objects: Objects) -> None:
    content = io.BytesIO(b"one invoice")
    content.seek(4)

    fresh = objects.put("tenants/t/s/a.pdf", content)

    assert fresh
    assert _content(objects, "tenants/t/s/a.pdf") == b"one invoice"


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, 9 * MIB + 1])
def test_objects_of_every_size_come_back_whole(objects: Objects, size: int) -> None:
    content = secrets.token_bytes(size)

    objects.put("a", io.BytesIO(content))

    with objects.get("a") as stream:
        assert b"".join(iter(lambda: stream.read(100_000), b"")) == content
    assert [kept.size for kept in objects.names("")] == [size]


def test_a_taken_name_keeps_what_it_had(objects: Objects) -> None:
    objects.put("a", io.BytesIO(b"first"))

    assert not objects.put("a", io.BytesIO(b"second"))
    assert _content(objects, "a") == b"first"


def test_of_eight_who_write_one_name_at_once_one_wins(objects: Objects) -> None:
    contents = [f"writer {number}".encode() * 10_000 for number in range(8)]
    for turn in range(2):
        name = f"race/{turn}"

        with ThreadPoolExecutor(8) as pool:
            fresh = list(pool.map(lambda one, name=name: objects.put(name, io.BytesIO(one)), contents))

        assert fresh.count(True) == 1
        assert _content(objects, name) == contents[fresh.index(True)]


def test_a_name_that_was_never_written_is_missing(objects: Objects) -> None:
    objects.put("a/b", io.BytesIO(b"1"))

    for name in ("nothing", "a", "a/c", "a/b/c"):
        with pytest.raises(Missing, match=f"no object {name}"):
            objects.get(name)


def test_a_deleted_object_is_gone_and_its_name_is_free_again(objects: Objects) -> None:
    objects.put("a/b", io.BytesIO(b"old"))

    objects.delete("a/b")

    with pytest.raises(Missing):
        objects.get("a/b")
    assert list(objects.names("")) == []
    assert objects.put("a/b", io.BytesIO(b"new"))
    assert _content(objects, "a/b") == b"new"


def test_deleting_what_is_not_there_is_harmless(objects: Objects) -> None:
    objects.put("a/b", io.BytesIO(b"1"))

    for name in ("nothing", "a", "a/b/c", "a/bb"):
        objects.delete(name)

    assert [kept.name for kept in objects.names("")] == ["a/b"]


def test_names_are_listed_in_order(objects: Objects) -> None:
    names = [f"t/{number:02}/{letter}" for number in range(5) for letter in "Aab"]
    for name in sorted(names, key=lambda one: one[::-1]):
        objects.put(name, io.BytesIO(name.encode()))

    assert [kept.name for kept in objects.names("")] == names
    assert [kept.name for kept in objects.names("t/03/")] == ["t/03/A", "t/03/a", "t/03/b"]


def test_a_prefix_lists_what_begins_with_it_and_nothing_else(objects: Objects) -> None:
    """SeaweedFS without versions sorts a/ before a-b/; every other store keeps the order here, too."""
    names = ["t/a-b/1", "t/a.b/1", "t/a/1", "t/a/2", "t/a1", "t/aB", "t/a_b", "t/aa", "u/a"]
    for name in reversed(names):
        objects.put(name, io.BytesIO(name.encode()))

    assert sorted(kept.name for kept in objects.names("")) == names
    assert sorted(kept.name for kept in objects.names("t/a")) == names[:-1]
    assert [kept.name for kept in objects.names("t/a/")] == ["t/a/1", "t/a/2"]
    assert list(objects.names("nothing/")) == []


def test_a_listing_says_size_and_time(objects: Objects) -> None:
    objects.put("a", io.BytesIO(b"12345"))

    kept = next(objects.names("a"))

    assert kept.size == 5
    assert abs(datetime.now(UTC) - kept.modified) < timedelta(minutes=1)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_climbs_out_or_cannot_be_written_is_refused(objects: Objects, name: str) -> None:
    for call in (
        lambda: objects.put(name, io.BytesIO(b"")),
        lambda: objects.get(name),
        lambda: objects.delete(name),
        lambda: objects.upload_address(name, 60),
    ):
        with pytest.raises(WrongUse, match=r"keys\.py"):
            call()


def test_a_prefix_that_climbs_out_is_refused(objects: Objects) -> None:
    for prefix in ("../", "/", "a/../", "a//", ".drafts"):
        with pytest.raises(WrongUse, match=r"keys\.py"):
            list(objects.names(prefix))


def test_a_put_whose_content_breaks_off_leaves_nothing(objects: Objects) -> None:
    with pytest.raises(StoreTrouble):
        objects.put("a", io.BufferedReader(_Breaking(3 * MIB)))

    assert list(objects.names("")) == []
    assert objects.put("a", io.BytesIO(b"whole"))


def test_a_store_that_runs_answers(objects: Objects) -> None:
    objects.probe()


def test_an_original_stands_under_its_own_hash(objects: Objects) -> None:
    content = b"evidence"
    name = keys.original("tenant-1", "subject_2", hashlib.sha256(content).hexdigest())

    objects.put(name, io.BytesIO(content))

    assert [kept.name for kept in objects.names(keys.originals("tenant-1", "subject_2"))] == [name]


def _bucket(s3: Place, make: Callable[[BucketObjects], None]) -> BucketObjects:
    bucket = BucketObjects.open(replace(s3, bucket=f"contract-{secrets.token_hex(6)}"))
    make(bucket)
    return bucket


def _content(objects: Objects, name: str) -> bytes:
    with objects.get(name) as stream:
        return stream.read()


class _Breaking(Blocks):
    """Breaks after `good` bytes."""

    def __init__(self, good: int) -> None:
        super().__init__()
        self._left = good

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return offset + whence

    def block(self, size: int) -> bytes:
        if self._left <= 0:
            raise StoreTrouble("the other side hung up")
        self._left -= size
        return bytes(size)
