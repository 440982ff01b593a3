"""A decision is blocked with every reason at once, and asks for a second person where one alone may not decide."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.claim.outcomes import ClaimOutcome
from pipeline.evidence import EvidenceId
from pipeline.people.reviewers import Reviewer
from pipeline.people.roles import Role
from pipeline.review.blocking import Blind, Block, FirstLook, Second, Weighed, blocks, second_blocks, seconds
from pipeline.review.drafts import Draft, RefundRoute, Typed, Verdict
from pipeline.review.reason_codes import CODES

LIN = Reviewer(name="user:lin", roles=frozenset({Role.REVIEWER}), tenant="default")
MEI = Reviewer(name="user:mei", roles=frozenset({Role.SENIOR_REVIEWER}), tenant="default")
PAYS = Draft(verdict=Verdict.APPROVE, amount=Decimal("99.00"), route=RefundRoute.ORIGINAL, codes=("effect_missing",))
READY = Weighed(draft=PAYS, outcome=ClaimOutcome.NEEDS_REVIEW, current=True, refundable=Decimal("99.00"))
TOTAL = Typed(EvidenceId("evd_1"), "paid_amount", "99.00")


def codes(weighed: Weighed) -> list[str]:
    return [one.code for one in blocks(weighed)]


def drafted(**changed: object) -> Weighed:
    return replace(READY, draft=replace(PAYS, **changed))  # type: ignore[arg-type]


def test_a_whole_draft_of_a_clear_claim_can_be_decided() -> None:
    assert blocks(READY) == ()


def test_an_open_value_is_named_with_its_file() -> None:
    found = blocks(replace(READY, open_fields=(("order.png", "order_id"),)))

    assert [(one.code, one.file, one.field) for one in found] == [("open_field", "order.png", "order_id")]


def test_everything_that_is_missing_is_told_at_once() -> None:
    empty = drafted(amount=None, route=None, codes=())

    assert codes(replace(empty, current=False)) == ["not_current", "no_reason", "no_amount", "no_route"]


def test_a_draft_without_a_verdict_is_asked_for_one() -> None:
    assert codes(drafted(verdict=None)) == ["no_verdict"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"amount": Decimal(0)}, "no_amount"),
        ({"codes": ("late_claim",)}, "no_reason"),
        ({"codes": ("effect_missing", "nonsense")}, "unknown_code"),
        ({"codes": ("effect_missing", "late_claim")}, "other_verdict"),
        ({"codes": ("other",)}, "no_note"),
        ({"amount": Decimal("98.99")}, "no_override_reason"),
        ({"verdict": Verdict.REFUSE, "codes": ("late_claim",)}, None),
    ],
)
def test_what_does_not_fit_is_told(changed: dict[str, object], expected: str | None) -> None:
    found = codes(drafted(**changed))

    assert found[:1] == ([expected] if expected else [])


def test_more_than_was_claimed_is_never_paid() -> None:
    more = replace(READY, claimed=Decimal("98.00"))

    assert codes(more) == ["above_claim"]


def test_a_blind_value_is_keyed_until_it_is_what_stands() -> None:
    blind = replace(READY, blind=(Blind(file="order.png", typed=TOTAL),))
    wrong = replace(TOTAL, value="99.90")
    keyed = [(), (TOTAL,), (wrong,), (TOTAL, wrong), (wrong, TOTAL)]

    found = [codes(replace(blind, draft=replace(PAYS, keyed=one))) for one in keyed]

    assert found == [["not_keyed"], [], ["not_keyed"], ["not_keyed"], []]


def test_paying_what_is_recommended_to_refuse_needs_a_reason_and_a_second_person() -> None:
    against = replace(READY, outcome=ClaimOutcome.NOT_ELIGIBLE)
    told = replace(against, draft=replace(PAYS, override="the seal was seen on the original"))

    assert (codes(against), codes(told)) == (["no_override_reason"], [])
    assert seconds(told, LIN, frozenset()) == (Second.OVERRIDE,)


def test_above_the_limit_and_after_an_own_correction_a_second_person_looks() -> None:
    high = replace(READY, limit=Decimal("98.99"))

    assert seconds(READY, LIN, frozenset({"user:mei"})) == ()
    assert seconds(high, LIN, frozenset({"user:lin"})) == (Second.HIGH, Second.OWN_CORRECTION)


def test_a_refusal_of_what_one_put_right_oneself_needs_nobody_else() -> None:
    refused = drafted(verdict=Verdict.REFUSE, codes=("late_claim",))

    assert seconds(refused, LIN, frozenset({"user:lin"})) == ()


def test_the_second_person_is_another_one_who_put_nothing_right_and_is_senior_for_high_sums() -> None:
    first = FirstLook(
        by="user:lin", verdict=Verdict.APPROVE, because=(Second.HIGH,), correctors=frozenset({"user:ann", "user:mei"})
    )
    told = [[one.code for one in second_blocks(first, person)] for person in (LIN, MEI, replace(MEI, name="user:bo"))]

    assert told == [["same_person", "role"], ["own_correction"], []]


def test_every_code_speaks_for_some_verdict_and_every_block_is_told_in_both_languages() -> None:
    found: tuple[Block, ...] = blocks(replace(drafted(codes=(), amount=None, route=None), current=False))

    assert all(code.verdicts for code in CODES.values())
    assert all(one.text.zh and one.text.en for one in found)
