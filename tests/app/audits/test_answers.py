"""What a person writes into a cell is the value of a record, or is sent back."""

import pytest

from app.audits.answers import right
from pipeline.errors import WrongUse
from pipeline.fields import FieldSpec, ValueType
from pipeline.typed_values import told


def spec(kind: ValueType, name: str = "total_amount") -> FieldSpec:
    return FieldSpec(name=name, type=kind, zh="值", en="Value", critical=True)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("¥1,234.50", ValueType.AMOUNT, "1234.50"),
        ("１２．５０ 元", ValueType.AMOUNT, "12.50"),
        ("RM 12.50", ValueType.AMOUNT, "12.50"),
        ("-3.5%", ValueType.PERCENT, "-3.5"),
        ("2026/1/5", ValueType.DATE, "2026-01-05"),
        ("2026年11月05日", ValueType.DATE, "2026-11-05"),
        ("2026-11-05 9:30", ValueType.MOMENT, "2026-11-05T09:30"),
        ("2026-11-05T09:30:07", ValueType.MOMENT, "2026-11-05T09:30:07"),
        ("2026年11月5日 09:30", ValueType.MOMENT, "2026-11-05T09:30"),
        ("2026-11-05", ValueType.MOMENT, "2026-11-05"),
        ("9:30", ValueType.TIME, "09:30"),
        ("'0012 3456 7890", ValueType.ID, "001234567890"),
        (" - ", ValueType.AMOUNT, "-"),
        ("—", ValueType.ID, "-"),
    ],
)
def test_the_ways_people_write_a_value_come_to_one(text: str, kind: ValueType, value: str) -> None:
    assert told(text, spec(kind)) == value


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("about 12", ValueType.AMOUNT, "no number"),
        ("12,50", ValueType.AMOUNT, "no number"),
        ("1.23E+18", ValueType.ID, "shortened by a spreadsheet"),
        ("05/11/2026", ValueType.DATE, "year first"),
        ("2026-02-30", ValueType.DATE, "no day"),
        ("25:00", ValueType.TIME, "no time"),
        ("2026-11-05 25:00", ValueType.MOMENT, "no time"),
    ],
)
def test_what_cannot_be_a_value_is_sent_back(text: str, kind: ValueType, said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        told(text, spec(kind))


def test_amounts_are_equal_as_numbers_and_nothing_else_is() -> None:
    amount = spec(ValueType.AMOUNT)

    assert right("73.70", "73.7", amount)
    assert not right("73.70", "73.10", amount)
    assert not right("73.70", "-", amount)
    assert not right(None, "73.70", amount)


def test_a_rate_keeps_its_sign() -> None:
    assert not right("12.5", "-12.5", spec(ValueType.PERCENT, "improvement_rate"))


def test_one_other_character_of_an_id_is_wrong() -> None:
    number = spec(ValueType.ID, "invoice_number")

    assert right("0012345678", "0012345678", number)
    assert not right("0012345678", "12345678", number)


def test_a_time_is_compared_as_far_as_both_are_written() -> None:
    moment = spec(ValueType.MOMENT, "order_time")

    assert right("2026-11-05T09:30:07", "2026-11-05T09:30", moment)
    assert not right("2026-11-05T09:30:07", "2026-11-05T09:31", moment)
