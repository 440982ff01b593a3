"""What a total is made of, where no label names it; receipts with nothing but words and sums."""

from decimal import Decimal

import pytest

from extractors.kinds.receipt import KIND
from pipeline.flow import extracted
from pipeline.records import Form
from tests.paper import paper


def _read(text: str) -> Form:
    return extracted(paper(text), KIND)


def _sums(form: Form) -> tuple[Decimal | None, ...]:
    return tuple(form.amount(name) for name in ("subtotal_amount", "tax_amount", "total_amount"))


@pytest.mark.parametrize(
    "rows",
    [
        "FOOD    23.86\nState Tax    1.85\nAmount Due    25.71",
        "Eat In    23.86\nTax KS-0025    1.85\nTotal    25.71",
        "Subtotal    23.86\n7.75%-Boston    1.85\nTotal Due    25.71",
        "Base imponible    23.86\nI.V.A.    1.85\nTotal    25.71",
        "Prix HT    23.86\nTVA    1.85\nTotal TTC    25.71",
    ],
)
def test_a_base_and_its_tax_are_what_adds_up_to_the_total(rows: str) -> None:
    form = _read(f"CORNER DINER\nDate: 2026-03-04\nSOUP    9.89\nROAST    13.97\n{rows}")

    assert _sums(form) == (Decimal("23.86"), Decimal("1.85"), Decimal("25.71"))


def test_two_goods_are_no_base_and_tax() -> None:
    form = _read("CORNER SHOP\nDate: 2026-03-04\nBREAD    5.00\nMILK    3.00\nTOTAL    8.00")

    assert _sums(form) == (None, None, Decimal("8.00"))


def test_what_service_and_taxes_are_added_to_is_the_subtotal() -> None:
    form = _read(
        "VEG RESTAURANT\nDOSA    185.00\nTHALI    180.00\n3 Total    365.00\nSer.Tax 5.6%    20.44\n"
        "VAT(2%)    7.30\nRound off    0.26\nNet Amount    393.00"
    )

    assert (form.amount("subtotal_amount"), form.amount("total_amount")) == (Decimal(365), Decimal(393))


def test_a_sum_that_a_tax_is_reckoned_on_is_no_tax() -> None:
    form = _read("CAFE\nSUB TOT    885.00\nVAT @12.50% ON  885.00  110.63\nTOTAL    995.63\nCASH    995.63")

    assert form.amount("tax_amount") == Decimal("110.63")


def test_a_tax_printed_before_its_name_makes_the_net_sum_none_that_was_paid() -> None:
    form = _read(
        "Caffe\nVAT:795871659\n12 Mar 2018\nCappuccino    4.60\nPain    1.80\nCash    GBP 6.40\n1.07 VAT 20    6.40\n"
        "Net Total:    GBP 5.33\nSubtotal    GBP 6.40\nPayment    GBP 6.40\nChange Due    GBP 0.00"
    )

    assert (form.amount("total_amount"), form.amount("tax_amount")) == (Decimal("6.40"), Decimal("1.07"))


@pytest.mark.parametrize("words", ["TOTALDUE", "Almount Due", "Total Due"])
def test_a_sum_due_is_known_when_its_words_run_together_or_have_a_slip(words: str) -> None:
    form = _read(f"GRILL\nDate: 2026-03-04\nSTEAK    19.00\nSUBTOTAL    19.00\n{words}    19.00")

    assert form.amount("total_amount") == Decimal(19)
