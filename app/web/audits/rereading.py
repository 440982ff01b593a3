"""Files of a claim read again at an auditor's wish: what waits, and what came of it, as the page tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.showing.catalogue import Catalogue
from app.web.texts import Words
from pipeline.evidence import EvidenceId
from pipeline.ledger.entries import Entry
from pipeline.replays import Instead, Retold, Verdict
from workers.proof.claim_history import ClaimHistory

_SHAPES = {Verdict.IDENTICAL: "✓", Verdict.DIFFERENT: "▲", Verdict.ORIGINAL_CHANGED: "▲"}
_OPEN = "●"
REPLAYED = "evidence.replayed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`where`: fields and rules in the words of the page; `instead`: what it was read with that is no longer here."""

    shape: str
    text: str
    at: datetime | None = None
    where: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retelling:
    """`kinds`: what each file is."""

    words: Words
    catalogue: Catalogue
    kinds: Mapping[EvidenceId, str]

    def outcomes(self, history: ClaimHistory, waiting: frozenset[EvidenceId]) -> Mapping[str, Outcome]:
        """By file the newest; nothing for what was never read again."""
        newest = {one.entry.act.on: one.entry for one in history.entries if one.entry.act.action == REPLAYED}
        found = {file: self._outcome(entry) for file, entry in newest.items()}
        return found | {file: Outcome(shape=_OPEN, text=self.words("audit.replay.waiting")) for file in waiting}

    def why(self, file: EvidenceId, reason: str) -> str:
        """The same for a line of the history."""
        told = Retold.read(reason)
        named = self.words("audit.replay.differs", names=self._names(file, told)) if told.where else ""
        return " · ".join(one for one in (self._because(told.why), named) if one)

    def _outcome(self, entry: Entry) -> Outcome:
        verdict, told = Verdict(str(entry.act.new)), Retold.read(entry.act.reason or "")
        return Outcome(
            shape=_SHAPES.get(verdict, _OPEN),
            text=self.words(f"audit.replay.{verdict}"),
            at=entry.at,
            where=tuple(self._name(EvidenceId(entry.act.on), one) for one in told.where),
            instead=tuple(map(self.gone, told.instead)),
        )

    def gone(self, one: Instead) -> str:
        """What it was read with then, and what is here in its place."""
        key = f"audit.replay.what_{one.what}"
        what = self.words(key) if key in self.words.texts else one.what
        return self.words("audit.replay.gone", what=what, named=one.named, here=one.here)

    def _because(self, why: str) -> str:
        key = f"audit.replay.why_{why.replace(' ', '_')}"
        return self.words(key) if key in self.words.texts else why

    def _names(self, file: EvidenceId, told: Retold) -> str:
        return self.words("desk.and").join(self._name(file, one) for one in told.where)

    def _name(self, file: EvidenceId, thing: str) -> str:
        """A field as its kind calls it; a rule by its number, a page by its own."""
        first, _, number = thing.partition(" ")
        if f"audit.replay.thing_{first}" in self.words.texts:
            return self.words(f"audit.replay.thing_{first}", number=number)
        text = self.catalogue.field(self.kinds.get(file, ""), thing)
        return text.zh if self.words.language == "zh" else text.en
