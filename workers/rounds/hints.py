"""Hints on Redis, as jobs of RQ: an id and a number, nothing else; Redis may forget them at any time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Unconnected
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer
from rq.worker_registration import get_keys

from pipeline.errors import StoreTrouble, WrongUse
from pipeline.evidence import EvidenceId

QUEUE = "proofdesk"
TASK = "proofdesk.read"  # a name, not a place to find code at: readers know what it stands for
ANSWER = 2.0  # seconds Redis may take; whoever reads must not wait longer for a mere hint
_FOR_EACH_READER = 4  # hints on their way
_LEAST = 4
_COUNTED_FOR = 5.0  # seconds the number of readers is believed
_KEPT = 3_600  # seconds a hint may lie there


def connected(url: str) -> Redis:
    """A connection to `url` (`redis://`, `rediss://`, `unix://`), made when first used. Raises WrongUse.

    A question is asked once more only where the connection was found closed, as it is after a restart of Redis; the
    library's own ten tries would hold up whoever asks for 20 s and more.
    """
    again = Retry(NoBackoff(), 1, (Unconnected,))
    try:
        return Redis.from_url(
            url, socket_timeout=ANSWER, socket_connect_timeout=ANSWER, health_check_interval=30, retry=again
        )
    except ValueError as error:
        raise WrongUse("PROOFDESK_REDIS_URL cannot be understood; write redis://:password@host:6379.") from error


@dataclass(frozen=True, slots=True)
class RedisHints:
    """The port `Hints`."""

    queue: Queue
    _counted: list[tuple[float, int]] = field(default_factory=list)

    @classmethod
    def at(cls, url: str) -> "RedisHints":
        """Nothing is asked of Redis yet."""
        return cls(Queue(QUEUE, connection=connected(url), serializer=JSONSerializer))

    def send(self, evidence: EvidenceId, attempt: int) -> None:
        """Sent twice, it lies there once: whatever had its name goes in the same transaction."""
        job = Job.create(
            TASK,
            args=(evidence, attempt),
            connection=self.queue.connection,
            serializer=JSONSerializer,
            id=hint_name(evidence, attempt),
            origin=self.queue.name,
            status=JobStatus.QUEUED,
            result_ttl=0,
            failure_ttl=_KEPT,
            timeout=-1,
            description=TASK,
        )
        with _answering(), self.queue.connection.pipeline() as at_once:
            at_once.lrem(self.queue.key, 0, job.id)
            at_once.lrem(self.queue.intermediate_queue_key, 0, job.id)
            at_once.delete(job.key)
            job.save(pipeline=at_once)
            at_once.expire(job.key, _KEPT)
            at_once.sadd(self.queue.redis_queues_keys, self.queue.key)
            self.queue.push_job_id(job.id, pipeline=at_once)
            at_once.execute()

    def knows(self, evidence: EvidenceId, attempt: int) -> bool:
        """Whether it lies in the queue; one that a reader took counts as lost, however long ago that was.

        A reader takes a hint out of RQ's intermediate list before it follows it: what is found there is a moment old,
        or its reader has died. A second hint does no harm in either case, as evidence is claimed only once.
        """
        with _answering():
            return self.queue.connection.lpos(self.queue.key, hint_name(evidence, attempt)) is not None

    def room(self) -> int:
        with _answering():
            return max(_LEAST, _FOR_EACH_READER * self._readers()) - self.queue.count

    def probe(self) -> None:
        """Returns when Redis answers."""
        with _answering():
            self.queue.connection.ping()

    def _readers(self) -> int:
        """How many live, by their own word; asked every few seconds."""
        if not self._counted or time.monotonic() - self._counted[0][0] > _COUNTED_FOR:
            keys = get_keys(queue=self.queue)
            living = int(self.queue.connection.exists(*keys)) if keys else 0
            self._counted[:] = [(time.monotonic(), living)]
        return self._counted[0][1]


def hint_name(evidence: EvidenceId, attempt: int) -> str:
    """The id of the job; RQ takes letters, digits, `_` and `-`."""
    return f"{evidence}-{attempt}"


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        raise StoreTrouble(f"Redis does not answer ({type(error).__name__}); hints wait in the database.") from error
