"""What of a paper is hidden until somebody says why they must see it: values that name a person, and their places."""

import re
from collections.abc import Iterable, Iterator

from pipeline.fields import FieldSpec
from pipeline.geometry import Quad
from pipeline.pages import Document, Line
from pipeline.records import Form

STAR = "*"
_MOST_STARS = 3
_LEAST_FOUND = 2  # characters; one alone would hide half the page


def masked(text: str) -> str:
    """`张***`: the first character, so that people know whom they speak of, and stars."""
    plain = text.strip()
    return plain[:1] + STAR * min(_MOST_STARS, max(1, len(plain) - 1)) if plain else ""


def hidden_places(form: Form, specs: tuple[FieldSpec, ...], document: Document | None) -> tuple[Quad, ...]:
    """Where sensitive values stand: their own places, and wherever else a line of the document says the same."""
    fields = [form.field(spec.name) for spec in specs if spec.sensitive]
    read = [field for field in fields if field is not None and isinstance(field.value, str)]
    own = [field.place for field in read if field.place]
    texts = [text for field in read for text in {str(field.value), field.raw} if len(text) >= _LEAST_FOUND]
    return (*own, *said_in(document, texts))


def said_in(document: Document | None, texts: Iterable[str]) -> tuple[Quad, ...]:
    """Where lines of the document say one of these texts, however they are spaced."""
    lines = [line for page in document.pages for line in page.lines] if document else []
    wanted = tuple(texts)
    return tuple(place for line in lines for text in wanted for place in _said(line, text))


def _said(line: Line, text: str) -> Iterator[Quad]:
    pattern = r"\s*".join(re.escape(char) for char in "".join(text.split()))
    for found in re.finditer(pattern, line.text):
        yield line.cut(found.start(), found.end())
