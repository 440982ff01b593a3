"""What the machine itself offers: Python, Tesseract with its languages, walls for the readers, room and cores."""

import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.checkup import SET_UP, Check, Health
from workers.room.sandbox import sandbox_tier
from workers.settings import Tier

OLDEST_PYTHON = (3, 11)
LANGUAGES = {"eng": Health.MISSING, "chi_sim": Health.MISSING, "chi_tra": Health.WARNING}  # what its absence means
ROOM_WANTED = 1_000_000_000


def machine() -> Iterator[Check]:
    """The checks that need none of our libraries."""
    yield _python(platform.python_version_tuple())
    yield from tesseract(shutil.which("tesseract"))
    yield _walls(sandbox_tier())
    yield free_room(Path(tempfile.gettempdir()), ROOM_WANTED)
    yield _cores(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def _python(version: tuple[str, str, str]) -> Check:
    said = f"{'.'.join(version)} on {platform.system()} {platform.machine()}"
    if (int(version[0]), int(version[1])) < OLDEST_PYTHON:
        return Check(name="python", state=Health.MISSING, said=said, advice="Install Python 3.11, then ./run setup.")
    return Check(name="python", state=Health.OK, said=said)


def tesseract(program: str | None) -> Iterator[Check]:
    """Whether the program (None: not found) is there with the languages we read."""
    if program is None:
        yield Check(name="tesseract", state=Health.MISSING, said="is not installed", advice=SET_UP)
        return
    yield Check(name="tesseract", state=Health.OK, said=_answer(program, "--version").partition("\n")[0])
    languages = _answer(program, "--list-langs").split("\n")
    for language, absent in LANGUAGES.items():
        name = f"tesseract language {language}"
        if language in languages:
            yield Check(name=name, state=Health.OK, said="is installed")
        else:
            yield Check(name=name, state=absent, said="is not installed", advice=SET_UP)


def _answer(program: str, question: str) -> str:
    asked = subprocess.run([program, question], capture_output=True, text=True, check=False, timeout=30)  # noqa: S603
    return (asked.stdout or asked.stderr).strip()


def _walls(tier: Tier) -> Check:
    if tier is Tier.FULL:
        return Check(name="sandbox", state=Health.OK, said="full: files, network and system calls are closed off")
    said = f"{tier}: this system does not offer every wall around the readers"
    advice = "Use Linux 5.13 or newer for files from people you do not know; see docs/operations.md."
    return Check(name="sandbox", state=Health.WARNING, said=said, advice=advice)


def free_room(folder: Path, wanted: int) -> Check:
    """Whether the disk under `folder` has `wanted` bytes left."""
    free = shutil.disk_usage(folder).free
    said = f"{free / 1e9:.1f} GB free in {folder}"
    if free < wanted:
        advice = f"Free {wanted / 1e9:.0f} GB, or set TMPDIR to another folder."
        return Check(name="disk", state=Health.WARNING, said=said, advice=advice)
    return Check(name="disk", state=Health.OK, said=said)


def _cores(count: int) -> Check:
    return Check(name="cores", state=Health.OK, said=f"{count}: as many documents are read at a time")
