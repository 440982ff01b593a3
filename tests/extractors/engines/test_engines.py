"""Engines as plug-ins."""

import importlib.util
from pathlib import Path

import pytest

from extractors import engines
from extractors.engine import Engine
from extractors.engines import tesseract
from pipeline.errors import WrongUse
from pipeline.plugins import collected
from tests.extractors.reading.drawn import page

ENGINES = collected(engines, "ENGINE", Engine)


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_every_engine_reads_a_printed_amount_surely(engine: Engine) -> None:
    strip = page(["128.50"], size=32, width=180)[10:80]

    spelling = engine.reader().spell(strip)

    assert spelling.text == "128.50"
    assert spelling.confidence > 0.7
    assert len(spelling.stops) == len(spelling.scores) == 6


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_every_engine_reads_an_empty_strip_as_nothing(engine: Engine) -> None:
    strip = page([""], width=180)[:48]

    assert engine.reader().spell(strip).text.strip() == ""


def test_engines_have_names_and_versions_of_their_own() -> None:
    assert len({engine.name for engine in ENGINES}) == len(ENGINES)
    assert all(engine.version() for engine in ENGINES)


def test_a_file_without_an_engine_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "plugins_with_a_gap"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "forgotten.py").write_text("NAME = 'no engine here'\n")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(WrongUse, match="forgotten lies in a plug-in folder and defines no ENGINE"):
        collected(importlib.import_module("plugins_with_a_gap"), "ENGINE", Engine)


@pytest.mark.skipif(importlib.util.find_spec("tesserocr") is None, reason="no library here, the program alone is used")
def test_tesseract_as_library_and_as_program_read_the_same() -> None:
    strip = page(["2026-03-14"], size=32, width=240)[10:80]

    asked = tesseract.TesseractReader(tesseract.AsProgram(tesseract.texts())).spell(strip)
    loaded = tesseract.TesseractReader(tesseract.InProcess(tesseract.texts())).spell(strip)

    assert asked.text == loaded.text == "2026-03-14"


class Scripted:
    """A program that reads the same words in each language whatever it is shown."""

    def __init__(self, **said: tesseract.Words) -> None:
        self._said = said

    def words(self, gray: tesseract.Gray, language: str) -> tesseract.Words:
        return self._said[language] if gray.size else ()


@pytest.mark.parametrize(
    ("english", "text"),
    [
        ((("2026-10174", 0.0), ("09:11:16", 0.95)), "2026年10月17日09:11:16"),  # a sure time does not stand for the day
        ((("20264-10A06A", 0.0),), "2026年10月17日09:11:16"),  # print, though none of it has a score
        ((("2026-10-17", 0.9), ("09:11:16", 0.95)), "2026-10-17 09:11:16"),
        ((("26", 0.0),), ""),  # specks, in which Chinese would see circles
        ((), ""),
    ],
)
def test_chinese_is_asked_about_print_that_english_cannot_name(english: tesseract.Words, text: str) -> None:
    program = Scripted(eng=english, chi_sim=(("2026年10月17日", 0.91), ("09:11:16", 0.89)))

    assert tesseract.TesseractReader(program).spell(page([""])).text == text


def test_english_stands_where_chinese_is_less_sure() -> None:
    program = Scripted(eng=(("Total", 0.5),), chi_sim=(("工0忆4l", 0.4),))

    assert tesseract.TesseractReader(program).spell(page([""])).text == "Total"


def test_a_folder_without_tesseracts_languages_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))

    assert tesseract.texts() != tmp_path
