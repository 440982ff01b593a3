"""How long things are kept: the classes of the policy, and the day each of them ends."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Goes(StrEnum):
    """What ends with its time; see workers/keeping/retention.toml."""

    CLAIM = "claim"
    LONE_EVIDENCE = "lone_evidence"
    ORIGINALS = "originals"
    KEPT = "kept"


class Anchor(StrEnum):
    """From when a time counts."""

    DECIDED = "decided"
    CHANGED = "changed"
    RECEIVED = "received"


ANCHORS: Mapping[Goes, frozenset[Anchor]] = {
    Goes.CLAIM: frozenset({Anchor.DECIDED, Anchor.CHANGED}),
    Goes.LONE_EVIDENCE: frozenset({Anchor.RECEIVED}),
    Goes.ORIGINALS: frozenset({Anchor.DECIDED}),
    Goes.KEPT: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Span:
    """A time as laws say it: whole years and days."""

    years: int
    days: int

    def before(self, now: datetime) -> datetime:
        """What began then, or earlier, is over now; the last of February stands for its 29th."""
        year = now.year - self.years
        day = min(now.day, calendar.monthrange(year, now.month)[1])
        return now.replace(year=year, day=day) - timedelta(days=self.days)

    def __str__(self) -> str:
        return f"{self.years} years" if self.years else f"{self.days} days"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionClass:
    """`anchor` is None, and `kinds` empty, where they say nothing."""

    name: str
    goes: Goes
    anchor: Anchor | None
    keep: Span
    kinds: tuple[str, ...]
    law: str

    @property
    def basis(self) -> str:
        """The ground of what ends by it, for its certificate."""
        return f"retention class {self.name}, {self.keep} from {self.anchor}; {self.law}"


@dataclass(frozen=True, slots=True)
class Retention:
    """`version` names the policy in certificates."""

    version: str
    classes: tuple[RetentionClass, ...]


@dataclass(frozen=True, slots=True)
class Over:
    """A thing whose time is over: a claim, a lone file, or a file whose original goes; `since`: its anchor."""

    rule: RetentionClass
    thing: str
    since: datetime
