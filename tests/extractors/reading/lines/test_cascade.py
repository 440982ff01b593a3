"""Which lines are worth the surer reader."""

import re

import pytest

from extractors.engine import Spelling
from extractors.reading.lines.cascade import doubtful

WANTED = re.compile("合计|total", re.IGNORECASE)


def spelled(text: str, weakest: float) -> Spelling:
    """All characters sure but the first."""
    count = len(text)
    return Spelling(text, ((0.0, 1.0),) * count, (weakest, *(1.0,) * (count - 1)))


@pytest.mark.parametrize(
    ("text", "weakest", "again"),
    [
        ("128.50", 0.99, False),
        ("128.50", 0.55, True),
        ("TOTAL AMOUNT", 0.55, True),
        ("TOTAL AMOUNT", 0.99, False),
        ("合计金额如下所示", 0.55, True),
        ("¥1026.25", 0.85, True),
        ("¥1026.25", 0.95, False),
        ("No 73095813", 0.85, True),
        ("No 7309", 0.85, False),
        ("Thank you for coming", 0.7, False),
        ("Thank you for coming", 0.4, True),
        ("鹿鸭食堂站前店", 0.99, False),
        ("鹿鴨食堂站前店", 0.99, True),  # the cheap reader knows few traditional characters
    ],
)
def test_an_unsure_line_is_read_again_where_it_matters(text: str, weakest: float, again: bool) -> None:
    assert doubtful(spelled(text, weakest), WANTED) is again


def test_a_line_nobody_could_read_is_read_again() -> None:
    assert doubtful(Spelling("", (), ()), WANTED)
