"""Which lines are worth the surer reader, and whose spelling of them stands."""

import re

import pytest

from extractors.engine import Spelling
from extractors.reading.lines.spellings import doubtful, keeps

WANTED = re.compile("合计|total", re.IGNORECASE)


def spelled(text: str, weakest: float) -> Spelling:
    """All characters sure but the first."""
    count = len(text)
    return Spelling(text, ((0.0, 1.0),) * count, (weakest, *(1.0,) * (count - 1)))


@pytest.mark.parametrize(
    ("text", "weakest", "again"),
    [
        ("128.50", 0.99, False),
        ("128.50", 0.75, True),
        ("A128.50", 0.75, False),  # its digits are sure
        ("A128.50", 0.55, True),
        ("x 000812627", 0.9, True),  # one of several equal digits may be lost
        ("x 812627", 0.9, False),
        ("€ 13p.00", 0.9, True),
        ("RM 0.6O", 0.9, True),
        ("x 1100.00", 0.9, True),  # a count and its price may have run together
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


@pytest.mark.parametrize(
    ("cheap", "surer", "kept"),
    [
        ("0.00", "O.00", True),
        ("13p.00", "130.00", False),
        ("0.6OSR", "0.60SR", False),
        ("RM193.00", "RM 19300", True),
        ("193 00", "193.00", False),
        ("12B45", "12345", False),  # a number may have letters
        ("12345", "12B45", False),
        ("Tel 03-1234", "Tel: 03-1234", False),
        ("Total 1.00", "Total for three at T.00 each", False),  # not the same line any more
        ("1.00", " ", True),
    ],
)
def test_the_cheap_spelling_stands_where_the_surer_one_spoils_an_amount(cheap: str, surer: str, kept: bool) -> None:
    assert keeps(spelled(cheap, 0.5), spelled(surer, 0.9)) is kept
