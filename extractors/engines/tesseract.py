"""Tesseract: another family of reader, whose mistakes are not those of the others."""

import importlib
import os
import shutil
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engine import Engine, Image, Spelling
from pipeline.errors import WrongUse

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # read when libtesseract starts; its threads cost more than they give

try:
    import tesserocr
except ImportError:  # no wheel for this platform: the program itself is asked
    tesserocr = None

Gray = NDArray[np.uint8]
Words = tuple[tuple[str, float], ...]
HEIGHT = 48
BORDER = 12
ONE_LINE = 7
LSTM = 1
ENGLISH, CHINESE = "eng", "chi_sim"
SURE = 0.85  # mean score from which English needs no second language
SPECKS = 3  # characters; fewer that have no score are nothing that is printed
FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
INSTALL = "Install Tesseract with its English and simplified Chinese texts: ./run setup does it."


class Program(Protocol):
    """One way to ask Tesseract for a line: words with their scores 0-1."""

    def words(self, gray: Gray, language: str) -> Words: ...


class InProcess:
    """Tesseract as a library; one loaded model per language."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: dict[str, Any] = {}

    def words(self, gray: Gray, language: str) -> Words:
        tesseract = self._tesseract(language)
        height, width = gray.shape
        tesseract.SetImageBytes(gray.tobytes(), width, height, 1, width)
        words = str(tesseract.GetUTF8Text()).split()
        found = tuple(zip(words, (score / 100 for score in tesseract.AllWordConfidences()), strict=False))
        tesseract.ClearAdaptiveClassifier()
        return found

    def _tesseract(self, language: str) -> Any:
        if language not in self._loaded:
            self._loaded[language] = tesserocr.PyTessBaseAPI(
                path=str(self._folder), lang=language, psm=ONE_LINE, oem=LSTM
            )
        return self._loaded[language]


class AsProgram:
    """Tesseract started once per line: slow, for platforms without the library."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pytesseract = importlib.import_module("pytesseract")  # slow to import, and only wanted here

    def words(self, gray: Gray, language: str) -> Words:
        table = self._pytesseract.image_to_data(
            gray,
            lang=language,
            config=f"--psm {ONE_LINE} --oem {LSTM} --tessdata-dir {self._folder}",
            output_type=self._pytesseract.Output.DICT,
        )
        pairs = zip(table["text"], table["conf"], strict=True)
        return tuple((word, float(score) / 100) for word, score in pairs if word.strip())


class TesseractReader:
    """Reads English first, and Chinese where English was not sure: a language more would make every strip dearer."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def spell(self, strip: Image) -> Spelling:
        gray = _framed(strip)
        words = self._program.words(gray, ENGLISH)
        english, sure = _spelling(words, " "), _sureness(words)
        if sure >= SURE or not (english.text or _written(words) >= SPECKS):  # asked about nothing, Chinese sees circles
            return english
        words = self._program.words(gray, CHINESE)
        return _spelling(words, "") if _sureness(words) > sure else english


def _written(words: Words) -> int:
    return sum(len(word) for word, _ in words)


def _sureness(words: Words) -> float:
    """Mean score of the characters, those counted that have none: a date English cannot name leaves a sure time."""
    written = _written(words)
    return sum(score * len(word) for word, score in words) / written if written else 0.0


def _spelling(words: Words, gap: str) -> Spelling:
    """A word's score stands for each of its characters, and characters are taken for equally wide.

    Words without any score are specks Tesseract had to name.
    """
    words = tuple(pair for pair in words if pair[1] > 0)
    text = gap.join(word for word, _ in words)
    scores = [score for word, score in words for _ in f"{word}{gap}"][: len(text)]
    return Spelling(text, tuple((i / len(text), (i + 1) / len(text)) for i in range(len(text))), tuple(scores))


def _framed(strip: Image) -> Gray:
    """Gray, 48 high, with paper around: psm 7 misses letters that touch the border.

    Paper is the middle grey of the strip. Repeating the edge instead draws out what a cut left of the neighbours: of 63
    values cut out of longer lines 20 were read right that way, and 43 this way.
    """
    gray = cv2.cvtColor(strip, cv2.COLOR_RGB2GRAY)
    width = max(8, round(gray.shape[1] * HEIGHT / gray.shape[0]))
    scaled = cv2.resize(gray, (width, HEIGHT))
    framed = cv2.copyMakeBorder(
        scaled, BORDER, BORDER, BORDER, BORDER, cv2.BORDER_CONSTANT, value=float(np.median(scaled))
    )
    return np.asarray(framed, dtype=np.uint8)


def texts() -> Path:
    """The folder with Tesseract's language files; TESSDATA_PREFIX comes first.

    Raises WrongUse when English or simplified Chinese is nowhere.
    """
    named = os.environ.get("TESSDATA_PREFIX")
    for folder in map(Path, (named, *FOLDERS) if named else FOLDERS):
        if all((folder / f"{language}.traineddata").is_file() for language in (ENGLISH, CHINESE)):
            return folder
    raise WrongUse(f"Tesseract's language files are missing. {INSTALL}")


def program() -> Program:
    """The library where it can be imported, else the program. Raises WrongUse when there is neither."""
    if tesserocr is not None:
        return InProcess(texts())
    if shutil.which("tesseract") is None:
        raise WrongUse(f"Tesseract is missing. {INSTALL}")
    return AsProgram(texts())


def version() -> str:
    """`5.5.4 in process` or `5.3.0 as program`. Raises WrongUse when there is neither."""
    if tesserocr is not None:
        return f"{tesserocr.tesseract_version().split()[1]} in process"
    return f"{importlib.import_module('pytesseract').get_tesseract_version()} as program"


ENGINE = Engine(name="tesseract", version=version, reader=lambda: TesseractReader(program()))
