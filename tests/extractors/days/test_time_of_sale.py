"""Which of several printed times a receipt was paid at."""

import pytest

from extractors.kinds.receipt import KIND
from tests.paper import paper


@pytest.mark.parametrize(
    ("text", "time", "others"),
    [
        ("Oct 30 2018 09:54PM\n12:01AM Amount Due", "00:01", ("21:54",)),
        ("Created: 2012-01-14 2:17:44 PM\nSETTLED: 2012-01-14 2:54:29 PM", "14:54:29", ("14:17:44",)),
        ("2025-07-25 20:40\nCASHIER 7 09:12", "20:40", ("09:12",)),
    ],
)
def test_a_table_that_was_opened_is_paid_within_three_hours(text: str, time: str, others: tuple[str, ...]) -> None:
    read = {field.name: field for field in KIND.extract(paper(f"STAR GRILL\n{text}\nTOTAL  12.50\nCASH  12.50"))}

    assert read["issue_time"].value == time
    assert read["issue_time"].candidates == others
    assert read["issue_time"].doubts == ("two_times",)


@pytest.mark.parametrize("other", ["OPEN 8:00AM TO 9:00PM DAILY", "Happy hour 3:00-5:00", "9:03"])
def test_opening_hours_and_the_same_clock_are_no_other_times(other: str) -> None:
    text = f"STAR GRILL\n{other}\n2025-07-25 9:03PM\nTOTAL  12.50\nCASH  12.50"
    read = {field.name: field for field in KIND.extract(paper(text))}

    assert read["issue_time"].value == "21:03"
    assert read["issue_time"].doubts == ()
