"""Records of an installation handed out: which, in what form, masked or not, and that it was done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any, BinaryIO

from app.packs.masking import BLACK, masked_record
from app.records.files import Form, csv_blocks, parquet, write
from app.records.rows import SCHEMA, About, Column, Row, columns, row
from app.showing.safe import json_line
from pipeline.corrections import Correction
from pipeline.evidence import ClaimId, Standing, TenantId
from pipeline.kinds import Kind
from pipeline.ledger.entries import Act, Actor
from storage.records.database import Transaction
from storage.records.evidence.standings import Wanted
from storage.records.proof.ledger import write_entry
from storage.records.proof.reasons import reasoned_alone
from workers.desk import kinds
from workers.stores import Stores

_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is wanted: of one claim or of all, of one kind, that came on `since` or later and before `until`.

    `reason`: why personal values must be seen; masked where it is empty.
    """

    claim: ClaimId | None = None
    kind: str | None = None
    since: date | None = None
    until: date | None = None
    reason: str = ""

    def told(self, form: Form) -> str:
        """In one line, for the ledger."""
        words = {"claim": self.claim, "kind": self.kind, "since": self.since, "until": self.until}
        chosen = [f"{name} {value}" for name, value in words.items() if value is not None]
        return " ".join([form.value, "unmasked" if self.reason else "masked", *chosen])


@dataclass(frozen=True)
class RecordExport:
    """The newest record of everything that is `asked` for, oldest first."""

    stores: Stores
    tenant: TenantId
    asked: Asked

    def begun(self, actor: Actor, form: Form) -> None:
        """Before a byte is handed out: the entry that says so. Raises WrongUse where `form` cannot be made here."""
        if form is Form.PARQUET:
            parquet()
        act = Act(action="records.exported", on="records", new=self.asked.told(form))

        def work(tx: Transaction) -> None:
            write_entry(tx, actor, reasoned_alone(tx, self.stores.master, self.tenant, act, self.asked.reason))

        self.stores.database.write(work)

    def blocks(self, form: Form) -> Iterator[bytes]:
        """CSV or JSON Lines, piece by piece."""
        if form is Form.JSON_LINES:
            return (json_line(told).encode() + b"\n" for told in self._objects())
        return csv_blocks(self.columns, self.rows())

    def write(self, form: Form, sink: BinaryIO) -> None:
        if form is Form.JSON_LINES:
            sink.writelines(self.blocks(form))
        else:
            write(form, self.columns, self.rows(), sink)

    @property
    def columns(self) -> tuple[Column, ...]:
        return columns(one for one in kinds() if self.asked.kind in (None, one.name))

    def rows(self) -> Iterator[Row]:
        for standing, record, kept in self._found():
            found = standing.evidence
            about = About(
                evidence=found.id,
                claim_id=found.claim_id,
                received=found.received,
                version=standing.record,
                corrections=kept,
            )
            made = dict(row(record, about))
            yield made if self.asked.reason else made | {name: BLACK for name in self._hidden(record) if made.get(name)}

    def _objects(self) -> Iterator[Mapping[str, Any]]:
        for standing, record, kept in self._found():
            hidden = set() if self.asked.reason else self._hidden(record)
            yield {
                "schema": SCHEMA,
                "evidence": standing.evidence.id,
                "claim_id": standing.evidence.claim_id,
                "received": standing.evidence.received.isoformat(),
                "version": standing.record,
                "record": record,
                "corrections": [_corrected(one, hidden) for one in kept],
            }

    def _found(self) -> Iterator[tuple[Standing, Mapping[str, Any], tuple[Correction, ...]]]:
        for standing in self._standings():
            record = self.stores.standings.record(self.tenant, standing)
            if record is None or self.asked.kind not in (None, record.get("kind")):
                continue
            kept = self.stores.corrections.of(self.tenant, standing.evidence.id)
            yield standing, record if self.asked.reason else masked_record(record, self._kinds), kept

    def _standings(self) -> Iterator[Standing]:
        first, end = _begins(self.asked.since), _begins(self.asked.until)
        after = None
        while some := self.stores.standings.page(
            self.tenant, Wanted(claim=self.asked.claim, after=after, limit=_AT_ONCE)
        ):
            for one in some:
                came = one.evidence.received
                if one.record is not None and (first is None or first <= came) and (end is None or came < end):
                    yield one
            after = some[-1].evidence.id

    def _hidden(self, record: Mapping[str, Any]) -> set[str]:
        kind = self._kinds.get(str(record.get("kind")))
        return {spec.name for spec in kind.fields if spec.sensitive} if kind else set()

    @cached_property
    def _kinds(self) -> Mapping[str, Kind]:
        return {kind.name: kind for kind in kinds()}


def _corrected(one: Correction, hidden: set[str]) -> Mapping[str, object]:
    change = one.change
    old, new = (BLACK, BLACK) if change.field in hidden else (change.old, change.new)
    return {"field": change.field, "old": old, "new": new, "by": one.by, "at": one.at.isoformat()}


def _begins(day: date | None) -> datetime | None:
    """Midnight here."""
    return datetime.combine(day, time()).astimezone(UTC) if day else None
