"""A folder of results."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import StoreTrouble, WrongUse
from storage.results import Results, stem

ANY_NAME = st.text(st.characters(exclude_categories=()), max_size=200)


def test_what_is_kept_is_there_whole_and_nothing_else_is(tmp_path: Path) -> None:
    results = Results.open(tmp_path / "new/out")

    results.keep("a.json", "first")
    results.keep("a.json", "合计 52.70\n")

    assert [path.name for path in (tmp_path / "new/out").iterdir()] == ["a.json"]
    assert (tmp_path / "new/out/a.json").read_text(encoding="utf-8") == "合计 52.70\n"


def test_a_refusing_disk_leaves_the_old_result_and_no_draft(tmp_path: Path) -> None:
    results = Results.open(tmp_path)
    (tmp_path / "a.json").mkdir()

    with pytest.raises(StoreTrouble, match="make room"):
        results.keep("a.json", "text")

    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_file_is_no_folder_for_results(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(WrongUse, match="--out"):
        Results.open(tmp_path / "file")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..", ".htaccess", "a/b.jpg", "x\x00y", "\udcff.jpg", "发票 1.pdf", ""]
)
def test_a_hostile_name_becomes_one_plain_file_name(name: str) -> None:
    found = stem(name)

    assert Path(found).name == found
    assert not found.startswith(".")
    assert found.isprintable()
    assert len(found) <= 61


@given(ANY_NAME, ANY_NAME)
def test_different_names_never_meet(one: str, other: str) -> None:
    assert (stem(one) == stem(other)) == (one == other)
    assert len(stem(one)) <= 61
