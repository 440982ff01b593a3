"""PAY over a whole claim: who paid, to whom the refund goes, and what the merchant's ledger says."""

from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Claimant, Paper, Payout, StatedMerchant
from pipeline.claim.registers import Confirmation, Inquiry, Register, Standing
from pipeline.fields import State
from pipeline.findings import Outcome, Severity
from tests.validators.cases import asked, case, complaint, filed
from tests.validators.papers import document, form, line, page
from validators.claim.payment import (
    the_ledger_confirms_the_payment,
    the_payer_may_be_the_claimant,
    the_refund_goes_to_the_claimant,
)

PASS, FAIL, UNREADABLE, SILENT = Outcome.PASS, Outcome.FAIL, Outcome.UNREADABLE, Outcome.NOT_APPLICABLE
PERSON = Claimant(name="张示例", phone_masked="138****5678")
COMPANY = Claimant(name="示例市远川贸易有限公司", kind="company")


# ---- PAY-08: the payer


def bill(*lines: str) -> Paper:
    return filed(form("payment_screenshot"), read=document(page(*lines)))


@pytest.mark.parametrize(
    "printed",
    ["付款人 张示例", "付款人 张*例", "付款人 138****5678", "付款人 李*范 138****5678", "付款人 *** 138****5678"],
)
def test_one_hint_that_fits_the_claimant_is_enough(printed: str) -> None:
    assert asked(the_payer_may_be_the_claimant, case(bill(printed), stated={"claimant": PERSON})) == [PASS]


@pytest.mark.parametrize(
    ("printed", "payer"),
    [("付款人 李*范", "李*范"), ("付款人 139****5678", "139****5678"), ("付款人 李*范 139****5678", "李*范")],
)
def test_another_payer_goes_to_a_person(printed: str, payer: str) -> None:
    finding = complaint(the_payer_may_be_the_claimant, case(bill(printed), stated={"claimant": PERSON}))

    assert finding.severity is Severity.REVIEW
    assert finding.file == "payment_screenshot.pdf"
    assert payer in finding.reason.zh
    assert "张示例" in finding.reason.en


@pytest.mark.parametrize("printed", ["付款人 李*范", "付款人 ~%∂7", "付款人 139****5678"])
def test_a_payer_whose_print_was_hardly_made_out_is_no_other_payer(printed: str) -> None:
    paper = filed(form("payment_screenshot"), read=document(page(line(printed, score=0.3))))

    assert asked(the_payer_may_be_the_claimant, case(paper, stated={"claimant": PERSON})) == [UNREADABLE]


@pytest.mark.parametrize("printed", ["付款人 张*例", "付款方式 ~%∂7", "付款人", "付款人 招商银行"])
def test_faint_print_that_fits_or_names_nobody_is_no_unclear_payer(printed: str) -> None:
    paper = filed(form("payment_screenshot"), read=document(page(line(printed, score=0.3))))

    assert asked(the_payer_may_be_the_claimant, case(paper, stated={"claimant": PERSON})) != [UNREADABLE]


def test_a_claimant_known_by_telephone_alone_is_told_by_it() -> None:
    known = {"claimant": Claimant(phone_masked="138****5678")}

    finding = complaint(the_payer_may_be_the_claimant, case(bill("付款人 139****5678"), stated=known))

    assert "138****5678" in finding.reason.en


@pytest.mark.parametrize("printed", ["付款人 ***", "付款人 李*范 138********"])
def test_a_hint_of_which_nothing_shows_is_held_against_nobody(printed: str) -> None:
    assert asked(the_payer_may_be_the_claimant, case(bill(printed), stated={"claimant": PERSON})) == [UNREADABLE]


def test_a_company_pays_under_its_short_name() -> None:
    about = case(bill("付款人 远川贸易公司"), stated={"claimant": COMPANY})

    assert asked(the_payer_may_be_the_claimant, about) == [PASS]


@pytest.mark.parametrize(
    ("printed", "claimant"),
    [
        ("支付成功", PERSON),
        ("付款人 李*范", Claimant()),
        ("付款人 李*范", Claimant(phone_masked="138****5678")),
        ("付款人 139****5678", Claimant(name="张示例")),
        ("付款账户 示例银行储蓄卡", PERSON),
    ],
)
def test_no_payer_is_asked_about_where_page_and_claim_have_nothing_in_common(printed: str, claimant: Claimant) -> None:
    assert asked(the_payer_may_be_the_claimant, case(bill(printed), stated={"claimant": claimant})) == [SILENT]


# ---- PAY-09: the refund


def refund(holder: str | None, claimant: Claimant = PERSON, route: str | None = None) -> dict[str, Any]:
    return {"payout": Payout(holder=holder), "claimant": claimant, "refund_route": route}


@pytest.mark.parametrize("holder", ["张示例", "张*例", "*示例"])
def test_a_refund_to_the_claimants_account_passes(holder: str) -> None:
    assert asked(the_refund_goes_to_the_claimant, case(stated=refund(holder))) == [PASS]


def test_a_refund_the_way_it_came_passes_whoever_holds_an_account() -> None:
    assert asked(the_refund_goes_to_the_claimant, case(stated=refund("李示范", route="original"))) == [PASS]


@pytest.mark.parametrize("holder", ["李示范", "张*范", "张例"])
def test_a_refund_to_anothers_account_goes_to_a_person(holder: str) -> None:
    finding = complaint(the_refund_goes_to_the_claimant, case(stated=refund(holder, route="bank")))

    assert finding.severity is Severity.REVIEW
    assert holder in finding.reason.zh
    assert "张示例" in finding.reason.en


def test_a_holder_of_whom_nothing_shows_is_no_other_holder() -> None:
    assert asked(the_refund_goes_to_the_claimant, case(stated=refund("***"))) == [UNREADABLE]


def test_a_companys_account_is_known_by_its_core() -> None:
    assert asked(the_refund_goes_to_the_claimant, case(stated=refund("远川贸易公司", COMPANY))) == [PASS]
    assert asked(the_refund_goes_to_the_claimant, case(stated=refund("张示例", COMPANY))) == [FAIL]
    assert asked(the_refund_goes_to_the_claimant, case(stated=refund("远川贸易公司", Claimant(name="远川贸易")))) == [
        FAIL
    ]


def test_no_account_is_asked_about_where_holder_or_claimant_is_missing() -> None:
    assert asked(the_refund_goes_to_the_claimant, case(stated=refund(None))) == [SILENT]
    assert asked(the_refund_goes_to_the_claimant, case(stated=refund("张示例", Claimant()))) == [SILENT]


# ---- PAY-10: the ledger

NUMBER = "42000026112026110500001234"
NAME = "示例市星禾生物科技有限公司"


def ledger(standing: Standing, **row: str) -> dict[str, Any]:
    return {"confirmed": {Inquiry(Register.PAYMENTS, NUMBER): Confirmation(standing, row)}}


def paid(**fields: Any) -> Paper:
    return filed(form("payment_screenshot", **{"transaction_id": NUMBER, "paid_amount": Decimal("299.00"), **fields}))


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"paid_amount": "299.00"},
        {"paid_amount": "299", "payee": NAME, "status": "支付成功"},
        {"payee": "星禾生物科技"},
        {"paid_amount": "about 300"},
        {"status": "settled in batch"},
    ],
)
def test_a_payment_the_ledger_confirms_passes(row: dict[str, str]) -> None:
    known = ledger(Standing.FOUND, **row)
    stated = {"merchant": StatedMerchant(name=NAME)}

    assert asked(the_ledger_confirms_the_payment, case(paid(), stated=stated, **known)) == [PASS]


@pytest.mark.parametrize(
    ("row", "remark"),
    [
        ({"paid_amount": "299.01"}, "299.00 on the screenshot, 299.01 in the ledger"),
        ({"paid_amount": "298.99"}, "299.00 on the screenshot, 298.99 in the ledger"),
        ({"payee": "远川贸易商行"}, "paid to 远川贸易商行 in the ledger"),
        ({"status": "已全额退款"}, "已全额退款 in the ledger"),
        ({"status": "partially refunded"}, "partially refunded in the ledger"),
        ({"status": "待支付"}, "待支付 in the ledger"),
        ({"status": "closed"}, "closed in the ledger"),
    ],
)
def test_a_payment_the_ledger_shows_otherwise_goes_to_a_person(row: dict[str, str], remark: str) -> None:
    stated = {"merchant": StatedMerchant(name=NAME)}

    finding = complaint(the_ledger_confirms_the_payment, case(paid(), stated=stated, **ledger(Standing.FOUND, **row)))

    assert finding.severity is Severity.REVIEW
    assert finding.file == "payment_screenshot.pdf"
    assert f"{NUMBER}: {remark}" in finding.reason.en


def test_every_difference_from_the_ledger_is_told() -> None:
    known = ledger(Standing.FOUND, paid_amount="1.00", status="refunded")

    assert "流水 1.00；流水状态 refunded" in complaint(the_ledger_confirms_the_payment, case(paid(), **known)).reason.zh


def test_a_payee_of_the_ledger_is_not_held_against_an_unknown_merchant() -> None:
    known = ledger(Standing.FOUND, payee="远川贸易商行")

    assert asked(the_ledger_confirms_the_payment, case(paid(), **known)) == [PASS]


def test_a_payee_of_the_ledger_may_be_one_of_the_merchants_shops() -> None:
    stated = {"merchant": StatedMerchant(name=NAME, shop_names=("禾光美肤馆",))}
    known = ledger(Standing.FOUND, payee="禾光美肤馆")

    assert asked(the_ledger_confirms_the_payment, case(paid(), stated=stated, **known)) == [PASS]


def test_an_amount_smudged_on_the_page_does_not_differ_from_the_ledgers() -> None:
    known = ledger(Standing.FOUND, paid_amount="299.00")

    assert asked(the_ledger_confirms_the_payment, case(paid(paid_amount=State.UNREADABLE), **known)) == [PASS]


def test_a_payment_the_ledger_does_not_hold_goes_to_a_person() -> None:
    finding = complaint(the_ledger_confirms_the_payment, case(paid(), **ledger(Standing.NOT_FOUND)))

    assert finding.severity is Severity.REVIEW
    assert "not in the merchant's ledger" in finding.reason.en


def test_a_ledger_that_did_not_answer_says_nothing_against_the_payment() -> None:
    about = case(paid(), **ledger(Standing.NOT_CONFIRMED))

    assert asked(the_ledger_confirms_the_payment, about) == [Outcome.UNREADABLE]


def test_a_payment_is_only_noted_where_there_is_no_ledger_to_ask() -> None:
    finding = complaint(the_ledger_confirms_the_payment, case(paid()))

    assert finding.severity is Severity.INFO
    assert "not yet matched" in finding.reason.en


def test_without_a_number_the_ledger_cannot_be_asked() -> None:
    known = ledger(Standing.FOUND)

    smudged, silent = paid(transaction_id=State.UNREADABLE), paid(transaction_id=State.NOT_FOUND)

    assert asked(the_ledger_confirms_the_payment, case(smudged, silent, **known)) == [UNREADABLE, SILENT]
    assert asked(the_ledger_confirms_the_payment, case(filed(form("receipt", transaction_id=NUMBER)))) == [SILENT]
