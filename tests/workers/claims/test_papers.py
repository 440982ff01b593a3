"""Two papers on one picture become two documents, one paper stays one, and what touches is held for a person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from extractors.reading.lines.rows import in_rows
from pipeline.geometry import Point, Quad
from pipeline.pages import Document, Line, Source
from pipeline.papers import PART, SEVERAL
from tests.paper import paper
from workers.claims.papers import papers, whole
from workers.desk import Desk
from workers.settings import Settings

HALF = (0.48, 1.0)
LOWER = (1.0, 0.46)
TILL = """
CORNER SHOP
RECEIPT No 4711
Date: 12/03/2026
TEA                          3.50
BREAD                        2.20
TOTAL                        5.70
CASH                        10.00
CHANGE                       4.30
THANK YOU
"""
OTHER = """
GARDEN STORE
RECEIPT No 0815
Date: 25/04/2026
SOIL                        12.00
POT                          7.00
TOTAL                       19.00
CASH                        20.00
CHANGE                       1.00
THANK YOU
"""


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with Desk.open(Settings(), lanes=1, today=date(2026, 11, 21)) as desk:
        yield desk


def apart(shown: Document, desk: Desk) -> tuple[Document, ...]:
    return tuple(one.document for one in papers(shown, desk))


def laid(text: str, at: Point, size: Point, slant: float = 0.0) -> tuple[Line, ...]:
    """The lines of a paper of that size with its corner at `at`; `slant`: how far its right side hangs down."""

    def corner(point: Point) -> Point:
        x, y = point
        return at[0] + x * size[0], at[1] + y * size[1] + slant * x

    def placed(quad: Quad) -> Quad:
        a, b, c, d = (corner(point) for point in quad.corners)
        return Quad(1, (a, b, c, d))

    return tuple(replace(line, quad=placed(line.quad)) for line in paper(text).document.pages[0].lines)


def picture(*laid_out: tuple[Line, ...]) -> Document:
    one = paper(TILL, codes=("left",)).document
    page = replace(one.pages[0], width=1600, height=1600)
    rows, angle = in_rows([line for lines in laid_out for line in lines], page.width, page.height)
    return replace(one, pages=(replace(page, rows=rows, angle=angle),))


def firsts(found: tuple[Document, ...]) -> list[str]:
    return [document.pages[0].lines[0].text for document in found]


def test_two_receipts_side_by_side_are_two_papers_from_left_to_right(desk: Desk) -> None:
    shown = picture(laid(OTHER, (0.55, 0.1), HALF), laid(TILL, (0.0, 0.0), HALF))

    found = apart(shown, desk)

    assert firsts(found) == ["CORNER SHOP", "GARDEN STORE"]
    assert [document.traces.facts[PART] for document in found] == ["1/2", "2/2"]
    assert all(SEVERAL in document.traces.flags for document in found)


def test_receipts_laid_down_by_hand_at_an_angle_are_told_apart(desk: Desk) -> None:
    shown = picture(laid(TILL, (0.0, 0.02), HALF, slant=0.03), laid(OTHER, (0.55, 0.05), HALF, slant=-0.02))

    assert firsts(apart(shown, desk)) == ["CORNER SHOP", "GARDEN STORE"]


def test_two_receipts_one_above_the_other_are_two_papers(desk: Desk) -> None:
    shown = picture(laid(TILL, (0.0, 0.0), LOWER), laid(OTHER, (0.0, 0.54), LOWER))

    assert firsts(apart(shown, desk)) == ["CORNER SHOP", "GARDEN STORE"]


def test_four_receipts_in_a_square_are_answered_row_by_row(desk: Desk) -> None:
    quarter = (0.46, 0.44)
    third, fourth = OTHER.replace("25/04", "26/05"), TILL.replace("12/03", "14/06")
    shown = picture(
        laid(TILL, (0.0, 0.0), quarter),
        laid(OTHER, (0.54, 0.02), quarter),
        laid(third, (0.0, 0.54), quarter),
        laid(fourth, (0.54, 0.56), quarter),
    )

    found = apart(shown, desk)

    assert firsts(found) == ["CORNER SHOP", "GARDEN STORE", "GARDEN STORE", "CORNER SHOP"]
    assert [document.traces.facts[PART] for document in found] == ["1/4", "2/4", "3/4", "4/4"]


def test_a_code_goes_with_the_paper_it_stands_on(desk: Desk) -> None:
    shown = picture(laid(TILL, (0.0, 0.0), HALF), laid(OTHER, (0.55, 0.0), HALF))

    assert [len(document.codes) for document in apart(shown, desk)] == [1, 0]


def test_one_receipt_is_one_paper_and_carries_no_flag(desk: Desk) -> None:
    (found,) = apart(picture(laid(TILL, (0.0, 0.0), (1.0, 1.0))), desk)

    assert found.traces.flags == ()


def test_a_receipt_above_the_slip_of_its_card_is_one_purchase(desk: Desk) -> None:
    slip = """
    CARD RECEIPT
    Date: 12/03/2026
    VISA APPROVED
    AUTH CODE 0042
    TIP                          1.00
    TOTAL                        6.70
    """
    shown = picture(laid(TILL, (0.0, 0.0), LOWER), laid(slip, (0.0, 0.54), LOWER))

    (found,) = apart(shown, desk)

    assert found.traces.flags == ()


def test_a_receipt_beside_one_without_a_date_is_held_as_one_with_a_flag(desk: Desk) -> None:
    torn = OTHER.replace("Date: 25/04/2026\n", "")
    shown = picture(laid(TILL, (0.0, 0.0), HALF), laid(torn, (0.55, 0.0), HALF))

    (found,) = apart(shown, desk)

    assert SEVERAL in found.traces.flags
    assert PART not in found.traces.facts


def test_a_total_on_one_receipt_is_never_joined_to_the_date_of_the_other(desk: Desk) -> None:
    undated = TILL.replace("Date: 12/03/2026\n", "")
    faded = OTHER.replace("TOTAL                       19.00\nCASH                        20.00\n", "")
    shown = picture(laid(undated, (0.0, 0.0), HALF), laid(faded, (0.55, 0.0), HALF))

    (found,) = apart(shown, desk)

    assert SEVERAL in found.traces.flags


def test_the_service_keeps_the_picture_whole_and_flags_it(desk: Desk) -> None:
    shown = picture(laid(TILL, (0.0, 0.0), HALF), laid(OTHER, (0.55, 0.0), HALF))

    kept, count = whole(shown, desk)

    assert kept.document.traces.flags == (SEVERAL,)
    assert len(kept.document.pages[0].lines) == len(shown.pages[0].lines)
    assert count == 2


ORDER_AND_SUMS = """
Order Placed: September 3, 2026
Order number: 113-4402187-9035561
Order Total: $54.37
Sold by: LumaDerm Labs
Vitamin C Brightening Serum
Thank you for your order                     RECEIPT
Delivered                                    Date: 04/29/2026
Payment method Visa                          SERUM    $50.48
Ship to Dana Whitlock                        TAX    $3.89
77 Example Ave                               TOTAL    $54.37
Order summary                                CASH    $54.37
"""


def test_sums_set_in_a_column_of_a_typeset_order_are_no_second_paper(desk: Desk) -> None:
    printed = paper(ORDER_AND_SUMS, source=Source.TEXT_LAYER).document
    photographed = paper(ORDER_AND_SUMS).document

    assert len(apart(printed, desk)) == 1
    assert len(apart(photographed, desk)) == 2


def test_the_figures_of_one_slip_are_no_paper_of_their_own(desk: Desk) -> None:
    slip = """
演示红房子百货(总店)
店址：示例市示范大道63号
小票号：A8949171
日期：2025年03月25日10:08:16
收款员：945                                      收银机：30
品名              售价      数量                 小计
云南小米辣        146.00    1                    146.00
驱蚊液            123.04    3                    369.12
卤味鸭脖          36.90     3                    110.70
一次性纸杯        127.50    1                    127.50
充电线            45.90     2                    91.80
抽纸3层           34.80     3                    104.40
合计：                                           949.52
优惠：                                           -10.90
应付：                                           938.62
会员卡：                                         938.62
谢谢惠顾
"""
    (found,) = apart(picture(laid(slip, (0.0, 0.0), (1.0, 1.0))), desk)

    assert found.traces.flags == ()
