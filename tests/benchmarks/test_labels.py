"""Labelled sets as they lie in folders."""

import json
from pathlib import Path

import pytest

from benchmarks.labels import labels
from benchmarks.text_only import document
from pipeline.errors import WrongUse

ROW = {"file": "files/a.jpg", "doc_type": "receipt", "fields": {"total_amount": "5.00"}}


def written(folder: Path, name: str, *rows: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_a_folder_of_sets_and_one_set_are_both_read(tmp_path: Path) -> None:
    written(tmp_path / "one", "labels.jsonl", ROW)
    written(tmp_path / "two", "labels.jsonl", ROW, ROW)

    assert [label.set_name for label in labels(tmp_path)] == ["one", "two", "two"]
    assert [label.set_name for label in labels(tmp_path / "two")] == ["two", "two"]
    assert [label.set_name for label in labels(tmp_path, "one")] == ["one"]
    assert labels(tmp_path)[0].path == tmp_path / "one/files/a.jpg"


def test_a_field_the_label_cannot_decide_accepts_each_of_its_readings(tmp_path: Path) -> None:
    row = ROW | {"also_accept": {"total_amount": ["6.00"], "issue_date": ["2024-03-04", "2024-04-03"]}}
    written(tmp_path, "labels.jsonl", row)

    (label,) = labels(tmp_path)

    assert label.accepted == {"total_amount": ("5.00", "6.00"), "issue_date": ("2024-03-04", "2024-04-03")}
    assert label.open_fields == {"issue_date"}


def test_a_text_only_label_becomes_a_page_with_rows_and_places(tmp_path: Path) -> None:
    row = {
        "key": "k",
        "doc_type": "receipt",
        "fields": {"total_amount": "5.00"},
        "lines": [{"text": "5.00", "box": [80, 50, 100, 60]}, {"text": "TOTAL", "box": [10, 50, 40, 60]}],
        "image_size": {"width": 100, "height": 200},
    }
    written(tmp_path, "text_only_train.jsonl", row)

    (label,) = labels(tmp_path)
    (page,) = document(label).pages

    assert label.set_name == f"{tmp_path.name}/text_only_train"
    assert [[line.text for line in one] for one in page.rows] == [["TOTAL", "5.00"]]
    assert page.lines[1].box.sides == (0.8, 0.25, 1.0, 0.3)


def test_drawn_labels_carry_their_level_defect_and_rules(tmp_path: Path) -> None:
    written(tmp_path, "labels.jsonl", ROW | {"degradation": "photo", "defect": "words", "raises": ["INV-06"]})

    (label,) = labels(tmp_path)

    assert (label.level, label.defect, label.raises, label.drawn) == ("photo", "words", ("INV-06",), True)


def test_a_folder_without_labels_and_a_broken_label_are_told(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="No labelled documents"):
        labels(tmp_path)
    written(tmp_path, "labels.jsonl", ROW, {"file": "b.jpg"})
    with pytest.raises(WrongUse, match="line 2"):
        labels(tmp_path)
