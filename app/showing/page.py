"""Self-contained pages for the browser: one per document, and the list of all."""

import base64
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.showing.catalogue import Catalogue
from app.showing.cells import cell, heading, used_columns
from app.showing.layout import laid_out
from app.showing.marks import Mark
from app.showing.safe import json_line, visible
from app.showing.texts import OUTCOMES, ROUTES, SEVERITIES, Text, percent
from pipeline.findings import Outcome
from pipeline.records import Record, Refusal, plain
from storage.results import stem


def _finished(value: object) -> object:
    """Strangers' text cannot steer the page: controls and reading-order marks become visible escapes."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def scene() -> Environment:
    scene = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        finalize=_finished,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    scene.filters |= {"plain": plain, "told": _told, "column": cell, "columns": used_columns, "heading": heading}
    scene.globals |= {
        "MARKS": tuple(Mark),
        "OUTCOMES": OUTCOMES,
        "SEVERITIES": SEVERITIES,
        "ROUTES": ROUTES,
        "FAIL": Outcome.FAIL,
        "percent": percent,
        "two": _two,
        "stem": stem,
    }
    return scene


def _two(text: Text) -> Markup:
    """English, then Chinese where it says something else."""
    if text.en == text.zh:
        return escape(visible(text.en))
    return Markup('{} <span lang="zh">{}</span>').format(visible(text.en), visible(text.zh))


def _told(version: object) -> str:
    """A version as one line of JSON, without the quotes around a lone text."""
    return version if isinstance(version, str) else json_line(version)


def record_page(record: Record, pictures: Sequence[bytes], catalogue: Catalogue) -> str:
    """One record beside its page pictures (JPEG, upright, one per page; where one is missing the boxes stand alone)."""
    shots = [f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}" for picture in pictures]
    shots += [""] * (len(record.pages) - len(shots))
    pages = list(zip(record.pages, shots, strict=False))
    return scene().get_template("record.html").render(layout=laid_out(record, catalogue), record=record, pages=pages)


def index_page(answers: Sequence[Record | Refusal], catalogue: Catalogue) -> str:
    """The list of all documents of one run, those that need a person first visible by their mark."""
    rows = [(answer, isinstance(answer, Record)) for answer in answers]
    return scene().get_template("index.html").render(rows=rows, catalogue=catalogue)
