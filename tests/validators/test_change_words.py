"""How a change in a file is told."""

import pytest

from pipeline.alterations import Sign, Trait
from pipeline.findings import Reason
from pipeline.geometry import Box
from validators.editing import changes

HERE = Box(page=2, left=0.1, top=0.1, right=0.2, bottom=0.2)
TRAIT = next(iter(Trait))
CHANGED = Sign(trait=TRAIT, place=HERE, was="198", now="298", revision=3)


@pytest.mark.parametrize(
    ("signs", "zh", "en"),
    [
        ([CHANGED], "第3版第2页「198」→「298」", "revision 3, page 2: “198” → “298”"),
        ([Sign(trait=TRAIT, now="298", revision=2)], "第2版「无」→「298」", "revision 2: “nothing” → “298”"),
        ([Sign(trait=TRAIT, was="198", revision=2)], "第2版「198」→「无」", "revision 2: “198” → “nothing”"),
        ([CHANGED, CHANGED], "第3版第2页「198」→「298」，共2处", "revision 3, page 2: “198” → “298”, 2 places"),
    ],
)
def test_the_first_change_is_told_with_its_place_and_how_many_there_are(signs: list[Sign], zh: str, en: str) -> None:
    assert changes(signs) == Reason(zh, en)
