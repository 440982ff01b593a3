"""A hint as it comes out of Redis: believed only when it is exactly what we would have written."""

import json
import re
import zlib

from rq.exceptions import NoSuchJobError
from rq.job import Job

from pipeline.evidence import EvidenceId
from workers.rounds.hints import TASK, hint_name

_MOST_BYTES = 1_024  # of one field; a hint of ours has about 100
_EVIDENCE = re.compile(r"evd_[0-9A-Za-z]{1,40}")
_NAME = re.compile(_EVIDENCE.pattern + "-[0-9]{1,9}")
_OURS = (
    *("status", "created_at", "enqueued_at", "started_at", "ended_at", "last_heartbeat"),
    *("data", "origin", "description", "worker_name", "timeout", "ttl", "result_ttl", "failure_ttl"),
    *("allow_dependency_failures", "enqueue_at_front", "group_id"),
    *("success_callback_name", "failure_callback_name", "stopped_callback_name"),
)
_MUST_BE_EMPTY = ("success_callback_name", "failure_callback_name", "stopped_callback_name", "group_id")


class Hint(Job):
    """A job that is never called: `evidence` names what waits, or `refused` says why nothing will be done.

    Nothing in Redis is unpickled, and no name in it is looked up.
    """

    evidence: EvidenceId | None = None
    refused: str | None = None

    def refresh(self) -> None:
        """Reads what a hint holds, and no more than that: nothing is fetched before its size is known."""
        if not _NAME.fullmatch(self.id):
            self.refused = "a name that no hint has"
            return
        with self.connection.pipeline() as asked:  # at once: emptied in between, it would look like a stranger's
            asked.type(self.key)
            asked.hlen(self.key)
            for name in _OURS:
                asked.hexists(self.key, name)
                asked.hstrlen(self.key, name)
            kind, fields, *each = asked.execute(raise_on_error=False)
        if kind == b"none":
            raise NoSuchJobError(f"No such job: {self.id}")
        if kind != b"hash":
            self.refused = "no hash"
        elif fields != sum(each[::2]) or not each[2 * _OURS.index("data")]:
            self.refused = "fields that no hint has"
        elif max(each[1::2]) > _MOST_BYTES:
            self.refused = "a field that is too long"
        else:
            self._read()

    def _read(self) -> None:
        *empty, packed = self.connection.hmget(self.key, [*_MUST_BE_EMPTY, "data"])
        if packed is None:  # it was there a moment ago
            raise NoSuchJobError(f"No such job: {self.id}")
        if any(empty):
            self.refused = "a callback or a group"
        else:
            self._understand(packed)

    def _understand(self, packed: object) -> None:
        try:
            called = json.loads(_unpacked(packed if isinstance(packed, bytes) else b""))
        except (ValueError, RecursionError):
            self.refused = "not JSON"
            return
        match called:
            case [name, None, [str(evidence), int(attempt)], dict(named)] if (
                name == TASK
                and not named
                and type(attempt) is int  # JSON has true, which counts as 1
                and _EVIDENCE.fullmatch(evidence)
                and self.id == hint_name(EvidenceId(evidence), attempt)
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
