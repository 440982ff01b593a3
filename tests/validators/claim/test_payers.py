"""Who paid, by what a payment page prints."""

from dataclasses import replace

import pytest

from tests.validators.papers import document, line, page
from validators.claim.payers import Payer, payers


def said(*lines: str) -> Payer:
    return payers(document(page(*lines)))


@pytest.mark.parametrize(
    "printed",
    [
        "付款人：张*例",
        "付款人 张*例",
        "付款方姓名: 张*例",
        "付款方名称：张*例",
        "付款人户名 张*例",
        "付款人全称 张*例",
        "付款户名：张*例",
        "付款账户：张*例",
        "付款账号：张*例",
        "支付人张*例",
    ],
)
def test_a_chinese_page_names_the_payer_behind_its_label(printed: str) -> None:
    assert said("支付成功", printed) == Payer(name="张*例")


@pytest.mark.parametrize("printed", ["Payer: D*** Person", "PAYER NAME D*** Person", "Paid by D*** Person 2026-11-05"])
def test_an_english_page_names_the_payer_behind_its_label(printed: str) -> None:
    assert said("Payment complete", printed) == Payer(name="D*** Person")


@pytest.mark.parametrize(
    ("printed", "payer"),
    [
        ("付款人：张*例 138****5678", Payer(name="张*例", phone="138****5678")),
        ("付款人：张*例（138****5678）", Payer(name="张*例", phone="138****5678")),
        ("付款方手机号：138****5678", Payer(phone="138****5678")),
        ("付款人手机 13800005678", Payer(phone="13800005678")),
        ("付款人电话 138****5678", Payer(phone="138****5678")),
        ("Payer phone 138****5678", Payer(phone="138****5678")),
        ("付款人：138****5678 张*例", Payer(name="张*例", phone="138****5678")),
    ],
)
def test_a_telephone_number_beside_the_name_is_kept_apart(printed: str, payer: Payer) -> None:
    assert said(printed) == payer


@pytest.mark.parametrize("number", ["138****56789", "0138****5678", "*138****5678", "238****5678", "138****567"])
def test_a_number_that_is_no_mobile_number_is_no_telephone(number: str) -> None:
    assert said(f"付款人手机 {number}").phone == ""


def test_a_long_name_is_kept_whole() -> None:
    assert said("付款人：示例市远川贸易有限公司") == Payer(name="示例市远川贸易有限公司")


def test_one_character_or_a_number_is_no_name() -> None:
    assert said("付款人：张") == Payer()
    assert said("付款人：6222 0000") == Payer()


@pytest.mark.parametrize(
    "printed",
    [
        "付款方式 余额宝",
        "付款方式示例钱包",
        "付款人数 两人团",
        "支付人民币299.00元",
        "付款账户 demo***@example.com",
        "付款人账号 尾号一二三四",
        "付款方账户 示例支行",
        "付款人卡号 尾号一二三四",
        "付款人开户行 演示支行",
        "付款账户：示例银行储蓄卡(1234)",
        "付款账户：零钱通",
        "Paid by Visa ending 1234",
        "Paid by credit card",
        "Payer ID: DEMO",
        "Payer email demo",
        "Taxpayer: Demo Person",
        "Repaid by Demo Person",
        "付款人：",
    ],
)
def test_how_it_was_paid_and_from_where_says_nothing_about_who_paid(printed: str) -> None:
    assert said(printed) == Payer()


def test_the_payer_is_looked_for_behind_lines_that_do_not_say() -> None:
    assert said("付款方式 余额宝", "付款人：", "付款人 李*范", "付款人 张*例") == Payer(name="李*范")


def test_label_and_name_may_be_two_lines_of_one_row() -> None:
    row = (line("付款人", top=0.5), line("张*例", top=0.5))

    assert payers(document(replace(page(), rows=(row,)))) == Payer(name="张*例")


def test_the_payer_may_stand_on_a_later_page() -> None:
    assert payers(document(page("支付成功"), page("付款人 张*例", number=2))) == Payer(name="张*例")


def test_nothing_is_known_where_no_page_is_at_hand() -> None:
    assert payers(None) == Payer()
    assert said("收款人 张*例") == Payer()
