"""The cover of a proof pack: what came when, what was read, who decided, for a judge or an auditor to read or print."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from app.packs.cover_words import ACTIONS, ERASED_REASON, ROLES, STATES, VERDICTS
from app.packs.masking import BLACK
from app.showing.catalogue import Catalogue
from app.showing.page import scene
from app.showing.safe import visible
from app.showing.texts import CLAIM_OUTCOMES, ROUTES, Text
from pipeline.claim.outcomes import ClaimOutcome
from pipeline.evidence import Standing
from pipeline.ledger.entries import Entry
from pipeline.ledger.reasons import SaidWhy, said_why
from workers.desk import kinds
from workers.proof.proving import ProvedClaim

_LONGEST = 300  # characters of a value
_ENDED = frozenset({"review.handed_back", "review.undone"})  # they name the decision that stood before
_DECIDING = _ENDED | {"review.decided", "review.confirmed", "review.told"}


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
    """One line of the history; `who` as people know them, `actor` as the ledger does."""

    number: int
    at: str
    who: str
    actor: str
    role: Text
    what: Text
    on: str
    told: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, and who did so, agreed, took it back, or told it."""

    held: Mapping[str, Any]
    steps: tuple[Step, ...]


def cover_page(
    proved: ProvedClaim,
    files: tuple[Pictured, ...],
    kept: tuple[tuple[str, Any], ...],
    masked: bool,
    people: Mapping[str, str],
) -> str:
    """Self-contained, without script; `kept` are facts, answers and decisions of the claim, oldest first; `people`:
    what users are called, by the name the ledger has for them.
    """
    answer: Mapping[str, Any] = next((held for what, held in reversed(kept) if what == "answer"), {})
    outcome = answer.get("outcome")
    steps = tuple(_step(one.entry, proved.words, masked, people) for one in proved.entries)
    return (
        scene()
        .get_template("cover.html")
        .render(
            proved=proved,
            files=files,
            decisions=_decided(proved, [held for what, held in kept if what == "decision"], steps),
            verdicts=VERDICTS,
            facts=next((held for what, held in reversed(kept) if what == "facts"), {}),
            answer=answer,
            outcome=CLAIM_OUTCOMES.get(ClaimOutcome(outcome)) if outcome else None,
            steps=steps,
            erased_at=_erased_at(proved),
            catalogue=Catalogue(tuple(kinds())),
            routes=ROUTES,
            failed=_failed,
            value=_value,
            masked=masked,
            two=_two,
            people=people,
        )
    )


def _two(text: Text) -> Markup:
    """Chinese, then English where it says something else, as everywhere on the cover."""
    if text.zh == text.en:
        return escape(visible(text.zh))
    return Markup('{} <small lang="en">{}</small>').format(visible(text.zh), visible(text.en))


def _erased_at(proved: ProvedClaim) -> str:
    """When the key was destroyed; "" for a claim that is there."""
    found = (one.entry.at for one in proved.entries if one.entry.act.action == "subject.erased")
    return f"{max(found, default=proved.signed.at):%Y-%m-%d %H:%M:%S UTC}" if proved.erasure else ""


def _decided(proved: ProvedClaim, kept: list[Mapping[str, Any]], steps: tuple[Step, ...]) -> tuple[Decided, ...]:
    """Each decision has one entry with its content, in the same order, and others that name its number."""
    acts = [one.entry.act for one in proved.entries]
    about = [(act.old if act.action in _ENDED else act.new) if act.action in _DECIDING else None for act in acts]
    numbers = [act.new for act in acts if act.action == "review.decided" and act.content is not None]
    return tuple(
        Decided(held, tuple(step for step, on in zip(steps, about, strict=True) if on == number))
        for number, held in zip(numbers, kept, strict=False)
    )


def _step(entry: Entry, words: Mapping[str, str], masked: bool, people: Mapping[str, str]) -> Step:
    act, why, name = entry.act, said_why(entry.act, words), entry.actor.name
    moved = " → ".join(people.get(word, _spoken(word)) for word in (act.old, act.new) if word)
    return Step(
        number=entry.number,
        at=entry.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        who=people.get(name, name),
        actor=name,
        role=_roles((entry.actor.role or "").split()),
        what=ACTIONS.get(act.action, Text(act.action, act.action)),
        on=act.on,
        told=" · ".join(word for word in (moved, _why(why, masked and why.text != act.reason)) if word),
    )


def _roles(names: list[str]) -> Text:
    """All that somebody had at that moment."""
    found = [ROLES.get(name, Text(name, name)) for name in names]
    return Text("、".join(one.zh for one in found), ", ".join(one.en for one in found))


def _why(said: SaidWhy, hidden: bool) -> str:
    return ERASED_REASON if said.erased else BLACK if hidden and said.text else _spoken(said.text)


def _spoken(word: str) -> str:
    """What our programs call a state, an outcome or a verdict, in words of people; anything else as it is."""
    found = STATES.get(word) or VERDICTS.get(word)
    return f"{found.zh} {found.en}" if found else word


def _failed(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in record.get("findings", []) if one.get("outcome") == "fail"]


def _value(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_value(one) for one in value)[:_LONGEST]
    if isinstance(value, dict):
        return ", ".join(f"{key} {_value(one)}" for key, one in value.items() if one is not None)[:_LONGEST]
    return "—" if value is None else str(value)[:_LONGEST]
