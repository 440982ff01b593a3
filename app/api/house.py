"""What every request of the API finds: the stores, the reception, how busy we are, and whether we are stopping."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.api.problems import Problem
from app.api.readiness import Readiness
from pipeline.kinds import Kind
from storage.records.evidence.arrivals import Used
from storage.records.proof.audits import SqlAudits
from workers.outside.egress import Egress
from workers.proof.claim_history import Histories
from workers.proof.showing import Showing
from workers.proof.signing import check_signed
from workers.reception import Reception
from workers.reviews.correcting import Correcting
from workers.reviews.page_pictures import PagePictures
from workers.reviews.practising import Practising
from workers.reviews.twinning import Twinning
from workers.settings import Quotas
from workers.stores import Stores

_BELIEVED = 1.0  # seconds for which what we know of the load is believed
_COME_AGAIN = 10  # seconds


@dataclass(slots=True)
class Load:
    """How much is going on, asked of the stores once a second at most; safe from several threads."""

    stores: Stores
    uploads: int = 0
    listeners: dict[str, int] = field(default_factory=dict)
    _asked: float = -10.0
    _backlog: int = 0
    _signed: float = -10.0
    _free: float = 100.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self) -> None:
        """Raises a 503 Problem when nothing more can be taken in now."""
        quotas = self.stores.settings.quotas
        with self._lock:
            if time.monotonic() - self._asked > _BELIEVED:
                self._backlog = self.stores.work.backlog()
                self._free = self.stores.free_percent()
                self._asked = time.monotonic()
            full = self._backlog >= quotas.backlog_files or self._free < quotas.free_percent
        if full:
            raise _overloaded()

    def check_signed(self) -> None:
        """Raises Unsigned while the ledger waits too long for its signature."""
        if time.monotonic() - self._signed > _BELIEVED:
            check_signed(self.stores)
            self._signed = time.monotonic()

    @contextmanager
    def uploading(self) -> Iterator[None]:
        """One of the uploads at once; call it in the event loop. Raises a 503 Problem when all are under way."""
        if self.uploads >= self.stores.settings.quotas.uploads_at_once:
            raise _overloaded()
        self.uploads += 1
        try:
            yield
        finally:
            self.uploads -= 1

    @contextmanager
    def listening(self, tenant: str, most: int) -> Iterator[None]:
        """One of at most `most` listeners of a tenant, else a 429 Problem; call it in the event loop."""
        if self.listeners.get(tenant, 0) >= most:
            raise Problem(429, "too_many_listeners", "Too many listeners; close some of them.", {"Retry-After": "60"})
        self.listeners[tenant] = self.listeners.get(tenant, 0) + 1
        try:
            yield
        finally:
            self.listeners[tenant] -= 1
            if not self.listeners[tenant]:
                del self.listeners[tenant]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """`stopping` says whether long answers should end now; people see pages by `showing`, packs take `pages`."""

    stores: Stores
    reception: Reception
    load: Load
    egress: Egress
    readiness: Readiness
    correcting: Correcting
    reviewing: Practising
    showing: Showing
    pages: PagePictures
    twinning: Twinning
    audits: SqlAudits
    histories: Histories
    kinds: Mapping[str, Kind]
    stopping: Callable[[], bool]


def check_quotas(used: Used, quotas: Quotas, size: int) -> dict[str, str]:
    """RateLimit headers (draft-ietf-httpapi-ratelimit-headers) for an upload of `size` bytes; 429 when over."""
    left = quotas.day_files - used.files
    headers = {
        "RateLimit-Limit": str(quotas.day_files),
        "RateLimit-Remaining": str(max(0, left - 1)),
        "RateLimit-Reset": str(_until_midnight()),
    }
    if left < 1 or used.size + size > quotas.day_bytes:
        again = {**headers, "RateLimit-Remaining": "0", "Retry-After": headers["RateLimit-Reset"]}
        raise Problem(429, "day_quota", "Today's quota is used up; send it tomorrow (UTC).", again)
    if used.waiting >= quotas.waiting_files:
        raise Problem(
            429,
            "too_many_waiting",
            "Too many of your files are waiting; send it again later.",
            {**headers, "Retry-After": str(_COME_AGAIN)},
        )
    return headers


def _overloaded() -> Problem:
    return Problem(503, "overloaded", "Too much is waiting; send it again later.", {"Retry-After": str(_COME_AGAIN)})


def _until_midnight() -> int:
    return 86_400 - int(time.time()) % 86_400
