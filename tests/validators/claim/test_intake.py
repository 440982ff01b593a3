"""INT over a whole claim."""

from dataclasses import replace
from typing import Any

import pytest

from pipeline.claim.claims import Paper
from pipeline.claim.reasons import KINDS, REQUIRED, ClaimReason, Slot
from pipeline.fields import State
from pipeline.findings import Outcome, Severity
from pipeline.records import Refusal
from tests.validators.cases import asked, case, complaint, filed, findings
from tests.validators.papers import field, form
from validators.claim.intake import every_file_opens, the_document_fits_its_slot, the_evidence_is_complete

PASS, FAIL, SILENT = Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE


def shown(kind: str, slot: Slot | None = None, *, sure: float = 1.0, name: str = "") -> Paper:
    paper = filed(form(kind), slot, name=name)
    return replace(paper, record=replace(paper.record, kind_confidence=sure))


def kinds(*names: str) -> tuple[Paper, ...]:
    return tuple(shown(name, name=f"{at}.pdf") for at, name in enumerate(names))


def refused(name: str, code: str) -> Refusal:
    return Refusal(name=name, files=(name,), sha256="0" * 64, media_type="", code=code, message="")


# ---- INT-01: the files


def test_a_claim_whose_files_all_opened_passes() -> None:
    assert asked(every_file_opens, case(shown("receipt"))) == [PASS]


def test_every_file_that_does_not_open_is_asked_for_again() -> None:
    broken = (Slot.ORDER, refused("a.pdf", "encrypted")), (None, refused("b.jpg", "broken_file"))

    found = findings(every_file_opens, case(shown("receipt"), refused=broken))

    assert [one.outcome for one in found] == [FAIL, FAIL]
    assert [one.severity for one in found] == [Severity.ASK, Severity.ASK]
    assert [one.file for one in found] == ["a.pdf", "b.jpg"]
    assert "a.pdf：encrypted" in found[0].reason.zh


def test_a_claim_without_files_has_none_that_could_not_be_opened() -> None:
    assert asked(every_file_opens, case()) == [SILENT]


# ---- INT-04: the slots


@pytest.mark.parametrize(("slot", "kind"), [(slot, kind) for slot, names in KINDS.items() for kind in names])
def test_a_document_of_the_kind_its_slot_asks_for_passes(slot: Slot, kind: str) -> None:
    assert asked(the_document_fits_its_slot, case(shown(kind, slot))) == [PASS]


def test_another_kind_surely_known_is_asked_for_again() -> None:
    finding = complaint(the_document_fits_its_slot, case(shown("receipt", Slot.ORDER)))

    assert finding.severity is Severity.ASK
    assert finding.file == "receipt.pdf"
    assert "需要订单详情截图，收到购物小票" in finding.reason.zh
    assert "the order page is needed, the receipt was received" in finding.reason.en


@pytest.mark.parametrize(("sure", "severity"), [(0.49, Severity.REVIEW), (0.5, Severity.ASK)])
def test_another_kind_goes_to_a_person_only_where_the_kind_is_not_sure(sure: float, severity: Severity) -> None:
    finding = complaint(the_document_fits_its_slot, case(shown("receipt", Slot.ORDER, sure=sure)))

    assert finding.severity is severity


def test_a_document_nobody_recognises_goes_to_a_person() -> None:
    finding = complaint(the_document_fits_its_slot, case(shown("other", Slot.ORDER)))

    assert finding.severity is Severity.REVIEW
    assert "未能识别的材料" in finding.reason.zh
    assert "a document of unknown kind" in finding.reason.en


def test_a_kind_no_slot_asks_for_is_called_by_its_name() -> None:
    finding = complaint(the_document_fits_its_slot, case(shown("certificate_of_analysis", Slot.ORDER)))

    assert "certificate_of_analysis" in finding.reason.en


def test_another_kind_is_only_noted_where_another_file_fills_the_slot() -> None:
    papers = shown("receipt", Slot.ORDER, sure=0.1), shown("order_screenshot")

    assert complaint(the_document_fits_its_slot, case(*papers)).severity is Severity.INFO


def test_anything_may_be_a_photo_of_the_product() -> None:
    assert asked(the_document_fits_its_slot, case(shown("receipt", Slot.PHOTO))) == [PASS]


def test_a_certificate_in_the_slot_of_the_test_report_is_left_to_the_rule_about_certificates() -> None:
    assert asked(the_document_fits_its_slot, case(shown("certificate_of_analysis", Slot.TEST_REPORT))) == [SILENT]


def test_a_receipt_in_the_slot_of_the_test_report_is_not_left_to_it() -> None:
    assert asked(the_document_fits_its_slot, case(shown("receipt", Slot.TEST_REPORT))) == [FAIL]


def test_a_file_nobody_put_into_a_slot_is_not_asked_what_it_is() -> None:
    assert asked(the_document_fits_its_slot, case(shown("receipt"))) == [SILENT]


# ---- INT-05: the evidence


@pytest.mark.parametrize(
    ("reason", "names"),
    [
        (ClaimReason.PRODUCT_INEFFECTIVE, ("order_screenshot", "payment_screenshot", "usage_record", "lab_report")),
        (ClaimReason.PRODUCT_INEFFECTIVE, ("receipt", "usage_record", "lab_report")),
        (ClaimReason.PRODUCT_QUALITY, ("vat_invoice", "product_photo", "appraisal_report")),
        (ClaimReason.SERVICE_TARGET_MISSED, ("contract", "invoice", "exam_result")),
        (ClaimReason.SERVICE_QUALITY_BAD, ("contract", "complaint_record")),
    ],
)
def test_a_claim_with_one_document_of_each_choice_is_complete(reason: ClaimReason, names: tuple[str, ...]) -> None:
    assert asked(the_evidence_is_complete, case(*kinds(*names), stated={"reason": reason})) == [PASS]


@pytest.mark.parametrize(
    ("without", "missing"),
    [
        ("order_screenshot", "订单详情截图或购物小票或发票"),
        ("payment_screenshot", "支付凭证或购物小票"),
        ("usage_record", "使用记录"),
        ("lab_report", "检测报告"),
    ],
)
def test_each_document_a_claim_lacks_is_asked_for(without: str, missing: str) -> None:
    names = [
        name for name in ("order_screenshot", "payment_screenshot", "usage_record", "lab_report") if name != without
    ]

    finding = complaint(the_evidence_is_complete, case(*kinds(*names)))

    assert finding.severity is Severity.ASK
    assert finding.reason.zh == f"缺少{missing}，请补充"


def test_everything_a_claim_lacks_is_told_at_once() -> None:
    finding = complaint(the_evidence_is_complete, case(shown("receipt")))

    assert "Missing: the record of use; the test report;" in finding.reason.en


def terms(*choices: tuple[Slot, ...]) -> dict[str, Any]:
    return {"required": {ClaimReason.PRODUCT_INEFFECTIVE: choices}}


def test_the_terms_may_ask_for_less() -> None:
    about = case(shown("order_screenshot"), policy=terms((Slot.ORDER,)))

    assert asked(the_evidence_is_complete, about) == [PASS]


def test_a_reason_the_terms_are_silent_about_needs_what_is_needed_without_terms() -> None:
    stated = {"reason": ClaimReason.SERVICE_QUALITY_BAD}
    about = case(*kinds("contract"), stated=stated, policy=terms((Slot.CONTRACT,)))

    assert REQUIRED[ClaimReason.SERVICE_QUALITY_BAD]
    assert "投诉核实记录" in complaint(the_evidence_is_complete, about).reason.zh


def test_terms_that_ask_for_nothing_make_no_claim_incomplete() -> None:
    assert asked(the_evidence_is_complete, case(policy=terms())) == [SILENT]


@pytest.mark.parametrize(("slot", "outcome"), [(Slot.ORDER, PASS), (Slot.RECEIPT, FAIL), (None, FAIL)])
def test_a_document_nobody_recognises_counts_by_the_slot_it_lies_in(slot: Slot | None, outcome: Outcome) -> None:
    assert asked(the_evidence_is_complete, case(shown("other", slot), policy=terms((Slot.ORDER,)))) == [outcome]


def test_a_recognised_document_counts_by_its_kind_wherever_it_lies() -> None:
    assert asked(the_evidence_is_complete, case(shown("receipt", Slot.ORDER), policy=terms((Slot.ORDER,)))) == [FAIL]
    assert asked(the_evidence_is_complete, case(shown("order_screenshot"), policy=terms((Slot.ORDER,)))) == [PASS]


@pytest.mark.parametrize(("choice", "outcome"), [((Slot.PHOTO,), PASS), ((Slot.ORDER,), FAIL)])
def test_whatever_lies_in_the_slot_of_photos_is_a_photo_and_nothing_else(
    choice: tuple[Slot, ...], outcome: Outcome
) -> None:
    assert asked(the_evidence_is_complete, case(shown("receipt", Slot.PHOTO), policy=terms(choice))) == [outcome]


@pytest.mark.parametrize(
    ("states", "outcome"),
    [
        ((State.UNREADABLE, State.NOT_FOUND), FAIL),
        ((State.EMPTY, State.EMPTY), FAIL),
        (("D-1", State.UNREADABLE), PASS),
        (("D-1", "2026-11-05"), PASS),
    ],
)
def test_a_document_of_which_nothing_decisive_could_be_read_is_not_there(
    states: tuple[str | State, str | State], outcome: Outcome
) -> None:
    number, at = states
    page = filed(form("order_screenshot", field("order_id", number), field("order_time", at)))

    assert asked(the_evidence_is_complete, case(page, policy=terms((Slot.ORDER,)))) == [outcome]


def test_a_smudge_on_what_decides_nothing_leaves_the_document_there() -> None:
    page = filed(form("order_screenshot", field("item_name", State.UNREADABLE, critical=False)))

    assert asked(the_evidence_is_complete, case(page, policy=terms((Slot.ORDER,)))) == [PASS]
