"""The doctor says what is there, what is missing, and what to do next."""

import io
import json
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from app.checkup import Check, Health
from app.commands import doctor
from app.libraries import libraries
from app.machine import free_room, tesseract
from app.trial import judged
from extractors.reading.lines.models import TINY_READER, Model
from pipeline.fields import Reading

WELL = Check(name="python", state=Health.OK, said="3.11.2")
WEAK = Check(name="disk", state=Health.WARNING, said="0.2 GB free", advice="Free 1 GB.")
GONE = Check(name="tesseract", state=Health.MISSING, said="is not installed", advice="Run ./run setup.")


def test_on_a_machine_that_is_set_up_nothing_is_missing_and_every_reader_reads() -> None:
    said = io.StringIO()

    with redirect_stdout(said):
        status = doctor.main(["--json"])

    told = json.loads(said.getvalue())
    readers = [check for check in told["checks"] if check["name"].startswith("reader ")]
    assert (status, told["schema"], told["ok"]) == (0, "proofdesk.doctor/1", True)
    assert len({check["name"] for check in readers}) >= 3
    assert {check["state"] for check in readers} == {"ok"}


def test_what_is_missing_stands_with_the_next_step_below_it() -> None:
    text = doctor.as_text((WELL, WEAK, GONE))

    assert text == (
        "✓ python     3.11.2\n"
        "! disk       0.2 GB free\n"
        "             → Free 1 GB.\n"
        "✗ tesseract  is not installed\n"
        "             → Run ./run setup.\n"
        "Not ready: 1 missing, 1 to look at. Each line with an arrow says what to do.\n"
    )


def test_a_warning_alone_leaves_the_program_ready() -> None:
    assert doctor.as_text((WELL, WEAK)).endswith("Ready, 1 to look at.\n")
    assert json.loads(doctor.as_json((WELL, WEAK)))["ok"] is True


def test_advice_belongs_only_to_what_is_not_well() -> None:
    with pytest.raises(ValueError, match="advice"):
        Check(name="disk", state=Health.WARNING, said="0.2 GB free")


def test_a_package_that_is_not_installed_is_missing(tmp_path: Path) -> None:
    assert _checked(tmp_path, asked="no-such-package>=1", pinned="no-such-package==1.0") == [
        ("no-such-package", Health.MISSING)
    ]


def test_a_package_of_another_version_than_the_pinned_one_is_warned_about(tmp_path: Path) -> None:
    assert _checked(tmp_path, asked="MarkupSafe>=3  # escapes", pinned="markupsafe==0.1") == [
        ("markupsafe", Health.WARNING)
    ]


def test_a_package_of_other_systems_is_not_missed_here(tmp_path: Path) -> None:
    assert _checked(tmp_path, asked='winonly>=1 ; sys_platform == "win32"', pinned="") == []


def test_a_language_nobody_installed_is_named(tmp_path: Path) -> None:
    program = tmp_path / "tesseract"
    program.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "tesseract 5.3.0" || echo eng\n')
    program.chmod(0o755)

    assert [(check.name, check.state) for check in tesseract(str(program))] == [
        ("tesseract", Health.OK),
        ("tesseract language eng", Health.OK),
        ("tesseract language chi_sim", Health.MISSING),
        ("tesseract language chi_tra", Health.WARNING),
    ]


def test_without_tesseract_its_languages_are_not_asked_for() -> None:
    assert [check.state for check in tesseract(None)] == [Health.MISSING]


def test_a_model_file_with_another_hash_is_missing() -> None:
    changed = Model(name="changed", path=TINY_READER.path, sha256="0" * 64)

    assert doctor.weights(TINY_READER).state is Health.OK
    assert doctor.weights(changed).state is Health.MISSING


def test_a_full_disk_is_warned_about(tmp_path: Path) -> None:
    assert free_room(tmp_path, 1).state is Health.OK
    assert free_room(tmp_path, 10**18).state is Health.WARNING


def test_a_reader_that_misreads_the_drawn_amount_is_named() -> None:
    right = Reading(reader="one", text="TOTAL 12.50", confidence=0.9)
    wrong = Reading(reader="two", text="TOTAL 72.50", confidence=0.9)

    assert [(check.name, check.state) for check in judged((right, wrong), 0.5)] == [
        ("reading", Health.OK),
        ("reader one", Health.OK),
        ("reader two", Health.WARNING),
    ]
    assert [check.state for check in judged((), 0.5)] == [Health.MISSING]


def _checked(folder: Path, *, asked: str, pinned: str) -> list[tuple[str, Health]]:
    (folder / "base.in").write_text(f"{asked}\n")
    (folder / "base.txt").write_text(f"{pinned}\n")
    return [(check.name, check.state) for check in libraries(folder)]
