"""Whether the parts an installation stands on answer now, however long they would let us wait."""

import asyncio
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from pipeline.errors import ProofdeskError
from workers.stores import Stores

OK, SILENT = "ok", "silent"
HINTS = "hints"
PATIENCE = 2.0  # seconds
_BELIEVED = 1.0  # seconds for which an answer holds: nobody needs a key to ask, and asking costs the disk
_PROBES = 6  # threads that may hang in a part that is silent, apart from those that answer requests


@dataclass(slots=True)
class Readiness:
    """`parts`: a probe by name, which raises a ProofdeskError when its part does not answer."""

    parts: Mapping[str, Callable[[], object]]
    patience: float = PATIENCE
    _answers: dict[str, str] = field(default_factory=dict)
    _asked: float = -10.0
    _one_asks: asyncio.Lock = field(default_factory=asyncio.Lock)
    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_PROBES))

    @classmethod
    def of(cls, stores: Stores) -> "Readiness":
        parts: dict[str, Callable[[], object]] = {"database": stores.work.backlog, "objects": stores.objects.probe}
        if stores.hints:
            parts[HINTS] = stores.hints.probe
        return cls(parts)

    async def told(self) -> Mapping[str, str]:
        """For each part OK, SILENT, or the class of its trouble; at most a second old."""
        async with self._one_asks:
            if time.monotonic() - self._asked > _BELIEVED:
                answers = await asyncio.gather(*(self._answer(probe) for probe in self.parts.values()))
                self._answers, self._asked = dict(zip(self.parts, answers, strict=True)), time.monotonic()
            return self._answers

    async def _answer(self, probe: Callable[[], object]) -> str:
        asking = asyncio.get_running_loop().run_in_executor(self._threads, _asked, probe)
        try:
            return await asyncio.wait_for(asking, self.patience)
        except TimeoutError:
            return SILENT


def _asked(probe: Callable[[], object]) -> str:
    try:
        probe()
    except ProofdeskError as trouble:
        return type(trouble).__name__
    return OK
