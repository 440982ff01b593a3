"""Every file of the hostile collection ends as its manifest expects."""

import csv
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from extractors.reading.intake import admitted
from extractors.reading.refusals import REFUSALS
from pipeline.errors import BadFile
from workers.room.reading_room import Cast, ReadingRoom
from workers.settings import Settings

FOLDER = Path(os.environ.get("PROOFDESK_DATA", "")) / "hostile"
MANIFEST = FOLDER / "manifest.tsv"
SETTINGS = Settings()
LATER = re.compile(r"\.ico$")  # not read; the manifest leaves that open
ODD = {
    # The manifest comes from a time when BMP and GIF were refused for what they are; now they are read.
    "go-fuzz-corpus__0373637d69ab31e38fb8fba0288f21bfeda291fc-7": {"corrupt_image"},
    "pillow__baddens1.bmp": {"accept"},
    "pillow__baddens2.bmp": {"accept"},
    # The manifest asks for a record; these hold nothing that could be shown.
    "pillow__syntax_num_frames_zero.png": {"corrupt_image"},  # has no picture data at all
    "sample-files__unreadablemetadata.pdf": {"corrupt_pdf"},  # neither pdfium nor qpdf finds its pages
}
# Of two million characters pdfium itself only takes those near the page: nothing is left for us to cut.
UNFLAGGED = {"pdf_text_2M_chars.pdf"}

pytestmark = [
    pytest.mark.data,
    pytest.mark.slow,
    pytest.mark.timeout(1_200),
    pytest.mark.skipif(not MANIFEST.is_file(), reason="PROOFDESK_DATA names no folder with hostile/manifest.tsv"),
]


@dataclass(frozen=True, slots=True)
class Ended:
    """`accept` or a code, the record's flags, and the seconds it took."""

    outcome: str
    flags: frozenset[str]
    seconds: float


def rows() -> list[dict[str, str]]:
    if not MANIFEST.is_file():
        return []
    with MANIFEST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    cast = Cast(ocr="tests.workers.actors.plain_ocr")
    with ReadingRoom(SETTINGS, lanes=1, wanted=re.compile("total"), cast=cast) as room:
        yield room


def expected(row: dict[str, str]) -> tuple[set[str], set[str]]:
    """Outcomes that are fine, and flags a record must carry; a note in brackets is no promise."""
    name, said = Path(row["file"]).name, row["expected"]
    if name in ODD:
        return ODD[name], set()
    outcomes = set(re.findall(r"[a-z_0-9]+", said)) & set(REFUSALS)
    if said.startswith("safe") or said.endswith("or quarantine"):
        outcomes |= set(REFUSALS)
    if said.startswith(("accept", "safe")) or re.search(r"\b(or|;) accept\b", said):
        outcomes.add("accept")
    if LATER.search(name):
        outcomes.add("unsupported_type")
    sure = "" if "or not encrypted" in said or "time limit on the text layer" in said or name in UNFLAGGED else said
    return outcomes, set(re.findall(r"flag:([a-z_]+)", sure))


def ended(room: ReadingRoom, path: Path) -> Ended:
    started = time.monotonic()
    flags: tuple[str, ...] = ()
    try:
        with path.open("rb") as content:
            taken = admitted(path.name, content, SETTINGS.limits)
        with room.open((path,), taken.media_type) as document:
            found = document.read()
            assert document.picture(1, 300)[:2] == b"\xff\xd8"
        assert found.pages
        assert [page.number for page in found.pages] == list(range(1, len(found.pages) + 1))
        outcome, flags = "accept", (*taken.flags, *found.traces.flags)
    except BadFile as error:
        outcome = error.code
    return Ended(outcome, frozenset(flags), time.monotonic() - started)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"].removeprefix("files/"))
def test_it_ends_as_expected(room: ReadingRoom, row: dict[str, str]) -> None:
    outcomes, flags = expected(row)
    assert outcomes, f"the manifest's words are not understood: {row['expected']}"

    found = ended(room, FOLDER / row["file"])

    assert found.outcome in outcomes
    if found.outcome == "accept":
        assert flags <= found.flags
    assert found.seconds < SETTINGS.page_wall_seconds * SETTINGS.tries + 30
