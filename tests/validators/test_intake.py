"""INT: can the document be read, is it whole, and does it show what it says?"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pipeline.claim.reasons import Slot
from pipeline.fields import Grade, State
from pipeline.findings import Outcome, Severity
from pipeline.geometry import Box, Quad
from pipeline.pages import Line, Page, Source, Stroke
from tests.validators.papers import (
    asked,
    complaint,
    document,
    facts,
    field,
    form,
    line,
    page,
    paper,
    pdf,
    photo,
    read_by,
    region,
    severity,
)
from validators.intake import (
    key_fields_are_read,
    no_page_is_missing,
    no_text_is_hidden,
    picture_is_clear,
    picture_is_whole,
    picture_shows_one_paper,
    readings_are_unambiguous,
    text_layer_says_what_is_shown,
)

TOTAL = Decimal("12.50")
RECEIPT = form("receipt", total_amount=TOTAL)
PLACE = Quad.around(Box(page=1, left=0.0, top=0.09, right=1.0, bottom=0.13))


def test_a_soft_picture_is_asked_for_again_by_its_page() -> None:
    unverified = form("receipt", field("total_amount", TOTAL, grade=Grade.REVIEW))
    known = facts(document(page(), page(number=2, legibility=0.1)))

    finding = complaint(picture_is_clear, unverified, known)

    assert finding.severity is Severity.ASK
    assert finding.reason.zh == "图片不清晰（第2页），请上传清晰原图"
    assert finding.reason.en == "Picture too unclear (page 2); please upload the original"


def test_a_photo_of_goods_is_looked_at_and_not_read() -> None:
    stray = facts(document(page(legibility=0.0)))

    assert asked(picture_is_clear, form("other"), replace(stray, slot=Slot.PHOTO)) is Outcome.NOT_APPLICABLE
    assert asked(picture_is_clear, form("other"), replace(stray, slot=Slot.RECEIPT)) is Outcome.FAIL


def test_a_sharp_picture_is_clear() -> None:
    assert asked(picture_is_clear, RECEIPT) is Outcome.PASS


def test_small_print_does_not_matter_where_every_key_value_was_verified() -> None:
    assert asked(picture_is_clear, RECEIPT, facts(document(page(legibility=0.1)))) is Outcome.PASS


def test_a_picture_without_key_fields_is_judged_by_its_print_alone() -> None:
    assert asked(picture_is_clear, form("other"), facts(document(page(legibility=0.1)))) is Outcome.FAIL


def test_a_text_layer_has_no_picture_to_be_unclear() -> None:
    known = facts(document(page(source=Source.TEXT_LAYER, legibility=0.0)))

    assert asked(picture_is_clear, RECEIPT, known) is Outcome.NOT_APPLICABLE


def test_a_faded_total_is_asked_for_and_not_rejected() -> None:
    finding = complaint(key_fields_are_read, form("receipt", total_amount=State.UNREADABLE))

    assert finding.severity is Severity.ASK
    assert finding.fields == ("total_amount",)
    assert finding.reason.zh == "关键信息（合计）无法识别，请补充"
    assert finding.reason.en == "Key fields cannot be read (total); please supply them"


def test_a_required_key_field_that_was_not_found_is_asked_for() -> None:
    assert asked(key_fields_are_read, form("receipt", total_amount=State.NOT_FOUND)) is Outcome.FAIL


def test_a_key_field_that_need_not_be_printed_is_not_missed() -> None:
    assert asked(key_fields_are_read, form("receipt", total_amount=TOTAL, tax_amount=State.NOT_FOUND)) is Outcome.PASS


def test_a_key_field_below_the_policys_confidence_is_asked_for() -> None:
    known = replace(paper(), confidence_floor=0.95)

    assert asked(key_fields_are_read, RECEIPT, known) is Outcome.FAIL


def test_a_document_without_key_fields_has_none_to_lose() -> None:
    assert asked(key_fields_are_read, form("other")) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("第 1 页 共 3 页", "第 3 页 共 3 页"),
        ("共3页 第1页", "共3页 第3页"),
        ("第１页／共３页", "第３页／共３页"),
        ("Page 1 of 3", "Page 3 of 3"),
        ("Seite 1 von 3", "Seite 3 von 3"),
        ("Report 7, page 1/3", "Report 7, page 3/3"),
    ],
)
def test_a_missing_page_is_named(first: str, last: str) -> None:
    finding = complaint(no_page_is_missing, form("other"), facts(document(page(first), page(last, number=2))))

    assert finding.severity is Severity.ASK
    assert finding.reason.zh == "文件页不完整（缺第2页，共3页），请补齐"
    assert finding.reason.en == "Pages are missing (2 of 3); please send them all"


def test_a_bare_fraction_at_the_foot_is_a_page_number() -> None:
    known = facts(document(page(line("- 1/3 -", top=0.95))))

    assert "缺第2、3页" in complaint(no_page_is_missing, form("other"), known).reason.zh


@pytest.mark.parametrize(
    "text",
    [
        "1/3",  # in the middle of the page
        "05/11/2026",
        "2 of 3 items",
        "Page 3 of 1",
        "Page 1/12/2026",
        "See page 4 of the manual",
    ],
)
def test_other_numbers_are_no_page_marks(text: str) -> None:
    assert asked(no_page_is_missing, form("other"), paper("Report", text, "end")) is Outcome.NOT_APPLICABLE


def test_a_fraction_at_the_foot_of_a_till_receipt_is_no_page_mark() -> None:
    known = facts(document(page(line("1/3", top=0.95))))

    assert asked(no_page_is_missing, RECEIPT, known) is Outcome.NOT_APPLICABLE


def test_pages_that_are_all_there_pass() -> None:
    known = facts(document(page("Page 1 of 2"), page("Page 2 of 2", number=2)))

    assert asked(no_page_is_missing, form("other"), known) is Outcome.PASS


@pytest.mark.parametrize(
    "pages",
    [
        (page("Page 1 of 3"), page("no mark", number=2), page("Page 3 of 3", number=3)),
        (page("Page 1 of 3"), page("Page 2 of 8", number=2)),
        (page("Page 1 of 3", "Page 3 of 3"),),
        (page(line("Page 1 of 8", score=0.4)),),
    ],
    ids=["a page without its mark", "totals differ", "two marks on a page", "an unsure reader"],
)
def test_marks_that_cannot_be_trusted_leave_it_open(pages: tuple[Page, ...]) -> None:
    assert asked(no_page_is_missing, form("other"), facts(document(*pages))) is Outcome.UNREADABLE


def test_a_second_reading_that_would_also_pass_goes_to_a_person() -> None:
    finding = complaint(
        readings_are_unambiguous, form("receipt", field("total_amount", TOTAL, candidates=("12.50", "72.50")))
    )

    assert finding.severity is Severity.REVIEW
    assert finding.reason.zh == "识别结果存在歧义（合计 12.50 / 72.50），请对照原图核对"
    assert (
        finding.reason.en == "More than one reading is possible (total 12.50 / 72.50); please check against the picture"
    )


@pytest.mark.parametrize(
    ("kind", "doubt", "outcome"),
    [
        ("receipt", "ambiguous_date", Outcome.NOT_APPLICABLE),
        ("invoice", "ambiguous_date", Outcome.FAIL),
        ("receipt", "two_dates", Outcome.FAIL),
        ("vat_invoice", "qr_differs", Outcome.NOT_APPLICABLE),
    ],
)
def test_candidates_that_another_rule_speaks_about_are_left_to_it(kind: str, doubt: str, outcome: Outcome) -> None:
    about = form(kind, field("issue_date", date(2026, 11, 5), candidates=("2026-05-11",), doubts=(doubt,)))

    assert asked(readings_are_unambiguous, about) is outcome


def test_one_reading_only_is_unambiguous() -> None:
    assert asked(readings_are_unambiguous, RECEIPT) is Outcome.PASS


def test_an_unread_field_has_no_readings_to_choose_from() -> None:
    assert asked(readings_are_unambiguous, form("receipt", total_amount=State.UNREADABLE)) is Outcome.NOT_APPLICABLE


def test_a_text_layer_that_the_picture_contradicts_goes_to_a_person() -> None:
    about = form("vat_invoice", field("gross_amount", TOTAL, doubts=("text_layer_differs",)))
    finding = complaint(text_layer_says_what_is_shown, about)

    assert finding.severity is Severity.REVIEW
    assert finding.reason.zh == "PDF文字层与显示内容不一致（价税合计），请以显示内容为准核对"


def test_what_stands_under_a_seal_does_not_speak_against_the_layer() -> None:
    seal = region(Stroke.SEAL, 0.0, 0.0, (1.0, 1.0))
    known = facts(document(page(line("12.50"), source=Source.TEXT_LAYER), regions=[seal], traces=pdf()))
    about = form("receipt", field("total_amount", TOTAL, doubts=("text_layer_differs",), place=PLACE))

    assert asked(text_layer_says_what_is_shown, about, known) is Outcome.UNREADABLE


def test_a_text_layer_the_second_reading_agrees_with_passes() -> None:
    known = facts(document(page(line("12.50", reader="text layer"), source=Source.TEXT_LAYER), traces=pdf()))
    about = form("receipt", field("total_amount", TOTAL, readings=read_by("text layer", "tiny"), place=PLACE))

    assert asked(text_layer_says_what_is_shown, about, known) is Outcome.PASS


def test_a_text_layer_nobody_compared_is_not_vouched_for() -> None:
    known = facts(document(page(line("12.50", reader="text layer"), source=Source.TEXT_LAYER), traces=pdf()))
    about = form("receipt", field("total_amount", TOTAL, readings=read_by("text layer"), place=PLACE))

    assert asked(text_layer_says_what_is_shown, about, known) is Outcome.UNREADABLE


@pytest.mark.parametrize(
    ("layer", "outcome"),
    [
        ("12.50", Outcome.PASS),
        ("Total 12,50 EUR", Outcome.PASS),
        ("17.50", Outcome.FAIL),
        ("####", Outcome.UNREADABLE),
        ("12.50 17.50", Outcome.UNREADABLE),
    ],
)
def test_a_scanned_page_is_compared_with_its_layer_at_the_place_of_the_value(layer: str, outcome: Outcome) -> None:
    known = facts(document(traces=pdf(), layer=[line(layer, top=0.1)]))
    about = form("receipt", field("total_amount", TOTAL, place=PLACE))

    assert asked(text_layer_says_what_is_shown, about, known) is outcome


@pytest.mark.parametrize(
    ("layer", "outcome"),
    [("No 00012345", Outcome.PASS), ("No 00012346", Outcome.FAIL), ("No 12345", Outcome.UNREADABLE)],
)
def test_a_scanned_number_is_compared_digit_by_digit(layer: str, outcome: Outcome) -> None:
    known = facts(document(traces=pdf(), layer=[line(layer, top=0.1)]))

    assert (
        asked(text_layer_says_what_is_shown, form("invoice", field("invoice_number", "00012345", place=PLACE)), known)
        is outcome
    )


def test_a_photo_has_no_text_layer() -> None:
    about = form("receipt", field("total_amount", TOTAL, place=PLACE))

    assert asked(text_layer_says_what_is_shown, about) is Outcome.NOT_APPLICABLE


def test_hidden_text_goes_to_a_person() -> None:
    known = facts(document(page(source=Source.TEXT_LAYER), traces=pdf("hidden_text")))

    assert severity(no_text_is_hidden, RECEIPT, known) is Severity.REVIEW


def test_a_pdf_without_hidden_text_passes() -> None:
    assert asked(no_text_is_hidden, RECEIPT, facts(document(traces=pdf()))) is Outcome.PASS


def test_a_photo_can_hide_no_text() -> None:
    assert asked(no_text_is_hidden, RECEIPT) is Outcome.NOT_APPLICABLE


def test_a_screenshot_with_title_number_and_status_is_whole() -> None:
    order = form("order_screenshot", order_id="1", order_status="交易成功")
    payment = form("payment_screenshot", transaction_id="1", payment_status="支付成功")

    assert asked(picture_is_whole, order, paper("订单详情")) is Outcome.PASS
    assert asked(picture_is_whole, payment, paper("账单详情")) is Outcome.PASS


def test_a_cropped_screenshot_is_asked_for_again_with_what_it_lacks() -> None:
    finding = complaint(picture_is_whole, form("order_screenshot", order_id="1"), paper("实付款 ¥299.00"))

    assert finding.severity is Severity.ASK
    assert finding.fields == ("order_status",)
    assert finding.reason.en.startswith("The picture is cropped (no order status; the page's title)")


def test_a_shop_named_at_the_head_is_title_enough() -> None:
    about = form("order_screenshot", order_id="1", order_status="交易成功", seller_name="星禾旗舰店")

    assert asked(picture_is_whole, about) is Outcome.PASS


@pytest.mark.parametrize(("top", "answer"), [(0.01, Outcome.PASS), (0.5, Outcome.FAIL)])
def test_the_clock_of_a_phone_above_it_all_is_head_enough(top: float, answer: Outcome) -> None:
    about = form("payment_screenshot", transaction_id="1", payment_status="支付成功")
    known = facts(document(page(line("12:29", top=top), line("-192.99"))))

    assert asked(picture_is_whole, about, known) is answer


@pytest.mark.parametrize("title", ["賬單詳情", "訂單詳情", "轉帳憑證"])
def test_titles_in_traditional_script_are_titles(title: str) -> None:
    about = form("payment_screenshot", transaction_id="1", payment_status="支付成功")

    assert asked(picture_is_whole, about, paper(title)) is Outcome.PASS


def test_a_smudged_number_is_not_a_cropped_one() -> None:
    about = form("payment_screenshot", transaction_id=State.UNREADABLE, payment_status="支付成功")

    assert asked(picture_is_whole, about, paper("账单详情")) is Outcome.UNREADABLE


def test_only_screenshots_can_be_cropped() -> None:
    bare = form("payment_screenshot")

    assert asked(picture_is_whole, bare, facts(document(traces=pdf()))) is Outcome.NOT_APPLICABLE
    assert asked(picture_is_whole, bare, paper("POS签购单")) is Outcome.NOT_APPLICABLE
    assert asked(picture_is_whole, form("receipt")) is Outcome.NOT_APPLICABLE


def test_several_papers_on_a_picture_are_asked_for_one_by_one() -> None:
    finding = complaint(picture_shows_one_paper, RECEIPT, facts(document(traces=photo("several_papers"))))

    assert finding.severity is Severity.ASK
    assert finding.reason.zh == "图片上有多张单据，请每张单独拍照上传"
    assert finding.reason.en == "Several papers are on one picture; please photograph each paper by itself"


def test_a_paper_that_was_read_by_itself_is_only_shown_to_a_person() -> None:
    parted = photo("several_papers", paper="2/3")

    assert severity(picture_shows_one_paper, RECEIPT, facts(document(traces=parted))) is Severity.REVIEW


def test_a_picture_of_one_paper_passes() -> None:
    assert asked(picture_shows_one_paper, RECEIPT) is Outcome.PASS


def test_a_document_of_two_pages_is_not_one_picture() -> None:
    two = facts(document(page(), page(number=2)))

    assert asked(picture_shows_one_paper, RECEIPT, two) is Outcome.NOT_APPLICABLE


def _at(left: float, right: float, top: float) -> Line:
    return replace(
        line("检测结果 8.47"), quad=Quad.around(Box(page=1, left=left, top=top, right=right, bottom=top + 0.02))
    )


def test_a_report_through_whose_rows_the_edge_cuts_is_asked_for_again() -> None:
    cut = facts(document(page(_at(0.2, 1.0, 0.2), _at(0.2, 0.998, 0.4), _at(0.2, 0.7, 0.6))))

    finding = complaint(picture_is_whole, form("lab_report"), cut)

    assert finding.severity is Severity.ASK
    assert finding.reason.zh == "图片不完整（缺第1页被图片边缘切断的部分），请提供完整页面"
    assert finding.reason.en == (
        "The picture is cropped (no part of page 1 beyond its edge); please send the whole page"
    )


@pytest.mark.parametrize("right", [1.0, 0.95])
def test_one_line_at_the_edge_may_be_a_thumb(right: float) -> None:
    known = facts(document(page(_at(0.2, right, 0.2), _at(0.2, 0.95, 0.4), _at(0.2, 0.7, 0.6))))

    assert asked(picture_is_whole, form("lab_report"), known) is Outcome.PASS


def test_no_edge_cuts_what_a_file_says_itself() -> None:
    assert (
        asked(picture_is_whole, form("lab_report"), facts(document(page(source=Source.TEXT_LAYER))))
        is Outcome.NOT_APPLICABLE
    )
