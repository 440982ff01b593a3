"""How long an auditor waits for a search among many claims, on SQLite or on the PostgreSQL of an address."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from sqlalchemy import insert, text

from pipeline.evidence import ClaimId, TenantId
from pipeline.ledger.entries import Actor
from pipeline.marks import Mark, MarkName
from storage.objects.master import MasterKeys
from storage.records.claims.books import book_of
from storage.records.claims.claims import Claims
from storage.records.database import Database, Transaction, opened, sqlite_address
from storage.records.migration import migrated
from storage.records.people.accounts import People
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.marks import Marks, kept_value
from storage.records.proof.search import Search, Searching
from storage.records.proof.search_tables import claim_marks
from storage.records.schema import claims

_MASTER = MasterKeys("1", {"1": bytes(range(32))})
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_AT_ONCE = 5_000  # claims of one transaction
_RULES, _REVIEWERS = 40, 25
_ROUNDS = 100


def measured(database: Database, count: int) -> dict[str, dict[str, float]]:
    """Milliseconds of each kind of search over `count` claims of eight marks: the middle, and the 95th of 100."""
    migrated(database)
    People(database).first()
    tenant = TenantId(DEFAULT_TENANT)
    Claims(database, _MASTER).state(Actor(tenant=tenant, name="bench"), ClaimId("first"), {}, None)
    subject = database.read(lambda tx: tx.connection.execute(claims.select()).one().subject)
    for start in range(0, count, _AT_ONCE):
        database.write(lambda tx, start=start: _fill(tx, tenant, subject, range(start, min(start + _AT_ONCE, count))))  # type: ignore[misc]
    database.write(lambda tx: tx.connection.execute(text("ANALYZE")))
    kept, searching = Marks(database, _MASTER), Searching(database)

    def by(*wanted: Mark, **more: datetime) -> Callable[[], object]:
        """As the page asks: the value is keyed first."""
        return lambda: searching.find(
            tenant,
            Search(marks=tuple((one.name, kept.value(tenant, one)) for one in wanted), **more),  # type: ignore[arg-type]
        )

    order, rule = Mark(MarkName.ORDER, str(count // 2)), Mark(MarkName.RULE, "RULE-07")
    version, reviewer = Mark(MarkName.VERSION, "pipeline 1"), Mark(MarkName.REVIEWER, "user:3")
    month = {"since": _BEGIN + timedelta(days=100), "until": _BEGIN + timedelta(days=130)}
    asked = {
        "newest": by(),
        "claim": lambda: searching.find(tenant, Search(claim=ClaimId(f"C-{count // 2}"))),
        "order": by(order),
        "person": by(Mark(MarkName.PERSON, "person7")),
        "rule": by(rule),
        "version": by(version),
        "rule in a month": by(rule, **month),
        "rule, reviewer and version": by(rule, reviewer, version),
        "nothing has both": by(rule, Mark(MarkName.RULE, "RULE-08")),
        "choices of rules": lambda: searching.values(tenant, MarkName.RULE),
    }
    return {name: _timed(one) for name, one in asked.items()}


def _fill(tx: Transaction, tenant: TenantId, subject: str, numbers: range) -> None:
    book = book_of(tx, _MASTER, tenant)
    rows: list[dict[str, object]] = []
    marks: list[dict[str, object]] = []
    for number in numbers:
        at, claim = _BEGIN + timedelta(minutes=3 * number), f"C-{number}"
        told: dict[str, object] = {"tenant": tenant, "claim_id": claim}
        rows.append(
            told | {"subject": subject, "version": 1, "made_at": at, "changed_at": at, "news": 1, "due_at": None}
        )
        marks += [
            told | {"at": at, "name": one.name.value, "value": kept_value(book, one)} for one in set(_marks(number))
        ]
    tx.connection.execute(insert(claims), rows)
    tx.connection.execute(insert(claim_marks), marks)


def _marks(number: int) -> Iterator[Mark]:
    yield Mark(MarkName.ORDER, str(number))
    yield Mark(MarkName.INVOICE, str(number))
    yield Mark(MarkName.PERSON, f"person{number // 3}")
    yield Mark(MarkName.RULE, f"RULE-{number % _RULES:02}")
    yield Mark(MarkName.RULE, f"RULE-{number * 7 % _RULES:02}")
    yield Mark(MarkName.REVIEWER, f"user:{number % _REVIEWERS}")
    yield Mark(MarkName.VERSION, "pipeline 1")
    yield Mark(MarkName.VERSION, f"rules {number // 30_000}")


def _timed(ask: Callable[[], object]) -> dict[str, float]:
    took = []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - begun))
    cut = quantiles(took, n=20)
    return {"p50_ms": round(cut[9], 2), "p95_ms": round(cut[18], 2)}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.search", description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--database", metavar="URL", help="an empty PostgreSQL database; else SQLite in a new folder")
    options = parser.parse_args(argv)
    with TemporaryDirectory() as folder:
        database = opened(options.database or sqlite_address(Path(folder) / "search.sqlite"))
        told = measured(database, options.claims)
        database.close()
    sys.stdout.write(json.dumps({"claims": options.claims, "searches": told}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
