"""Every document read, shown and kept, in the order given."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, TextIO

from app.runs.inputs import Entry
from app.runs.keep import Keeper
from app.runs.lanes import INTERRUPTED, in_order
from app.runs.progress import Progress, clock_face
from app.showing.safe import json_line, visible
from app.showing.table import Table
from pipeline.errors import BadFile, ReaderTrouble, StoreTrouble
from pipeline.record_json import as_json
from pipeline.records import Record, Refusal, Route
from workers.jobs import Job, Result

log = logging.getLogger(__name__)

Answer = Record | Refusal
Read = Callable[[Job], Result]


class Screen(Protocol):
    """Where answers are shown, one after the other."""

    def show(self, answer: Answer) -> None: ...

    def end(self) -> None: ...


@dataclass(frozen=True, slots=True)
class JsonScreen:
    """JSON Lines in the stable schema, each line written out at once."""

    stream: TextIO

    def show(self, answer: Answer) -> None:
        self.stream.write(json_line(as_json(answer)) + "\n")
        self.stream.flush()

    def end(self) -> None:
        """The last line has been written."""


@dataclass(frozen=True, slots=True)
class TableScreen:
    """Tables for people."""

    stream: TextIO
    table: Table

    def show(self, answer: Answer) -> None:
        drawn = self.table.record(answer) if isinstance(answer, Record) else self.table.refusal(answer)
        self.stream.write(drawn + "\n")
        self.stream.flush()

    def end(self) -> None:
        self.stream.write(self.table.legend())


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """All one call of `process` works with; `keeper` is None when nothing is to be kept."""

    read: Read
    lanes: int
    stop: threading.Event
    screen: Screen
    progress: Progress
    keeper: Keeper | None
    notes: TextIO


def answered(run: Run, entries: tuple[Entry, ...]) -> int:
    """Exit status: 0 when every document got a record, 1 when one was refused, 130 when stopped by Ctrl-C."""
    began = time.monotonic()
    answers: list[Answer] = []
    done = 0
    for _, found in in_order(
        entries, lambda entry: _each(run, entry), lanes=run.lanes, stop=run.stop, on_tick=run.progress.tick
    ):
        done += 1
        run.progress.clear()
        for answer in found:
            run.screen.show(answer)
            run.progress.note(answer.name, told(answer))
        answers += found
    run.progress.clear()
    run.screen.end()
    stopped = done < len(entries)
    kept = _kept(run, answers)
    asked = len(entries) - done + len(answers)
    run.notes.write(summary(answers, asked, time.monotonic() - began))
    run.notes.flush()
    if stopped:
        return INTERRUPTED
    return 0 if kept and all(isinstance(answer, Record) for answer in answers) else 1


def summary(answers: Iterable[Answer], asked: int, seconds: float) -> str:
    """One or two lines for the end of a run."""
    answers = list(answers)
    records = [answer for answer in answers if isinstance(answer, Record)]
    pages = sum(len(record.pages) for record in records)
    waiting = sum(record.route is not Route.ACCEPT for record in records)
    doubtful = sum(bool(record.needs_person) for record in records)
    pace = f", {seconds / pages:.2f} s a page" if pages else ""
    begun = f"Stopped: {len(answers)} of {asked} documents done" if len(answers) < asked else f"{asked} documents"
    return (
        f"{begun} in {clock_face(seconds)}: {len(records)} read, {len(answers) - len(records)} refused, "
        f"{pages} pages{pace}; {waiting} go to a person, {doubtful} with values to check.\n"
    )


def attempted(work: Callable[[Entry], Result], entry: Entry) -> Result:
    """What `work` makes of one entry; whatever goes wrong becomes a refusal, so that the neighbours do not notice."""
    try:
        return work(entry)
    except (BadFile, ReaderTrouble) as error:
        return _refused(entry, error.code, error.message)
    except StoreTrouble as error:
        return _refused(entry, "not_kept", str(error))
    except OSError as error:
        return _refused(entry, "unreadable_path", f"It cannot be read ({error.strerror}); check its permissions.")
    except Exception as error:  # one document ends here, never the run
        log.debug("a document failed", exc_info=True)
        message = f"Reading it failed on our side ({type(error).__name__}); please report this. Others were read."
        return _refused(entry, "internal_error", message)


def taken(read: Read, entry: Entry) -> Result:
    """What `read` makes of a job; what was refused before it could be read stays as it is."""
    return Result(entry, None, ()) if isinstance(entry, Refusal) else read(entry)


def _each(run: Run, entry: Entry) -> tuple[Answer, ...]:
    """One answer, or one for each paper on the picture of `entry`."""
    result = attempted(lambda one: _filed(run, taken(run.read, one)), entry)
    return tuple(one.answer for one in (result, *result.further))


def _filed(run: Run, result: Result) -> Result:
    for one in (result, *result.further):
        if run.keeper:
            run.keeper.keep(one)
    return result


def _kept(run: Run, answers: list[Answer]) -> bool:
    if run.keeper is None:
        return True
    try:
        run.notes.write(run.keeper.close(answers) + "\n")
    except StoreTrouble as error:
        run.notes.write(f"{error}\n")
        return False
    return True


def _refused(entry: Entry, code: str, message: str) -> Result:
    refusal = Refusal(name=entry.name, files=entry.files, sha256="", media_type="", code=code, message=message)
    return Result(refusal, None, ())


def told(answer: Answer) -> str:
    """One answer in a few words, for the progress of a run."""
    if isinstance(answer, Refusal):
        return f"refused ({answer.code}): {visible(answer.message)}"
    waiting = len(answer.needs_person)
    return f"{answer.kind}, {answer.route.value}" + (f", {waiting} for a person" if waiting else "")
