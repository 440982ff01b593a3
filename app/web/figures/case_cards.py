"""The dashboard's cards about decisions: in time, why, how much, what they cost, and whether all are treated alike."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.showing.catalogue import Catalogue
from app.web.figures.evidence_cards import said
from app.web.figures.figure_cards import Card, Cards
from app.web.texts import Words
from pipeline.case_figures import (
    STEPS,
    DecidedCase,
    Group,
    Looks,
    Pace,
    codes,
    counted,
    defects,
    groups,
    in_time,
    pace,
    persons,
    steps,
    tiers,
    together,
)
from pipeline.costs import Cost, Done
from pipeline.figures import Looked
from pipeline.review.payouts import UnpaidCause
from pipeline.review.practice import Result
from pipeline.review.reason_codes import CODES, OTHER
from pipeline.trust.shares import Share

_TOP = 10


@dataclass(frozen=True, slots=True)
class Team:
    """What the team did in a span."""

    cases: tuple[DecidedCase, ...]
    looks: tuple[Looks, ...]
    looked: tuple[Looked, ...]


@dataclass(frozen=True, slots=True)
class Costs:
    """What was done, and what it cost."""

    done: Done
    cost: Cost


def case_cards(team: Team, costs: Costs, cards: Cards, catalogue: Catalogue) -> Iterator[Card]:
    """Of the team; nothing names a person."""
    words = cards.words
    yield cards.shares("in_time", [(words("figure.in_time.row"), in_time(team.cases))])
    yield cards.bars("reasons", [(_reason(words, name), n) for name, n in counted(team.cases, lambda one: one.reason)])
    yield cards.bars("codes", [(_code(cards, code), n) for code, n in codes(team.cases)])
    yield _sums(cards, team.cases)
    products = counted((one for one in team.cases if one.product), lambda one: one.product)
    yield cards.bars("products", list(products[:_TOP]))
    yield _defects(cards, team.cases)
    yield _tiers(cards, team.cases)
    yield _costs(cards, costs)
    yield _corrections(cards, catalogue, team.looked)
    yield _pace(cards, pace(team.cases), together(team.looks).rate is not None, team)
    for key, found in (
        ("by_channel", groups(team.cases, lambda one: one.channel)),
        ("by_segment", groups(team.cases, lambda one: one.segment)),
        ("by_person", persons(team.cases)),
    ):
        yield _alike(cards, key, found)


def practice_card(results: Sequence[Result], cards: Cards) -> Card:
    """How tasks whose answer is known were done."""
    told = [one.verdict for one in results if one.verdict is not None]
    values = [one.values for one in results]
    named = (
        ("verdict", Share(sum(told), len(told))),
        ("values", Share(sum(one.count for one in values), sum(one.n for one in values))),
    )
    return cards.shares("practice", [(cards.words(f"figure.practice.{name}"), share) for name, share in named])


@dataclass(frozen=True, slots=True)
class Money:
    """`paid`: decisions by what was heard of their money; `unpaid`: why it did not arrive, None where nobody said;
    `scores`: customers that gave 1 to 5.
    """

    paid: Mapping[str, int]
    unpaid: tuple[UnpaidCause | None, ...]
    scores: tuple[int, ...]


def money_cards(money: Money, cards: Cards) -> Iterator[Card]:
    """What became of the money, and what customers said."""
    words, order = cards.words, ("paid", "none", "failed", "returned")
    yield cards.parts("payouts", [(words(f"late.status_{one}"), money.paid.get(one, 0)) for one in order])
    causes = Counter(money.unpaid).most_common()
    yield cards.bars("unpaid", [(words(f"figure.unpaid.{one or 'unsaid'}"), count) for one, count in causes])
    yield cards.columns("scores", [(str(score), count) for score, count in enumerate(money.scores, 1)])


def own_cards(figures: Team, cards: Cards, catalogue: Catalogue) -> Iterator[Card]:
    """Of one person, for that person alone."""
    yield _pace(cards, pace(figures.cases), bool(figures.looks), figures)
    yield cards.shares("in_time", [(cards.words("figure.in_time.row"), in_time(figures.cases))])
    yield _corrections(cards, catalogue, figures.looked)


def _sums(cards: Cards, cases: Sequence[DecidedCase]) -> Card:
    told = steps(cases)
    ends = (*STEPS[1:], None)
    names = [_range(begins, end) for (begins, _, _), end in zip(told, ends, strict=True)]
    card = cards.columns("sums", [(name, n) for name, (_, n, _) in zip(names, told, strict=True)])
    rows = tuple((name, str(n), f"{together:.2f}") for name, (_, n, together) in zip(names, told, strict=True))
    return replace(card, rows=rows, columns=(*card.columns, cards.words("figure.column.sum")))


def _defects(cards: Cards, cases: Sequence[DecidedCase]) -> Card:
    unsaid = cards.words("figure.unsaid")
    rows = [(one[0] or unsaid, one[1] or unsaid, str(one[3]), str(one[2])) for one in defects(cases)]
    return cards.table("defects", ("name", "batch", "granted", "n"), rows)


def _tiers(cards: Cards, cases: Sequence[DecidedCase]) -> Card:
    told = tiers(cases)
    named = [(name or cards.words("figure.unsaid"), n, together) for name, n, together in told]
    card = cards.bars("tiers", [(name, n) for name, n, _ in named])
    rows = tuple((name, str(n), f"{together:.2f}") for name, n, together in named)
    return replace(card, rows=rows, columns=(*card.columns, cards.words("figure.column.sum")))


def _range(begins: Decimal, end: Decimal | None) -> str:
    return f"{begins}–{end}" if end is not None else f"≥ {begins}"


def _costs(cards: Cards, costs: Costs) -> Card:
    """How much was read stands there, too, for whoever has other rates."""
    words, done, cost = cards.words, costs.done, costs.cost
    named = ("people", "machines", "file", "page", "saved", "saved_hours")
    told = [(one, getattr(cost, one)) for one in named]
    rows = [(words(f"figure.costs.{one}"), f"{value}") for one, value in told if value is not None]
    unset = not rows or cost.people is None or cost.machines is None or cost.saved is None
    read = [("files", f"{done.files}")] if done.files else []
    read += [("pages", f"{done.pages:.0f}")] if done.pages else []
    card = cards.table("costs", ("name", "sum"), [*((words(f"figure.costs.{one}"), n) for one, n in read), *rows])
    return replace(card, note=words("figure.costs.unset") if unset else "")


def _corrections(cards: Cards, catalogue: Catalogue, looked: Sequence[Looked]) -> Card:
    return cards.shares(
        "corrections",
        [
            (
                f"{said(cards, catalogue.field(one.kind, one.field))} ({said(cards, catalogue.kind(one.kind))})",
                one.share,
            )
            for one in looked
        ],
    )


def _pace(cards: Cards, told: Pace, agreed: bool, team: Team) -> Card:
    words = cards.words
    rows = [
        (words("figure.pace.decisions"), str(len(team.cases))),
        (words("figure.pace.claim"), f"{told.claim:.0f}" if told.claim is not None else words("figure.none")),
        (words("figure.pace.field"), f"{told.field:.1f}" if told.field is not None else words("figure.none")),
        (words("figure.pace.agreed"), cards.share(together(team.looks)) if agreed else words("figure.none")),
    ]
    return cards.table("pace", ("name", "value"), rows)


def _alike(cards: Cards, key: str, found: Sequence[Group]) -> Card:
    named = [(one.name or cards.words("figure.unsaid"), one.granted) for one in found]
    card = cards.shares(key, named, [(f"{one.hours:.1f}",) for one in found])
    if key == "by_person" and not found:
        return replace(card, note=cards.words("figure.by_person.too_few"))
    return card


def _code(cards: Cards, code: str) -> str:
    known = CODES.get(code)
    return cards.words("figure.other") if known is None or code == OTHER else said(cards, known.text)


def _reason(words: Words, name: str) -> str:
    return words(f"queue.reason.{name or 'unknown'}")
