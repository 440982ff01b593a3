"""A reader that is told what waits: a worker of RQ on exactly one queue, which never calls what Redis names."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import BaseDeathPenalty
from rq.worker_registration import WORKERS_BY_QUEUE_KEY

from pipeline.errors import StoreTrouble, WrongUse
from pipeline.evidence import EvidenceId
from workers.rounds.hint_job import Hint

_WAIT = 1  # seconds for one look into the queue
_ALIVE = 3.0  # seconds between two signs of life
_TTL = 20  # seconds after which a silent reader is no longer counted
_AWAY = 0.5  # seconds between two looks into the database while Redis is away
_LONGEST_AWAY = 5.0  # seconds between two looks whether Redis is back
_STUCK = 1_000  # names of hints whose readers died are kept up to this many, to be looked at
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
        self._queue = queues[0]
        self._read = read
        self._alarm = alarm
        self._pause = 0.0  # grows while Redis is away

    def follow(self, stop: threading.Event) -> None:
        """Until `stop` is set; whatever Redis does and whatever lies in it, this goes on.

        It does not leave the waiting for Redis to whoever starts it: a reader takes seconds to load its models, and
        there is work to do without Redis.
        """
        with self._signs_of_life():
            while not stop.is_set():
                try:
                    self._follow_one(stop)
                except RedisError as error:
                    self._go_without(stop, type(error).__name__)

    def _set_connection(self, connection: Redis) -> Redis:
        """As it is: RQ would let Redis take 15 s and more for an answer, and nothing be read meanwhile."""
        return connection

    def execute_job(self, job: Job, queue: Queue) -> None:  # noqa: ARG002 - RQ's signature
        """The hint is gone before it is followed: the database knows what is left to do when we die."""
        self._remove(job.id)
        if isinstance(job, Hint) and job.evidence is not None:
            self._read_one(job.evidence)
        else:
            self._alarm(job.id, getattr(job, "refused", None) or "not a hint")

    def _follow_one(self, stop: threading.Event) -> None:
        held = self.connection.blmove(self._queue.key, self._queue.intermediate_queue_key, _WAIT)
        if self._pause:
            _log.info("redis back")
            self._pause = 0.0
        if held is None:
            self._read_one(None)  # a hint may have been lost: look as well
            return
        name = (
            held if isinstance(held, str) else str(held, "utf-8", "surrogateescape")
        )  # strangers write what they like
        if stop.is_set():
            self._put_back(name)
        else:
            self._follow_name(name)

    def _follow_name(self, name: str) -> None:
        try:
            hint = Hint(name, connection=self.connection, serializer=JSONSerializer)
            hint.refresh()
        except NoSuchJobError:  # it ran out, or somebody emptied Redis
            self._remove(name)
        except ValueError:
            self._remove(name)
            self._alarm(name, "a name that no job has")
        else:
            self.execute_job(hint, self._queue)

    def _read_one(self, wanted: EvidenceId | None) -> bool:
        """Whether something was read; what goes wrong is told, and the reader lives on."""
        try:
            return self._read(wanted)
        except StoreTrouble as trouble:
            _log.warning("store away", extra={"because": type(trouble).__name__})
        except Exception:  # noqa: BLE001 - a job ends here
            _log.exception("reading failed", extra={"evidence": wanted})
        time.sleep(_AWAY)
        return False

    def _go_without(self, stop: threading.Event, because: str) -> None:
        """What waits in the database is read for a while, without asking Redis."""
        if not self._pause:
            _log.warning("redis away", extra={"because": because})
        self._pause = min(max(2 * self._pause, _AWAY), _LONGEST_AWAY)
        until = time.monotonic() + self._pause
        while not stop.is_set() and time.monotonic() < until:
            if not self._read_one(None):
                stop.wait(_AWAY)

    def _remove(self, name: str) -> None:
        held = name.encode("utf-8", "surrogateescape")
        with self.connection.pipeline() as at_once:
            at_once.lrem(self._queue.intermediate_queue_key, 0, held)  # type: ignore[arg-type]
            at_once.delete(Job.redis_job_namespace_prefix.encode() + held)
            at_once.execute()

    def _put_back(self, name: str) -> None:
        held = name.encode("utf-8", "surrogateescape")
        with self.connection.pipeline() as at_once:
            at_once.lrem(self._queue.intermediate_queue_key, 0, held)  # type: ignore[arg-type]
            at_once.lpush(self._queue.key, held)
            at_once.execute()

    @contextmanager
    def _signs_of_life(self) -> Iterator[None]:
        """From another thread, so that a reader is counted during a long document as well."""
        done = threading.Event()

        def sign() -> None:
            while not done.is_set():
                with suppress(RedisError):
                    self._sign()
                done.wait(_ALIVE)

        thread = threading.Thread(target=sign, name="signs of life", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
            with suppress(RedisError):
                self.register_death()  # type: ignore[no-untyped-call]

    def _sign(self) -> None:
        """After Redis was emptied, or an earlier process of our name had ended, we are there again."""
        counted = self.connection.sismember(WORKERS_BY_QUEUE_KEY % self._queue.name, self.key)
        if counted and self.connection.exists(self.key):
            self.heartbeat(_TTL)
        else:
            self.connection.delete(self.key)
            self.register_birth()  # type: ignore[no-untyped-call]
        self.connection.ltrim(self._queue.intermediate_queue_key, -_STUCK, -1)
