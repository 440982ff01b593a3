"""Logs hold ids and places, one line an event, and nothing of what evidence says."""

import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.logs import OneLine
from pipeline.errors import StoreTrouble
from storage.records.database import opened, sqlite_address

SECRET = "张三 6222"


def test_an_event_is_one_line_of_json_whatever_is_in_it() -> None:
    written, log = _log()

    log.info("a\r\nb", extra={"route": "\x1b[31m\u202e", "odd": {"\u2028"}})

    assert written.getvalue().count("\n") == 1
    assert [one for one in written.getvalue()[:-1] if not 32 <= ord(one) < 127] == []
    assert json.loads(written.getvalue())["event"] == "a\r\nb"


def test_an_error_is_told_by_its_classes_and_places_and_not_by_what_it_quotes() -> None:
    written, log = _log()

    try:
        try:
            int(SECRET)
        except ValueError as error:
            raise KeyError(SECRET) from error
    except KeyError:
        log.exception("request failed")

    told = _told(written)
    assert [one for one in told["trace"] if not one.startswith(" ")] == ["KeyError", "ValueError"]
    assert any(one.startswith(f"  {__file__}:") for one in told["trace"])
    assert "6222" not in written.getvalue()


def test_an_error_that_leads_to_itself_is_told_once() -> None:
    written, log = _log()
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first

    log.error("odd", exc_info=first)

    assert _told(written)["trace"] == ["ValueError", "KeyError"]


def test_the_database_quotes_no_values_in_its_errors(tmp_path: Path) -> None:
    database = opened(sqlite_address(tmp_path / "a.sqlite"))

    with pytest.raises(StoreTrouble) as caught:
        database.write(lambda tx: tx.connection.execute(text("INSERT INTO nowhere VALUES (:v)"), {"v": SECRET}))

    database.close()
    assert SECRET not in str(caught.value.__cause__)


def _log() -> tuple[io.StringIO, logging.Logger]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(OneLine())
    log = logging.Logger("proofdesk.test")
    log.addHandler(handler)
    return written, log


def _told(written: io.StringIO) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written.getvalue())
    return found
