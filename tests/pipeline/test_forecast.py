"""What comes in the next days: by weekday, with its spread, and nothing where too little was seen."""

from datetime import date, timedelta

from pipeline.forecast import ahead

MONDAY = date(2026, 11, 30)
WEEKS = [(MONDAY - timedelta(days=back), 10 if back % 7 else 40 + back) for back in range(1, 15)]


def test_each_day_is_told_by_its_weekday_between_the_fewest_and_the_most() -> None:
    told = ahead([*WEEKS, (MONDAY, 999)], MONDAY, 360.0)

    assert [one.day for one in told] == [MONDAY + timedelta(days=at) for at in range(1, 8)]
    assert [one.files for one in told] == [10, 10, 10, 10, 10, 10, 50.5]
    assert (told[-1].low, told[-1].high, told[0].hours) == (47, 54, 1.0)


def test_less_than_two_weeks_tell_nothing_and_unknown_hours_stay_unknown() -> None:
    assert ahead(WEEKS[:13], MONDAY, None) == ()
    assert {one.hours for one in ahead(WEEKS, MONDAY, None)} == {None}
