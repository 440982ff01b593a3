"""Two scripts are one for comparing; what was printed stays what it is."""

import pytest

from extractors.kinds import receipt
from extractors.kinds.vat_invoice import KIND
from extractors.script import all_simplified, plain_sheet, simplified
from pipeline.claim.claims import Claimant, Payout
from pipeline.flow import extracted
from pipeline.rows import Item
from tests.paper import paper

INVOICE = """
電子發票（普通發票）      發票號碼：26992646185504748937
                          開票日期：2026年10月19日
購買方  名稱：唐樣例          銷售方  名稱：示例市禾光護膚有限公司
項目名稱    數量    單價      金額      稅率    稅額
*化妝品*精華液  1   100.00    100.00    13%     13.00
合 計                         ¥100.00           ¥13.00
價稅合計（大寫）壹佰壹拾叁圓整  （小寫）¥113.00
"""


def test_an_invoice_in_traditional_script_is_an_invoice() -> None:
    form = extracted(paper(INVOICE), KIND)

    assert KIND.score(paper(INVOICE)) > 0.8
    assert (form.text("invoice_number"), str(form.amount("gross_amount"))) == ("26992646185504748937", "113.00")


def test_an_invoice_in_traditional_script_is_no_receipt() -> None:
    assert receipt.KIND.score(paper(INVOICE)) < KIND.score(paper(INVOICE))


def test_names_stay_as_printed() -> None:
    assert extracted(paper(INVOICE), KIND).text("seller_name") == "示例市禾光護膚有限公司"


def test_a_sheet_without_traditional_characters_is_itself() -> None:
    sheet = paper("电子发票 TOTAL 12.50")

    assert plain_sheet(sheet) is sheet


def test_texts_are_simplified_wherever_they_stand() -> None:
    assert all_simplified(("華", 1, None)) == ("华", 1, None)
    assert all_simplified(Item(name="護膚", spec="50g")) == Item(name="护肤", spec="50g")


@pytest.mark.parametrize("value", [Claimant(name="张小例"), Payout(), None, True])
def test_what_holds_no_traditional_character_is_the_same_thing(value: object) -> None:
    assert all_simplified(value) is value


def test_simplifying_keeps_every_character_in_its_place() -> None:
    assert simplified("第8頁：華 A") == "第8页：华 A"
