"""Copies of drawn papers looked for among others: how many are found, and how many others are taken for copies."""

import json
import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image
from sqlalchemy import insert

from benchmarks.scoring import wilson
from extractors.reading.pictures.prints import print_of
from pipeline.alike.likeness import tells_enough
from pipeline.claim.claims import Case, Layer, Paper, Statement
from pipeline.claim.policy import DEFAULT
from pipeline.claim.reasons import ClaimReason
from pipeline.errors import WrongUse
from pipeline.geometry import Box, Quad
from pipeline.pages import Document, Line, Page, Source, Traces
from pipeline.records import Form, Record
from storage.objects.master import MasterKeys
from storage.records.claims.twins import SqlTwins
from storage.records.database import Database, Transaction, opened, sqlite_address
from storage.records.inserts import inserted_once
from storage.records.migration import migrated
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.schema import tenants, twin_marks, twin_papers

_AT_ONCE = 10_000
_HASHES = 17  # of a strange picture: the whole and sixteen spots
_MARKS = 4  # numbers of a strange page
_ORDER = ("other", "original", "copy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A drawn page: `of` and `way` of a copy, `text` of another page, which nobody has to read."""

    path: Path
    role: str
    layout: str
    of: str = ""
    way: str = ""
    text: str | None = None

    @property
    def name(self) -> str:
        return self.named(self.path.name)

    def named(self, file: str) -> str:
        """Files of several folders are called alike."""
        return f"{self.path.parent.name}/{file}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """What the book of twins said of a page: claims it is a copy of, in `cpu_ms`."""

    sent: Sent
    copied: tuple[str, ...]
    cpu_ms: float

    @property
    def found(self) -> bool:
        return self.sent.named(self.sent.of) in self.copied


def sent(folder: Path) -> tuple[Sent, ...]:
    """Others, then originals, then copies; raises WrongUse where nothing was drawn."""
    listed = folder / "pages.jsonl"
    if not listed.is_file():
        raise WrongUse(f"{folder} holds no pages.jsonl; give a folder that `python -m fixtures.copies` drew.")
    rows = (json.loads(line) for line in listed.read_text("utf-8").splitlines())
    found = (Sent(path=folder / row.pop("file"), **row) for row in rows)
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.role)))


def as_told(one: Sent) -> Paper:
    """The paper as it would be read without a slip, from its text and its picture."""
    page = _page((one.text or "").split("\n"))
    if not tells_enough([page]):
        with Image.open(one.path) as picture:
            page = _page((one.text or "").split("\n"), np.asarray(picture.convert("RGB"), np.uint8))
    record = Record(
        name=one.path.name,
        files=(one.path.name,),
        sha256=secrets.token_hex(32),
        media_type="image/jpeg",
        flags=(),
        pages=(page,),
        kind="certificate_of_analysis" if one.layout == "certificate" else "other",
        kind_confidence=1.0,
        form=Form("other", ()),
    )
    return Paper(record=record, document=Document(pages=(page,), codes=(), traces=Traces(media_type="image/jpeg")))


def _page(texts: Iterable[str], picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]] | None = None) -> Page:
    return Page(
        number=1,
        width=1000,
        height=1400,
        rotation=0,
        angle=0.0,
        source=Source.TEXT_LAYER,
        legibility=1.0,
        rows=tuple((_line(part),) for text in texts for part in text.split("\t") if part.strip()),
        picture=None if picture is None else print_of(picture),
    )


def _line(text: str) -> Line:
    place = Quad.around(Box(page=1, left=0.0, top=0.0, right=1.0, bottom=1.0))
    return Line(
        text=text, quad=place, stops=((0.0, 1.0),) * len(text), scores=(1.0,) * len(text), reader=Source.TEXT_LAYER
    )


@dataclass(frozen=True, slots=True)
class Library:
    """A book of twins on a disk of this machine."""

    database: Database
    book: SqlTwins

    @classmethod
    def new(cls, folder: Path) -> "Library":
        database = opened(sqlite_address(folder / "twins.sqlite"))
        migrated(database)
        database.write(lambda tx: inserted_once(tx, tenants, {"id": DEFAULT_TENANT, "made_at": tx.now}))
        return cls(database, SqlTwins(database, MasterKeys.read_or_made(folder / "master.key"), DEFAULT_TENANT))

    def crowd(self, count: int) -> None:
        """So many strange pages, each with a picture and numbers."""
        chance = np.random.default_rng(count)
        for first in range(0, count, _AT_ONCE):
            pages = range(first + 1, min(first + _AT_ONCE, count) + 1)
            hashes = chance.integers(0, 2**63, (len(pages), _HASHES), np.uint64) << np.uint64(1)
            marks = chance.integers(0, 2**62, (len(pages), _MARKS)).tolist()
            mine = {"tenant": DEFAULT_TENANT, "claim_id": "", "look": b""}
            rows = [
                mine | {"number": page, "hashes": row.astype(">u8").tobytes()}
                for page, row in zip(pages, hashes, strict=True)
            ]
            bearing = [
                {"tenant": DEFAULT_TENANT, "mark": mark, "paper": page}
                for page, some in zip(pages, marks, strict=True)
                for mark in some
            ]
            self.database.write(partial(_entered, rows, bearing))

    def meet(self, one: Sent, paper: Paper) -> Met:
        """The page entered as a claim of its own."""
        said = Statement(claim_id=one.name, reason=ClaimReason.PRODUCT_QUALITY)
        case = Case(statement=said, papers=(paper,), policy=DEFAULT, today=date(2026, 1, 1))
        began = time.thread_time()
        twins = self.book.entered(case)
        took = 1000 * (time.thread_time() - began)
        copied = dict.fromkeys(twin.claim_id for twin in twins if twin.layer is Layer.PICTURE)
        return Met(sent=one, copied=tuple(copied), cpu_ms=round(took, 1))


def _entered(rows: Sequence[dict[str, object]], bearing: Sequence[dict[str, object]], tx: Transaction) -> None:
    tx.connection.execute(insert(twin_papers), rows)
    tx.connection.execute(insert(twin_marks), bearing)


def as_object(every: Sequence[Met]) -> dict[str, object]:
    pages = [asdict(one) | {"sent": asdict(one.sent) | {"path": one.sent.name}} for one in every]
    return {"schema": "proofdesk.bench-copies/1", "pages": pages}


def as_text(every: Sequence[Met]) -> str:
    """Lines for people: copies found by how they were made, others taken for copies by layout."""
    copies = [one for one in every if one.sent.role == "copy"]
    ways = dict.fromkeys(one.sent.way for one in copies)
    lines = [_rate(f"{way}: found", [one.found for one in copies if one.sent.way == way]) for way in ways]
    others = [one for one in every if one.sent.role != "copy"]
    lines.append(_rate("papers of their own taken for a copy", [bool(one.copied) for one in others]))
    layouts = dict.fromkeys(one.sent.layout for one in others if one.copied)
    lines += [f"  {_rate(name, [bool(one.copied) for one in others if one.sent.layout == name])}" for name in layouts]
    times = sorted(one.cpu_ms for one in every)
    lines.append(f"entering a paper: {times[len(times) // 2]} ms CPU in the middle, {times[-1]} at most")
    return "\n".join(lines) + "\n"


def _rate(name: str, counted: Sequence[bool]) -> str:
    low, high = wilson(sum(counted), len(counted))
    return f"{name} {sum(counted)} of {len(counted)} ({low:.1%}–{high:.1%})"
