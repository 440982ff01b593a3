"""Sealed values and streams: whole and for the right place, or not at all."""

import hashlib
import io
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import StoreTrouble, Tampered, WrongUse
from storage import keys
from storage.memory import MemoryObjects
from storage.objects import chunks, sealing
from storage.objects.chunks import CHUNK, HEADER, SEALED_CHUNK
from storage.objects.opening import copy_original, opened
from storage.objects.sealed_file import SealedFile
from tests.kernel_limits import files_of_at_most

KEY = bytes(range(32))
OTHER = bytes(32)
HERE = b"tenants/t/s"
BORDERS = sorted({max(0, times * CHUNK + off) for times in (0, 1, 2, 3) for off in (-1, 0, 1)})

roomy = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(st.binary(max_size=300), st.binary(max_size=50))
def test_a_sealed_value_opens_where_it_belongs(value: bytes, aad: bytes) -> None:
    sealed = sealing.seal(KEY, value, aad)

    assert sealing.unseal(KEY, sealed, aad) == value
    assert sealing.seal(KEY, value, aad) != sealed


@given(st.binary(max_size=40), st.data())
def test_a_value_changed_in_one_bit_is_noticed(value: bytes, data: st.DataObject) -> None:
    sealed = bytearray(sealing.seal(KEY, value, HERE))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8

    with pytest.raises(Tampered):
        sealing.unseal(KEY, bytes(sealed), HERE)


def test_a_value_opens_with_no_other_key_and_at_no_other_place() -> None:
    sealed = sealing.seal(KEY, b"name", HERE)

    for key, aad in ((OTHER, HERE), (KEY, b"elsewhere")):
        with pytest.raises(Tampered, match="another key or place"):
            sealing.unseal(key, sealed, aad)
    with pytest.raises(Tampered, match="was cut"):
        sealing.unseal(KEY, sealed[:20], HERE)


def test_a_wrapped_key_is_no_value_and_a_value_no_wrapped_key() -> None:
    with pytest.raises(Tampered):
        sealing.unseal(KEY, sealing.wrapped(KEY, OTHER, HERE), HERE)
    with pytest.raises(Tampered):
        sealing.unwrapped(KEY, sealing.seal(KEY, OTHER, HERE), HERE)
    assert sealing.unwrapped(KEY, sealing.wrapped(KEY, OTHER, HERE), HERE) == OTHER


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(WrongUse, match="32 bytes"):
        sealing.seal(b"short", b"", b"")
    with pytest.raises(WrongUse, match="32 bytes"):
        sealing.wrapped(KEY, b"short", b"")


@pytest.mark.parametrize("size", BORDERS)
def test_a_stream_of_every_length_opens_whole(tmp_path: Path, size: int) -> None:
    plain = os.urandom(size)

    stored = _stored(tmp_path, plain)

    assert opened(io.BytesIO(stored), KEY, HERE).read() == plain
    assert len(stored) == HEADER + size + 16 * max(1, -(-size // CHUNK))


@roomy
@given(st.lists(st.integers(0, 2 * CHUNK), max_size=6))
def test_how_it_was_cut_while_written_does_not_matter(tmp_path: Path, blocks: list[int]) -> None:
    plain = os.urandom(sum(blocks))
    source = io.BytesIO(plain)
    with SealedFile(tmp_path) as file:
        for size in blocks:
            file.write(source.read(size))

        seen = file.finish()

        assert (seen.sha256, seen.size) == (hashlib.sha256(plain).hexdigest(), len(plain))
        assert file.reader().read() == plain


@roomy
@given(st.lists(st.tuples(st.integers(0, 3 * CHUNK), st.integers(0, CHUNK + 9)), max_size=5))
def test_a_reader_seeks_as_in_a_plain_file(tmp_path: Path, reads: list[tuple[int, int]]) -> None:
    plain = os.urandom(2 * CHUNK + 77)
    usual = io.BytesIO(plain)
    with SealedFile(tmp_path) as file:
        file.write(plain)
        reader, other = file.reader(), file.reader()
        for at, size in reads:
            assert reader.seek(at) == usual.seek(at)
            assert reader.read(size) == usual.read(size)
        assert reader.seek(0, os.SEEK_END) == len(plain)
        assert other.read() == plain


def test_the_stored_form_can_be_read_twice_and_from_anywhere(tmp_path: Path) -> None:
    with SealedFile(tmp_path) as file:
        file.write(b"x" * CHUNK * 2)
        stored = file.sealed_for(KEY, HERE)
        whole = stored.read()

        stored.seek(10)

        assert stored.read(100) == whole[10:110]
        assert stored.seek(0, os.SEEK_END) == len(whole)


def test_no_plaintext_and_no_name_reach_the_disk(tmp_path: Path) -> None:
    with SealedFile(tmp_path) as file:
        file.write(b"SECRET" * 100_000)
        file.finish()

        assert list(tmp_path.iterdir()) == []
        assert b"SECRET" not in file.sealed_for(KEY, HERE).read()


def test_a_finished_file_takes_nothing_more(tmp_path: Path) -> None:
    with SealedFile(tmp_path) as file:
        file.finish()

        with pytest.raises(WrongUse, match="once finished"):
            file.write(b"x")


def test_a_full_disk_is_the_trouble_of_the_store(tmp_path: Path) -> None:
    with SealedFile(tmp_path) as file, files_of_at_most(100_000), pytest.raises(StoreTrouble, match="make room"):
        file.write(bytes(1 << 20))


def test_a_folder_that_is_gone_is_the_trouble_of_the_store(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="make room"):
        SealedFile(tmp_path / "gone")


@roomy
@given(st.data())
def test_a_stream_changed_in_one_bit_is_noticed(tmp_path: Path, data: st.DataObject) -> None:
    stored = bytearray(_stored(tmp_path, b"a" * (CHUNK + 100)))
    edges = [0, 4, HEADER - 1, HEADER, HEADER + SEALED_CHUNK - 1, HEADER + SEALED_CHUNK, len(stored) - 1]
    at = data.draw(st.one_of(st.sampled_from(edges), st.integers(0, len(stored) - 1)))
    stored[at] ^= 1 << data.draw(st.integers(0, 7))

    assert _is_refused(stored)


def test_every_byte_of_a_short_stream_counts(tmp_path: Path) -> None:
    stored = _stored(tmp_path, b"total 52.70")
    for at in range(len(stored)):
        changed = bytearray(stored)
        changed[at] ^= 1

        assert _is_refused(changed)


@pytest.mark.parametrize("size", [0, 5, CHUNK, CHUNK + 5, 3 * CHUNK])
def test_a_stream_cut_anywhere_is_noticed(tmp_path: Path, size: int) -> None:
    stored = _stored(tmp_path, os.urandom(size))
    borders = {HEADER + number * SEALED_CHUNK for number in range(4)}
    cuts = {0, 3, HEADER - 1, *borders, *(one + 1 for one in borders), *(one - 1 for one in borders), len(stored) - 1}
    for cut in sorted(one for one in cuts if one < len(stored)):
        assert _is_refused(stored[:cut])
    assert _is_refused(stored + b"\0")


def test_chunks_swapped_doubled_dropped_or_of_another_stream_are_noticed(tmp_path: Path) -> None:
    stored, other = (_stored(tmp_path, os.urandom(3 * CHUNK)) for _ in range(2))
    head, first, second, last = (_piece(stored, number) for number in range(4))
    forged = (
        head + second + first + last,
        head + first + last,
        head + first + first + second + last,
        head + last + second + first,
        head + first + second,
        head + first + _piece(other, 2) + last,
        _piece(other, 0) + first + second + last,
        head + first + second + last + last,
    )

    assert not _is_refused(head + first + second + last)
    assert all(_is_refused(one) for one in forged)


def test_a_stream_opens_with_no_other_key_and_at_no_other_place(tmp_path: Path) -> None:
    stored = _stored(tmp_path, b"x")

    for key, aad in ((OTHER, HERE), (KEY, b"elsewhere")):
        with pytest.raises(Tampered):
            opened(io.BytesIO(stored), key, aad)


def test_two_streams_of_one_text_share_nothing(tmp_path: Path) -> None:
    one, other = (_stored(tmp_path, b"x" * CHUNK) for _ in range(2))

    assert one[HEADER : HEADER + 64] != other[HEADER : HEADER + 64]


def test_an_original_is_copied_and_checked_against_its_name(tmp_path: Path) -> None:
    objects, plain, into = MemoryObjects(), os.urandom(CHUNK + 1), io.BytesIO()
    name = keys.original("t", "s", hashlib.sha256(plain).hexdigest())
    objects.put(name, io.BytesIO(_stored(tmp_path, plain)))

    seen = copy_original(objects, name, KEY, HERE, into)

    assert into.getvalue() == plain
    assert seen.size == len(plain)


def test_an_original_that_is_not_what_its_name_says_is_refused(tmp_path: Path) -> None:
    objects = MemoryObjects()
    name = keys.original("t", "s", hashlib.sha256(b"the invoice").hexdigest())
    objects.put(name, io.BytesIO(_stored(tmp_path, b"another invoice")))

    with pytest.raises(Tampered, match="other bytes than its name says"):
        copy_original(objects, name, KEY, HERE, io.BytesIO())


def test_the_form_of_a_stream_is_what_the_page_says() -> None:
    """Opens what an independent reading of the form made: four zero bytes, seven of number, one of flag."""
    content_key = bytes(range(32, 64))
    cipher = sealing.cipher(content_key)
    head = chunks.header(KEY, content_key, HERE)
    first = cipher.encrypt(bytes(12), b"a" * CHUNK, None)
    last = cipher.encrypt(bytes(10) + b"\x01\x01", b"b", None)

    assert opened(io.BytesIO(head + first + last), KEY, HERE).read() == b"a" * CHUNK + b"b"


def _stored(folder: Path, plain: bytes) -> bytes:
    with SealedFile(folder) as file:
        file.write(plain)
        return file.sealed_for(KEY, HERE).read()


def _piece(stored: bytes, number: int) -> bytes:
    """The header (0) or a chunk of a stored stream."""
    begin = HEADER + (number - 1) * SEALED_CHUNK
    return stored[:HEADER] if number == 0 else stored[begin : begin + SEALED_CHUNK]


def _is_refused(stored: bytes | bytearray) -> bool:
    try:
        opened(io.BytesIO(bytes(stored)), KEY, HERE).read()
    except Tampered:
        return True
    return False
