"""One database, SQLite or PostgreSQL: its transactions, its clock, and which of its troubles pass."""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from pipeline.errors import StoreTrouble, WrongUse

T = TypeVar("T")

_TRIES = 5
_READING = "proofdesk_reading"
_PATIENCE = 10.0  # seconds a writer waits for another one in SQLite
_STATEMENT = 20  # seconds the longest statement may take in PostgreSQL
_OVERWRITE = "secure_delete=ON"  # what goes from a file of SQLite is written over with zeros
_IN_MEMORY = "sqlite://"
_UNREACHABLE = (OperationalError, InterfaceError, PoolTimeout)  # the rest is a fault of the program


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction; `now` is the database's time when it began, aware UTC.

    `closing`: what is done at its very end, in order, so that locks everybody needs are held for a moment only.
    """

    connection: Connection
    now: datetime
    closing: list[Callable[[], None]] = field(default_factory=list)


Clock = Callable[[Connection], datetime]


def database_clock(connection: Connection) -> datetime:
    """The server's time; SQLite has none of its own and takes this machine's."""
    if connection.dialect.name == "postgresql":
        found: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return found.astimezone(UTC)
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Database:
    """Safe to use from several threads."""

    engine: Engine
    clock: Clock

    def write(self, work: Callable[[Transaction], T]) -> T:
        """`work` in one transaction, tried again where the database itself asks for that.

        Raises StoreTrouble when it does not answer; whether the transaction took place is then unknown.
        """
        for attempt in range(1, _TRIES + 1):
            try:
                with self.engine.begin() as connection:
                    tx = Transaction(connection, self.clock(connection))
                    answer = work(tx)
                    for step in tx.closing:
                        step()
                    return answer
            except _UNREACHABLE as error:
                if not _passes(error) or attempt == _TRIES:
                    raise _trouble(error) from error
                time.sleep(0.01 * 2**attempt)
        raise AssertionError("unreachable")

    def read(self, work: Callable[[Transaction], T]) -> T:
        """`work` on one consistent view that changes nothing."""
        try:
            with self.engine.connect().execution_options(**{_READING: True}) as connection, connection.begin():
                return work(Transaction(connection, self.clock(connection)))
        except _UNREACHABLE as error:
            raise _trouble(error) from error

    def snapshot(self, work: Callable[[Transaction], T]) -> T:
        """As `read`, and every statement of it sees the same moment in PostgreSQL, too."""
        postgres = self.engine.dialect.name == "postgresql"
        options: dict[str, Any] = {"isolation_level": "REPEATABLE READ"} if postgres else {}
        try:
            with self.engine.connect().execution_options(**{_READING: True}, **options) as one, one.begin():
                return work(Transaction(one, self.clock(one)))
        except _UNREACHABLE as error:
            raise _trouble(error) from error

    def at_once(self, statement: str) -> None:
        """A statement that stands in no transaction, such as upkeep of the database's own files."""
        try:
            connection = self.engine.raw_connection()
            try:
                driver: Any = connection.driver_connection
                if self.engine.dialect.name == "postgresql":
                    driver.autocommit = True
                driver.execute(statement)
                if self.engine.dialect.name == "postgresql":
                    driver.autocommit = False
            finally:
                connection.close()
        except (*_UNREACHABLE, sqlite3.OperationalError, psycopg.OperationalError) as error:
            raise _trouble(error) from error

    def close(self) -> None:
        self.engine.dispose()


def opened(url: str, *, clock: Clock = database_clock, connections: int = 10) -> Database:
    """The database at `url`: `sqlite:///file`, `sqlite://` (in memory) or `postgresql+psycopg://…`.

    Raises WrongUse for any other, StoreTrouble when it does not answer.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise WrongUse(
            "The database address cannot be understood; write postgresql+psycopg://user@host/name."
        ) from error
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    try:
        match parsed.get_backend_name():
            case "sqlite":
                engine = _sqlite(url, connections)
            case "postgresql":
                engine = create_engine(
                    parsed,
                    pool_size=connections,
                    max_overflow=connections,
                    pool_timeout=2,
                    pool_pre_ping=True,
                    hide_parameters=True,
                    connect_args={
                        "connect_timeout": 3,
                        "options": f"-c statement_timeout={_STATEMENT}s -c idle_in_transaction_session_timeout=30s",
                    },
                )
            case other:
                raise WrongUse(f"Records are kept in SQLite or PostgreSQL, not in {other}.")
    except _UNREACHABLE as error:
        raise _trouble(error) from error
    return Database(engine, clock)


def _sqlite(url: str, connections: int) -> Engine:
    if url == _IN_MEMORY:
        only = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 30}  # another connection would be another database
        engine = create_engine(
            url, poolclass=QueuePool, connect_args={"check_same_thread": False}, hide_parameters=True, **only
        )
    else:
        engine = create_engine(
            url,
            connect_args={"timeout": _PATIENCE},
            pool_size=connections,
            max_overflow=connections,
            pool_timeout=2,
            hide_parameters=True,
        )

    @event.listens_for(engine, "connect")
    def _prepared(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (f"busy_timeout={_PATIENCE * 1000:.0f}", "synchronous=FULL", "foreign_keys=ON", _OVERWRITE):
            connection.execute(f"PRAGMA {pragma}")
        _write_ahead(connection)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        reading = connection.get_execution_options().get(_READING)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """The write-ahead log, also where another start turns it on just now.

    Turning it on needs the file alone, and SQLite answers that it is locked without waiting for its busy timeout.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def sqlite_address(file: Path) -> str:
    return f"sqlite:///{file}"


def _passes(error: Exception) -> bool:
    """Whether the database gave up one of several transactions that met: a deadlock or a serialization failure."""
    cause = getattr(error, "orig", None)
    return isinstance(cause, psycopg.errors.DeadlockDetected | psycopg.errors.SerializationFailure)


def _trouble(error: Exception) -> StoreTrouble:
    cause = type(getattr(error, "orig", None) or error).__name__
    return StoreTrouble(f"The database does not answer ({cause}); try again in a moment.")
