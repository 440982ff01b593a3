"""FRD over a whole claim: what another claim shows too."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Case, Claimant, Layer, Paper, Payout, Twin
from pipeline.claim.twins import Twinned
from pipeline.fields import State
from pipeline.findings import Outcome, Severity
from pipeline.rows import Measurement
from tests.validators.cases import asked, case, complaint, filed
from tests.validators.papers import TODAY, field, form
from validators.claim.duplicates import (
    account_and_telephone_belong_to_one_claimant,
    no_other_claim_holds_the_invoice,
    no_other_claim_holds_the_same_file,
    no_other_claim_is_about_the_purchase,
    no_other_claimant_shows_the_report,
    no_other_claimants_report_has_the_same_readings,
    no_picture_is_that_of_another_claim,
    the_claimant_files_no_more_claims_than_usual,
)

ORDER = "2612345678901234567"
ZHANG, LI = Claimant(name="张小例"), Claimant(name="李示范")
READINGS = (
    Measurement(indicator="黑素指数", baseline_value=Decimal("182.5"), endpoint_value=Decimal("151.0")),
    Measurement(indicator="皱纹", baseline_value=Decimal(30), endpoint_value=Decimal(25)),
)


def paper(kind: str, sha256: str = "", needs_person: tuple[str, ...] = (), **read: Any) -> Paper:
    """One with bytes of its own, unless `sha256` says otherwise."""
    found = filed(form(kind, **read), needs_person=needs_person)
    return replace(found, record=replace(found.record, sha256=sha256 or f"{kind}{sorted(read.items())}"))


def second(first: Case, later: Case, *, settled: bool = False) -> Case:
    """The later claim C-2 with its twins, after C-1 was entered."""
    book = Twinned()
    book.entered(first)
    if settled:
        book.settled("C-1")
    later = replace(later, statement=replace(later.statement, claim_id="C-2"))
    return replace(later, twins=book.twins(later))


def both(one: Paper, *, other: Paper | None = None, second_by: Claimant = ZHANG, settled: bool = False) -> Case:
    """Two claims, each with a paper; the first is Zhang's."""
    first = case(one, stated={"claimant": ZHANG})
    return second(first, case(other or one, stated={"claimant": second_by}), settled=settled)


def test_files_no_other_claim_holds_pass() -> None:
    about = both(paper("order_screenshot", "a"), other=paper("order_screenshot", "b"))

    assert asked(no_other_claim_holds_the_same_file, about) == [Outcome.PASS]


def test_a_proof_of_purchase_in_two_claims_is_grave_whoever_files_it() -> None:
    for person in (ZHANG, LI, Claimant()):
        finding = complaint(no_other_claim_holds_the_same_file, both(paper("order_screenshot", "a"), second_by=person))

        assert finding.severity is Severity.REJECT
        assert finding.file == "order_screenshot.pdf"
        assert "C-1" in finding.reason.zh
        assert "C-1" in finding.reason.en


@pytest.mark.parametrize(
    ("person", "severity"), [(ZHANG, Severity.REVIEW), (Claimant(), Severity.REVIEW), (LI, Severity.REJECT)]
)
def test_a_record_of_use_in_two_claims_is_grave_only_if_two_people_file_it(
    person: Claimant, severity: Severity
) -> None:
    about = both(paper("usage_record", "a"), second_by=person)

    assert complaint(no_other_claim_holds_the_same_file, about).severity is severity


def test_a_file_of_a_claim_refused_before_goes_to_a_person() -> None:
    about = both(paper("order_screenshot", "a"), second_by=LI, settled=True)

    assert complaint(no_other_claim_holds_the_same_file, about).severity is Severity.REVIEW


def test_a_claim_without_files_holds_none_of_another() -> None:
    assert asked(no_other_claim_holds_the_same_file, case()) == [Outcome.NOT_APPLICABLE]


def test_a_claim_sent_again_is_no_duplicate() -> None:
    own = [
        Twin(layer=layer, claim_id="C-1", key=name, value=value, file=file)
        for layer, name, value, file in (
            (Layer.BYTES, "sha256", "a", "order_screenshot.pdf"),
            (Layer.PICTURE, "", "", "order_screenshot.pdf"),
            (Layer.KEY, "order_id", ORDER, "order_screenshot.pdf"),
        )
    ]
    about = case(paper("order_screenshot", "a", order_id=ORDER), twins=tuple(own))

    assert asked(no_other_claim_holds_the_same_file, about) == [Outcome.PASS]
    assert asked(no_picture_is_that_of_another_claim, about) == [Outcome.PASS]
    assert asked(no_other_claim_is_about_the_purchase, about) == [Outcome.PASS]


def pictured(*others: Twin) -> Case:
    """An order page of which claim C-0 shows a copy, 90 % the same."""
    page = paper("order_screenshot", order_id=ORDER)
    return case(page, twins=(Twin(layer=Layer.PICTURE, claim_id="C-0", file=page.name, similarity=0.9), *others))


def test_a_page_another_claim_shows_too_goes_to_a_person_with_its_likeness() -> None:
    finding = complaint(no_picture_is_that_of_another_claim, pictured())

    assert finding.severity is Severity.REVIEW
    assert "C-0" in finding.reason.zh
    assert "90%" in finding.reason.zh


def test_the_very_same_file_is_told_once() -> None:
    same = Twin(layer=Layer.BYTES, claim_id="C-0", file="order_screenshot.pdf")

    assert asked(no_picture_is_that_of_another_claim, pictured(same)) == [Outcome.PASS]


@pytest.mark.parametrize(("claim_id", "file"), [("C-9", "order_screenshot.pdf"), ("C-0", "other.pdf")])
def test_a_file_that_a_third_claim_holds_or_another_file_of_ours_says_nothing(claim_id: str, file: str) -> None:
    same = Twin(layer=Layer.BYTES, claim_id=claim_id, file=file)

    assert asked(no_picture_is_that_of_another_claim, pictured(same)) == [Outcome.FAIL]


def test_a_page_no_other_claim_shows_passes() -> None:
    about = both(paper("order_screenshot", "a"), other=paper("order_screenshot", "b"))

    assert asked(no_picture_is_that_of_another_claim, about) == [Outcome.PASS]


def test_a_certificate_of_a_batch_may_be_shown_by_all_its_buyers() -> None:
    assert asked(no_picture_is_that_of_another_claim, case(paper("certificate_of_analysis"))) == [
        Outcome.NOT_APPLICABLE
    ]


INVOICE: dict[str, Any] = {"invoice_number": "26952000001234567890"}


def test_an_invoice_of_another_claim_is_grave() -> None:
    finding = complaint(no_other_claim_holds_the_invoice, both(paper("vat_invoice", **INVOICE)))

    assert finding.severity is Severity.REJECT
    assert finding.file == "vat_invoice.pdf"
    assert "C-1" in finding.reason.en


def test_an_invoice_number_that_may_be_misread_or_is_free_again_goes_to_a_person() -> None:
    smudged = paper("vat_invoice", needs_person=("invoice_number",), **INVOICE)

    assert complaint(no_other_claim_holds_the_invoice, both(smudged)).severity is Severity.REVIEW
    free = both(paper("vat_invoice", **INVOICE), settled=True)
    assert complaint(no_other_claim_holds_the_invoice, free).severity is Severity.REVIEW


@pytest.mark.parametrize(("code", "severity"), [("031002600111", Severity.REJECT), (State.NOT_FOUND, Severity.REVIEW)])
def test_eight_digits_are_surely_the_same_invoice_only_with_its_code(code: str | State, severity: Severity) -> None:
    one = paper("vat_invoice", invoice_number="12345678", invoice_code="031002600111")
    other = paper("vat_invoice", invoice_number="12345678", invoice_code=code)

    assert complaint(no_other_claim_holds_the_invoice, both(one, other=other)).severity is severity


def test_the_same_digits_under_another_code_are_another_invoice() -> None:
    one = paper("vat_invoice", invoice_number="12345678", invoice_code="031002600111")
    other = paper("vat_invoice", invoice_number="12345678", invoice_code="031002600112")

    assert asked(no_other_claim_holds_the_invoice, both(one, other=other)) == [Outcome.PASS]


def test_an_invoice_without_a_number_is_not_compared() -> None:
    rule = no_other_claim_holds_the_invoice

    assert asked(rule, case(paper("vat_invoice", invoice_number=State.UNREADABLE))) == [Outcome.UNREADABLE]
    assert asked(rule, case(paper("vat_invoice"))) == [Outcome.NOT_APPLICABLE]
    assert asked(rule, case()) == [Outcome.NOT_APPLICABLE]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("order_screenshot", "order_id"),
        ("payment_screenshot", "transaction_id"),
        ("payment_screenshot", "merchant_order_id"),
        ("contract", "contract_number"),
    ],
)
def test_a_purchase_of_another_claim_is_grave(kind: str, name: str) -> None:
    finding = complaint(no_other_claim_is_about_the_purchase, both(paper(kind, **dict[str, Any]({name: ORDER}))))

    assert finding.severity is Severity.REJECT
    assert finding.fields == (name,)
    assert finding.file == f"{kind}.pdf"
    assert ORDER in finding.reason.zh
    assert "C-1" in finding.reason.zh


def test_an_order_stated_in_two_claims_is_grave_without_any_paper() -> None:
    stated = {"order_id": "1001", "claimant": ZHANG}

    finding = complaint(no_other_claim_is_about_the_purchase, second(case(stated=stated), case(stated=stated)))

    assert (finding.severity, finding.file) == (Severity.REJECT, "")


def test_an_order_refused_before_goes_to_a_person() -> None:
    stated = {"order_id": ORDER, "claimant": ZHANG}

    about = second(case(stated=stated), case(stated=stated), settled=True)

    assert complaint(no_other_claim_is_about_the_purchase, about).severity is Severity.REVIEW


def test_an_order_number_that_may_be_misread_goes_to_a_person() -> None:
    smudged = paper("order_screenshot", needs_person=("order_id",), order_id=ORDER)

    assert complaint(no_other_claim_is_about_the_purchase, both(smudged)).severity is Severity.REVIEW


@pytest.mark.parametrize(("number", "severity"), [("123456789", Severity.REVIEW), ("1234567890", Severity.REJECT)])
def test_a_short_order_number_is_surely_the_same_only_on_one_platform(number: str, severity: Severity) -> None:
    first, later = {"order_id": number, "platform": "taobao"}, {"order_id": number}

    about = second(case(stated=first), case(stated=later))

    assert complaint(no_other_claim_is_about_the_purchase, about).severity is severity


def test_one_number_on_two_platforms_is_two_orders() -> None:
    first, later = {"order_id": ORDER, "platform": "taobao"}, {"order_id": ORDER, "platform": "douyin"}

    assert asked(no_other_claim_is_about_the_purchase, second(case(stated=first), case(stated=later))) == [Outcome.PASS]


def test_a_purchase_without_a_number_is_not_compared() -> None:
    rule = no_other_claim_is_about_the_purchase

    assert asked(rule, case(paper("order_screenshot", order_id=State.UNREADABLE))) == [Outcome.UNREADABLE]
    assert asked(rule, case(paper("order_screenshot"))) == [Outcome.NOT_APPLICABLE]


REPORT: dict[str, Any] = {"report_number": "HC-GX-2026-10-00123"}


@pytest.mark.parametrize("kind", ["lab_report", "appraisal_report"])
def test_a_report_of_another_claimant_is_grave(kind: str) -> None:
    finding = complaint(no_other_claimant_shows_the_report, both(paper(kind, **REPORT), second_by=LI))

    assert finding.severity is Severity.REJECT
    assert "HC-GX-2026-10-00123" in finding.reason.en


def test_a_claimant_may_show_a_report_twice() -> None:
    assert asked(no_other_claimant_shows_the_report, both(paper("lab_report", **REPORT))) == [Outcome.PASS]


def test_a_report_of_perhaps_another_claimant_goes_to_a_person() -> None:
    about = both(paper("lab_report", **REPORT), second_by=Claimant())

    assert complaint(no_other_claimant_shows_the_report, about).severity is Severity.REVIEW


def test_a_report_whose_number_may_be_misread_goes_to_a_person() -> None:
    about = both(paper("lab_report", needs_person=("report_number",), **REPORT), second_by=LI)

    assert complaint(no_other_claimant_shows_the_report, about).severity is Severity.REVIEW


def test_a_report_without_a_number_is_not_compared() -> None:
    rule = no_other_claimant_shows_the_report

    assert asked(rule, case(paper("lab_report", report_number=State.UNREADABLE))) == [Outcome.UNREADABLE]
    assert asked(rule, case(paper("lab_report"))) == [Outcome.NOT_APPLICABLE]
    assert asked(rule, case(paper("certificate_of_analysis", **REPORT))) == [Outcome.NOT_APPLICABLE]


def filing(*days_ago: int) -> Case:
    earlier: tuple[date, ...] = tuple(TODAY - timedelta(days=days) for days in days_ago)
    return case(stated={"claimant": ZHANG}, earlier=earlier, policy={"most_claims": 3, "most_claims_days": 180})


@pytest.mark.parametrize(
    ("days", "outcome"),
    [
        ((), Outcome.PASS),
        ((1, 2), Outcome.PASS),
        ((0, 1, 179), Outcome.FAIL),
        ((0, 1, 180), Outcome.PASS),
        ((-1, 1, 2), Outcome.PASS),
    ],
)
def test_more_claims_than_usual_are_noted(days: tuple[int, ...], outcome: Outcome) -> None:
    assert asked(the_claimant_files_no_more_claims_than_usual, filing(*days)) == [outcome]


def test_how_often_somebody_claims_decides_nothing() -> None:
    finding = complaint(the_claimant_files_no_more_claims_than_usual, filing(0, 1, 2))

    assert finding.severity is Severity.INFO
    assert "Claim number 4 within 180 days" in finding.reason.en
    assert asked(the_claimant_files_no_more_claims_than_usual, case()) == [Outcome.NOT_APPLICABLE]


def paid_to(account: str, claimant: Claimant, holder: str | None = None) -> Case:
    return case(stated={"claimant": claimant, "payout": Payout(holder=holder, account=account)})


@pytest.mark.parametrize(("person", "outcome"), [(ZHANG, Outcome.PASS), (LI, Outcome.FAIL), (Claimant(), Outcome.FAIL)])
def test_an_account_of_two_claimants_goes_to_a_person(person: Claimant, outcome: Outcome) -> None:
    about = second(paid_to("6222000000001234", ZHANG), paid_to("6222000000001234", person))

    assert asked(account_and_telephone_belong_to_one_claimant, about) == [outcome]


def test_an_account_of_its_own_passes_and_none_is_not_asked() -> None:
    about = second(paid_to("6222000000001234", ZHANG), paid_to("6222000000001235", LI))

    assert asked(account_and_telephone_belong_to_one_claimant, about) == [Outcome.PASS]
    assert asked(account_and_telephone_belong_to_one_claimant, case()) == [Outcome.NOT_APPLICABLE]


def calling(phone: str, *others: str) -> Case:
    """Li's claim after those of strangers with the same telephone number."""
    book = Twinned()
    for number, name in enumerate(others):
        stated = {"claim_id": f"C-1{number}", "claimant": Claimant(name=name, phone_masked=phone)}
        book.entered(case(stated=stated))
    mine = case(stated={"claim_id": "C-2", "claimant": Claimant(name="李示范", phone_masked=phone)})
    return replace(mine, twins=book.twins(mine))


@pytest.mark.parametrize(
    ("phone", "others", "severity"),
    [
        ("13812340000", ("张小例",), Severity.REVIEW),
        ("138****0000", ("张小例",), Severity.INFO),
        ("138****0000", ("张小例", "王样本"), Severity.REVIEW),
    ],
)
def test_a_telephone_of_two_claimants_counts_as_much_as_it_shows(
    phone: str, others: tuple[str, ...], severity: Severity
) -> None:
    assert complaint(account_and_telephone_belong_to_one_claimant, calling(phone, *others)).severity is severity


def test_a_telephone_of_one_claimant_passes() -> None:
    assert asked(account_and_telephone_belong_to_one_claimant, calling("138****0000", "李示范")) == [Outcome.PASS]
    assert asked(account_and_telephone_belong_to_one_claimant, calling("138****0000")) == [Outcome.PASS]


def measured(*rows: Measurement) -> Paper:
    return filed(form("lab_report", field("measurements", rows)))


@pytest.mark.parametrize(("person", "outcome"), [(ZHANG, Outcome.PASS), (LI, Outcome.FAIL), (Claimant(), Outcome.FAIL)])
def test_the_same_readings_of_two_people_go_to_a_person(person: Claimant, outcome: Outcome) -> None:
    about = both(measured(*READINGS), second_by=person)

    assert asked(no_other_claimants_report_has_the_same_readings, about) == [outcome]


def test_the_reason_names_readings_and_claim() -> None:
    about = both(measured(*READINGS), second_by=LI)

    finding = complaint(no_other_claimants_report_has_the_same_readings, about)

    assert finding.severity is Severity.REVIEW
    assert finding.file == "lab_report.pdf"
    assert "→" in finding.reason.zh
    assert "C-1" in finding.reason.zh


def test_a_single_round_reading_is_not_compared() -> None:
    about = both(measured(READINGS[0]), second_by=LI)

    assert asked(no_other_claimants_report_has_the_same_readings, about) == [Outcome.NOT_APPLICABLE]


def test_smudged_readings_leave_open_whether_another_report_has_them() -> None:
    about = case(filed(form("lab_report", measurements=State.UNREADABLE)))

    assert asked(no_other_claimants_report_has_the_same_readings, about) == [Outcome.UNREADABLE]
