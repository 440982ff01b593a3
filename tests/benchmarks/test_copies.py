"""Copies are counted by how they were made, and papers of their own by what they were taken for."""

import json
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.copies import Library, Sent, as_object, as_text, as_told, sent
from pipeline.errors import WrongUse

SLIP = "示例便利店 演示路店\n单号 {number}\t2026年11月28日\n会员 {member}\n矿泉水 550ml 电池四粒装\n合计 23.40"


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """Two slips of one shop, a copy of the first, and a page that is none though it is listed as one."""
    first, second = (SLIP.format(number=number, member=member) for number, member in NUMBERS)
    rows = [
        {"file": "c.jpg", "role": "copy", "layout": "slip", "of": "a.jpg", "way": "photo", "text": first},
        {
            "file": "d.jpg",
            "role": "copy",
            "layout": "slip",
            "of": "a.jpg",
            "way": "photo",
            "text": second + "\n12345678",
        },
        {"file": "a.jpg", "role": "original", "layout": "slip", "text": first},
        {"file": "b.jpg", "role": "other", "layout": "slip", "text": second},
    ]
    (tmp_path / "pages.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return tmp_path


NUMBERS = (("202611280093457712", "13800001111"), ("202611280093461204", "13900002222"))


def test_copies_are_found_and_others_are_left_alone(drawn: Path, tmp_path: Path) -> None:
    library = Library.new(tmp_path)
    library.crowd(50)

    met = [library.meet(one, as_told(one)) for one in sent(drawn)]

    assert [(one.sent.path.name, one.found) for one in met] == [
        ("b.jpg", False),
        ("a.jpg", False),
        ("c.jpg", True),
        ("d.jpg", False),
    ]
    told = as_text(met)
    assert "photo: found 1 of 2" in told
    assert "papers of their own taken for a copy 0 of 2" in told
    assert json.loads(json.dumps(as_object(met)))["pages"][0]["sent"]["layout"] == "slip"


def test_a_page_on_which_little_stands_brings_its_picture(tmp_path: Path) -> None:
    Image.new("RGB", (300, 400), (200, 200, 200)).save(tmp_path / "p.jpg")

    (page,) = as_told(Sent(path=tmp_path / "p.jpg", role="other", layout="photo", text="FRAGILE")).record.pages

    assert page.picture is not None


def test_a_folder_nobody_drew_says_what_draws_one(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"python -m fixtures\.copies"):
        sent(tmp_path)
