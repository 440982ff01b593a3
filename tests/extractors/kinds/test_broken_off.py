"""Days, ids and units that a row breaks off or a layout writes with a gap; pages named in other words."""

from datetime import date
from decimal import Decimal

import pytest

from extractors.kinds import contract, invoice, lab_report, order_screenshot, receipt
from pipeline.flow import classified, extracted
from tests.paper import paper
from workers.desk import kinds

REPORT = "Efficacy Test Report\nTest period  10 January 2026 to {above}\n             {below}\nSubject  P1"
AGREEMENT = """
SERVICES CONTRACT
2. Duration. This Agreement takes effect on 05 Apr 2025 and remains in force until 03 Jul
2025.
Signed 9 May 2026
"""
SENTENCES = """
检验检测报告
1)皮脂含量(单位: µg/cm  ²): 使用前 125.3, 使用28天后 115.4, 变化率 -7.90%.
2)皮肤水分含量(单位:  a.u.): 使用前 36.3, 使用28天后 40.8, 变化率 +12.40%.
"""
ORDER = """
Order details
Order date October 12, 2025 | ORDER # 113-  Item Subtotal:  $27.00
8019973-0814541  Shipping:  $0.00
Order Total:  $27.00
"""
PURCHASE = """
Purchase details
Order number  12-93252-45133  Summary
Date placed  Oct 05, 2026 at 07:58 PM  Subtotal  US $175.60
Status  Refunded  Discount  -US $21.07
Delivery  US $0.00
Tax  US $12.75
Total  US $167.28
Payment method  Mastercard 4800
"""
CERTIFICATE = """
演示县拾光生物科技股份有限公司
产品检验报告单
品名  衡测身体乳  生产批号  2025022702
检验单号  CP-2503-132  请验日期  2025年02月27日
检验项目  质量标准  检验结果  单项判定
水分  ≤90.0%  74.5%  合格
检验结论: 本批产品按标准检验, 结果合格.
"""


@pytest.mark.parametrize(("above", "below"), [("8", "February 2026"), ("8 February", "2026"), ("8-Feb-", "2026")])
def test_a_last_day_broken_over_two_rows_is_joined(above: str, below: str) -> None:
    form = extracted(paper(REPORT.format(above=above, below=below)), lab_report.KIND)

    assert (form.day("tested_from"), form.day("tested_to")) == (date(2026, 1, 10), date(2026, 2, 8))


def test_a_last_day_that_goes_on_nowhere_is_missing_and_not_the_first() -> None:
    form = extracted(paper(REPORT.format(above="8", below="see annex")), lab_report.KIND)

    assert (form.day("tested_from"), form.day("tested_to")) == (date(2026, 1, 10), None)


def test_a_term_whose_last_year_is_in_the_next_row_does_not_end_on_another_day() -> None:
    form = extracted(paper(AGREEMENT), contract.KIND)

    assert (form.day("effective_from"), form.day("effective_to")) == (date(2025, 4, 5), date(2025, 7, 3))


def test_a_raised_mark_with_a_gap_before_it_belongs_to_the_unit() -> None:
    form = extracted(paper(SENTENCES), lab_report.KIND)

    found = form.field("baseline_value"), form.field("unit")
    assert [field.value if field else None for field in found] == [Decimal("125.3"), "µg/cm²"]


def test_an_order_number_goes_on_in_the_row_below_beside_other_words() -> None:
    assert extracted(paper(ORDER), order_screenshot.KIND).text("order_id") == "113-8019973-0814541"


def test_a_german_invoice_total_is_the_total() -> None:
    page = paper("Rechnung\nNettobetrag  € 1.822,00\nMwSt. 19 %  € 346,18\nRechnungsbetrag  € 2.168,18")

    assert extracted(page, invoice.KIND).amount("total_amount") == Decimal("2168.18")


@pytest.mark.parametrize(
    ("page", "kind"), [(PURCHASE, "order_screenshot"), (CERTIFICATE, "certificate_of_analysis")], ids=["order", "coa"]
)
def test_a_page_is_known_by_other_words_too(page: str, kind: str) -> None:
    assert classified(paper(page), kinds(), receipt.KIND).kind.name == kind
