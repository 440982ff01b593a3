"""INV over a whole claim."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline import uscc
from pipeline.claim.claims import Claimant, Paper, StatedMerchant, StatedProduct
from pipeline.claim.policy import PolicyMerchant
from pipeline.fields import Reading, State
from pipeline.findings import Outcome, Severity
from pipeline.rows import Item
from tests.validators.cases import asked, case, complaint, filed
from tests.validators.papers import field, form
from validators.claim.invoice import (
    the_buyer_is_the_claimant,
    the_invoice_fits_the_purchase,
    the_seller_is_the_merchant,
)

PASS, FAIL, UNREADABLE, SILENT = Outcome.PASS, Outcome.FAIL, Outcome.UNREADABLE, Outcome.NOT_APPLICABLE


def code(first: str) -> str:
    """A credit code whose check character is right."""
    return first + uscc.check_character(first)


NAME, OURS = "示例市星禾生物科技有限公司", code("91990000MADEMA001")
OTHER_NAME, THEIRS = "示例市远川贸易有限公司", code("91880011MBTESTX77".replace("S", "5"))
SELLER = {"merchant": StatedMerchant(name=NAME, uscc=OURS)}
BOUGHT, CLAIMED = date(2026, 11, 5), date(2026, 11, 20)
DAYS = {"purchase_date": BOUGHT, "submitted_on": CLAIMED}
PERSON = {"claimant": Claimant(name="张示例", kind="person")}
SERUM = {"product": StatedProduct(name="禾光焕亮精华液")}


def vat(*doubted: str, name: str = "", **fields: Any) -> Paper:
    """An invoice; a person must look at the `doubted` fields."""
    return filed(form("vat_invoice", **fields), name=name, needs_person=doubted)


def order(amount: str | State, name: str = "") -> Paper:
    value = amount if isinstance(amount, State) else Decimal(amount)
    return filed(form("order_screenshot", paid_amount=value), name=name)


def lists(*names: str) -> tuple[Item, ...]:
    return tuple(Item(name=name) for name in names)


# ---- INV-09: the seller


def test_the_merchants_invoice_passes() -> None:
    paper = vat(seller_name=NAME, seller_tax_id=OURS)

    assert asked(the_seller_is_the_merchant, case(paper, stated=SELLER)) == [PASS]


@pytest.mark.parametrize("fields", [{"seller_name": NAME}, {"seller_tax_id": OURS}, {"seller_tax_id": OURS.lower()}])
def test_name_or_tax_number_alone_is_enough_to_know_the_merchant(fields: dict[str, str]) -> None:
    assert asked(the_seller_is_the_merchant, case(vat(**fields), stated=SELLER)) == [PASS]


def test_another_name_with_another_tax_number_both_plainly_read_is_grave() -> None:
    paper = vat(seller_name=OTHER_NAME, seller_tax_id=THEIRS)

    finding = complaint(the_seller_is_the_merchant, case(paper, stated=SELLER))

    assert finding.severity is Severity.REJECT
    assert finding.file == "vat_invoice.pdf"
    assert f"{OTHER_NAME} {THEIRS}" in finding.reason.zh


@pytest.mark.parametrize(
    "fields",
    [
        {"seller_name": OTHER_NAME},
        {"seller_tax_id": THEIRS},
        {"seller_name": NAME, "seller_tax_id": THEIRS},
        {"seller_name": OTHER_NAME, "seller_tax_id": OURS},
        {"seller_name": OTHER_NAME, "seller_tax_id": State.UNREADABLE},
    ],
)
def test_only_one_of_the_two_being_anothers_goes_to_a_person(fields: dict[str, Any]) -> None:
    finding = complaint(the_seller_is_the_merchant, case(vat(**fields), stated=SELLER))

    assert finding.severity is Severity.REVIEW


@pytest.mark.parametrize("doubted", ["seller_name", "seller_tax_id"])
def test_another_seller_that_may_be_misread_goes_to_a_person(doubted: str) -> None:
    paper = vat(doubted, seller_name=OTHER_NAME, seller_tax_id=THEIRS)

    assert complaint(the_seller_is_the_merchant, case(paper, stated=SELLER)).severity is Severity.REVIEW


def test_a_doubt_about_something_else_makes_another_seller_no_milder() -> None:
    paper = vat("issue_date", seller_name=OTHER_NAME, seller_tax_id=THEIRS)

    assert complaint(the_seller_is_the_merchant, case(paper, stated=SELLER)).severity is Severity.REJECT


def test_a_tax_number_that_fails_its_own_check_says_nothing_about_the_seller() -> None:
    misread = THEIRS[:-1] + ("0" if THEIRS[-1] != "0" else "1")
    ours, theirs = vat(seller_name=NAME, seller_tax_id=misread), vat(seller_name=OTHER_NAME, seller_tax_id=misread)

    assert asked(the_seller_is_the_merchant, case(ours, stated=SELLER)) == [PASS]
    assert complaint(the_seller_is_the_merchant, case(theirs, stated=SELLER)).severity is Severity.REVIEW
    assert asked(the_seller_is_the_merchant, case(vat(seller_tax_id=misread), stated=SELLER)) == [SILENT]


@pytest.mark.parametrize("read", [OURS[:-1], OURS[1:], OURS + "0", OURS[:9] + OURS[10:]])
def test_our_tax_number_short_or_long_by_a_character_says_nothing(read: str) -> None:
    paper = vat(seller_name=NAME, seller_tax_id=read)

    assert asked(the_seller_is_the_merchant, case(paper, stated=SELLER)) == [PASS]
    assert asked(the_seller_is_the_merchant, case(vat(seller_tax_id=read), stated=SELLER)) == [SILENT]


def test_a_number_of_another_length_that_is_far_from_ours_is_anothers() -> None:
    paper = vat(seller_name=OTHER_NAME, seller_tax_id="420111123456789")

    assert complaint(the_seller_is_the_merchant, case(paper, stated=SELLER)).severity is Severity.REJECT


def test_anothers_valid_number_speaks_even_where_it_resembles_ours() -> None:
    sister = code(OURS[:-3] + ("2" if OURS[-3] != "2" else "3") + OURS[-2])
    paper = vat(seller_name=NAME, seller_tax_id=sister)

    assert complaint(the_seller_is_the_merchant, case(paper, stated=SELLER)).severity is Severity.REVIEW


def test_a_reseller_named_in_the_terms_may_invoice() -> None:
    merchant = PolicyMerchant(name=NAME, uscc=OURS, aliases=("星禾旗舰店",), resellers=((OTHER_NAME, THEIRS),))
    paper = vat(seller_name=OTHER_NAME, seller_tax_id=THEIRS)

    assert asked(the_seller_is_the_merchant, case(paper, policy={"merchants": (merchant,)})) == [PASS]


def test_the_tax_number_of_a_merchant_whose_own_is_not_known_is_compared_with_no_others() -> None:
    terms = {"merchants": (PolicyMerchant(name="Demo Academy Ltd"), PolicyMerchant(name=NAME, uscc=OURS))}
    school, stranger = (vat(seller_name=name, seller_tax_id="953681757") for name in ("Demo Academy Ltd", OTHER_NAME))

    assert asked(the_seller_is_the_merchant, case(school, policy=terms)) == [PASS]
    assert complaint(the_seller_is_the_merchant, case(stranger, policy=terms)).severity is Severity.REJECT


def test_a_name_known_twice_is_held_against_the_tax_number_it_has() -> None:
    known = {"merchant": StatedMerchant(name=NAME)}
    paper = vat(seller_name=NAME, seller_tax_id=THEIRS)

    answers = case(paper, stated=known, policy={"merchants": (PolicyMerchant(name=NAME, uscc=OURS),)})

    assert complaint(the_seller_is_the_merchant, answers).severity is Severity.REVIEW


def test_an_alias_of_the_terms_is_the_merchant() -> None:
    merchant = PolicyMerchant(name=OTHER_NAME, aliases=("禾光美肤馆",))
    paper = vat(seller_name="禾光美肤馆")

    assert asked(the_seller_is_the_merchant, case(paper, policy={"merchants": (merchant,)})) == [PASS]


def test_a_number_resembling_any_of_the_merchants_numbers_says_nothing() -> None:
    merchant = PolicyMerchant(name=NAME, uscc=THEIRS)
    paper = vat(seller_name=NAME, seller_tax_id=OURS[:-1])

    assert asked(the_seller_is_the_merchant, case(paper, stated=SELLER, policy={"merchants": (merchant,)})) == [PASS]


def test_a_merchant_known_by_its_number_alone_is_known() -> None:
    known = {"merchant": StatedMerchant(uscc=OURS)}

    assert asked(the_seller_is_the_merchant, case(vat(seller_tax_id=OURS), stated=known)) == [PASS]
    assert asked(the_seller_is_the_merchant, case(vat(seller_tax_id=THEIRS), stated=known)) == [FAIL]


def test_a_name_is_not_held_against_a_merchant_known_by_its_number_alone() -> None:
    known = {"merchant": StatedMerchant(uscc=OURS)}

    assert asked(the_seller_is_the_merchant, case(vat(seller_name=OTHER_NAME), stated=known)) == [SILENT]


def test_a_number_is_not_held_against_a_merchant_known_by_name_alone() -> None:
    known = {"merchant": StatedMerchant(name=NAME)}

    assert asked(the_seller_is_the_merchant, case(vat(seller_tax_id=THEIRS), stated=known)) == [SILENT]


@pytest.mark.parametrize("smudged", ["seller_name", "seller_tax_id"])
def test_a_seller_that_cannot_be_read_is_no_other_seller(smudged: str) -> None:
    assert asked(the_seller_is_the_merchant, case(vat(**{smudged: State.UNREADABLE}), stated=SELLER)) == [UNREADABLE]


def test_nothing_is_asked_of_an_invoice_without_a_seller_or_of_a_claim_without_a_merchant() -> None:
    assert asked(the_seller_is_the_merchant, case(vat(), stated=SELLER)) == [SILENT]
    assert asked(the_seller_is_the_merchant, case(vat(seller_name=OTHER_NAME))) == [SILENT]


def test_every_invoice_is_answered_foreign_ones_too() -> None:
    foreign = filed(form("invoice", seller_name=OTHER_NAME))

    found = asked(the_seller_is_the_merchant, case(vat(seller_name=NAME), foreign, stated=SELLER))

    assert found == [PASS, FAIL]


# ---- INV-10: the buyer


@pytest.mark.parametrize("buyer", ["张示例", "张*例", "个人"])
def test_a_buyer_who_may_be_the_claimant_passes(buyer: str) -> None:
    assert asked(the_buyer_is_the_claimant, case(vat(buyer_name=buyer), stated=PERSON)) == [PASS]


@pytest.mark.parametrize(("further", "outcome"), [("张示例", PASS), ("张示倒", FAIL), ("", FAIL)])
def test_a_buyer_whom_another_reader_reads_as_the_claimant_passes(further: str, outcome: Outcome) -> None:
    texts = ("张示侧", further)
    readings = tuple(Reading(reader=f"reader {at}", text=text, confidence=0.6) for at, text in enumerate(texts))
    misread = form("vat_invoice", field("buyer_name", "张示侧", readings=readings))

    assert asked(the_buyer_is_the_claimant, case(filed(misread), stated=PERSON)) == [outcome]


@pytest.mark.parametrize("buyer", ["李示范", "张*范", OTHER_NAME])
def test_another_buyer_goes_to_a_person(buyer: str) -> None:
    finding = complaint(the_buyer_is_the_claimant, case(vat(buyer_name=buyer), stated=PERSON))

    assert finding.severity is Severity.REVIEW
    assert finding.file == "vat_invoice.pdf"
    assert buyer in finding.reason.zh
    assert "张示例" in finding.reason.en


@pytest.mark.parametrize("buyer", ["***", State.UNREADABLE])
def test_a_buyer_of_whom_nothing_shows_is_no_other_buyer(buyer: str | State) -> None:
    assert asked(the_buyer_is_the_claimant, case(vat(buyer_name=buyer), stated=PERSON)) == [UNREADABLE]


def test_a_company_is_known_by_its_core_and_a_private_person_is_not_the_company() -> None:
    company = {"claimant": Claimant(name=OTHER_NAME, kind="company")}

    assert asked(the_buyer_is_the_claimant, case(vat(buyer_name="远川贸易公司"), stated=company)) == [PASS]
    assert asked(the_buyer_is_the_claimant, case(vat(buyer_name="个人"), stated=company)) == [FAIL]


def test_no_buyer_is_asked_for_where_the_invoice_or_the_claim_names_none() -> None:
    assert asked(the_buyer_is_the_claimant, case(vat(), stated=PERSON)) == [SILENT]
    assert asked(the_buyer_is_the_claimant, case(vat(buyer_name="李示范"))) == [SILENT]


def test_a_foreign_invoice_is_not_asked_for_its_buyer() -> None:
    foreign = filed(form("invoice", buyer_name="李示范"))

    assert asked(the_buyer_is_the_claimant, case(foreign, stated=PERSON)) == [SILENT]


# ---- INV-11: day and amount


@pytest.mark.parametrize("day", [BOUGHT, date(2026, 11, 12), CLAIMED])
def test_an_invoice_issued_from_purchase_to_claim_passes(day: date) -> None:
    assert asked(the_invoice_fits_the_purchase, case(vat(issue_date=day), stated=DAYS)) == [PASS]


@pytest.mark.parametrize(
    ("day", "word"), [(date(2026, 11, 4), "before the purchase"), (date(2026, 11, 21), "after the claim")]
)
def test_an_invoice_a_day_too_early_or_too_late_goes_to_a_person(day: date, word: str) -> None:
    finding = complaint(the_invoice_fits_the_purchase, case(vat(issue_date=day), stated=DAYS))

    assert finding.severity is Severity.REVIEW
    assert finding.file == "vat_invoice.pdf"
    assert word in finding.reason.en
    assert day.isoformat() in finding.reason.zh


@pytest.mark.parametrize(("day", "outcome"), [(date(2026, 11, 21), PASS), (date(2026, 11, 22), FAIL)])
def test_today_is_the_day_of_a_claim_that_does_not_say(day: date, outcome: Outcome) -> None:
    about = case(vat(issue_date=day), stated={"purchase_date": BOUGHT}, today=date(2026, 11, 21))

    assert asked(the_invoice_fits_the_purchase, about) == [outcome]


def test_an_invoice_over_the_amount_of_the_order_passes() -> None:
    about = case(vat(gross_amount=Decimal("299.00")), order("299.00"))

    assert asked(the_invoice_fits_the_purchase, about) == [PASS]


@pytest.mark.parametrize("total", ["298.99", "299.01"])
def test_a_cent_of_difference_goes_to_a_person(total: str) -> None:
    finding = complaint(the_invoice_fits_the_purchase, case(vat(gross_amount=Decimal(total)), order("299.00")))

    assert finding.severity is Severity.REVIEW
    assert f"{total} ≠ 299.00" in finding.reason.en


def test_day_and_amount_that_both_differ_are_both_told() -> None:
    paper = vat(gross_amount=Decimal("300"), issue_date=date(2026, 11, 1))

    finding = complaint(the_invoice_fits_the_purchase, case(paper, order("299.00"), stated=DAYS))

    assert "2026-11-01" in finding.reason.en
    assert "300 ≠ 299.00" in finding.reason.en


@pytest.mark.parametrize("kind", ["payment_screenshot", "receipt"])
def test_the_amount_may_stand_on_a_payment_or_a_receipt(kind: str) -> None:
    name = "total_amount" if kind == "receipt" else "paid_amount"
    paid = filed(form(kind, **{name: Decimal("88.00")}))

    assert asked(the_invoice_fits_the_purchase, case(vat(gross_amount=Decimal("88.00")), paid)) == [PASS]
    assert asked(the_invoice_fits_the_purchase, case(vat(gross_amount=Decimal("88.01")), paid)) == [FAIL]


def test_invoices_that_together_make_the_amount_fit_it() -> None:
    halves = vat(gross_amount=Decimal("100.00")), filed(form("invoice", total_amount=Decimal("199.00")))

    assert asked(the_invoice_fits_the_purchase, case(*halves, order("299.00"))) == [PASS, PASS]
    assert asked(the_invoice_fits_the_purchase, case(*halves, order("299.01"))) == [FAIL, FAIL]


def test_half_an_amount_is_not_held_against_an_invoice_whose_fellow_is_smudged() -> None:
    halves = vat(gross_amount=Decimal("100.00")), vat(name="b.pdf", gross_amount=State.UNREADABLE)

    assert asked(the_invoice_fits_the_purchase, case(*halves, order("299.00"))) == [UNREADABLE, UNREADABLE]


def test_an_amount_that_may_be_a_smudged_orders_is_not_held_against_the_invoice() -> None:
    about = case(vat(gross_amount=Decimal("50.00")), order("299.00"), order(State.UNREADABLE, "b.pdf"))

    assert asked(the_invoice_fits_the_purchase, about) == [UNREADABLE]


def test_an_invoice_that_fits_one_order_passes_whatever_is_smudged_on_another() -> None:
    about = case(vat(gross_amount=Decimal("299.00")), order("299.00"), order(State.UNREADABLE, "b.pdf"))

    assert asked(the_invoice_fits_the_purchase, about) == [PASS]


def test_an_amount_with_nothing_but_a_smudge_to_compare_it_with_is_unreadable() -> None:
    paper = vat(gross_amount=Decimal("299.00"), issue_date=BOUGHT)

    assert asked(the_invoice_fits_the_purchase, case(paper, order(State.UNREADABLE), stated=DAYS)) == [UNREADABLE]


@pytest.mark.parametrize("smudged", ["issue_date", "gross_amount"])
def test_an_invoice_smudged_in_part_is_unreadable_though_the_rest_fits(smudged: str) -> None:
    fields: dict[str, Any] = {"issue_date": BOUGHT, "gross_amount": Decimal("299.00")}
    paper = vat(**{**fields, smudged: State.UNREADABLE})

    assert asked(the_invoice_fits_the_purchase, case(paper, order("299.00"), stated=DAYS)) == [UNREADABLE]


def test_a_wrong_day_fails_though_the_amount_is_smudged() -> None:
    paper = vat(issue_date=date(2026, 11, 4), gross_amount=State.UNREADABLE)

    assert asked(the_invoice_fits_the_purchase, case(paper, stated=DAYS)) == [FAIL]


def test_nothing_is_asked_of_an_invoice_with_nothing_to_compare() -> None:
    assert asked(the_invoice_fits_the_purchase, case(vat(), order("299.00"), stated=DAYS)) == [SILENT]
    assert asked(the_invoice_fits_the_purchase, case(vat(gross_amount=Decimal(5), issue_date=BOUGHT))) == [SILENT]
