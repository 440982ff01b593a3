"""Logs: one JSON object a line on standard error, with ids and never with what evidence says."""

import json
import logging
import sys
from datetime import UTC, datetime

_USUAL = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {"message", "asctime", "taskName"}


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
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=True, default=str)


def begin_logs(level: int = logging.INFO) -> None:
    """Our own loggers speak; those of libraries only when something is wrong."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(OneLine())
    logging.basicConfig(level=logging.WARNING, handlers=[lines], force=True)
    logging.getLogger("proofdesk").setLevel(level)
