"""`proofdesk doctor`: what is installed, which readers work, and what to do about what is missing."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence

from app.checkup import SET_UP, Check, Health
from app.libraries import libraries
from app.machine import machine
from app.showing.safe import json_line, visible
from app.trial import tried
from extractors.reading.lines.models import MODELS, Model, checked, mark
from pipeline.errors import WrongUse
from workers.settings import Settings

MARKS = {Health.OK: "✓", Health.WARNING: "!", Health.MISSING: "✗"}


def main(argv: Sequence[str]) -> int:
    """Exit status 0 when everything needed is there (warnings allowed), 1 when something is missing."""
    parser = argparse.ArgumentParser(
        prog="proofdesk doctor",
        description="Say what is installed, which readers work, and what to do about what is missing.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    wanted = parser.parse_args(argv)
    checks = examined()
    sys.stdout.write(as_json(checks) if wanted.json else as_text(checks))
    return 0 if _well(checks) else 1


def examined() -> tuple[Check, ...]:
    """Every check, the machine first; a picture is read with the settings of the environment."""
    return (*machine(), *libraries(), *(weights(model) for model in MODELS), *_reading())


def as_text(checks: Sequence[Check]) -> str:
    """One line per check, what to do next below it, and a closing line."""
    column = max((len(check.name) for check in checks), default=0)
    return "".join(f"{line}\n" for check in checks for line in _lines(check, column)) + f"{_closing(checks)}\n"


def as_json(checks: Sequence[Check]) -> str:
    """One line: schema, whether all that is needed is there, and every check."""
    rows = [
        {"name": check.name, "state": check.state.value, "said": check.said, "advice": check.advice} for check in checks
    ]
    return json_line({"schema": "proofdesk.doctor/1", "ok": _well(checks), "checks": rows}) + "\n"


def _well(checks: Sequence[Check]) -> bool:
    return all(check.state is not Health.MISSING for check in checks)


def _lines(check: Check, column: int) -> Iterator[str]:
    yield f"{MARKS[check.state]} {check.name.ljust(column)}  {visible(check.said)}"
    if check.advice:
        yield f"  {' ' * column}  → {visible(check.advice)}"


def _closing(checks: Sequence[Check]) -> str:
    missing = sum(check.state is Health.MISSING for check in checks)
    warnings = sum(check.state is Health.WARNING for check in checks)
    if missing:
        return f"Not ready: {missing} missing, {warnings} to look at. Each line with an arrow says what to do."
    return f"Ready, {warnings} to look at." if warnings else "Ready."


def weights(model: Model) -> Check:
    """Whether the model file is there and is the one we pinned."""
    try:
        size = len(checked(model))
    except WrongUse as error:
        return Check(name=model.name, state=Health.MISSING, said=str(error), advice=SET_UP)
    return Check(name=model.name, state=Health.OK, said=f"sha256 {mark(model)}… as pinned, {size / 1000:,.0f} kB")


def _reading() -> Iterator[Check]:
    try:
        settings = Settings.from_environment(os.environ)
    except WrongUse as error:
        advice = "Mend or unset this setting; docs/operations.md lists them all."
        yield Check(name="settings", state=Health.MISSING, said=str(error), advice=advice)
        return
    yield from tried(settings)
