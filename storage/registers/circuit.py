"""Leaves a register that is away alone for a while, so that no claim waits for it in vain."""

import threading
from collections.abc import Callable

FAILURES = 3  # in a row, until it is left alone
REST_SECONDS = 30.0


class Circuit:
    """Open after FAILURES in a row; after the rest one inquiry tries again while the others still wait."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0

    def may_ask(self) -> bool:
        with self._lock:
            if self._failures < FAILURES:
                return True
            if self._clock() < self._until:
                return False
            self._until = self._clock() + REST_SECONDS  # this one tries; the others wait for what comes of it
            return True

    def answered(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self) -> bool:
        """Whether this failure opened the circuit."""
        with self._lock:
            self._failures += 1
            self._until = self._clock() + REST_SECONDS
            return self._failures == FAILURES
