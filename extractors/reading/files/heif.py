"""What a HEIF file (ISO/IEC 23008-12) says of its pictures before any of them is decoded."""

import struct
from collections.abc import Iterator
from contextlib import suppress

from extractors.reading.files.isobmff import MOST_BOXES, Box, Fields, boxes, inner

Size = tuple[int, int]

HEIC, AVIF, OTHER, FILM = "image/heic", "image/avif", "image/heif", "video/mp4"
_STILLS = frozenset({b"heic", b"heix", b"heim", b"heis"})  # brands of pictures packed with HEVC
_MOVES = frozenset({b"msf1", b"hevc", b"hevx", b"hevm", b"hevs"})  # brands of sequences of them
_AV1 = frozenset({b"avif", b"avis"})
_ANY = frozenset({b"mif1", b"mif2", b"mif3", b"miaf"})  # says in its other brands how it is packed, or not at all
_CANVASES = {b"grid": 2, b"iovl": 8}  # items made of others: bytes between their flags and the size they state
_WITHIN = 1  # construction method of `iloc`: the bytes stand in `idat`


def sort_of(head: bytes) -> str:
    """The media type of a file that begins with an `ftyp` box; OTHER is a HEIF of neither HEVC nor AV1 pictures."""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    brands = {major, *(head[at : at + 4] for at in range(16, length - 3, 4))}
    if major in _AV1 or (brands & _AV1 and not brands & _STILLS):
        return AVIF
    if brands & _STILLS:
        return HEIC
    return OTHER if major in _ANY | _MOVES else FILM


def moves(content: bytes) -> bool:
    """Whether its brands promise a sequence besides the picture."""
    length = min(int.from_bytes(content[:4], "big"), len(content))
    return any(content[at : at + 4] in _MOVES for at in (8, *range(16, length - 3, 4)))


def sizes(content: bytes) -> tuple[Size, ...]:
    """Every size that any picture inside states, each once: the picture itself, its tiles, its thumbnails.

    Of a picture laid out from tiles the canvas too: decoders make room for what it says.
    """
    stated = [_size(content, box) for box in _properties(content) if box.kind == b"ispe" and box.end - box.begin >= 12]
    return tuple(dict.fromkeys((*stated, *_canvases(content))))


def turned(content: bytes) -> int:
    """Degrees clockwise that the decoder turns the main picture by; `irot` counts against the clock."""
    try:
        properties = _properties(content)
        asked = [properties[index - 1] for index in _main_properties(content) if 0 < index <= len(properties)]
    except (struct.error, IndexError):
        return 0
    angle = sum(content[box.begin] & 3 for box in asked if box.kind == b"irot" and box.begin < box.end)
    upside_down = sum(content[box.begin] & 1 == 0 for box in asked if box.kind == b"imir" and box.begin < box.end)
    return (180 * upside_down - 90 * angle) % 360


def end(content: bytes) -> int:
    """Behind the last box that is one."""
    place = 0
    for box in boxes(content, 0, len(content)):
        if not box.kind.isalnum():
            break
        place = box.end
    return place or len(content)


def _meta(content: bytes) -> Box | None:
    return inner(content, Box(b"", 0, len(content)), b"meta")


def _properties(content: bytes) -> list[Box]:
    kept = inner(content, inner(content, _meta(content), b"iprp", 4), b"ipco")
    return list(boxes(content, kept.begin, kept.end)) if kept else []


def _size(content: bytes, box: Box) -> Size:
    width, height = struct.unpack_from(">II", content, box.begin + 4)
    return width, height


def _main_properties(content: bytes) -> list[int]:
    """Places, from 1, of the main picture's properties (`pitm`, `ipma`)."""
    meta = _meta(content)
    named = inner(content, meta, b"pitm", 4)
    linked = inner(content, inner(content, meta, b"iprp", 4), b"ipma")
    if named is None or linked is None:
        return []
    main = Fields(content, named.begin + 4).take(4 if content[named.begin] else 2)
    number, width = (4 if content[linked.begin] else 2), 1 + (content[linked.begin + 3] & 1)
    fields = Fields(content, linked.begin + 4)
    for _ in range(min(fields.take(4), MOST_BOXES)):
        item = fields.take(number)
        marks = [fields.take(width) for _ in range(fields.take(1))]
        if item == main:
            return [mark & (0x7FFF if width > 1 else 0x7F) for mark in marks]
    return []


def _canvases(content: bytes) -> Iterator[Size]:
    """What `grid` and `iovl` items state; those whose bytes are not here say nothing."""
    kinds = dict(_kinds(content))
    for item, place in _places(content):
        skipped = _CANVASES.get(kinds.get(item, b""))
        if skipped is None or place + 2 > len(content):
            continue
        fields, width = Fields(content, place + 2 + skipped), 4 if content[place + 1] & 1 else 2
        with suppress(struct.error):
            yield fields.take(width), fields.take(width)


def _kinds(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and kind of each item (`iinf`, `infe`)."""
    listed = inner(content, _meta(content), b"iinf", 4)
    if listed is None or listed.begin == listed.end:
        return
    for box in boxes(content, listed.begin + (8 if content[listed.begin] else 6), listed.end):
        if box.kind == b"infe" and box.end - box.begin >= 12:
            fields = Fields(content, box.begin + 4)
            yield fields.take(4 if content[box.begin] > 2 else 2), content[fields.place + 2 : fields.place + 6]


def _places(content: bytes) -> Iterator[tuple[int, int]]:
    """Number of each item and where its first byte stands (`iloc`), up to where the table breaks off."""
    meta = _meta(content)
    table, within = (inner(content, meta, kind, 4) for kind in (b"iloc", b"idat"))
    if table is None:
        return
    fields = Fields(content, table.begin)
    with suppress(struct.error):
        version, _ = fields.take(1), fields.take(3)
        offset, length, base, index = (part for byte in (fields.take(1), fields.take(1)) for part in divmod(byte, 16))
        number, skipped = 4 if version > 1 else 2, index if version else 0
        for _ in range(min(fields.take(number), MOST_BOXES)):
            item = fields.take(number)
            method = fields.take(2) % 16 if version else 0
            fields.take(2)  # which file: this one
            start = fields.take(base) + (within.begin if method == _WITHIN and within else 0)
            extents, place = fields.take(2), fields.place
            yield item, start + Fields(content, place + skipped).take(offset)
            fields.place = place + extents * (skipped + offset + length)
