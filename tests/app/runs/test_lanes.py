"""Answers come in the order of the questions, whatever finishes first."""

import os
import signal
import threading
import time

from app.runs.lanes import in_order, interruptible


def silent(_done: int) -> None:
    return None


def test_answers_come_in_order_although_later_ones_are_done_first() -> None:
    first_may_end = threading.Event()

    def work(item: int) -> int:
        if item == 0:
            first_may_end.wait(5)
        elif item == 3:
            first_may_end.set()
        return item * 10

    found = list(in_order(range(5), work, lanes=2, stop=threading.Event(), on_tick=silent))

    assert found == [(0, 0), (1, 10), (2, 20), (3, 30), (4, 40)]


def test_an_answer_comes_before_the_next_question_is_done() -> None:
    answered = threading.Event()

    def work(item: int) -> bool:
        return item == 0 or answered.wait(5)

    arriving = in_order(range(2), work, lanes=1, stop=threading.Event(), on_tick=silent)

    assert next(arriving) == (0, True)
    answered.set()
    assert next(arriving) == (1, True)


def test_no_more_lanes_work_at_once_than_were_asked_for() -> None:
    busy, most, lock = 0, 0, threading.Lock()

    def work(_item: int) -> None:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        time.sleep(0.01)
        with lock:
            busy -= 1

    list(in_order(range(12), work, lanes=3, stop=threading.Event(), on_tick=silent))

    assert most == 3


def test_after_a_stop_nothing_new_begins_and_what_is_done_still_comes() -> None:
    stop, hang = threading.Event(), threading.Event()
    begun: list[int] = []

    def work(item: int) -> int:
        begun.append(item)
        if item == 0:
            hang.wait(5)
        if item == 2:
            stop.set()
        return item

    found = list(in_order(range(9), work, lanes=2, stop=stop, on_tick=silent))
    hang.set()

    assert [answer for _, answer in found] == [1, 2]
    assert begun == [0, 1, 2]


def test_the_first_interrupt_is_a_wish_and_the_usual_answer_returns_afterwards() -> None:
    usual = signal.getsignal(signal.SIGINT)

    with interruptible() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        assert stop.wait(1)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    assert signal.getsignal(signal.SIGINT) is usual
