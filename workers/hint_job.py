"""A hint as it comes out of Redis: believed only when it is exactly what we would have written."""

import json
import re
import zlib

from rq.exceptions import NoSuchJobError
from rq.job import Job

from pipeline.evidence import EvidenceId
from workers.hints import TASK

_MOST_BYTES = 1_024  # of one field; a hint of ours has about 100
_MOST_FIELDS = 40
_EVIDENCE = re.compile(r"evd_[0-9A-Za-z]{1,40}")
_OURS = frozenset(
    {
        *("status", "created_at", "enqueued_at", "started_at", "ended_at", "last_heartbeat"),
        *("data", "origin", "description", "worker_name", "timeout", "ttl", "result_ttl", "failure_ttl"),
        *("allow_dependency_failures", "enqueue_at_front", "group_id"),
        *("success_callback_name", "failure_callback_name", "stopped_callback_name"),
    }
)
_MUST_BE_EMPTY = ("success_callback_name", "failure_callback_name", "stopped_callback_name", "group_id")


class Hint(Job):
    """A job that is never called: `evidence` names what waits, or `refused` says why nothing will be done.

    Nothing in Redis is unpickled, and no name in it is looked up.
    """

    evidence: EvidenceId | None = None
    refused: str | None = None

    def refresh(self) -> None:
        """Reads what a hint holds, and no more than that."""
        names = self._names()
        if not names:
            raise NoSuchJobError(f"No such job: {self.id}")
        strange = set(names) - _OURS
        if strange:
            self.refused = "fields that no hint has"
            return
        if any(self.connection.hstrlen(self.key, name) > _MOST_BYTES for name in names):
            self.refused = "a field that is too long"
            return
        if any(self.connection.hget(self.key, name) for name in _MUST_BE_EMPTY):
            self.refused = "a callback or a group"
            return
        self._understand(self.connection.hget(self.key, "data"))

    def _names(self) -> list[str]:
        if self.connection.type(self.key) == b"none":
            return []
        if self.connection.type(self.key) != b"hash" or self.connection.hlen(self.key) > _MOST_FIELDS:
            return ["no hash of ours"]
        return [str(name, "utf-8", "replace") for name in self.connection.hkeys(self.key) if isinstance(name, bytes)]

    def _understand(self, packed: object) -> None:
        try:
            called = json.loads(_unpacked(packed if isinstance(packed, bytes) else b""))
        except (ValueError, RecursionError):
            self.refused = "not JSON"
            return
        match called:
            case [name, None, [str(evidence), int(attempt)], dict(named)] if (
                name == TASK and not named and _EVIDENCE.fullmatch(evidence) and 0 < attempt < 10_000
            ):
                self.evidence = EvidenceId(evidence)
            case _:
                self.refused = "another call than ours"


def _unpacked(packed: bytes) -> bytes:
    """RQ packs with zlib; what would unpack to more than a hint is cut, and no JSON any more."""
    try:
        return zlib.decompressobj().decompress(packed, _MOST_BYTES)
    except zlib.error:
        return packed
