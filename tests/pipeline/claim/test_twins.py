"""What a claim may have in common with another."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Claimant, Layer, Paper, Payout
from pipeline.claim.twins import UNSURE, Key, Twinned, keys
from pipeline.records import Refusal
from pipeline.rows import Measurement
from tests.validators.cases import case, filed
from tests.validators.papers import field, form

ORDER = "2612345678901234567"


def key(name: str, *papers: Paper, **stated: Any) -> Key | None:
    """The claim's one key of this name."""
    found = [one for one in keys(case(*papers, stated=stated)) if one.name == name]
    assert len(found) <= 1
    return found[0] if found else None


def report(*rows: tuple[str, str | None, str | None], **read: Any) -> Paper:
    measurements = tuple(
        Measurement(
            indicator=name,
            baseline_value=Decimal(before) if before else None,
            endpoint_value=Decimal(after) if after else None,
        )
        for name, before, after in rows
    )
    return filed(form("lab_report", field("measurements", measurements), **read))


def test_an_order_that_is_stated_and_shown_is_one_key_with_its_platform() -> None:
    page = filed(form("order_screenshot", order_id=ORDER, platform="taobao"))

    found = key("order_id", page, order_id=f" {ORDER} ")

    assert found == Key(layer=Layer.KEY, name="order_id", value=ORDER, shown=ORDER, scope="taobao")


def test_the_platform_that_is_stated_counts_before_the_one_that_is_read() -> None:
    page = filed(form("order_screenshot", order_id=ORDER, platform="taobao"))

    found = key("order_id", page, platform="tmall")

    assert found is not None
    assert (found.scope, found.file) == ("tmall", "order_screenshot.pdf")


def test_a_page_of_another_order_than_the_stated_one_tells_its_own_platform() -> None:
    page = filed(form("order_screenshot", order_id=ORDER, platform="kuaishou"))

    shown = [one for one in keys(case(page, stated={"order_id": "1", "platform": "taobao"})) if one.value == ORDER]

    assert [(one.scope, one.file) for one in shown] == [("kuaishou", "order_screenshot.pdf")]


@pytest.mark.parametrize("kind", ["order_screenshot", "vat_invoice", "invoice", "complaint_record"])
def test_an_order_number_is_taken_from_every_paper_that_names_one(kind: str) -> None:
    assert key("order_id", filed(form(kind, order_id=ORDER))) is not None


def test_an_order_number_on_another_kind_of_paper_is_none() -> None:
    assert key("order_id", filed(form("usage_record", order_id=ORDER))) is None


def test_a_payment_has_two_numbers() -> None:
    page = filed(form("payment_screenshot", transaction_id="4200 0099", merchant_order_id="XH-2026"))

    names = {one.name: one.value for one in keys(case(page)) if one.layer is Layer.KEY}

    assert names == {"transaction_id": "42000099", "merchant_order_id": "XH2026"}


def test_an_invoice_number_belongs_to_its_code() -> None:
    found = key("invoice_key", filed(form("vat_invoice", invoice_number="12345678", invoice_code="031002600111")))

    assert found is not None
    assert (found.value, found.scope) == ("12345678", "031002600111")


def test_a_long_report_number_needs_no_laboratory_and_a_short_one_does() -> None:
    long = key("report_number", filed(form("lab_report", report_number="HC-00123A", lab_name="示例检测")))
    short = key("report_number", filed(form("lab_report", report_number="HC-0123", lab_name="示例检测")))

    assert long is not None
    assert short is not None
    assert (long.scope, short.scope) == ("", "示例检测")
    assert key("report_number", filed(form("lab_report", report_number="HC-0123"))) is None


def test_an_appraisal_counts_and_a_certificate_about_a_batch_does_not() -> None:
    assert key("report_number", filed(form("appraisal_report", report_number="JD-2026-0001"))) is not None
    assert key("report_number", filed(form("certificate_of_analysis", report_number="CA-2026-0001"))) is None


def test_a_contract_belongs_to_whoever_signed_it() -> None:
    signed = filed(form("contract", contract_number="HT-1"))

    assert getattr(key("contract_number", signed, claimant=Claimant(name="张小例")), "scope", None) == "张小例"
    assert getattr(key("contract_number", signed, claimant=Claimant(name="张*例")), "scope", None) == ""
    assert getattr(key("contract_number", contract_number="HT 1"), "value", None) == "HT1"


@pytest.mark.parametrize(
    ("holder", "account", "value"),
    [
        ("张小例", "6222 0000 0000 1234", "6222000000001234"),
        (None, "62220000", "62220000"),
        (None, "6222000", None),
        ("张小例", "6222000", "张小例|6222000"),
        (None, "6222****1234", None),
        ("张小例", "6222****1234", "张小例|6222****1234"),
        ("张小例", None, None),
    ],
)
def test_an_account_that_is_not_whole_needs_its_holder(
    holder: str | None, account: str | None, value: str | None
) -> None:
    found = key("payout", payout=Payout(holder=holder, account=account))

    assert (found.value if found else None) == value


def test_the_claimant_is_known_by_name_and_telephone_together() -> None:
    whole = Claimant(name="张小例", phone_masked="138****0000")

    assert getattr(key("claimant", claimant=whole), "value", None) == "张小例|138****0000"
    assert key("claimant", claimant=Claimant(name="张小例")) is None
    assert key("claimant", claimant=Claimant(name="张*例", phone_masked="138****0000")) is None
    assert getattr(key("phone", claimant=whole), "value", None) == "138****0000"


def test_files_that_were_refused_count_by_their_bytes() -> None:
    refusal = Refusal(name="a.heic", files=("a.heic",), sha256="1" * 64, media_type="", code="broken", message="")

    found = [one for one in keys(case(refused=((None, refusal),))) if one.layer is Layer.BYTES]

    assert [(one.value, one.file) for one in found] == [("1" * 64, "a.heic")]


def test_two_rows_of_readings_are_one_key_in_any_order() -> None:
    one = key("readings", report(("黑素指数", "182.5", "151.0"), ("皱纹", "30", "25")))
    other = key("readings", report(("皱纹", "30.0", "25"), ("黑素 指数", "182.50", "151")))

    assert one is not None
    assert other is not None
    assert one.value == other.value
    assert one.layer is Layer.TABLE


def test_other_readings_are_another_key() -> None:
    one = key("readings", report(("黑素指数", "182.5", "151.0"), ("皱纹", "30", "25")))
    other = key("readings", report(("黑素指数", "182.5", "151.1"), ("皱纹", "30", "25")))

    assert one is not None
    assert other is not None
    assert one.value != other.value


@pytest.mark.parametrize(
    ("rows", "telling"),
    [
        ([("黑素指数", "182.5", "151.0")], False),
        ([("黑素指数", "182.512", "151.034")], True),
        ([("黑素指数", "182.512", "151.03")], False),
        ([("黑素指数", "182.51", "151.034")], False),
        ([("黑素指数", "182.510", "151.034")], False),
        ([("黑素指数", "182.5", "151.0"), ("黑素指数", "182.5", "151.0")], False),
        ([("黑素指数", "182.5", "151.0"), ("皱纹", None, "25")], False),
        ([("黑素指数", "182.5", "151.0"), ("皱纹", "30", None)], False),
        ([], False),
    ],
)
def test_readings_that_may_meet_by_chance_are_no_key(
    rows: list[tuple[str, str | None, str | None]], telling: bool
) -> None:
    assert (key("readings", report(*rows)) is not None) is telling


def test_a_lone_reading_beside_its_labels_counts_like_a_row() -> None:
    lone = filed(
        form("lab_report", indicator="黑素指数", baseline_value=Decimal("182.512"), endpoint_value=Decimal("151.034"))
    )

    found = key("readings", lone)

    assert found is not None
    assert found.shown == "182.512 → 151.034"
    assert found.value == getattr(key("readings", report(("黑素指数", "182.512", "151.034"))), "value", None)


def test_a_number_whose_owner_one_side_does_not_say_is_unsure() -> None:
    mine = Key(layer=Layer.KEY, name="order_id", value="1001", shown="1001", scope="taobao")

    assert [mine.similarity(scope) for scope in ("taobao", "", "jd")] == [1.0, UNSURE, None]


def test_a_book_is_empty_before_anything_was_entered() -> None:
    assert Twinned().twins(case(stated={"order_id": ORDER})) == ()


def test_every_picture_of_a_document_sent_page_by_page_is_looked_for() -> None:
    paper = filed(form("contract"), name="c_p1.jpg")
    pages = replace(paper, record=replace(paper.record, further_sha256=("1" * 64, "2" * 64)))
    book = Twinned()
    book.entered(case(filed_alone("1" * 64), stated={"claim_id": "C-1"}))

    (found,) = book.entered(case(pages, stated={"claim_id": "C-2"}))

    assert (found.layer, found.file, found.other_file) == (Layer.BYTES, "c_p1.jpg", "page.jpg")


def test_files_that_are_missing_in_two_claims_are_not_the_same_file() -> None:
    absent = Refusal(name="a.jpg", files=("a.jpg",), sha256="", media_type="", code="missing_file", message="Send it.")
    book = Twinned()
    book.entered(case(stated={"claim_id": "C-1"}, refused=((None, absent),)))

    assert book.entered(case(stated={"claim_id": "C-2"}, refused=((None, absent),))) == ()


def filed_alone(sha256: str) -> Paper:
    paper = filed(form("contract"), name="page.jpg")
    return replace(paper, record=replace(paper.record, sha256=sha256))
