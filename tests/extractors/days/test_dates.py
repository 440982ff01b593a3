"""Dates and times as they are printed, with their ambiguity kept."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.days.dates import dates_in, times_in
from tests.paper import paper


def read(text: str) -> list[tuple[str, ...]]:
    found = (dated for strip in paper(text).strips for dated in dates_in(strip))
    return [(dated.likely.isoformat(), *(day.isoformat() for day in dated.others)) for dated in found]


@pytest.mark.parametrize(
    "printed",
    [
        "2026年11月21日",
        "２０２６年11月21日",
        "二〇二六年十一月二十一日",
        "2026-11-21",
        "2026/11/21",
        "2026.11.21",
        "20261121/191204",
        "2026 11 21",
        "21/11/2026",
        "11/21/2026",
        "21 Nov 2026",
        "Nov 21, 2026",
        "November 21st 2026",
        "21-NOV-26",
        "Nov21'26 06:13PM",
        "NOV2126 06:13PM",
        "21. November 2026",
        "民國115年11月21日",
        "DATE:-21-11-2026",
        "21-11-202615.22",
        "2026-11-2110:49",
        "2026.1121 15:37:36",
        "2026-11=21",
        "115/11/21",
    ],
)
def test_every_way_to_print_a_day_is_read(printed: str) -> None:
    assert read(printed) == [("2026-11-21",)]


def test_a_day_that_may_be_a_month_keeps_both_readings() -> None:
    assert read("DATE: 05/11/2026") == [("2026-11-05", "2026-05-11")]


@pytest.mark.parametrize(
    "printed",
    ["TEL 03/9221345", "1.2.3", "215/11/21", "31/02/2026x", "2026=11-5", "192.168.1.20", "99/99/2026", "Total 12.50"],
)
def test_what_is_no_day_is_not_read_as_one(printed: str) -> None:
    assert read(printed) == []


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2035, 12, 31)))
def test_a_chinese_date_survives_printing(day: date) -> None:
    assert read(f"日期 {day.year}年{day.month}月{day.day}日") == [(day.isoformat(),)]


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2035, 12, 31)))
def test_the_printed_day_is_always_among_the_readings(day: date) -> None:
    assert day.isoformat() in read(f"{day.day:02d}/{day.month:02d}/{day.year}")[0]


@pytest.mark.parametrize(
    ("printed", "clock"),
    [("18:13:24", "18:13:24"), ("6:13 PM", "18:13"), ("下午6:13", "18:13"), ("12:05 am", "00:05"), ("18：13", "18:13")],
)
def test_times_are_written_on_24_hours(printed: str, clock: str) -> None:
    assert [time for time, _ in times_in(paper(printed).strips[0])] == [clock]


def test_an_impossible_time_is_no_time() -> None:
    assert times_in(paper("24:70").strips[0]) == ()
