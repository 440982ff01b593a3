"""Labelled values are kept without evidence, and nothing may stand on both sides."""

from pathlib import Path

import pytest

from benchmarks.examples import Example, Missed, read, shared, written
from pipeline.errors import WrongUse
from tests.benchmarks.values import missed, values

MISSED = missed("issue_date")


def test_what_was_kept_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "examples.jsonl"
    found: tuple[Example | Missed, ...] = (*values(5, 1), MISSED)
    path.write_text(written(found), encoding="utf-8")

    assert read(path) == found


@pytest.mark.parametrize(
    "text", ["", "{}", '{"schema": "proofdesk.examples/1", "signals": ["first_loss"]}', "[]", "no json"]
)
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "examples.jsonl"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(WrongUse, match="eval examples"):
        read(path)


def test_documents_shops_and_templates_on_both_sides_are_named() -> None:
    one = [*values(2, 1), *values(1, 2, shop="s"), *values(1, 3, template="t")]
    other = [*values(1, 1), *values(1, 4, shop="s"), *values(1, 5, template="t")]

    assert shared(one, other) == ("document 1-0", "shop s", "template t")
    assert shared(values(3, 1), values(3, 2)) == ()
