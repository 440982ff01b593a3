"""Progress on a terminal and in a log."""

import io
from dataclasses import dataclass

import pytest

from app.runs.progress import Bar, Lines, clock_face


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_bar_tells_how_many_and_how_long_the_rest_takes() -> None:
    stream, clock = io.StringIO(), Clock()
    bar = Bar(stream, 40, clock)

    clock.now = 30.0
    bar.tick(10)

    assert stream.getvalue() == "\r[██████░░░░░░░░░░░░░░░░░░] 10/40 · 0:30 · about 1:30 left"


def test_a_cleared_bar_leaves_no_trace_and_an_unchanged_one_is_not_drawn_again() -> None:
    stream = io.StringIO()
    bar = Bar(stream, 4, Clock())

    bar.tick(0)
    once = stream.getvalue()
    bar.tick(0)
    assert stream.getvalue() == once
    bar.clear()

    assert stream.getvalue().endswith("\r" + " " * (len(once) - 1) + "\r")


def test_a_log_gets_one_plain_line_a_document() -> None:
    stream = io.StringIO()
    lines = Lines(stream, 2)

    lines.tick(1)
    lines.note("a\x1b.jpg", "receipt, review")

    assert stream.getvalue() == "1/2 a\\x1b.jpg: receipt, review\n"


@pytest.mark.parametrize(("seconds", "shown"), [(0.2, "0:00"), (59.6, "1:00"), (754, "12:34"), (3723, "1:02:03")])
def test_times_read_like_a_clock(seconds: float, shown: str) -> None:
    assert clock_face(seconds) == shown
