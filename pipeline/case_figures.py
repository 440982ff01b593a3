"""What is counted of claims that people decided: why, how much, how long it took, and whether all are treated alike."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median

from pipeline.trust.shares import Share

IDLE = 30 * 60.0  # seconds; whoever holds a claim longer did something else meanwhile
LEAST_PERSONS = 3  # fewer could be told apart by who was there
STEPS = tuple(map(Decimal, (0, 50, 200, 1000, 5000)))  # where each step of sums begins, in the currency paid


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedCase:
    """A decision that was told. `reason` of the claim, `codes` of the decision; what nobody says is "".

    `seconds`: how long its first person held the claim, None where that is not known; `fields`: values that person
    looked at. `second`: what the second one said (`confirmed`), None where there was none. `due`: a day in ISO 8601.
    """

    claim_id: str
    reason: str
    verdict: str
    codes: tuple[str, ...]
    by: str
    opened: datetime
    decided: datetime
    due: str
    amount: Decimal | None = None
    channel: str = ""
    segment: str = ""
    product: str = ""
    batch: str = ""
    tier: str = ""
    seconds: float | None = None
    fields: int = 0
    second: str | None = None

    @property
    def pays(self) -> bool:
        return self.verdict != "refuse"

    @property
    def in_time(self) -> bool:
        """On the day it was due, or before; by this machine's clock."""
        return self.decided.astimezone().date().isoformat() <= self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCases:
    """Claims that wait now: `asked` for the customer; of those that wait for us, how many are `late` or `due` today."""

    waiting: int = 0
    second: int = 0
    asked: int = 0
    late: int = 0
    due: int = 0


@dataclass(frozen=True, slots=True)
class Looks:
    """How often second persons agreed with somebody's decisions."""

    by: str
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What became of the money of decisions that pay: by status, `none` where nothing was heard."""

    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds at a claim and at a value: the middle one of `n` decisions; None where there was none."""

    n: int
    claim: float | None
    field: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group that is compared with others: how many of its claims were granted, and hours until the decision."""

    name: str
    granted: Share
    hours: float


Named = Callable[[DecidedCase], str]


def groups(cases: Iterable[DecidedCase], named: Named) -> tuple[Group, ...]:
    """Most cases first; those nobody named stand under ""."""
    found: dict[str, list[DecidedCase]] = defaultdict(list)
    for one in cases:
        found[named(one)].append(one)
    return tuple(
        Group(
            name=name,
            granted=Share(sum(one.pays for one in some), len(some)),
            hours=median((one.decided - one.opened).total_seconds() / 3600 for one in some),
        )
        for name, some in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )


def persons(cases: Iterable[DecidedCase]) -> tuple[Group, ...]:
    """The same by who decided, without names and by their share, so that rank tells nobody; none for too few people."""
    found = sorted(groups(cases, lambda one: one.by), key=lambda one: one.granted.rate or 0.0)
    if len(found) < LEAST_PERSONS:
        return ()
    return tuple(Group(name=str(at), granted=one.granted, hours=one.hours) for at, one in enumerate(found, 1))


def steps(cases: Iterable[DecidedCase]) -> tuple[tuple[Decimal, int, Decimal], ...]:
    """By step of sums: where it begins, how many were paid, and how much together."""
    counts, sums = Counter[Decimal](), defaultdict[Decimal, Decimal](Decimal)
    for one in cases:
        if one.pays and one.amount is not None:
            begins = max(step for step in STEPS if step <= one.amount)
            counts[begins] += 1
            sums[begins] += one.amount
    return tuple((step, counts[step], sums[step]) for step in STEPS)


def codes(cases: Iterable[DecidedCase]) -> tuple[tuple[str, int], ...]:
    """Why it was decided so, most first; a decision may have several."""
    return tuple(Counter(code for one in cases for code in one.codes).most_common())


def counted(cases: Iterable[DecidedCase], named: Named) -> tuple[tuple[str, int], ...]:
    """How many of each, most first."""
    return tuple(Counter(map(named, cases)).most_common())


def defects(cases: Iterable[DecidedCase]) -> tuple[tuple[str, str, int, int], ...]:
    """Product, batch, claims decided and of these granted, most granted first; of claims that name either."""
    found: dict[tuple[str, str], list[DecidedCase]] = defaultdict(list)
    for one in cases:
        if one.product or one.batch:
            found[one.product, one.batch].append(one)
    told = ((product, batch, len(some), sum(one.pays for one in some)) for (product, batch), some in found.items())
    return tuple(sorted(told, key=lambda row: (-row[3], -row[2], row[:2])))


def tiers(cases: Iterable[DecidedCase]) -> tuple[tuple[str, int, Decimal], ...]:
    """By the customer's tier, as the merchant calls it: how many were paid, and how much together; most first."""
    counts, sums = Counter[str](), defaultdict[str, Decimal](Decimal)
    for one in cases:
        if one.pays and one.amount is not None:
            counts[one.tier] += 1
            sums[one.tier] += one.amount
    return tuple((tier, counts[tier], sums[tier]) for tier in sorted(counts, key=lambda name: (-sums[name], name)))


def in_time(cases: Iterable[DecidedCase]) -> Share:
    told = [one.in_time for one in cases]
    return Share(sum(told), len(told))


def pace(cases: Iterable[DecidedCase]) -> Pace:
    """Claims nobody was seen taking are left out; so is what was held for longer than people look."""
    held = [(one.seconds, one.fields) for one in cases if one.seconds is not None and one.seconds <= IDLE]
    fields = [seconds / count for seconds, count in held if count]
    return Pace(
        n=len(held),
        claim=median(seconds for seconds, _ in held) if held else None,
        field=median(fields) if fields else None,
    )


def together(looks: Iterable[Looks]) -> Share:
    """The team's agreement."""
    told = [one.share for one in looks]
    return Share(sum(one.count for one in told), sum(one.n for one in told))
