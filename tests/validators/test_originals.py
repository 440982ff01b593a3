"""FRD-16: a picture of a screen, or of an invoice that is a file."""

import pytest

from pipeline.alterations import Sign, Trait
from pipeline.findings import Outcome, Severity
from pipeline.geometry import Box
from pipeline.pages import Source, Traces
from pipeline.records import Form
from pipeline.rules import Facts
from tests.validators import papers
from tests.validators.papers import asked, complaint, document, facts, form, page, paper
from validators.originals import the_original_file_was_sent

WHOLE = Box(page=1, left=0.0, top=0.0, right=1.0, bottom=1.0)
DIGITAL = form("vat_invoice", invoice_kind="einvoice_digital", invoice_number="26992000000012345678")
PRINTED = form("vat_invoice", invoice_kind="vat_ordinary_paper", invoice_number="00012345")
RECEIPT = form("receipt")
OFD = Traces(media_type="application/ofd")


def of_a_screen() -> Facts:
    return facts(document(page("合计 12.50"), signs=(Sign(trait=Trait.SCREEN, place=WHOLE),)))


def scanned_pdf() -> Facts:
    return facts(document(page("价税合计 ¥899.00", source=Source.OCR), traces=papers.pdf()))


def original(traces: Traces, source: Source) -> Facts:
    return facts(document(page("价税合计 ¥899.00", source=source), traces=traces))


def test_a_picture_of_a_screen_is_noted_with_its_page() -> None:
    finding = complaint(the_original_file_was_sent, RECEIPT, of_a_screen())

    assert finding.severity is Severity.INFO
    assert finding.reason.zh == "建议提供原始文件（图片疑为翻拍屏幕）"
    assert finding.reason.en == "Original file preferred (the picture looks taken of a screen)"
    assert finding.places == (WHOLE,)


@pytest.mark.parametrize("known", [paper(), scanned_pdf()], ids=["a photo", "a scanned PDF"])
def test_a_digital_invoice_that_came_as_a_picture_is_noted(known: Facts) -> None:
    finding = complaint(the_original_file_was_sent, DIGITAL, known)

    assert finding.severity is Severity.INFO
    assert "数电票的原件是电子文件" in finding.reason.zh


def test_a_digital_invoice_on_a_screen_is_noted_once_for_both() -> None:
    finding = complaint(the_original_file_was_sent, DIGITAL, of_a_screen())

    assert finding.reason.en == (
        "Original file preferred (the picture looks taken of a screen; "
        "the original of a digital invoice is a file, and this is a picture of it)"
    )


@pytest.mark.parametrize("about", [DIGITAL, RECEIPT], ids=["a digital invoice", "a receipt"])
@pytest.mark.parametrize(
    "known",
    [original(papers.pdf(), Source.TEXT_LAYER), original(OFD, Source.STRUCTURED)],
    ids=["PDF", "OFD"],
)
def test_a_file_that_is_no_picture_passes(about: Form, known: Facts) -> None:
    assert asked(the_original_file_was_sent, about, known) is Outcome.PASS


@pytest.mark.parametrize("about", [PRINTED, RECEIPT], ids=["a printed invoice", "a receipt"])
@pytest.mark.parametrize("known", [paper(), scanned_pdf()], ids=["a photo", "a scanned PDF"])
def test_nothing_is_asked_of_the_picture_of_a_paper(about: Form, known: Facts) -> None:
    assert asked(the_original_file_was_sent, about, known) is Outcome.NOT_APPLICABLE
