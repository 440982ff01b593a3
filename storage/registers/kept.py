"""Answers of a register kept for a while, so that one entry is not asked for again and again."""

import threading
from collections import OrderedDict
from collections.abc import Callable

from pipeline.claim.registers import Confirmation, Inquiry

MOST = 10_000


class KeptAnswers:
    """The newest MOST answers, each for as long as it was given; safe between threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._held: OrderedDict[Inquiry, tuple[float, Confirmation]] = OrderedDict()

    def get(self, inquiry: Inquiry) -> Confirmation | None:
        with self._lock:
            until, answer = self._held.get(inquiry, (0.0, None))
            return answer if answer is not None and self._clock() < until else None

    def keep(self, inquiry: Inquiry, answer: Confirmation, seconds: float) -> None:
        with self._lock:
            self._held[inquiry] = (self._clock() + seconds, answer)
            self._held.move_to_end(inquiry)
            if len(self._held) > MOST:
                self._held.popitem(last=False)
