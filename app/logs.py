"""Logs: one JSON object a line on standard error, with ids and never with what evidence says."""

import json
import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from traceback import extract_tb

_USUAL = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {"message", "asctime", "taskName"}
_STEPS = 12  # places of one error, the last ones


class OneLine(logging.Formatter):
    """What a call put into `extra` becomes keys; control characters are escaped as JSON escapes them."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.getMessage(),
        }
        told |= {name: value for name, value in vars(record).items() if name not in _USUAL}
        if record.exc_info:
            told["trace"] = list(_steps(record.exc_info[1]))
        return json.dumps(told, ensure_ascii=True, default=str)


def _steps(error: BaseException | None) -> Iterator[str]:
    """Classes and places of an error and of what led to it, the newest first; never messages, which quote values."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield type(error).__name__
        for step in reversed(extract_tb(error.__traceback__)[-_STEPS:]):
            yield f"  {step.filename}:{step.lineno} {step.name}"
        error = error.__cause__ or error.__context__


def begin_logs(level: int = logging.INFO) -> None:
    """Our own loggers speak; those of libraries only when something is wrong."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(OneLine())
    logging.basicConfig(level=logging.WARNING, handlers=[lines], force=True)
    logging.getLogger("proofdesk").setLevel(level)
