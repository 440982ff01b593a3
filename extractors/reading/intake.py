"""Whether a file may come in: its type, its size and what its header promises, before any decoder sees it."""

import struct
from dataclasses import dataclass, field
from typing import BinaryIO

from extractors.reading.files.dimensions import Size, Window, measured, tiff_measured
from extractors.reading.files.signatures import (
    OFD,
    PDF,
    PDF_WITHIN,
    PICTURES,
    READ,
    REFUSED_BY_NAME,
    TIFF,
    XML,
    animated,
    claimed,
    foreign,
    sniffed,
    trail,
)
from extractors.reading.refusals import refused


def limit(default: int, says: str) -> int:
    """A setting with its one-line description; for the type checker a plain whole number."""
    return field(default=default, metadata={"says": says})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a file may ask of us."""

    file_bytes: int = limit(50 * 1024 * 1024, "largest file, in bytes")
    image_pixels: int = limit(100_000_000, "most pixels of one picture")
    image_side: int = limit(20_000, "longest side of a picture, in pixels")
    image_ratio: int = limit(200, "a picture may be this many times longer than wide")
    tiff_pages: int = limit(500, "most pages of a TIFF")
    pdf_pages: int = limit(500, "most pages of a PDF")
    page_inches: int = limit(200, "longest side of a PDF page, in inches")
    page_dpi: int = limit(
        200, "resolution at which PDF pages are drawn, in dots per inch; scans finer than that are drawn finer"
    )
    scan_dpi: int = limit(300, "highest resolution at which scanned PDF pages are drawn, in dots per inch")
    reading_pixels: int = limit(22_000_000, "most pixels of a page as it is read; larger ones are scaled down")
    page_characters: int = limit(200_000, "most characters taken from the text layer of one page")
    document_characters: int = limit(10_000_000, "most characters taken from the text layer of one document")


@dataclass(frozen=True, slots=True)
class Admitted:
    """`media_type` by content; `flags`: `trailing_data polyglot multi_frame misnamed`."""

    media_type: str
    flags: tuple[str, ...]


HEAD = 1024**2  # bytes in which every format but TIFF says how large its picture is


def gated(name: str, content: BinaryIO, limits: Limits) -> str:
    """The media type of what may come in, by its header alone: what is wrong deeper inside is found when it is read.

    `name` as the caller named the file, for its ending alone; `content` can be sought. Raises BadFile with `empty_file
    too_large type_mismatch unsupported_type too_many_pixels image_too_long too_many_pages`.
    """
    size = content.seek(0, 2)
    content.seek(0)
    head = content.read(HEAD)
    if not head:
        raise refused("empty_file")
    if size > limits.file_bytes:
        raise refused("too_large")
    media_type = sniffed(head[:PDF_WITHIN])
    try:
        sizes = tiff_measured(Window(content)) if media_type == TIFF else measured(media_type, head)
    except struct.error:
        sizes = ()
    return _type(name, media_type, sizes, limits)


def admitted(name: str, content: BinaryIO, limits: Limits) -> Admitted:
    """The same with what the whole file shows; `content` is read from its start, whole."""
    media_type = gated(name, content, limits)
    content.seek(0)
    return Admitted(media_type, _flags(name, media_type, content.read(limits.file_bytes)))


def _type(name: str, media_type: str, sizes: tuple[Size, ...], limits: Limits) -> str:
    promised = claimed(name)
    _check_sizes(sizes, limits)
    if media_type not in READ:
        raise refused("type_mismatch" if promised and media_type not in REFUSED_BY_NAME else "unsupported_type")
    if promised and promised != media_type and not {PDF, OFD, XML}.isdisjoint((promised, media_type)):
        raise refused("type_mismatch")
    return media_type


def _check_sizes(sizes: tuple[Size, ...], limits: Limits) -> None:
    if len(sizes) > limits.tiff_pages:
        raise refused("too_many_pages")
    for size in sizes:
        check_size(size, limits)


def check_size(size: Size, limits: Limits) -> None:
    """Raises BadFile when a picture of `size` is more than we take."""
    short, long = sorted(size)
    if short * long > limits.image_pixels:
        raise refused("too_many_pixels")
    if long > limits.image_side or long > limits.image_ratio * max(short, 1):
        raise refused("image_too_long")


def _flags(name: str, media_type: str, held: bytes) -> tuple[str, ...]:
    behind = trail(media_type, held)
    promised = claimed(name)
    marks = {
        "trailing_data": bool(behind),
        "polyglot": foreign(behind),
        "multi_frame": animated(media_type, held),
        "misnamed": promised in PICTURES and promised != media_type,
    }
    return tuple(flag for flag, present in marks.items() if present)
