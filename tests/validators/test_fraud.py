"""FRD: what the file itself tells about how it came to be."""

import pytest

from pipeline.alterations import Sign, Trait
from pipeline.findings import Outcome, Severity
from pipeline.geometry import Box
from pipeline.rules import Facts
from tests.validators import papers
from tests.validators.papers import asked, complaint, document, facts, form, paper, severity
from validators.fraud import metadata_are_usual, no_editor_named, not_changed_after_creation

INVOICE = form("vat_invoice")
RECEIPT = form("receipt")
PLACE = Box(page=1, left=0.5, top=0.5, right=0.6, bottom=0.52)


def pdf(**said: str) -> Facts:
    return facts(document(traces=papers.pdf(**said)))


def photo(**said: str) -> Facts:
    return facts(document(traces=papers.photo(**said)))


def test_a_pdf_saved_again_after_creation_goes_to_a_person() -> None:
    finding = complaint(not_changed_after_creation, INVOICE, pdf(revisions="3"))

    assert finding.severity is Severity.REVIEW
    assert finding.reason.zh == "PDF生成后被修改（共3个版本），请索取原始文件"
    assert finding.reason.en == "PDF was changed after creation (3 versions); please ask for the original file"


@pytest.mark.parametrize(
    "known",
    [pdf(revisions="1"), pdf(revisions="1", linearized="true"), pdf(revisions="2", signed="true")],
    ids=["one version", "made for the web", "signed"],
)
def test_a_pdf_nobody_changed_passes(known: Facts) -> None:
    assert asked(not_changed_after_creation, INVOICE, known) is Outcome.PASS


def test_a_pdf_made_for_the_web_can_be_changed_too() -> None:
    assert asked(not_changed_after_creation, INVOICE, pdf(revisions="2", linearized="true")) is Outcome.FAIL


def test_a_pdf_whose_versions_nobody_could_count_is_left_open() -> None:
    assert asked(not_changed_after_creation, INVOICE, pdf()) is Outcome.UNREADABLE


def test_a_photo_has_no_versions() -> None:
    assert asked(not_changed_after_creation, INVOICE, paper()) is Outcome.NOT_APPLICABLE


def test_an_editor_named_in_a_pdf_is_noted() -> None:
    finding = complaint(metadata_are_usual, RECEIPT, pdf(producer="Adobe Photoshop CC 2026", revisions="1"))

    assert finding.severity is Severity.INFO
    assert finding.reason.zh == "PDF元数据异常（由 Adobe Photoshop CC 2026 生成），多属正常，另有疑点时请留意"
    assert finding.reason.en == (
        "PDF metadata unusual (made with Adobe Photoshop CC 2026); often innocent, look twice if anything else is odd"
    )


def test_an_editor_of_a_changed_pdf_goes_to_a_person() -> None:
    assert severity(metadata_are_usual, RECEIPT, pdf(creator="Sejda 3", revisions="2")) is Severity.REVIEW


@pytest.mark.parametrize("producer", ["Microsoft® Word 2019", "WPS 文字", "LibreOffice 7.4"])
def test_a_shop_may_write_its_papers_itself_but_not_a_tax_invoice(producer: str) -> None:
    assert asked(metadata_are_usual, form("invoice"), pdf(producer=producer)) is Outcome.PASS
    assert asked(metadata_are_usual, INVOICE, pdf(producer=producer)) is Outcome.FAIL


@pytest.mark.parametrize(
    "producer",
    ["Skia/PDF m120", "iText 2.1.7 by 1T3XT", "Acrobat Distiller 9.0", "macOS Quartz PDFContext", "Homepages"],
)
def test_printing_saving_and_issuing_software_is_usual(producer: str) -> None:
    assert asked(metadata_are_usual, INVOICE, pdf(producer=producer)) is Outcome.PASS


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            {"created": "2026-09-02T10:00:00+08:00", "modified": "2026-09-05T11:30:20+08:00"},
            "PDF元数据异常（生成于 2026-09-02 10:00，修改于 2026-09-05 11:30），多属正常，另有疑点时请留意",
        ),
        (
            {"modified": "2026-09-02T10:00:00+08:00", "xmp_modified": "2026-09-12T10:00:00+08:00"},
            "PDF元数据异常（两处修改时间不同：2026-09-02 10:00、2026-09-12 10:00），多属正常，另有疑点时请留意",
        ),
    ],
)
def test_times_that_do_not_fit_are_noted(said: dict[str, str], reason: str) -> None:
    assert complaint(metadata_are_usual, INVOICE, pdf(**said)).reason.zh == reason


@pytest.mark.parametrize(
    "said",
    [
        {"created": "2026-09-02T10:00:00+08:00", "modified": "2026-09-02T10:00:07+08:00"},
        {"modified": "2026-09-02T10:00:00+08:00", "xmp_modified": "2026-09-02T10:00:00Z"},
        {"modified": "2026-09-02T10:00:00", "xmp_modified": "2026-09-02T02:00:00Z"},
        {"modified": "2026-09-02T10:00:00", "xmp_modified": "2026-09-02T10:00:00+08:00"},
        {"created": "gestern", "modified": "2026-09-02T10:00:00"},
        {"created": "2026-09-02T10:00:00", "modified": "2026-09-05T11:30:20", "signed": "yes"},
    ],
    ids=["saved at once", "zone left out", "local and universal", "one with its zone", "no time", "signed later"],
)
def test_times_that_fit_pass(said: dict[str, str]) -> None:
    assert asked(metadata_are_usual, INVOICE, pdf(**said)) is Outcome.PASS


def test_a_pdf_that_says_nothing_about_itself_is_left_open() -> None:
    assert asked(metadata_are_usual, INVOICE, pdf(revisions="1")) is Outcome.UNREADABLE


def test_a_photo_has_no_pdf_metadata() -> None:
    assert asked(metadata_are_usual, INVOICE, paper()) is Outcome.NOT_APPLICABLE


def test_a_picture_saved_by_an_editor_is_noted() -> None:
    finding = complaint(no_editor_named, RECEIPT, photo(software="Adobe Photoshop 24.0"))

    assert finding.severity is Severity.INFO
    assert finding.reason.zh == "图片带有编辑软件信息或生成标识（Adobe Photoshop 24.0），多属正常，另有疑点时请留意"


@pytest.mark.parametrize("software", ["", "17.1.2", "HDR+ 1.0.345", "Microsoft Windows Photo Viewer 6.1", "Picasa"])
def test_cameras_phones_and_viewers_are_no_editors(software: str) -> None:
    assert asked(no_editor_named, RECEIPT, photo(software=software)) is Outcome.PASS


def test_a_pdf_is_no_picture() -> None:
    assert asked(no_editor_named, RECEIPT, pdf(software="GIMP")) is Outcome.NOT_APPLICABLE


def test_the_label_of_generated_pictures_goes_to_a_person_with_its_maker() -> None:
    finding = complaint(no_editor_named, RECEIPT, photo(ai_label="generated", ai_producer="星图模型"))

    assert finding.severity is Severity.REVIEW
    assert "标明为AI生成（星图模型）" in finding.reason.zh
    assert "labelled as generated by AI (星图模型)" in finding.reason.en


@pytest.mark.parametrize(
    "mark", ["AI生成", "由AI生成", "内容由AI生成", "AI-generated", "图片由人工智能生成", "Generated by AI"]
)
def test_a_visible_mark_of_generated_pictures_is_noted_with_its_place(mark: str) -> None:
    known = paper("收银小票", mark)

    finding = complaint(no_editor_named, RECEIPT, known)

    assert finding.severity is Severity.INFO
    assert finding.places == (known.document.pages[0].lines[1].box,)


@pytest.mark.parametrize("text", ["AI智能客服", "本店支持AI生成头像服务 29.90", "AI", "生成时间 2026-11-02"])
def test_a_text_about_ai_is_no_mark(text: str) -> None:
    assert asked(no_editor_named, RECEIPT, paper(text)) is Outcome.PASS


def test_a_changed_text_is_named_with_its_revision_and_place() -> None:
    changed = Sign(trait=Trait.REVISED, place=PLACE, was="¥299.00", now="¥899.00", revision=2)
    known = facts(document(traces=papers.pdf(revisions="2"), signs=[changed]))

    finding = complaint(not_changed_after_creation, INVOICE, known)

    assert "第2版第1页「¥299.00」→「¥899.00」" in finding.reason.zh
    assert "revision 2, page 1: “¥299.00” → “¥899.00”" in finding.reason.en
    assert finding.places == (PLACE,)


def test_a_signature_does_not_hide_that_a_text_was_changed() -> None:
    changed = Sign(trait=Trait.REVISED, place=PLACE, was="1", now="2", revision=2)

    known = facts(document(traces=papers.pdf(revisions="3", signed="true"), signs=[changed]))

    assert asked(not_changed_after_creation, INVOICE, known) is Outcome.FAIL
