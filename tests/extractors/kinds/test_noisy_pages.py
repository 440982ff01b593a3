"""Pages whose letters were taken for another encoding's, or whose text was written in any order."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from extractors.kinds import invoice, lab_report, order_screenshot
from extractors.reading.intake import Limits
from extractors.reading.lines.rows import in_rows
from extractors.reading.pdf.pages import Pdf
from extractors.scrambled import restored
from pipeline.fields import State
from pipeline.findings import Finding, Outcome
from pipeline.flow import classified, extracted
from pipeline.kinds import Kind
from pipeline.pages import Document, Page, Source, Traces
from pipeline.rules import Facts
from pipeline.sheets import Sheet
from tests.extractors.reading.pdfs import pdf, text
from tests.paper import paper
from validators.book import questioned
from workers.desk import kinds

ORDER = """
订单详情
交易成功
星禾旗舰店
禾光焕亮精华液三十毫升补水    ¥399.00
商品总价    ¥399.00
实付款项    ¥299.00
订单编号    2612345678901234567
下单时间    2026-09-01 20:11:05
"""
_LETTERS = re.compile("[\u4e00-\u9fff]+")
TODAY = date(2026, 10, 1)


def _as_gbk(page: str) -> str:
    """Every stretch of Chinese letters as its UTF-8 reads in GBK; a letter cut in half is lost."""
    return _LETTERS.sub(lambda found: found.group().encode().decode("gbk", "replace").replace("\ufffd", "?"), page)


def _as_latin(page: str) -> str:
    return _LETTERS.sub(lambda found: found.group().encode().decode("latin-1"), page)


def _gbk_as_latin(page: str) -> str:
    return _LETTERS.sub(lambda found: found.group().encode("gbk").decode("latin-1"), page)


def _failed(sheet: Sheet, kind: Kind) -> dict[str, Finding]:
    facts = Facts(today=TODAY, document=sheet.document, specs=kind.fields)
    every = questioned(extracted(sheet, kind), facts)
    return {finding.rule: finding for finding in every if finding.outcome is Outcome.FAIL}


@pytest.mark.parametrize("scramble", [_as_gbk, _as_latin, _gbk_as_latin])
def test_letters_taken_for_another_encodings_still_name_what_stands_beside_them(scramble: Callable[[str], str]) -> None:
    sheet = paper(scramble(ORDER))

    form = extracted(sheet, order_screenshot.KIND)

    assert classified(sheet, kinds(), kinds()[0]).kind.name == "order_screenshot"
    assert form.text("order_id") == "2612345678901234567"
    assert form.text("order_time") == "2026-09-01T20:11:05"
    assert str(form.amount("list_amount")) == "399.00"


def test_what_was_read_stays_as_it_was_printed() -> None:
    row = paper("璁㈠崟缂栧彿    2612345678901234567").strips[0]

    assert row.raw.startswith("璁㈠崟缂栧彿")


def test_letters_that_are_lost_are_not_guessed_and_what_is_missing_is_said() -> None:
    sheet = paper(_as_gbk(ORDER.replace("实付款项", "实付款")))

    paid = extracted(sheet, order_screenshot.KIND).field("paid_amount")
    finding = _failed(sheet, order_screenshot.KIND)["INT-03"]

    assert paid is not None
    assert paid.state is State.NOT_FOUND
    assert finding.reason.zh == "关键信息（实付款）无法识别，请补充"
    assert finding.reason.en == "Key fields cannot be read (Paid); please supply them"


@pytest.mark.parametrize("words", ["Übergröße für Café Crème", "北京市海淀区中关村大街", "联通公司", "Ünïcödé"])
def test_words_that_were_always_meant_so_stay(words: str) -> None:
    assert restored(words) == words


def _read(content: str) -> Sheet:
    """The lines of a PDF of one page as its text layer has them."""
    seen = Pdf(pdf(content), Limits()).look(1)
    assert seen.layer is not None
    page = Page(
        number=1,
        width=seen.width,
        height=seen.height,
        rotation=0,
        angle=0.0,
        source=Source.TEXT_LAYER,
        legibility=1.0,
        rows=in_rows(seen.layer.lines, seen.width, seen.height)[0],
    )
    return Sheet(Document(pages=(page,), traces=Traces(media_type="application/pdf")))


@pytest.mark.parametrize("order", [lambda at: -at, lambda at: at % 2, lambda at: at * 7 % 18])
def test_a_pages_text_written_in_any_order_is_read_as_it_is_seen(order: Callable[[int], int]) -> None:
    cells = [
        (72, 740, "Example Goods Ltd"), (400, 740, "INVOICE"),
        (72, 700, "Bill to"), (400, 700, "Invoice number: 2026-0042"),
        (72, 684, "Sample Person"), (400, 684, "Invoice date: 6 May 2026"),
        (72, 668, "9 Other Road"), (400, 668, "Due date: 5 June 2026"),
        (72, 600, "Description"), (400, 600, "Amount"),
        (72, 580, "Brightening serum"), (400, 580, "100.00"),
        (72, 540, "Net amount"), (400, 540, "100.00"),
        (72, 524, "VAT 20%"), (400, 524, "20.00"),
        (72, 508, "Total due"), (400, 508, "120.00"),
    ]  # fmt: skip
    shuffled = [cells[at] for at in sorted(range(len(cells)), key=order)]

    form = extracted(_read("".join(text(words, x, y) for x, y, words in shuffled)), invoice.KIND)

    assert form.text("invoice_number") == "2026-0042"
    assert form.day("issue_date") == date(2026, 5, 6)
    assert str(form.amount("total_amount")) == "120.00"


def test_columns_read_one_after_the_other_give_no_reading_of_a_table() -> None:
    torn = """
检测报告
报告编号：HC-GX-2026-10-00123
检测项目
黑素指数
皮肤亮度
使用前
181.0
60.12
使用后
172.0
61.05
变化率(%)
-4.97
+1.55
"""
    form = extracted(paper(torn), lab_report.KIND)
    finding = _failed(paper(torn), lab_report.KIND)["INT-03"]

    assert [form.state(name) for name in ("baseline_value", "endpoint_value")] == [State.NOT_FOUND] * 2
    assert "使用后" in finding.reason.zh
    assert "After" in finding.reason.en
