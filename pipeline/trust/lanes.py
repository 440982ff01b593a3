"""Which values pass without a person: where policy allows it, audits bound the error, and a named person opened."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from pipeline.errors import Conflict, WrongUse
from pipeline.findings import Reason
from pipeline.trust.agreement import Granted
from pipeline.trust.bounds import needed, upper_bound

LONGEST_NAME = 100  # characters of a person's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Policy lets values of this field pass alone while the error bound at `level` is at or under `target_error`."""

    kind: str
    field: str
    target_error: float
    level: float = 0.95

    def __post_init__(self) -> None:
        if not 0 < self.target_error < 1 or not 0 < self.level < 1:
            raise ValueError(f"a target of {self.target_error} at {self.level}")


@dataclass(frozen=True, slots=True)
class Automation:
    """What policy allows; `version` names the file it comes from."""

    allowed: tuple[Allowed, ...] = ()
    version: str = ""

    def of(self, kind: str, field: str) -> Allowed | None:
        return next((one for one in self.allowed if (one.kind, one.field) == (kind, field)), None)


NO_AUTOMATION = Automation()


class Door(StrEnum):
    """What was last done to a lane, and by whom: people open and close, audits only close."""

    NEVER_OPENED = "never_opened"
    OPENED = "opened"
    CLOSED_BY_PERSON = "closed_by_person"
    CLOSED_BY_AUDIT = "closed_by_audit"


class LaneState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Why(StrEnum):
    """Why a lane is open or closed."""

    NOT_ALLOWED = "not_allowed"
    NO_AUDIT = "no_audit"
    CLOSED_BY_AUDIT = "closed_by_audit"
    BOUND_ABOVE_TARGET = "bound_above_target"
    CLOSED_BY_PERSON = "closed_by_person"
    NOT_OPENED = "not_opened"
    OPENED_BY = "opened_by"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """What audits say of one (kind, field): `n` answered, `errors` of them wrong, `waiting` drawn and not answered."""

    kind: str
    field: str
    n: int = 0
    errors: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One (kind, field): what policy allows, what audits found, and who last opened or closed it (`by`, `note`)."""

    allowed: Allowed | None
    audited: Audited
    door: Door = Door.NEVER_OPENED
    by: str = ""
    note: str = ""

    @property
    def bound(self) -> float:
        """The error rate of what passes is not above this, as sure as policy asks; 1 without audits."""
        level = self.allowed.level if self.allowed else 0.95
        return upper_bound(self.audited.errors, self.audited.n, level)

    @property
    def within(self) -> bool:
        return self.allowed is not None and self.audited.n > 0 and self.bound <= self.allowed.target_error

    @property
    def state(self) -> LaneState:
        return LaneState.OPEN if self.door is Door.OPENED and self.within else LaneState.CLOSED

    @property
    def why(self) -> Why:
        if self.allowed is None:
            return Why.NOT_ALLOWED
        if self.audited.n == 0:
            return Why.NO_AUDIT
        if self.door is Door.CLOSED_BY_AUDIT:
            return Why.CLOSED_BY_AUDIT
        if not self.within:
            return Why.BOUND_ABOVE_TARGET
        if self.door is Door.CLOSED_BY_PERSON:
            return Why.CLOSED_BY_PERSON
        return Why.OPENED_BY if self.door is Door.OPENED else Why.NOT_OPENED

    @property
    def reason(self) -> Reason:
        """`why` in words, with the figures behind it."""
        zh, en = _WORDS[self.why]
        target = self.allowed.target_error if self.allowed else 1.0
        told = {
            "n": self.audited.n,
            "errors": self.audited.errors,
            "bound": percent(self.bound),
            "target": percent(target),
            "by": self.by,
            "note": self.note,
        }
        return Reason(zh.format(**told), en.format(**told))

    @property
    def failing(self) -> bool:
        """Stands open, but may not any more: it is closed by whoever sees it first."""
        return self.door is Door.OPENED and not self.within

    @property
    def still_needed(self) -> int:
        """The fewest further values to audit that bring the bound under the target, should all of them be right."""
        if self.allowed is None:
            return 0
        return max(0, needed(self.allowed.target_error, self.audited.errors, self.allowed.level) - self.audited.n)


def may_open(lane: Lane, by: str) -> None:
    """Raises Conflict, or WrongUse without a name, where this lane may not be opened now; says what is missing."""
    named(by)
    where = f"{lane.audited.kind} {lane.audited.field}"
    if lane.state is LaneState.OPEN:
        raise Conflict(f"{where} is open already: {lane.reason.en}.")
    if lane.allowed is None:
        raise Conflict(f"{where} stays closed: {lane.reason.en}; write it into the file of PROOFDESK_AUTOMATION first.")
    if lane.audited.waiting:
        raise Conflict(
            f"{where} stays closed: {lane.audited.waiting} drawn values are not answered yet; answer them all, "
            "the hard ones too."
        )
    if not lane.within:
        raise Conflict(
            f"{where} stays closed: {lane.audited.errors} of {lane.audited.n} audited values were wrong, so the error "
            f"may be {percent(lane.bound)}, above {percent(lane.allowed.target_error)}. "
            f"At least {lane.still_needed} more audited values, all right, are needed."
        )


def named(by: str) -> str:
    """The name of a person, trimmed; raises WrongUse for none, or one nobody could have."""
    name = " ".join(by.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or not any(char.isalpha() for char in name):
        raise WrongUse(f"Say who: a person's name of at most {LONGEST_NAME} characters, such as --by 'Lin Mei'.")
    return name


@dataclass(frozen=True, slots=True)
class Lanes:
    """All lanes as they stand at one moment; one nobody audited or opened is closed."""

    automation: Automation = NO_AUTOMATION
    known: tuple[Lane, ...] = ()

    def of(self, kind: str, field: str) -> Lane:
        found = (lane for lane in self.known if (lane.audited.kind, lane.audited.field) == (kind, field))
        untouched = Lane(allowed=self.automation.of(kind, field), audited=Audited(kind=kind, field=field))
        return next(found, untouched)

    def all(self) -> tuple[Lane, ...]:
        """Those policy names, and those audited or opened without it; by kind and field."""
        pairs = {(one.kind, one.field) for one in self.automation.allowed}
        pairs |= {(lane.audited.kind, lane.audited.field) for lane in self.known}
        return tuple(self.of(kind, field) for kind, field in sorted(pairs))

    @property
    def granted(self) -> Granted:
        return frozenset((lane.audited.kind, lane.audited.field) for lane in self.known if lane.state is LaneState.OPEN)


CLOSED = Lanes()

_WORDS = {
    Why.NOT_ALLOWED: ("政策未允许该字段自动通过", "policy does not let this field pass without a person"),
    Why.NO_AUDIT: ("尚无抽查结果", "nothing was audited yet"),
    Why.CLOSED_BY_AUDIT: (
        "抽查后自动关闭：{n} 个中有 {errors} 个错误，须由具名人员重新开启",
        "closed by an audit: {errors} of {n} audited values wrong; only a named person opens it again",
    ),
    Why.BOUND_ABOVE_TARGET: (
        "错误率上限 {bound} 高于目标 {target}（抽查 {n} 个，错 {errors} 个）",
        "the error may be {bound}, above the target of {target} ({errors} of {n} audited values wrong)",
    ),
    Why.CLOSED_BY_PERSON: ("由 {by} 关闭：{note}", "closed by {by}: {note}"),
    Why.NOT_OPENED: (
        "错误率上限 {bound} 未超过目标 {target}，但尚无具名人员开启",
        "the error is at most {bound}, within the target of {target}, but no named person opened it",
    ),
    Why.OPENED_BY: (
        "由 {by} 开启；错误率上限 {bound}，目标 {target}（抽查 {n} 个，错 {errors} 个）",
        "opened by {by}; the error is at most {bound}, target {target} ({errors} of {n} audited values wrong)",
    ),
}


def percent(rate: float) -> str:
    """Three digits, rounded up: a bound is never told smaller than it is."""
    exact = Decimal(repr(rate)) * 100
    if not exact:
        return "0 %"
    step = Decimal(1).scaleb(min(exact.adjusted() - 2, 0))
    return f"{exact.quantize(step, ROUND_CEILING).normalize():f} %"
