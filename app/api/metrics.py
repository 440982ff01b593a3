"""What Prometheus is told: ages, counts and times, never a value of evidence."""

import time

from fastapi import Request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from pipeline.errors import StoreTrouble
from pipeline.lifecycle import EvidenceState
from pipeline.replays import Verdict
from storage.records.proof.checkpoints import Checkpoints
from storage.records.proof.replays import SqlReplays
from workers.stores import Stores

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


def metrics_of(request: Request) -> "Metrics":
    found: Metrics = request.app.state.metrics
    return found


class Metrics:
    """One registry an application, so that tests do not share it."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "proofdesk_requests", "Requests answered", ("route", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "proofdesk_request_seconds",
            "Time to answer",
            ("route", "method"),
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._refusals = Counter("proofdesk_refusals", "Problems answered", ("code",), registry=self.registry)
        self._accepted = Histogram(
            "proofdesk_accept_seconds", "Time until a file is safe", registry=self.registry, buckets=_SECONDS
        )
        self._evidence = Gauge("proofdesk_evidence", "Evidence by state", ("state",), registry=self.registry)
        self._age = Gauge("proofdesk_queue_age_seconds", "Age of what waits longest", registry=self.registry)
        self._deliveries = Gauge("proofdesk_deliveries", "Webhooks by state", ("state",), registry=self.registry)
        self._unsigned = Gauge(
            "proofdesk_unsigned_seconds", "Age of the first entry without a signature", registry=self.registry
        )
        self._replays = Gauge(
            "proofdesk_replays", "Records made again in the newest night", ("verdict",), registry=self.registry
        )
        self._violations = Counter(
            "proofdesk_policy_violations", "What browsers stopped on pages", ("directive",), registry=self.registry
        )
        self._free = Gauge("proofdesk_disk_free_percent", "Free disk of the data folder", registry=self.registry)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """`route` is the template of the address, never the address."""
        method = method if method in _METHODS else "other"  # a stranger may send any word
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route, method).observe(seconds)

    def refused(self, code: str) -> None:
        """`code` of a problem, of a whole request or of one file of a batch."""
        self._refusals.labels(code).inc()

    def violated(self, directive: str) -> None:
        """A browser stopped something on a page; `directive` is one of few names."""
        self._violations.labels(directive).inc()

    def accepted(self, begun: float) -> None:
        """A file is safe whose request began at `begun` (monotonic); waiting for its reading is not counted."""
        self._accepted.observe(time.monotonic() - begun)

    def look(self, stores: Stores) -> None:
        """Ask the stores; what does not answer keeps its last value."""
        try:
            found = stores.standings.waiting()
            for state in EvidenceState:
                self._evidence.labels(state.value).set(found.get(state.value, 0))
            self._age.set(stores.standings.oldest_waiting_seconds())
            self._unsigned.set(Checkpoints(stores.database).unsigned().seconds)
            for name, count in stores.endpoints.counted().items():
                self._deliveries.labels(name).set(count)
            replayed = SqlReplays(stores.database).newest()
            for verdict in Verdict:
                self._replays.labels(verdict.value).set(replayed.get(verdict, 0))
        except StoreTrouble:
            return
        self._free.set(stores.free_percent())
