"""What a PDF's objects say besides its pages: locks, forms, actions, attachments, revisions, dates."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

import pikepdf

from extractors.reading.pdf.digests import signatures
from extractors.reading.pdf.forms import endless
from pipeline.alterations import Sign

MOST_OBJECTS = 20_000
DEEPEST = 6  # dictionaries written into each other
MOST_CHARACTERS = 200
LONGEST = 1e7  # points
MOST_XMP = 1024 * 1024
# ISO 32000-1 §12.6.4: actions that reach outside the page or run a program; plain web links are not among them.
_ACTIONS = frozenset(
    f"/{name}"
    for name in ("JavaScript", "Launch", "GoToR", "GoToE", "SubmitForm", "ImportData", "Rendition", "RichMediaExecute")
)
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-]\d\d)'?(\d\d)?)?")
_XMP_DATE = re.compile(rb"xmp:ModifyDate(?:>|\s*=\s*[\"'])\s*([0-9TZ:+.-]{4,40})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """`user_units`: UserUnit of the pages that set one, by page number; `dynamic`: an XFA form that draws itself.

    `pages` None where the objects could not be read; `oversized`: a page with sides no paper has;
    `endless`: a page that takes for ever to draw.
    """

    flags: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    user_units: Mapping[int, float] = field(default_factory=dict)
    dynamic: bool = False
    signs: tuple[Sign, ...] = ()
    pages: int | None = None
    oversized: bool = False
    endless: bool = False


def structure(content: bytes) -> Structure:
    """Nothing is said of a file whose objects cannot be read: the pages decide whether it is damaged."""
    revisions = content.count(b"%%EOF")
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf:
            found = _structure(pdf, revisions - 1 if pdf.is_linearized and revisions > 1 else revisions)
            return replace(found, signs=signatures(pdf, content)) if "signed" in found.facts else found
    except Exception:  # noqa: BLE001 - a damaged object may raise anything
        return Structure(flags=("repaired",))


def repaired(content: bytes) -> bytes | None:
    """The file written anew from the objects that can be found; None when that fails."""
    out = BytesIO()
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf:
            if not len(pdf.pages):
                return None
            pdf.save(out)
    except Exception:  # noqa: BLE001 - a damaged object may raise anything
        return None
    return out.getvalue()


def _structure(pdf: pikepdf.Pdf, revisions: int) -> Structure:
    seen = _swept(pdf)
    flags = {
        "active_content": seen.active,
        "embedded_files": seen.embedded,
        "incremental_update": revisions > 1,
        "repaired": bool(pdf.get_warnings()),
    }
    facts = _facts(pdf)
    marks = {"revisions": str(revisions), "signed": seen.signed and "true", "linearized": pdf.is_linearized and "true"}
    facts |= {name: mark for name, mark in marks.items() if mark}
    return Structure(
        flags=tuple(flag for flag, present in flags.items() if present),
        facts=facts,
        user_units=_user_units(pdf),
        pages=len(pdf.pages),
        oversized=any(_oversized(page) for page in pdf.pages),
        endless=endless(pdf),
        dynamic=_dynamic(pdf),
    )


@dataclass(slots=True)
class _Seen:
    active: bool = False
    embedded: bool = False
    signed: bool = False


def _swept(pdf: pikepdf.Pdf) -> _Seen:
    seen = _Seen()
    for number, each in enumerate(pdf.objects):
        if number >= MOST_OBJECTS:
            break
        if isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
            _note(each, seen)
    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        seen.active |= "/JavaScript" in names
        seen.embedded |= "/EmbeddedFiles" in names
    return seen


def _note(each: Any, seen: _Seen) -> None:
    for part in _parts(each, depth=0):
        keys = part.keys()
        seen.embedded |= "/EF" in keys
        seen.signed |= "/ByteRange" in keys and "/Contents" in keys
        seen.active |= "/S" in keys and str(part["/S"]) in _ACTIONS


def _parts(each: Any, depth: int) -> Iterator[Any]:
    """The dictionary and those written directly into it; what it only refers to has its own turn."""
    if isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
        yield each
    if depth == DEEPEST:
        return
    inner = each if isinstance(each, pikepdf.Array) else (value for _, value in each.items())
    for value in inner:
        if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect:
            yield from _parts(value, depth + 1)


def _dynamic(pdf: pikepdf.Pdf) -> bool:
    """XFA 3.3: NeedsRendering, or an XFA form without fields of its own on the page."""
    form = pdf.Root.get("/AcroForm")
    if bool(pdf.Root.get("/NeedsRendering", False)):
        return True
    return isinstance(form, pikepdf.Dictionary) and "/XFA" in form and not len(form.get("/Fields", pikepdf.Array()))


def _oversized(page: pikepdf.Page) -> bool:
    """Whether a side is beyond what a number can hold or a page can be; pdfium puts an ordinary page in its place."""
    return any(not abs(float(side)) < LONGEST for side in page.mediabox)


def _user_units(pdf: pikepdf.Pdf) -> dict[int, float]:
    units = {}
    for number, page in enumerate(pdf.pages, start=1):
        unit = page.obj.get("/UserUnit")
        if unit is not None:
            units[number] = float(unit)
    return units


def _facts(pdf: pikepdf.Pdf) -> dict[str, str]:
    held = pdf.trailer.get("/Info")
    facts = {}
    if isinstance(held, pikepdf.Dictionary):
        facts = {
            "producer": _text(held.get("/Producer")),
            "creator": _text(held.get("/Creator")),
            "created": _date(held.get("/CreationDate")),
            "modified": _date(held.get("/ModDate")),
        }
    facts["xmp_modified"] = _xmp_date(pdf.Root.get("/Metadata"))
    return {name: fact for name, fact in facts.items() if fact}


def _xmp_date(packet: object) -> str:
    """Found by its name alone: a stranger's XML is never parsed, so nothing in it can unfold."""
    if not isinstance(packet, pikepdf.Stream) or int(packet.get("/Length", 0)) > MOST_XMP:
        return ""
    found = _XMP_DATE.search(packet.read_bytes()[:MOST_XMP])
    return found[1].decode("ascii") if found else ""


def _date(value: object) -> str:
    """ISO 32000-1 §7.9.4 as ISO 8601, as far as it was written; the text itself when it is no such date."""
    text = _text(value)
    found = _DATE.match(text)
    if not found:
        return text
    year, month, day, hour, minute, second, utc, east, east_minute = found.groups()
    day_part = "-".join(part for part in (year, month, day) if part)
    if not (day and hour and minute):
        return day_part
    zone = "+00:00" if utc else f"{east}:{east_minute or '00'}" if east else ""
    return f"{day_part}T{hour}:{minute}:{second or '00'}{zone}"


def _text(value: object) -> str:
    if not isinstance(value, pikepdf.String):
        return ""
    return "".join(char for char in str(value)[: 4 * MOST_CHARACTERS] if char.isprintable()).strip()[:MOST_CHARACTERS]
