"""What an OCR child may still need once its walls stand: nothing."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "fixtures" / "samples" / "demo" / "till_receipt_en.jpg"
READ_A_PAGE = """
import re, sys
import numpy as np
from PIL import Image
from workers.room.ocr_child import practised

page = np.asarray(Image.open(sys.argv[1]).convert("RGB"))
readers = practised(re.compile("total"))
loaded = set(sys.modules)
rows = readers.read(page, 1).rows
readers.reread(page, (rows[0][0].quad, rows[-1][0].quad))
print(len(rows), *sorted(set(sys.modules) - loaded))
"""


def test_a_reader_that_has_practised_loads_nothing_more_for_a_real_page() -> None:
    """A module loaded behind the walls is missing where the program lies in a private folder."""
    ended = subprocess.run(
        [sys.executable, "-P", "-c", READ_A_PAGE, str(PAGE)],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    rows, *loaded = ended.stdout.split()
    assert int(rows) > 10
    assert loaded == []
