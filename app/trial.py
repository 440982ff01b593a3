"""A small drawn picture read the way every document is read, to see which readers work."""

import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.checkup import Check, Health
from pipeline.errors import ProofdeskError
from pipeline.fields import Reading
from workers.room.reading_room import OpenDocument, ReadingRoom
from workers.settings import Settings

PICTURE = Path(__file__).with_name("drawn.png")
AMOUNT = "12.50"  # what stands in the picture's last line
NO_LABELS = re.compile(r"(?!)")
REPORT = "Run ./run setup; if it stays so, report it with this output."


def tried(settings: Settings) -> tuple[Check, ...]:
    """One check for the reading room as a whole, then one for every reader."""
    start = time.monotonic()
    try:
        with (
            ReadingRoom(settings, lanes=1, wanted=NO_LABELS) as room,
            room.open((PICTURE,), "image/png") as document,
        ):
            readings = tuple(_readings(document))
    except ProofdeskError as error:
        return (Check(name="reading", state=Health.MISSING, said=f"failed: {error}", advice=REPORT),)
    return judged(readings, time.monotonic() - start)


def judged(readings: Sequence[Reading], seconds: float) -> tuple[Check, ...]:
    """What it means that the picture's last line was read so."""
    if not readings:
        return (Check(name="reading", state=Health.MISSING, said="nobody saw the drawn line", advice=REPORT),)
    whole = Check(name="reading", state=Health.OK, said=f"a drawn picture was read in {seconds:.1f} s")
    return (whole, *(_judged(reading) for reading in readings))


def _judged(reading: Reading) -> Check:
    name, said = f"reader {reading.reader}", f"read {reading.text!r}"
    if AMOUNT in reading.text.replace(" ", ""):
        return Check(name=name, state=Health.OK, said=said)
    return Check(name=name, state=Health.WARNING, said=said, advice=f"{AMOUNT} stands there. {REPORT}")


def _readings(document: OpenDocument) -> Iterator[Reading]:
    """The last line as the page's reader read it, then as every further reader did."""
    lines = document.read().pages[0].lines
    if lines:
        last = lines[-1]
        yield Reading(reader=f"{last.reader}, page", text=last.text, confidence=last.confidence)
        yield from document.reread((last.quad,))[0]
