"""What was decided of a claim, once and for good: a later change is another version, with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from pipeline.claim.policy import Policy
from pipeline.errors import Conflict
from pipeline.findings import Finding, Reason
from pipeline.review.blocking import Second
from pipeline.review.drafts import RefundRoute, Verdict
from pipeline.review.reason_codes import CODES, OTHER, resting_on

UNDO = timedelta(seconds=10)  # until then a decision can be taken back and nobody was told
DEFAULT_WORKDAYS = 7  # what is promised where the policy names no time


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What a reason rests on: a rule's own words, the terms it applies, and where on which page it shows.

    `terms`: keys of the policy. `box`: left, top, right, bottom as fractions of the upright page.
    """

    rule: str
    text: Reason
    basis: str = ""
    terms: tuple[str, ...] = ()
    file: str = ""
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenReason:
    """One reason of a decision, in words, with what it rests on."""

    code: str
    text: Reason
    advice: Reason
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What is decided, before it has a number. `amount` and `route` None where nothing is paid.

    `promised`: the day on which the money arrives at the latest, `workdays` after the decision. `override`: why it
    differs from what was computed. `corrections`: ids of what people put right before. `changes`: why an earlier
    decision is changed, "" for a first one. `policy`: version of the terms.
    """

    answer: int
    verdict: Verdict
    reasons: tuple[GivenReason, ...]
    notice: Reason
    amount: Decimal | None = None
    currency: str | None = None
    route: RefundRoute | None = None
    workdays: int | None = None
    promised: date | None = None
    note: str = ""
    override: str = ""
    corrections: tuple[str, ...] = ()
    changes: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a customer was told, and when it was decided."""

    verdict: Verdict
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A ruling that stands. `second` who confirmed it, where `because` asks for one; `after` the version it replaces.

    `goes`: when it is told, None while a second person is waited for; until then it can be undone.
    """

    version: int
    ruling: Ruling
    by: str
    at: datetime
    because: tuple[Second, ...] = ()
    second: str | None = None
    after: int | None = None
    goes: datetime | None = None


class StaleAnswer(Conflict):
    """The claim was answered again after the reviewer looked: `seen` and `stands` are the two versions."""

    def __init__(self, seen: int, stands: int) -> None:
        super().__init__(
            "Something new came in after you looked; your draft is kept. Look at what changed and decide then."
        )
        self.seen = seen
        self.stands = stands


def workdays_promised(policy: Policy, route: RefundRoute) -> int:
    """Within how many working days the money arrives by this route."""
    refunds = policy.refunds
    told = refunds.bank_workdays if route is RefundRoute.BANK else refunds.original_route_workdays
    return told if told is not None else DEFAULT_WORKDAYS


def given_reasons(
    codes: tuple[str, ...], note: str, findings: tuple[Finding, ...], bases: Mapping[str, str]
) -> tuple[GivenReason, ...]:
    """The reasons in words with their citations; `bases`: what each rule rests on, by its id."""
    return tuple(
        GivenReason(
            code=code,
            text=Reason(note, note) if code == OTHER else CODES[code].text,
            advice=CODES[code].advice,
            citations=tuple(_citation(code, one, bases) for one in resting_on(code, findings)),
        )
        for code in codes
    )


def _citation(code: str, finding: Finding, bases: Mapping[str, str]) -> Citation:
    place = finding.places[0] if finding.places else None
    return Citation(
        rule=finding.rule,
        text=finding.reason,
        basis=bases.get(finding.rule, ""),
        terms=CODES[code].terms,
        file=finding.file,
        page=place.page if place else None,
        box=place.sides if place else None,
    )
