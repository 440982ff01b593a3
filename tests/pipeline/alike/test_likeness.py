"""Whether two documents are one paper."""

from dataclasses import replace

import pytest

from pipeline.alike.likeness import Look, look_of, same_paper, tells_enough
from pipeline.alike.prints import FINE, Point, Print
from tests.validators.papers import page

RECEIPT = (
    "示例便利店 演示路店",
    "单号 202611280093457712",
    "2026年11月28日 14:07",
    "矿泉水 550ml 3.50",
    "电池 LR6 四粒装 19.90",
    "会员 13800001111",
    "合计 23.40",
)


def look(*lines: str, picture: Print | None = None) -> Look:
    return replace(look_of("a.jpg", [page(*lines)]), picture=picture)


def changed(**other: str) -> tuple[str, ...]:
    """The receipt with other lines; `n3="…"` is its fourth."""
    return tuple(other.get(f"n{place}", line) for place, line in enumerate(RECEIPT))


def test_a_page_read_again_with_a_slip_is_the_same_paper() -> None:
    again = changed(n1="单号 202611280093457772", n3="矿泉氺 550ml 3.50")

    assert same_paper(look(*again), look(*RECEIPT)) == pytest.approx(1.0)


def test_a_cut_page_is_the_same_paper_in_what_is_left_of_it() -> None:
    assert same_paper(look(*RECEIPT[:5]), look(*RECEIPT)) == 1.0
    assert same_paper(look(*RECEIPT), look(*RECEIPT[:5])) == 1.0


def test_a_number_cut_off_by_the_edge_still_agrees() -> None:
    assert same_paper(look(*changed(n1="20261128009345")), look(*RECEIPT)) is not None


def test_a_receipt_of_the_same_shop_with_other_values_is_another() -> None:
    other = changed(n1="单号 202611280093461204", n2="2026年11月28日 16:22", n5="会员 13900002222")

    assert same_paper(look(*other), look(*RECEIPT)) is None


def test_equal_numbers_under_other_words_are_another_paper() -> None:
    other = ("订单截图", "订单编号 202611280093457712", "手机 13800001111", "付款方式 演示支付", "收货人 李示例")

    assert same_paper(look(*other), look(*RECEIPT)) is None


def test_days_alone_do_not_make_two_records_of_use_one() -> None:
    days = tuple(f"2026-09-{day:02} 早晚各一次" for day in range(1, 29))
    mine, theirs = ("使用人 张小例", "产品 焕亮精华液", *days), ("使用人 李示范", "产品 净颜面膜", *days)

    assert same_paper(look(*mine), look(*mine)) == 1.0
    assert same_paper(look(*mine), look(*theirs)) is None


def test_printed_terms_without_numbers_prove_nothing() -> None:
    terms = ("甲方应按约定提供培训服务", "乙方应按时参加全部课程", "双方协商不成的可向法院起诉", "本合同一式两份") * 3
    texts = tuple(f"{text}{'甲乙丙'[place // 4]}" for place, text in enumerate(terms))
    shown = picture(40)

    assert same_paper(look(*texts, picture=shown), look(*texts, picture=shown)) is None


def picture(spots: int, *, moved: int = 0, turned: int = 0) -> Print:
    """Spots strewn over a picture; those of `moved` pixels stand so far to the right."""
    points = tuple(
        Point(
            x=(10 + 37 * place % 240 + moved) * FINE,
            y=(10 + 53 * place % 300) * FINE,
            size=8 * FINE,
            angle=(place + turned) % 256,
            bits=(0x9E3779B97F4A7C15F39CC0605CEDC835 * (place + 1) ** 3) % 2**128,
        )
        for place in range(spots)
    )
    return Print(width=320, height=320, whole=0x0F0F0F0F0F0F0F0F, points=points)


def test_a_photo_of_goods_is_known_by_its_picture() -> None:
    assert same_paper(look(picture=picture(40)), look(picture=picture(40))) == 1.0
    assert same_paper(look(picture=picture(40)), look(picture=picture(40, moved=25))) == 1.0


def test_a_photo_with_few_spots_is_not_told_from_another() -> None:
    assert same_paper(look(picture=picture(14)), look(picture=picture(14))) is None
    assert same_paper(look(picture=picture(15)), look(picture=picture(15))) == 1.0


def test_spots_that_do_not_stand_alike_are_another_picture() -> None:
    upright = picture(40)
    strewn = replace(upright, points=tuple(replace(one, x=one.y, y=one.x) for one in upright.points))

    assert same_paper(look(picture=strewn), look(picture=upright)) is None
    assert same_paper(look(picture=picture(40, turned=90)), look(picture=upright)) is None


def test_one_without_a_picture_is_no_copy_of_one_with_it() -> None:
    assert same_paper(look(), look(picture=picture(40))) is None


def test_long_numbers_tell_enough_and_days_do_not() -> None:
    assert tells_enough([page(*RECEIPT)])
    assert not tells_enough([page("2026-09-01", "2026-09-02", "20260903 120000")])
    assert not tells_enough([page("FRAGILE")])


def test_all_pages_are_looked_at_as_one() -> None:
    whole = look_of("a.pdf", [page(*RECEIPT[:3]), page(*RECEIPT[3:], number=2)])

    assert whole.lines == look(*RECEIPT).lines
    assert whole.marks == ("202611280093457712", "13800001111")
