"""A reader that is told what waits: a worker of RQ on exactly one queue, which never calls what Redis names."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable

from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import DequeueTimeout
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import BaseDeathPenalty

from pipeline.errors import StoreTrouble, WrongUse
from pipeline.evidence import EvidenceId
from workers.hint_job import Hint

_WAIT = 1  # seconds for one look into the queue
_ALIVE = 5.0  # seconds between two signs of life
_TTL = 20  # seconds after which RQ takes a silent worker for dead (RQ adds 60)
_AWAY = 0.5  # seconds between two looks while Redis is away
_log = logging.getLogger("proofdesk.hints")

Read = Callable[[EvidenceId | None], bool]  # reads this evidence, or whatever is due first; whether it did
Alarm = Callable[[str, str], None]  # the name of a job, and why it was refused


class NoPenalty(BaseDeathPenalty):
    """Time limits are kept by the reading room: they stop C code too."""

    def setup_death_penalty(self) -> None: ...

    def cancel_death_penalty(self) -> None: ...


class HintedReader(SimpleWorker):
    """Reads what it is told of; while Redis is away it looks into the database itself."""

    death_penalty_class = NoPenalty
    job_class = Hint

    def __init__(self, queues: list[Queue], name: str, read: Read, alarm: Alarm) -> None:
        if len(queues) != 1:
            raise WrongUse("A reader follows exactly one queue: with more, RQ loses jobs when it is killed.")
        super().__init__(
            queues,
            name=name,
            connection=queues[0].connection,
            serializer=JSONSerializer,
            job_class=Hint,
            worker_ttl=_TTL,
            prepare_for_work=False,
        )
        self.hostname, self.pid = socket.gethostname(), os.getpid()
        self._read = read
        self._alarm = alarm
        self._last_sign = 0.0

    def follow(self, stop: threading.Event) -> None:
        """Until `stop` is set; whatever Redis does, this goes on."""
        while not stop.is_set():
            try:
                self._sign_of_life()
                self._follow_one()
            except DequeueTimeout:
                self._read_one()  # a hint may have been lost: look as well
            except RedisError as error:
                _log.warning("redis away", extra={"because": type(error).__name__})
                if not self._read_one():
                    stop.wait(_AWAY)
            except StoreTrouble:
                stop.wait(_AWAY)
            except Exception as error:  # noqa: BLE001 - whatever lies in Redis, the reader lives on
                self._alarm(str(getattr(error, "job_id", "?")), f"cannot be taken out ({type(error).__name__})")
        self._sign_off()

    def execute_job(self, job: Job, queue: Queue) -> None:
        """The hint is gone before it is followed: the database knows what is left to do when we die."""
        with self.connection.pipeline() as pipeline:
            pipeline.lrem(queue.intermediate_queue_key, 1, job.id)
            pipeline.delete(job.key)
            pipeline.execute()
        if isinstance(job, Hint) and job.evidence is not None:
            self._read(job.evidence)
        else:
            self._alarm(job.id, getattr(job, "refused", None) or "not a hint")

    def _follow_one(self) -> None:
        found = self.queue_class.dequeue_any(
            self.queues, _WAIT, connection=self.connection, job_class=Hint, serializer=JSONSerializer
        )
        if found:
            self.execute_job(*found)

    def _read_one(self) -> bool:
        try:
            return self._read(None)
        except StoreTrouble:
            return False

    def _sign_of_life(self) -> None:
        """So that others can count us; after Redis was emptied we are there again."""
        if time.monotonic() - self._last_sign < _ALIVE:
            return
        if self.connection.exists(self.key):
            self.heartbeat(_TTL)
        else:
            self.register_birth()  # type: ignore[no-untyped-call]
        self._last_sign = time.monotonic()

    def _sign_off(self) -> None:
        try:
            self.register_death()  # type: ignore[no-untyped-call]
        except RedisError:
            _log.warning("redis away at the end")
