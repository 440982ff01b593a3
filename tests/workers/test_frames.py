"""Nothing that comes through the pipe is believed before it is checked."""

import json
import socket
import threading
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.reading.looking import Layer, Looked, Said
from pipeline.fields import Reading
from pipeline.geometry import Box, Quad
from pipeline.grids import Cell, Grid, Ruled
from pipeline.pages import Code, Line, Region, Stroke
from tests.pipeline.alike.test_likeness import picture
from workers.room import wire
from workers.room.frames import HEADER, MOST, Gone, Kind, Malformed, Silent, receive, send

QUAD = Quad.around(Box(page=3, left=0.1, top=0.2, right=0.5, bottom=0.25))
LINE = Line(text="合计 9", quad=QUAD, stops=((0, 0.2), (0.2, 0.4), (0.4, 0.5), (0.5, 1)), scores=(1.0,) * 4, reader="r")
LOOKED = Looked(
    number=3,
    width=800,
    height=600,
    rotation=90,
    layer=Layer(lines=(LINE,), serves=True),
    codes=(Code(payload="01,10", quad=QUAD),),
    flags=("hidden_text",),
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def pair() -> tuple[socket.socket, socket.socket]:
    return socket.socketpair()


def frame(value: object) -> memoryview:
    return memoryview(wire.packed(value))


@given(st.sampled_from(Kind), st.binary(max_size=2_000))
def test_a_frame_arrives_as_it_was_sent(kind: Kind, content: bytes) -> None:
    ours, theirs = pair()
    with ours, theirs:
        send(theirs, kind, content)

        arrived, held = receive(ours, time.monotonic() + 5)

    assert (arrived, bytes(held)) == (kind, content)


@given(st.binary(max_size=200))
def test_any_other_bytes_are_an_error_we_expect(noise: bytes) -> None:
    ours, theirs = pair()
    with ours:
        with theirs:
            theirs.sendall(noise)
        try:
            kind, content = receive(ours, time.monotonic() + 5)
        except (Malformed, Gone):
            return
        assert noise[:5] == HEADER.pack(kind.value, len(content))


@pytest.mark.parametrize("kind", Kind)
def test_a_frame_larger_than_its_kind_may_be_is_refused_by_its_header(kind: Kind) -> None:
    ours, theirs = pair()
    with ours, theirs:
        theirs.sendall(HEADER.pack(kind.value, MOST[kind] + 1))
        with pytest.raises(Malformed):
            receive(ours, time.monotonic() + 5)


def test_silence_is_bounded_for_the_whole_frame_not_for_each_byte() -> None:
    ours, theirs = pair()
    stop = threading.Event()

    def drip() -> None:
        theirs.sendall(HEADER.pack(b"F", 60_000))
        while not stop.wait(0.02):
            theirs.sendall(b"x")

    with ours, theirs:
        dripping = threading.Thread(target=drip)
        dripping.start()
        started = time.monotonic()
        with pytest.raises(Silent):
            receive(ours, started + 0.3)
        stop.set()
        dripping.join()
    assert time.monotonic() - started < 2


def test_a_reader_that_does_not_take_what_we_send_is_silent() -> None:
    ours, theirs = pair()
    with ours, theirs:
        ours.settimeout(0.2)
        with pytest.raises(Silent):
            send(ours, Kind.PIXELS, bytes(20_000_000))


def test_what_was_looked_at_comes_through_whole() -> None:
    found = wire.looked_in(wire.unpacked(frame(wire.looked_out(LOOKED))), 3, 10**6)

    assert found == LOOKED


def test_a_print_comes_through_whole() -> None:
    shown = picture(128)

    assert wire.print_in(wire.unpacked(frame(wire.print_out(shown)))) == shown


@pytest.mark.parametrize("told", [None, 7, "", "%%%", "AAAA", "QQ==" * 2_000])
def test_what_is_no_print_is_refused(told: object) -> None:
    with pytest.raises(Malformed):
        wire.print_in({"print": told})


def test_regions_come_through_whole() -> None:
    found = (Region(kind=Stroke.SEAL, quad=QUAD), Region(kind=Stroke.TICK, quad=QUAD))

    assert wire.regions_in(wire.unpacked(frame(wire.regions_out(found))), QUAD.page) == found


def test_ruled_tables_come_through_whole() -> None:
    cells = (
        Cell(quad=QUAD, row=0, column=0, columns=2),
        Cell(quad=QUAD, row=1, column=0),
        Cell(quad=QUAD, row=1, column=1),
    )
    found = Ruled((Grid(QUAD.page, cells),), overfull=True)

    assert wire.ruled_in(wire.unpacked(frame(wire.ruled_out(found))), QUAD.page) == found


@pytest.mark.parametrize("span", [0, 200])
def test_cells_that_cover_more_than_a_table_holds_are_malformed(span: int) -> None:
    cells = [[wire.quad_out(QUAD), 0, 0, span, 200]]

    with pytest.raises(Malformed):
        wire.ruled_in({"grids": [cells], "overfull": False}, QUAD.page)


def test_what_was_read_comes_through_whole() -> None:
    rows = ((LINE, LINE), (LINE,))

    assert wire.read_in(wire.unpacked(frame(wire.read_out(rows, 1.25, 0.5, 270))), 3) == (rows, 1.25, 0.5, 270)


def test_readings_come_through_whole() -> None:
    found = ((Reading(reader="a", text="1", confidence=0.5),), ())

    assert wire.readings_in(wire.unpacked(frame(wire.readings_out(found))), 2) == found


def test_facts_come_through_whole() -> None:
    said = Said(flags=("repaired",), facts={"producer": "x"})

    assert wire.said_in(wire.unpacked(frame(wire.said_out(7, said))), 10) == (7, said)


def test_pixels_come_through_whole() -> None:
    image = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)

    size, pixels = wire.pixels_in(memoryview(b"".join(wire.pixels_out(image))), 6)

    assert size == (3, 2)
    assert bytes(pixels) == image.tobytes()


@pytest.mark.parametrize(
    ("width", "height", "length"),
    [(65_535, 65_535, 12), (0, 9, 0), (9, 0, 0), (2, 2, 11), (2, 2, 13), (3, 3, 27), (2**32 - 1, 2**32 - 1, 0)],
)
def test_pixels_that_do_not_fit_their_size_are_refused(width: int, height: int, length: int) -> None:
    content = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes(length)

    with pytest.raises(Malformed):
        wire.pixels_in(memoryview(content), 4)


@given(json_values)
def test_no_other_json_is_taken_for_a_page(value: object) -> None:
    with pytest.raises(Malformed):
        wire.looked_in(wire.unpacked(frame(value)), 1, 10**6)


@given(st.sampled_from(sorted(wire.looked_out(LOOKED))), json_values)
def test_a_page_with_one_wrong_part_is_refused_or_harmless(part: str, value: object) -> None:
    sent: dict[str, Any] = {**wire.looked_out(LOOKED), part: value}
    try:
        found = wire.looked_in(wire.unpacked(frame(sent)), 3, 10**6)
    except Malformed:
        return
    assert found.number == 3
    assert found.width * found.height <= 10**6
    assert all(code.quad.page == 3 for code in found.codes)


@given(st.integers(0, 4), json_values)
def test_a_line_with_one_wrong_part_is_refused_or_whole(part: int, value: object) -> None:
    sent = wire.line_out(LINE)
    sent[part] = value
    try:
        found = wire.line_in(json.loads(json.dumps(sent)), 3)
    except Malformed:
        return
    assert len(found.text) == len(found.stops) == len(found.scores)


@pytest.mark.parametrize(
    "content", [b"", b"null", b"[1]", b'{"a":NaN}', b'{"a":Infinity}', b"\xff", b'{"a":' + b"[" * 99_999, b"9" * 9_999]
)
def test_what_is_no_object_is_refused(content: bytes) -> None:
    with pytest.raises(Malformed):
        wire.unpacked(memoryview(content))
