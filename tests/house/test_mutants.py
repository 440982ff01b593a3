"""`./run mutants` tries the rules as they are, only written so that mutmut does not pass over them."""

import runpy
from pathlib import Path

from tests.house.sources import ROOT
from tests.mutants import plain, told

DECORATED = """
from functools import cache
def twice(more):
    return lambda asked: lambda value: 2 * asked(value) + more
@cache
@twice(
    more=1,
)
def answered(value):
    return value
class Paper:
    @property
    def name(self):
        return "receipt"
    @staticmethod
    def kind():
        return "paper"
"""


def test_a_rule_without_its_decorator_answers_the_same(tmp_path: Path) -> None:
    written = plain(DECORATED)
    (tmp_path / "written.py").write_text(written, "utf-8")

    names = runpy.run_path(str(tmp_path / "written.py"))

    assert names["answered"](3) == 7
    assert (names["Paper"]().name, names["Paper"].kind()) == ("receipt", "paper")
    assert [line for line in written.splitlines() if "@" in line] == ["    @staticmethod"]


def test_no_rule_of_the_book_keeps_a_decorator() -> None:
    for path in sorted((ROOT / "validators").rglob("*.py")):
        assert "@rule(" not in plain(path.read_text("utf-8")), path


def test_nine_of_ten_are_enough_and_less_is_not() -> None:
    nine = {"a": True} | {f"b{number}": True for number in range(8)} | {"c": False}

    assert told({"validators/tax.py": nine}) == 0
    assert told({"validators/tax.py": {**nine, "d": False}}) == 1
