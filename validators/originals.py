"""FRD-16: whether what was sent is the original, where the original is a file, or a picture of something else."""

from collections.abc import Iterator

from pipeline.alterations import Trait
from pipeline.findings import Answer, Reason, Severity
from pipeline.pages import Source
from pipeline.records import Form
from pipeline.rules import Article, Facts, failed, not_applicable, passed, rule
from validators.editing import placed
from validators.wording import listed

_DIGITAL = "einvoice_digital"
_SCREEN = Reason("图片疑为翻拍屏幕", "the picture looks taken of a screen")
_FILE = Reason(
    "数电票的原件是电子文件，收到的是图片", "the original of a digital invoice is a file, and this is a picture of it"
)


@rule(
    Article(
        id="FRD-16",
        severity=Severity.INFO,
        holds=Reason("收到的是原始文件", "The original file was sent"),
        fails=Reason("建议提供原始文件（{how}）", "Original file preferred ({how})"),
        inputs=("invoice_kind", "file.signs"),
        basis="judgement of the house",
    ),
)
def the_original_file_was_sent(form: Form, facts: Facts) -> Answer:
    """Most papers have no file behind them that a customer could send: nothing is asked of their pictures."""
    remarks = listed(_remarks(form, facts))
    if remarks.en:
        screens = [sign for sign in facts.document.signs if sign.trait is Trait.SCREEN]
        return placed(failed(how=remarks), screens)
    return not_applicable() if _pictured(facts) else passed()


RULES = (the_original_file_was_sent,)


def _remarks(form: Form, facts: Facts) -> Iterator[Reason]:
    if any(sign.trait is Trait.SCREEN for sign in facts.document.signs):
        yield _SCREEN
    if form.text("invoice_kind") == _DIGITAL and _pictured(facts):
        yield _FILE


def _pictured(facts: Facts) -> bool:
    """A picture, or a file that only holds pictures of its pages."""
    document = facts.document
    return document.traces.media_type.startswith("image/") or all(page.source is Source.OCR for page in document.pages)
