"""The file of coefficients is believed only as it was made."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import WrongUse
from pipeline.trust.confidence import Weights
from pipeline.trust.signals import NAMES
from workers.confidence import CHAMPION, loaded, written

WEIGHTS = Weights(
    kinds=frozenset(), intercept=1.0, signals=(0.5,) * len(NAMES), fields={"total_amount": 0.25}, floor=0.9
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "coefficients.json"
    path.write_text(written({"papers": WEIGHTS}, {"on": "2026-11-28", "values": 3}), encoding="utf-8")
    return path


def changed(path: Path, **parts: Any) -> Path:
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **parts}), encoding="utf-8")
    return path


def test_what_was_written_is_loaded(file: Path) -> None:
    found = loaded(file)

    assert found.groups == {"papers": WEIGHTS}
    assert found.version.startswith("2026-11-28 ")


def test_the_file_that_comes_along_is_whole() -> None:
    assert {"receipt", "vat_invoice"} <= set().union(*(group.kinds for group in loaded(CHAMPION).groups.values()))


def test_a_changed_byte_is_refused(file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace('"floor": 0.9', '"floor": 0.1'), encoding="utf-8")

    with pytest.raises(WrongUse, match="changed after it was made"):
        loaded(file)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"schema": "proofdesk.confidence/0"}, "schema"),
        ({"signals": ["first_loss"]}, "other signals"),
        ({"groups": {}}, "changed after"),
    ],
)
def test_another_versions_file_is_refused_with_the_reason(file: Path, parts: dict[str, Any], reason: str) -> None:
    with pytest.raises(WrongUse, match=reason):
        loaded(changed(file, **parts))


@pytest.mark.parametrize("text", ["", "[]", "{}", "no json"])
def test_what_is_no_file_of_coefficients_is_refused(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")

    with pytest.raises(WrongUse, match="refused"):
        loaded(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="refused"):
        loaded(tmp_path / "none.json")
