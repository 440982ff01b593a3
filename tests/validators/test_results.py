"""Passed or not, by the marks of an examination."""

from decimal import Decimal

import pytest

from pipeline.rows import Mark
from tests.validators.papers import form
from validators.results import Result, by_marks


def marks(**scores: int | None) -> tuple[Mark, ...]:
    """The score of each subject; None where it could not be read."""
    return tuple(
        Mark(subject=subject, score=None if score is None else Decimal(score)) for subject, score in scores.items()
    )


@pytest.mark.parametrize(
    ("scores", "wanted", "result"),
    [
        (marks(会计=60), 60, Result.PASSED),
        (marks(会计=59), 60, Result.MISSED),
        (marks(会计=60, 审计=59), 60, Result.MISSED),
        (marks(会计=60, 审计=None), 60, None),
        (marks(会计=None, 审计=59), 60, Result.MISSED),
        (marks(总分=250), 240, Result.PASSED),
        (marks(会计=90, 总分=239), 240, Result.MISSED),
        (marks(会计=90, 审计=95, 总分=185), 100, Result.MISSED),
        (marks(会计=90, 审计=95, 总分=185), 101, Result.PASSED),
        (marks(总分=61), 60, Result.PASSED),
        (marks(会计=61, 总分=61), 60, Result.PASSED),
        (marks(会计=59, 总分=61), 60, None),
        (marks(会计=61, 总分=59), 60, None),
        (marks(会计=61, 审计=62, 总分=59), 60, Result.PASSED),
        (marks(会计=90), 240, None),
        ((), 60, None),
        (marks(会计=90), None, None),
    ],
)
def test_every_subject_reaches_the_mark_or_the_total_does_where_no_subject_could(
    scores: tuple[Mark, ...], wanted: int | None, result: Result | None
) -> None:
    known = {} if wanted is None else {"pass_mark": Decimal(wanted)}

    assert by_marks(form("exam_result", scores=scores, **known)) is result
