"""How often a day something was used, as diaries note it."""

import pytest

from validators.claim.doses import times_a_day


@pytest.mark.parametrize(
    ("note", "times"),
    [
        ("早上1次，晚上1次", 2),
        ("早晨洁面后一次、晚间一次", 2),
        ("早/晚", 2),
        ("早、晚", 2),
        ("早 & 晚", 2),
        ("一早一晚", 2),
        ("AM 1 drop, PM 1 drop", 2),
        ("once in the morning, once at night", 2),
        ("早中晚各一次", 3),
        ("早上、中午、晚上各1次", 3),
        ("morning, noon and evening", 3),
        ("2 X daily", 2),
        ("1 time", 1),
        ("9次", 9),
        ("每次1片，每日3次", 3),
        ("２次", 2),
        ("一次", 1),
        ("二次", 2),
        ("四次", 4),
        ("晚1次", 1),
    ],
)
def test_the_times_a_note_tells_are_counted(note: str, times: int) -> None:
    assert times_a_day(note) == times


@pytest.mark.parametrize(
    "note", ["第3次使用", "第12次", "第十二次", "12次", "十二次", "12x", "0次", "最早一批", "pm", "晚"]
)
def test_the_third_use_of_a_diary_and_a_sum_of_uses_are_no_times_a_day(note: str) -> None:
    assert times_a_day(note) is None


@pytest.mark.parametrize("note", ["早已用，晚未用", "早用晚漏", "早晚各一次，晚上忘了", "morning yes, evening missed"])
def test_a_note_of_a_missed_use_is_not_counted(note: str) -> None:
    assert times_a_day(note) is None
