"""Commercial invoices, from text to fields."""

from datetime import date
from decimal import Decimal

from extractors.kinds.invoice import KIND
from pipeline.flow import extracted
from tests.paper import paper

LETTER = """
Demo Biotech Ltd
12 Sample Road                 INVOICE
Invoice Date:       Due Date:          Reference:
21/03/2026          04/04/2026         CUSTREF123
Invoice Number:  INV/2026/0042    Order No: SO-2026-118
Bill to: Zhang
Description         Quantity           Amount
Serum               2                  400.00
Subtotal                               400.00
VAT 20%                                80.00
Total due           EUR                480.00
"""


def test_values_are_found_beside_and_below_their_labels() -> None:
    form = extracted(paper(LETTER), KIND)

    assert form.text("invoice_number") == "INV/2026/0042"
    assert form.text("order_id") == "SO-2026-118"
    assert form.day("issue_date") == date(2026, 3, 21)
    assert form.amount("net_amount") == Decimal("400.00")
    assert form.amount("tax_amount") == Decimal("80.00")
    assert form.amount("total_amount") == Decimal("480.00")
    assert form.text("currency") == "EUR"


def test_other_languages_name_the_same_things() -> None:
    dutch = extracted(paper("Factuurnummer: 993548900\nFactuurdatum: 19 april 2014\nTotaal  € 717,97"), KIND)
    french = extracted(paper("Facture n° 2022089083 du 2 juillet 2015\nTotal TTC :  56,02 €"), KIND)
    german = extracted(paper("Rechnungsnr.  30064443\nRechnungsdatum  7. Mai 2014\nGesamtbetrag EUR  34,73"), KIND)

    assert (dutch.text("invoice_number"), dutch.amount("total_amount")) == ("993548900", Decimal("717.97"))
    assert (french.text("invoice_number"), french.amount("total_amount")) == ("2022089083", Decimal("56.02"))
    assert (german.text("invoice_number"), german.amount("total_amount")) == ("30064443", Decimal("34.73"))
    assert dutch.day("issue_date") == date(2014, 4, 19)
    assert french.day("issue_date") == date(2015, 7, 2)
    assert german.day("issue_date") == date(2014, 5, 7)


def test_a_letter_with_a_number_and_terms_is_an_invoice() -> None:
    assert KIND.score(paper(LETTER)) > 0.6
    assert KIND.score(paper("RECEIPT\nTOTAL  12.50\nCASH  20.00\nCHANGE  7.50")) < 0.3


def test_southern_wording_is_understood_too() -> None:
    spanish = extracted(
        paper("Factura nº: 2026-0042\nFecha de emisión: 7 de mayo 2026\nTotal a pagar  1.234,56 €"), KIND
    )
    italian = extracted(paper("Fattura n. 118/2026\nData fattura: 7 maggio 2026\nTotale fattura  € 480,00"), KIND)

    assert (spanish.text("invoice_number"), spanish.amount("total_amount")) == ("2026-0042", Decimal("1234.56"))
    assert (italian.text("invoice_number"), italian.amount("total_amount")) == ("118/2026", Decimal("480.00"))
    assert spanish.day("issue_date") == italian.day("issue_date") == date(2026, 5, 7)


def test_a_name_over_two_lines_beside_a_title_is_read_whole() -> None:
    page = "Demo Academy            TAX INVOICE\nLtd\n12 Sample Road\n" + "1  course  1.00\n" * 40 + "Total  40.00"
    form = extracted(paper(page), KIND)

    assert form.text("seller_name") == "Demo Academy Ltd"


def test_the_end_of_a_name_is_no_name() -> None:
    form = extracted(paper("TAX INVOICE\nCo., Ltd.\n12 Sample Road\nTotal  12.50"), KIND)

    assert form.text("seller_name") is None


ASIDE = """
Demo Academy Ltd
                    Invoice Number: INV-1
Bill to             Description         Qty     Price       Amount
Robin Specimen      Exam course         2       100.00      200.00
                    Total due USD                           200.00
"""


def test_an_address_beside_the_table_is_no_part_of_a_line() -> None:
    (item,) = extracted(paper(ASIDE), KIND).items()

    assert (item.name, item.quantity, item.amount) == ("Exam course", Decimal("2"), Decimal("200.00"))


HEADS = """
Demo Academy Ltd                Invoice
Mocktown      INVOICE #         ISSUED:           DUE BY
Tel 147 8502  INV-2026-0059     29 April 2026     13 May 2026
Total due USD 12.50
"""


def test_the_day_under_its_head_is_not_the_day_it_is_due() -> None:
    day = extracted(paper(HEADS), KIND).field("issue_date")

    assert day is not None
    assert (day.value, day.doubts, day.candidates) == (date(2026, 4, 29), (), ())


def test_a_day_under_the_head_of_another_day_is_no_rival() -> None:
    page = "Demo Academy Ltd\nINVOICE NO      DATE\nINV-2026-0051   16 May 2026\nPAY BEFORE\n30 May 2026\nTotal  12.50"

    day = extracted(paper(page), KIND).field("issue_date")

    assert day is not None
    assert (day.value, day.doubts) == (date(2026, 5, 16), ())


def test_a_day_beside_the_label_of_the_number_is_not_the_number() -> None:
    page = paper("""
Paperlantern Studios
Invoice No  2026-01-29  Bill to
Our ref  F2601-314
Total               GBP 639.50
""")

    form = extracted(page, KIND)

    assert form.text("invoice_number") is None
