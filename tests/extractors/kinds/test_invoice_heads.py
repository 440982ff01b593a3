"""Heads of invoices whose number stands behind a short word, and whose days are named in other ways."""

from datetime import date

import pytest

from extractors.kinds import invoice, receipt
from pipeline.flow import classified, extracted
from tests.paper import paper
from workers.desk import kinds

BODY = """
#  Units  Product / Service  Unit cost  GST %  Net
1  2  Laboratory glassware set  60.00  15%  NZ$120.00
2  4  Printed brochures A5, 250 gsm  1,394.99  15%  NZ$5,579.96
3  1  Carriage  149.86  15%  NZ$149.86
Total excl. GST  NZ$5,849.82
GST @ 15%  NZ$877.47
Total (NZD)  NZ$6,727.29
"""
SHORT = (
    "Demo Logistics B.V.  Commercial Invoice\n12 Sample Road  No.  2026-85666\nSample Town  Tax point  2026-11-03"
    + BODY
)
OURS = "Demo Mock Ltd\nBill to  Our ref:  F2603-823\nSample Hotels Ltd  Issue date:  06 March 2026\nTax Invoice" + BODY
FRENCH = """
Papeterie Exemple SA
Facture
Référence  2025-1951
Émise le  29/12/2025
Date d'échéance  12/02/2026
Facturé à:
Camille Exemple
Description  Quantité  PU HT  Total HT
Flacons 30 ml  2  312,90 EUR  625,80 EUR
Livraison  1  54,00 EUR  54,00 EUR
Interprète  1  62,58 EUR  62,58 EUR
Sous-total HT  742,38 EUR
TVA (20%)  148,48 EUR
Net à payer  890,86 EUR
"""


@pytest.mark.parametrize(
    ("text", "number"),
    [(SHORT, "2026-85666"), (OURS, "F2603-823"), (FRENCH, "2025-1951")],
    ids=["No.", "Our ref", "Référence"],
)
def test_the_number_is_found_behind_a_short_word_with_a_gap(text: str, number: str) -> None:
    assert extracted(paper(text), invoice.KIND).text("invoice_number") == number


def test_the_customers_own_reference_is_not_the_number() -> None:
    text = SHORT.replace("No.  2026-85666", "Your ref  PO-67742")

    assert extracted(paper(text), invoice.KIND).text("invoice_number") is None


def test_a_day_of_issue_in_french_is_not_the_day_it_is_due() -> None:
    assert extracted(paper(FRENCH), invoice.KIND).day("issue_date") == date(2025, 12, 29)


@pytest.mark.parametrize("whom", ["INVOICE TO", "Invoiced to", "Facturé à"])
def test_a_page_with_the_block_of_whom_it_is_billed_to_is_an_invoice_not_a_receipt(whom: str) -> None:
    sheet = paper(f"{SHORT}\n{whom}\nSample Brands LLC")

    verdict = classified(sheet, kinds(), receipt.KIND)

    assert verdict.kind.name == "invoice"
