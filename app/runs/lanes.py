"""Many documents read at a time, answered in the order they were given."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from types import FrameType
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

INTERRUPTED = 130  # the shell's status for a program stopped by Ctrl-C
TICK = 0.2  # seconds between two looks at the stop signal


def in_order(
    items: Sequence[A],
    work: Callable[[A], B],
    *,
    lanes: int,
    stop: threading.Event,
    on_tick: Callable[[int], None],
) -> Iterator[tuple[A, B]]:
    """Each item with its answer, as soon as it and all before it are done.

    `work` must not raise. `on_tick` hears five times a second, and after each answer, how many are done. Once `stop` is
    set nothing new is begun; what is done by then still comes, in order and with gaps, and what is under way is left
    to its own end.
    """
    todo: SimpleQueue[int] = SimpleQueue()
    done: SimpleQueue[tuple[int, B]] = SimpleQueue()
    for index in range(len(items)):
        todo.put(index)

    def lane() -> None:
        while not stop.is_set():
            try:
                index = todo.get_nowait()
            except Empty:
                return
            done.put((index, work(items[index])))

    for _ in range(min(lanes, len(items))):
        threading.Thread(target=lane, daemon=True).start()
    waiting: dict[int, B] = {}
    due = 0
    while due < len(items) and not stop.is_set():
        waiting.update(_arrived(done))
        while due in waiting:
            yield items[due], waiting.pop(due)
            due += 1
        on_tick(due + len(waiting))
    while not done.empty():
        waiting.update((done.get_nowait(),))
    for index in sorted(waiting):
        yield items[index], waiting[index]


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """While it is open, the first Ctrl-C sets the event, a second one ends the program as usual."""
    stop = threading.Event()
    usual = signal.getsignal(signal.SIGINT)

    def first(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGINT, first)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, usual)


def _arrived(done: SimpleQueue[tuple[int, B]]) -> list[tuple[int, B]]:
    try:
        return [done.get(timeout=TICK)]
    except Empty:
        return []
