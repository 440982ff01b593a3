"""Rows made to keep patterns busy: they end, and nothing is invented from them."""

import time
from dataclasses import replace

import pytest

import extractors.kinds
from extractors.kinds import receipt
from pipeline.flow import extracted
from pipeline.kinds import Kind
from pipeline.plugins import collected
from pipeline.sheets import LONGEST_ROW, MOST_ROWS, Sheet
from tests.paper import paper

KINDS = collected(extractors.kinds, "KIND", Kind)
LONGEST = 1.0  # second of processor time for all patterns of a kind together; a slow core takes 0.14
ROWS = {
    "amounts without end": "1," * 20_000 + "!",
    "dates without end": "1/1/" * 15_000,
    "a label spelled out": "t o t a l " * 6_000,
    "dashes": "-" * 60_000,
    "brackets": "(" * 30_000,
    "currencies": "EUR " * 20_000,
    "one long word": "x" * 200_000,
    "spaced labels": "名 称 " * 10_000,
    "labels without end": "订单编号" * 15_000,
    "numerals without end": "壹佰" * 30_000,
    "words of numbers": "hundred and " * 5_000,
    "percent signs": "1.5%<" * 12_000,
    "from and to": "黑素指数由180降至" * 6_000,
    "before and after": "水分含量:使用前3," * 5_000,
    "numbers of a year": "2026-" * 12_000,
    "clauses": "第一条 甲方：" * 8_000,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("text", ROWS.values(), ids=ROWS.keys())
def test_a_hostile_row_ends_and_yields_no_total(kind: Kind, text: str) -> None:
    sheet, usual = paper(text), paper("TOTAL 1.00")
    kind.score(usual)
    extracted(usual, kind)  # patterns are compiled once

    begun = time.process_time()
    kind.score(sheet)
    form = extracted(sheet, kind)

    assert time.process_time() - begun < LONGEST
    assert form.amount("total_amount") is None
    assert form.amount("gross_amount") is None
    assert form.amount("paid_amount") is None
    assert form.amount("contract_amount") is None


@pytest.mark.timeout(20)
@pytest.mark.parametrize("row", ["(" * 30_000, "1" * 60_000 + "x"], ids=["brackets", "digits"])
def test_rows_where_an_address_would_stand_end_soon(row: str) -> None:
    sheet = paper("\n".join(["GREEN TEA HOUSE LTD", *(row,) * 3, "TOTAL 1.00"]))

    begun = time.process_time()
    extracted(sheet, receipt.KIND)

    assert time.process_time() - begun < 0.3  # it takes 0.02; a pattern that tried every bracket first took 1.4


@pytest.mark.timeout(20)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_label_and_a_desert_of_blanks_end(kind: Kind) -> None:
    sheet = paper("TOTAL x")
    text = "Total" + "\u3000" * 50_000 + "x"
    line = sheet.strips[0].lines[0]
    wide = replace(line, text=text, stops=((0.0, 1.0),) * len(text), scores=(1.0,) * len(text))
    page = replace(sheet.document.pages[0], rows=((wide,),))
    desert = Sheet(replace(sheet.document, pages=(page,)))

    assert kind.score(desert) < 0.5
    assert len(desert.strips[0].text) == LONGEST_ROW


def test_a_book_of_totals_is_cut_off_and_still_answered() -> None:
    sheet = paper("\n".join(f"Total  {row}.{row % 100:02d}" for row in range(1, MOST_ROWS + 100)))

    total = extracted(sheet, receipt.KIND).field("total_amount")

    assert len(sheet.strips) == MOST_ROWS
    assert total is not None
    assert "two_totals" in total.doubts
