"""What deciding costs."""

from dataclasses import replace
from decimal import Decimal

from pipeline.costs import Done, Rates, cost

DONE = Done(files=120, days=10, seconds=7200)


def test_cost_and_saving_follow_from_the_rates() -> None:
    told = cost(DONE, Rates(hour=Decimal(60), day=Decimal(12), by_hand=Decimal(5)))

    assert (told.people, told.machines, told.file) == (Decimal(120), Decimal(120), Decimal(2))
    assert (told.saved_hours, told.saved) == (Decimal(8), Decimal(360))


def test_a_page_costs_its_part_of_the_whole() -> None:
    told = cost(replace(DONE, pages=Decimal(480)), Rates(hour=Decimal(60), day=Decimal(12)))

    assert (told.file, told.page) == (Decimal(2), Decimal("0.500"))
    assert cost(DONE, Rates(hour=Decimal(60))).page is None


def test_without_rates_nothing_is_claimed() -> None:
    told = cost(DONE, Rates())

    assert (told.people, told.machines, told.file, told.saved, told.saved_hours) == (None,) * 5


def test_a_machine_that_saves_nothing_says_so() -> None:
    told = cost(DONE, Rates(hour=Decimal(60), by_hand=Decimal("0.5")))

    assert told.saved == Decimal(-60)


def test_no_files_have_no_price() -> None:
    assert cost(Done(files=0, days=1, seconds=0), Rates(hour=Decimal(60))).file is None
