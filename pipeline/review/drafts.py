"""What a reviewer has typed so far: values, what was keyed blind, a verdict that is none yet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from pipeline.errors import Conflict
from pipeline.evidence import EvidenceId
from pipeline.findings import Reason


class Verdict(StrEnum):
    """Only a person's decision may refuse."""

    APPROVE = "approve"
    PARTIAL = "partial"
    REFUSE = "refuse"

    @property
    def pays(self) -> bool:
        return self is not Verdict.REFUSE


class RefundRoute(StrEnum):
    """How the money goes back: as it came, to a bank account, or as was agreed otherwise."""

    ORIGINAL = "original"
    BANK = "bank"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Typed:
    """A value in the field of a paper, as the person typed it."""

    evidence: EvidenceId
    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`fields`: values not yet put right. `keyed`: what was typed without seeing the machine's value, in order.

    `note` is for the customer, `override` says why the person decides otherwise than was computed. `ask`: what the
    customer is to be asked in the person's own words, None while it is what was prefilled. `window` is the open
    page that saved it, as its saving number `step`, so that what arrives late is known for it.
    """

    verdict: Verdict | None = None
    amount: Decimal | None = None
    route: RefundRoute | None = None
    codes: tuple[str, ...] = ()
    note: str = ""
    override: str = ""
    fields: tuple[Typed, ...] = ()
    keyed: tuple[Typed, ...] = ()
    ask: Reason | None = None
    window: str = ""
    step: int = 0

    def follows(self, other: "Draft") -> bool:
        """Whether the same page saved it after the other one, without anybody in between."""
        return bool(self.window) and self.window == other.window and self.step > other.step


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedDraft:
    """A draft that is kept; each person has one in a claim. `version` counts their savings, `answer` what they saw."""

    by: str
    at: datetime
    version: int
    answer: int
    draft: Draft


@dataclass(frozen=True, slots=True)
class Seen:
    """What the person had before their eyes: the version of their own draft, 0 for none, and of the claim's answer."""

    draft: int
    answer: int


class StaleDraft(Conflict):
    """The same person saved something else meanwhile, in another window: `stands` is kept, `sent` was not."""

    def __init__(self, stands: SavedDraft | None, sent: Draft) -> None:
        super().__init__("You saved something else meanwhile, in another window; choose what counts and save it again.")
        self.stands = stands
        self.sent = sent


def with_value(draft: Draft, typed: Typed) -> Draft:
    """The draft with this value in its field, in place of an earlier one."""
    others = tuple(one for one in draft.fields if (one.evidence, one.field) != (typed.evidence, typed.field))
    return replace(draft, fields=(*others, typed))


def draft_json(draft: Draft) -> dict[str, object]:
    return {
        "verdict": draft.verdict.value if draft.verdict else None,
        "amount": format(draft.amount, "f") if draft.amount is not None else None,
        "route": draft.route.value if draft.route else None,
        "codes": list(draft.codes),
        "note": draft.note,
        "override": draft.override,
        "fields": [[one.evidence, one.field, one.value] for one in draft.fields],
        "keyed": [[one.evidence, one.field, one.value] for one in draft.keyed],
        "ask": [draft.ask.zh, draft.ask.en] if draft.ask else None,
        "window": draft.window,
        "step": draft.step,
    }


def draft_from(held: Mapping[str, object]) -> Draft:
    """What `draft_json` made, now or before drafts held messages."""
    ask, step = held.get("ask"), held.get("step", 0)
    verdict, amount, route, codes = (held[name] for name in ("verdict", "amount", "route", "codes"))
    return Draft(
        verdict=Verdict(str(verdict)) if verdict else None,
        amount=Decimal(str(amount)) if amount is not None else None,
        route=RefundRoute(str(route)) if route else None,
        codes=tuple(str(one) for one in codes) if isinstance(codes, list) else (),
        note=str(held["note"]),
        override=str(held["override"]),
        fields=_typed(held["fields"]),
        keyed=_typed(held["keyed"]),
        ask=Reason(str(ask[0]), str(ask[1])) if isinstance(ask, list) else None,
        window=str(held.get("window", "")),
        step=step if isinstance(step, int) else 0,
    )


def _typed(rows: object) -> tuple[Typed, ...]:
    listed = rows if isinstance(rows, list) else []
    return tuple(Typed(EvidenceId(one[0]), str(one[1]), str(one[2])) for one in listed)
