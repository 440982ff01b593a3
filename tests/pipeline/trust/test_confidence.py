"""From what is known of a value to a probability."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.fields import Field, FieldSpec, Reading, State, ValueType
from pipeline.records import Form
from pipeline.sums import adds_up
from pipeline.trust.confidence import Coefficients, Weights, weighed
from pipeline.trust.signals import NAMES, signals
from tests.paper import paper

SHEET = paper("TOTAL  73.70")
TOTAL = FieldSpec(name="total_amount", type=ValueType.AMOUNT, zh="合计", en="Total", critical=True)
FIRST = Reading(reader="ppocr-v6-small", text="73.70", confidence=0.99)
READ = Field(
    name="total_amount", state=State.READ, value=Decimal("73.70"), raw="73.70", readings=(FIRST,), critical=True,
    place=SHEET.strips[0].place(7, 12),
)  # fmt: skip


def again(*texts: str) -> tuple[Reading, ...]:
    names = ("ppocr-v6-tiny", "ppocr-v6-small+12%", "tesseract")
    return tuple(Reading(reader=name, text=text, confidence=0.9) for name, text in zip(names, texts, strict=True))


def known(field: Field) -> dict[str, float]:
    return dict(zip(NAMES, signals(field, TOTAL, Form("receipt", (field,)), SHEET.document), strict=True))


def weights(floor: float = 0.0, **by_name: float) -> Weights:
    values = tuple(by_name.get(name, 0.0) for name in NAMES)
    return Weights(kinds=frozenset(), intercept=2.0, signals=values, fields={"total_amount": 1.0}, floor=floor)


def test_readings_that_agree_and_differ_are_told_apart_by_family() -> None:
    found = known(replace(READ, readings=(FIRST, *again("73.70", "73.70", "78.70"))))

    assert (found["again_agrees"], found["again_differs"]) == (1.0, 0.0)
    assert (found["other_agrees"], found["other_differs"]) == (0.0, 1.0)
    assert 0 < found["unlike"] < 0.5


def test_a_value_read_once_neither_agrees_nor_differs() -> None:
    found = known(READ)

    assert [found[name] for name in ("again_agrees", "again_differs", "other_agrees", "other_differs", "unlike")] == [
        0
    ] * 5


def test_readings_of_the_same_place_are_no_facts_from_elsewhere() -> None:
    found = known(replace(READ, confirmed_by=("second reading", "independent reader", "tax sum")))

    assert found["confirmed"] == 1.0


@pytest.mark.parametrize(
    ("doubt", "told"),
    [("two_totals", "rivalled"), ("two_times", "rivalled"), ("no_label", "unplaced"), ("negative", "")],
)
def test_a_doubt_between_several_is_told_from_one_whether_it_is_any_and_from_one_about_the_print(
    doubt: str, told: str
) -> None:
    found = known(replace(READ, doubts=(doubt,)))

    assert found["doubted"] == 1.0
    assert [name for name in ("rivalled", "unplaced") if found[name]] == [told] * bool(told)


def parts(**amounts: str) -> Form:
    return Form("receipt", tuple(replace(READ, name=name, value=Decimal(text)) for name, text in amounts.items()))


def test_an_amount_is_surer_where_the_papers_sums_come_out_and_less_where_they_do_not() -> None:
    right = parts(subtotal_amount="70.00", tax_amount="3.70", total_amount="73.70")
    wrong = parts(subtotal_amount="10.00", tax_amount="3.70", total_amount="73.70")
    swapped = parts(subtotal_amount="90.00", total_amount="73.70")

    assert [adds_up(right, name) for name in ("subtotal_amount", "tax_amount", "total_amount")] == [True] * 3
    assert [adds_up(wrong, name) for name in ("subtotal_amount", "total_amount")] == [False] * 2
    assert adds_up(swapped, "subtotal_amount") is False


def test_a_tax_inside_the_prices_and_a_total_alone_tell_nothing() -> None:
    inside = parts(subtotal_amount="73.70", tax_amount="3.70", total_amount="73.70")

    assert adds_up(inside, "tax_amount") is None
    assert adds_up(inside, "subtotal_amount") is True
    assert adds_up(parts(total_amount="73.70"), "total_amount") is None
    assert adds_up(parts(tax_amount="3.70"), "tax_amount") is None


def test_what_was_handed_over_less_what_was_given_back_is_the_total() -> None:
    kept = parts(total_amount="73.70", tendered_amount="80.00", change_amount="6.30")
    other = parts(total_amount="70.00", tendered_amount="80.00", change_amount="6.30")

    assert [adds_up(kept, name) for name in ("total_amount", "tendered_amount", "change_amount")] == [True] * 3
    assert [adds_up(other, name) for name in ("total_amount", "tendered_amount")] == [False] * 2


def test_a_tax_that_is_more_than_any_rate_does_not_add_up() -> None:
    assert adds_up(parts(tax_amount="46.08", total_amount="70.32"), "tax_amount") is False
    assert adds_up(parts(tax_amount="15.00", total_amount="70.32"), "tax_amount") is None


def test_a_rounded_sum_confirms_the_whole_and_not_its_small_parts() -> None:
    rounded = parts(subtotal_amount="201.00", tax_amount="12.06", total_amount="213.05")

    assert [adds_up(rounded, name) for name in ("total_amount", "subtotal_amount", "tax_amount")] == [True, True, None]


def test_an_amount_less_than_another_on_its_page_is_outdone() -> None:
    page = paper("TOTAL  73.70\nCASH  1,100.00")
    form = Form("receipt", (READ,))
    told = dict(zip(NAMES, signals(READ, TOTAL, form, page.document), strict=True))

    assert (told["outdone"], known(READ)["outdone"]) == (1.0, 0.0)


NAME = FieldSpec(name="seller_name", type=ValueType.TEXT, zh="商户", en="Seller")
HEAD = paper("WELCOME\nSTAR SHOP\n1 Sample Street\nTOTAL  73.70\nTHANK YOU")


def named(row: int, text: str) -> dict[str, float]:
    strip = HEAD.strips[row]
    field = Field(name="seller_name", state=State.READ, value=text, raw=text, place=strip.place(0, len(strip.text)))
    return dict(zip(NAMES, signals(field, NAME, Form("receipt", (field,)), HEAD.document), strict=True))


def test_a_name_is_known_by_what_stands_above_it_and_by_how_its_characters_repeat() -> None:
    first, second, last = named(0, "WELCOME"), named(1, "STAR SHOP"), named(4, "*****")

    assert first["text_before"] == 0.0 < second["text_before"] < last["text_before"]
    assert second["text_same"] < 0.3 < last["text_same"]
    assert second["text_topped"] == pytest.approx(0.0)


def test_a_name_that_is_printed_again_is_told_from_words_that_stand_on_any_slip() -> None:
    page = paper("RECEIPT\nStar Shop Ltd\n\nwww.starshop.example\nRECEIPT 42")

    def of(row: int) -> dict[str, float]:
        strip = page.strips[row]
        field = replace(READ, name="seller_name", value="x", raw=strip.text, place=strip.place(0, len(strip.text)))
        return dict(zip(NAMES, signals(field, NAME, Form("receipt", (field,)), page.document), strict=True))

    stamp, name = of(0), of(1)
    told = ("text_plain", "text_again", "text_capitals", "text_company")
    assert [stamp[one] for one in told] == [1.0, 0.0, 1.0, 0.0]
    assert [name[one] for one in told] == [0.0, 1.0, 0.0, 1.0]
    assert stamp["text_apart"] == 5.0 > name["text_apart"]


def test_a_company_under_a_name_an_address_and_who_served_are_told_from_the_shop() -> None:
    page = paper("Khyen Garden\nZNK Foods Pvt. Ltd.\n12 Linking Road\nServed by: Ariel\nTOTAL  73.70")

    def of(row: int) -> dict[str, float]:
        strip = page.strips[row]
        field = replace(READ, name="seller_name", value="x", raw=strip.text, place=strip.place(0, len(strip.text)))
        return dict(zip(NAMES, signals(field, NAME, Form("receipt", (field,)), page.document), strict=True))

    told = ("text_under", "text_address", "text_role", "text_lodged")
    assert [[of(row)[name] for name in told] for row in range(4)] == [
        [0, 0, 0, 1],
        [1, 0, 0, 1],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
    ]


def test_a_name_in_the_middle_of_the_print_is_told_from_one_at_its_side() -> None:
    page = paper("          STAR SHOP\nTill 4\nTOTAL                    73.70")
    middle, side = (page.strips[row].place(0, 6) for row in (0, 1))
    read = replace(READ, name="seller_name", value="x", raw="STAR S")

    def aside(field: Field) -> float:
        return dict(zip(NAMES, signals(field, NAME, Form("receipt", (field,)), page.document), strict=True))[
            "text_aside"
        ]

    assert aside(replace(read, place=middle)) < aside(replace(read, place=side))


def test_a_time_without_seconds_is_told_from_one_with_them() -> None:
    spec = replace(TOTAL, name="issue_time", type=ValueType.TIME)

    def of(text: str) -> float:
        field = replace(READ, name="issue_time", value=text, raw=text)
        return dict(zip(NAMES, signals(field, spec, Form("receipt", (field,)), SHEET.document), strict=True))[
            "to_the_minute"
        ]

    assert (of("11:50"), of("11:50:02"), known(READ)["to_the_minute"]) == (1.0, 0.0, 0.0)


def test_a_rival_time_and_readers_that_all_agree_are_told() -> None:
    timed = known(replace(READ, doubts=("two_times",)))
    agreed = known(replace(READ, readings=(FIRST, *again("73.70", "73.70", "73.70"))))
    differing = known(replace(READ, readings=(FIRST, *again("73.70", "73.70", "78.70"))))

    assert (timed["rival_time"], known(replace(READ, doubts=("two_totals",)))["rival_time"]) == (1.0, 0.0)
    assert (agreed["alike"], differing["alike"], known(READ)["alike"]) == (1.0, 0.0, 0.0)


def test_a_probability_follows_its_weights_and_its_field() -> None:
    doubted = replace(READ, doubts=("x",))
    told = signals(doubted, TOTAL, Form("receipt", (doubted,)), SHEET.document)
    plain = weights().probability("total_amount", (0.0,) * len(NAMES))
    other = weights().probability("remark", (0.0,) * len(NAMES))

    assert plain == pytest.approx(0.952574, abs=1e-6)
    assert other == pytest.approx(0.880797, abs=1e-6)
    assert weights(doubted=-4.0).probability("total_amount", told) < plain


def test_weights_for_other_signals_cannot_exist() -> None:
    with pytest.raises(ValueError, match="signals"):
        Weights(kinds=frozenset(), intercept=0.0, signals=(1.0,), fields={}, floor=0.0)


def test_what_was_not_read_has_no_probability() -> None:
    missing = Field(name="total_amount", state=State.NOT_FOUND, critical=True)
    coefficients = Coefficients(version="1", groups={"papers": weights()})

    form = weighed(Form("receipt", (missing,)), (TOTAL,), SHEET.document, coefficients)

    assert form.fields[0].confidence == 0.0


def test_a_kind_nobody_named_has_the_weights_of_the_rest() -> None:
    money = replace(weights(), kinds=frozenset({"receipt"}))
    coefficients = Coefficients(version="1", groups={"money": money, "papers": weights()})

    assert coefficients.of("receipt") is money
    assert coefficients.of("contract") is coefficients.groups["papers"]


def test_every_value_read_gets_the_probability_of_its_own_kinds_weights() -> None:
    other = replace(weights(doubted=-4.0), intercept=-1.0)
    coefficients = Coefficients(
        version="1", groups={"money": replace(weights(), kinds=frozenset({"receipt"})), "x": other}
    )
    missing, remark = Field(name="remark", state=State.NOT_FOUND, confidence=0.7), replace(TOTAL, name="remark")
    two = (READ, missing)

    receipt, contract = (
        weighed(Form(kind, two), (TOTAL, remark), SHEET.document, coefficients) for kind in ("receipt", "x")
    )

    assert [field.confidence for field in receipt.fields] == [0.9526, 0.0]
    assert [field.confidence for field in contract.fields] == [0.5, 0.0]
    assert replace(receipt.fields[0], confidence=READ.confidence) == READ
    with pytest.raises(ValueError, match="zip"):
        weighed(Form("receipt", two), (TOTAL,), SHEET.document, coefficients)
