"""The line of sums."""

from decimal import Decimal

from app.panels.amounts import amount_line
from app.panels.papers import PanelPaper

OLD_CODE = "01,04,011001900211,12345678,240.35,20260928,12345678901234567890,9158"
NEW_CODE = "01,32,,26992915580118387587,271.60,20260928,,9158"


def paper(kind: str, **values: str) -> PanelPaper:
    return PanelPaper(file=f"{kind}.png", kind=kind, values=values, places={})


def line(*papers: PanelPaper, claimed: str | None = None) -> list[tuple[str, str, str]]:
    told = amount_line(papers, Decimal(claimed) if claimed else None)
    return [(one.sign, one.what, str(one.amount)) for one in told]


INVOICE = paper(
    "vat_invoice",
    gross_amount="271.60",
    gross_amount_words="271.60",
    qr_payload=NEW_CODE,
    net_amount="240.35",
    tax_amount="31.25",
)


def test_every_word_for_the_sum_stands_in_one_line_behind_what_was_paid() -> None:
    order, payment = paper("order_screenshot", paid_amount="271.60"), paper("payment_screenshot", paid_amount="271.60")

    assert line(INVOICE, order, payment, claimed="271.60") == [
        ("", "payment", "271.60"),
        ("=", "figures", "271.60"),
        ("=", "capitals", "271.60"),
        ("=", "qr", "271.60"),
        ("=", "net_and_tax", "271.60"),
        ("=", "order", "271.60"),
        ("=", "claimed", "271.60"),
    ]


def test_what_differs_says_so() -> None:
    told = line(paper("order_screenshot", paid_amount="268.30"), INVOICE, claimed="271.60")

    assert told[0] == ("", "order", "268.30")
    assert {sign for sign, _, _ in told[1:]} == {"≠"}


def test_a_sum_with_other_decimals_is_the_same_sum() -> None:
    told = line(paper("payment_screenshot", paid_amount="12.5"), paper("receipt", total_amount="12.50"))

    assert told[1] == ("=", "total", "12.50")


def test_the_code_of_an_older_invoice_states_the_net_sum() -> None:
    old = paper("vat_invoice", gross_amount="271.60", tax_amount="31.25", qr_payload=OLD_CODE)

    assert line(old)[1] == ("=", "qr_and_tax", "271.60")


def test_several_payments_are_held_together_against_the_order() -> None:
    first, second = paper("payment_screenshot", paid_amount="100"), paper("payment_screenshot", paid_amount="80")

    told = line(first, second, paper("order_screenshot", paid_amount="180"))

    assert told == [("", "payments", "180"), ("", "payment", "100"), ("", "payment", "80"), ("=", "order", "180")]


def test_a_value_that_is_no_number_is_left_out() -> None:
    assert line(paper("receipt", total_amount="12,5O")) == []


def test_a_claim_without_papers_shows_what_is_claimed() -> None:
    assert line(claimed="9.90") == [("", "claimed", "9.90")]
    assert line() == []
