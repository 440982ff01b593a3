"""The wire: whoever connects says what is wanted soon, or is let go."""

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol


class PromptHead(H11Protocol):
    """HTTP/1.1 whose heads come whole within `patience` seconds; uvicorn itself waits for one without end."""

    patience: ClassVar[float] = 15.0

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_a_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._wait_for_a_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait_for_a_head(self) -> None:
        if not self._no_head_yet():
            self._stop_waiting()
        elif self._late is None:
            self._late = self.loop.call_later(self.patience, self._let_go)

    def _no_head_yet(self) -> bool:
        """Also while the rest of a body still comes in that was refused: it may end, but not for long."""
        return self.cycle is None or self.cycle.response_complete

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _let_go(self) -> None:
        self._late = None
        if self._no_head_yet():
            self.timeout_keep_alive_handler()
