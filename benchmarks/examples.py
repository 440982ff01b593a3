"""Labelled values with their signals: what a probability is fitted on and measured with. They hold no evidence."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.labels import Label
from benchmarks.matching import Match
from benchmarks.scoring import KIND, named, scores
from pipeline.errors import WrongUse
from pipeline.fields import State
from pipeline.kinds import Kind
from pipeline.pages import Document
from pipeline.records import Record
from pipeline.trust.signals import NAMES, signals

SCHEMA = "proofdesk.examples/2"
REAL = "real"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One value that was read. `document`, `shop` and `template` say what it must not share with a test: the file's
    hash, its seller's hash ("" where nobody labelled one) and the layout it was drawn from ("" for real paper).
    `kind` as read, `labelled` as it is; `exact`: right to the letter, which a name that is `right` need not be; `grade`
    how far the readers agreed; `passes`: a person is not asked.
    """

    set_name: str
    document: str
    shop: str
    template: str
    level: str
    kind: str
    labelled: str
    field: str
    critical: bool
    right: bool
    exact: bool
    passes: bool
    grade: str
    signals: tuple[float, ...]
    confidence: float

    @property
    def drawn(self) -> bool:
        return bool(self.template)

    @property
    def source(self) -> str:
        """Real, or how badly a drawn page was treated."""
        return self.level if self.drawn else REAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A labelled value that was not read: nothing stands there that could be let through."""

    set_name: str
    document: str
    source: str
    kind: str
    labelled: str
    field: str
    critical: bool


def examples(label: Label, record: Record, document: Document, kind: Kind) -> Iterator[Example | Missed]:
    """One per labelled value of a document; values the label could not decide, and lists, are left out."""
    specs = {spec.name: spec for spec in kind.fields}
    for score in scores(label, record):
        field = named(record, score.field)
        if score.field == KIND or score.open or score.field in label.lists:
            continue
        if field is None or field.state is not State.READ:
            yield Missed(
                set_name=label.set_name,
                document=record.sha256[:16],
                source=label.level or REAL,
                kind=record.kind,
                labelled=label.doc_type,
                field=score.field,
                critical=field is not None and field.critical,
            )
            continue
        yield Example(
            set_name=label.set_name,
            document=record.sha256[:16],
            shop=_shop(label),
            template=label.layout,
            level=label.level,
            kind=record.kind,
            labelled=label.doc_type,
            field=field.name,
            critical=field.critical,
            right=score.match in (Match.EXACT, Match.NEAR),
            exact=score.match is Match.EXACT,
            passes=field.name not in record.needs_person,
            grade=field.grade.value,
            signals=tuple(round(value, 5) for value in signals(field, specs[field.name], record.form, document)),
            confidence=field.confidence,
        )


def _shop(label: Label) -> str:
    seller = next((label.accepted[name][0] for name in ("seller_name", "lab_name") if name in label.accepted), "")
    return hashlib.sha256(seller.casefold().encode()).hexdigest()[:16] if seller else ""


def written(found: Iterable[Example | Missed]) -> str:
    """JSON Lines, the first naming the schema and the signals."""
    head = {"schema": SCHEMA, "signals": NAMES}
    rows = ({"missed": isinstance(one, Missed), **asdict(one)} for one in found)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (head, *rows))


def read(path: Path) -> tuple[Example | Missed, ...]:
    """What `written` wrote; raises WrongUse for another file, another version, or other signals."""
    try:
        head, *rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
        if head.get("schema") != SCHEMA or tuple(head.get("signals", ())) != NAMES:
            raise WrongUse(f"{path} was made by another version; make it again with `proofdesk eval examples`.")
        return tuple(map(_row, rows))
    except OSError as error:
        raise WrongUse(f"{path} cannot be read ({error.strerror}); make it with `proofdesk eval examples`.") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise WrongUse(f"{path} holds no examples: {error}. Make it with `proofdesk eval examples`.") from error


def _row(row: dict[str, Any]) -> Example | Missed:
    missed = row.pop("missed")
    return Missed(**row) if missed else Example(**{**row, "signals": tuple(row["signals"])})


def shared(one: Iterable[Example], other: Iterable[Example]) -> tuple[str, ...]:
    """What stands on both sides: documents, shops, templates; a fit and its test may share nothing."""
    first, second = tuple(one), tuple(other)
    return tuple(
        f"{name} {value}"
        for name in ("document", "shop", "template")
        for value in sorted({getattr(e, name) for e in first} & {getattr(e, name) for e in second} - {""})
    )
