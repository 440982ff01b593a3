"""How often the forms of a PDF paint each other: some files are made so that drawing them never ends."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf

MOST_PAINTED = 1_000_000  # forms on one page
DEEPEST = 40  # forms within forms
LONGEST = 200_000  # bytes of packed content that are looked into
_PAINTED = re.compile(rb"/([^\s/<>\[\]()%]+)\s+Do\b")

_Counted = dict[tuple[int, int], float]


def endless(pdf: pikepdf.Pdf) -> bool:
    """Whether a page paints more forms than any drawing has, or a form paints itself."""
    counted: _Counted = {}
    return any(_painted(page.obj, counted, ()) > MOST_PAINTED for page in pdf.pages)


def _painted(holder: Any, counted: _Counted, above: tuple[tuple[int, int], ...]) -> float:
    """How many forms one painting of a page or form paints, itself included."""
    key = holder.objgen
    if key in above or len(above) > DEEPEST:
        return math.inf
    if key not in counted:
        forms = _forms(holder)
        times = Counter(name for name in _names(holder) if name in forms) if forms else Counter[str]()
        counted[key] = 1 + sum(
            count * _painted(forms[name], counted, (*above, key)) for name, count in sorted(times.items())
        )
    return counted[key]


def _forms(holder: Any) -> Mapping[str, Any]:
    """The forms a page or form may paint, by name; of inherited resources nothing is said."""
    resources = holder.get("/Resources")
    objects = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if not isinstance(objects, pikepdf.Dictionary):
        return {}
    streams = ((name[1:], each) for name, each in objects.items() if isinstance(each, pikepdf.Stream))
    return {name: each for name, each in streams if str(each.get("/Subtype")) == "/Form"}


def _names(holder: Any) -> Iterator[str]:
    for stream in _contents(holder):
        if int(stream.get("/Length", 0)) <= LONGEST:
            yield from (name.decode("latin-1") for name in _PAINTED.findall(stream.read_bytes()))


def _contents(holder: Any) -> Iterator[Any]:
    contents = holder if isinstance(holder, pikepdf.Stream) else holder.get("/Contents")
    parts = contents if isinstance(contents, pikepdf.Array) else (contents,)
    yield from (part for part in parts if isinstance(part, pikepdf.Stream))
