"""The cover of a proof pack: what came when, what was read, who decided, for a judge or an auditor to read or print."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.packs.cover_words import ACTIONS, ROLES, VERDICTS
from app.showing.catalogue import Catalogue
from app.showing.page import scene
from app.showing.texts import CLAIM_OUTCOMES, ROUTES, Text
from pipeline.claim.outcomes import ClaimOutcome
from pipeline.evidence import Standing
from pipeline.ledger.entries import Entry
from workers.desk import kinds
from workers.proof.proving import ProvedClaim

_LONGEST = 300  # characters of a value


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictured:
    """One file: `records` are pairs of what it is (`record`, `correction`) and what it says; `pages` file names."""

    standing: Standing
    records: tuple[tuple[str, Any], ...]
    pages: tuple[str, ...]

    @property
    def newest(self) -> Mapping[str, Any]:
        """What was read last; empty before."""
        return next((held for what, held in reversed(self.records) if what == "record"), {})

    @property
    def corrections(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(held for what, held in self.records if what == "correction")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history."""

    number: int
    at: str
    who: str
    role: Text
    what: Text
    on: str
    told: str


def cover_page(
    proved: ProvedClaim, files: tuple[Pictured, ...], kept: tuple[tuple[str, Any], ...], masked: bool
) -> str:
    """Self-contained, without script; `kept` are facts, answers and decisions of the claim, oldest first."""
    answer: Mapping[str, Any] = next((held for what, held in reversed(kept) if what == "answer"), {})
    outcome = answer.get("outcome")
    return (
        scene()
        .get_template("cover.html")
        .render(
            proved=proved,
            files=files,
            decisions=tuple(held for what, held in kept if what == "decision"),
            verdicts=VERDICTS,
            facts=next((held for what, held in reversed(kept) if what == "facts"), {}),
            answer=answer,
            outcome=CLAIM_OUTCOMES.get(ClaimOutcome(outcome)) if outcome else None,
            steps=tuple(_step(one.entry) for one in proved.entries),
            catalogue=Catalogue(tuple(kinds())),
            routes=ROUTES,
            failed=_failed,
            value=_value,
            masked=masked,
        )
    )


def _step(entry: Entry) -> Step:
    act = entry.act
    moved = " → ".join(word for word in (act.old, act.new) if word)
    return Step(
        number=entry.number,
        at=entry.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        who=entry.actor.name,
        role=ROLES.get(entry.actor.role or "", Text(entry.actor.role or "", entry.actor.role or "")),
        what=ACTIONS.get(act.action, Text(act.action, act.action)),
        on=act.on,
        told=" · ".join(word for word in (moved, act.reason) if word),
    )


def _failed(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in record.get("findings", []) if one.get("outcome") == "fail"]


def _value(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_value(one) for one in value)[:_LONGEST]
    if isinstance(value, dict):
        return ", ".join(f"{key} {_value(one)}" for key, one in value.items() if one is not None)[:_LONGEST]
    return "—" if value is None else str(value)[:_LONGEST]
