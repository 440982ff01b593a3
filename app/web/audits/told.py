"""Entries of the ledger as lines for people: who, what, from what to what; values of papers stay hidden."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.audits.reasons import masked_why
from app.packs.cover_words import ACTIONS, ROLES
from app.showing.catalogue import Catalogue
from app.showing.texts import Text
from app.web.audits.rereading import REPLAYED, Retelling
from app.web.masks import masked
from app.web.texts import Words
from pipeline.corrections import NO_VALUE, Correction
from pipeline.evidence import EvidenceId
from pipeline.ledger.entries import Act, Entry
from pipeline.ledger.reasons import reason_id
from workers.proof.claim_history import ClaimHistory, ToldEntry

_STATES = ("figure.state_{}", "queue.state.{}", "queue.outcome.{}", "decision.verdict_{}", "audit.replay.{}")
NOTHING = "–"
_HEX, _HEX_SHOWN = re.compile(r"[0-9a-f]{64}"), 16  # of a hash: enough to compare; the pack has it whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`file` is the number of the file it is about, 0 for the claim; `size` as of ToldEntry."""

    entry: Entry
    who: str
    role: Text
    what: Text
    file: int
    old: str
    new: str
    why: str
    size: int | None
    good: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """`people`: what users are called, by the name the ledger has for them; `revealed`: values are shown;
    `reasons`: what people typed, by the ids entries have for it.
    """

    words: Words
    people: Mapping[str, str]
    catalogue: Catalogue
    revealed: bool
    reasons: Mapping[str, str]
    retelling: Retelling

    def lines(self, history: ClaimHistory) -> Iterator[Line]:
        """In order."""
        numbers: dict[str, int] = {one: number for number, one in enumerate(history.ids, 1)}
        for told in history.entries:
            correction = history.corrections.get(told.entry.act.new or "")
            yield self._line(told, numbers.get(told.entry.act.on, 0), correction, self._why(told.entry.act, history))

    def who(self, name: str) -> str:
        """A person by the name people know, a program by its own."""
        return self.people.get(name, name)

    def _line(self, told: ToldEntry, file: int, correction: Correction | None, why: str) -> Line:
        entry, act = told.entry, told.entry.act
        old, new = self._spoken(act.old), self._spoken(act.new)
        if correction is not None:
            change = correction.change
            old, new = self._value(change.old), self._value(change.new)
            why = self._said(self.catalogue.field(change.kind, change.field))
        role = entry.actor.role or ""
        return Line(
            entry=entry,
            who=self.who(entry.actor.name),
            role=ROLES.get(role.split(" ")[0], Text(role, role)),
            what=ACTIONS.get(act.action, Text(act.action, act.action)),
            file=file,
            old=old,
            new=new,
            why=why,
            size=told.size,
            good=told.good,
        )

    def _why(self, act: Act, history: ClaimHistory) -> str:
        """What the program says in the words of the page; what a person typed without whom the claim names."""
        if act.action == REPLAYED and reason_id(act) is None:
            return self.retelling.why(EvidenceId(act.on), act.reason or "")
        if reason_id(act) is None:
            return self._spoken(act.reason)
        facts = (history.claim.facts if history.claim and not self.revealed else None) or {}
        why = masked_why(act, self.reasons, facts)
        return self.words("audit.reason_erased") if why.erased else why.text

    def _value(self, value: str | None) -> str:
        if not value or value == NO_VALUE:
            return NOTHING
        return value if self.revealed else masked(value)

    def _spoken(self, text: str | None) -> str:
        """A state or a result in the words of the page, a person by name, anything else as it stands."""
        if not text:
            return ""
        known = (one.format(text) for one in _STATES)
        key = next((one for one in known if one in self.words.texts), None)
        if key:
            return self.words(key)
        return f"{text[:_HEX_SHOWN]}…" if _HEX.fullmatch(text) else self.who(text)

    def _said(self, text: Text) -> str:
        return text.zh if self.words.language == "zh" else text.en
