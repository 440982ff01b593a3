"""What the table of reading settings counts, and whom it charges."""

import time
from pathlib import Path

import numpy as np
import pytest

from benchmarks.cascade import SETTINGS, SHIPPED, Run, Setting, Shop, always, as_shipped, compared, never, with_digits
from benchmarks.cascade_report import as_object, as_text
from benchmarks.labels import labels
from benchmarks.metered import Meter, MeteredReader
from benchmarks.speed import Course
from extractors.engine import Image, Spelling
from pipeline.trust.agreement import READ_SURELY
from workers.desk import FALLBACK, kinds

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures/samples/demo"


class Burning:
    """A reader that takes its time, and counts how often it is asked."""

    asked = 0

    def spell(self, _: Image) -> Spelling:
        self.asked += 1
        end = time.process_time() + 0.05
        while time.process_time() < end:
            pass
        return Spelling("9.90", (), ())


def strip(shade: int) -> Image:
    return np.full((4, 8, 3), shade, dtype=np.uint8)


def test_the_same_pixels_are_read_once_and_whoever_asks_is_charged_for_them() -> None:
    meter, burning = Meter(), Burning()
    reader = MeteredReader(burning, meter)

    _, first = meter.measured(lambda: reader.spell(strip(1)))
    _, second = meter.measured(lambda: reader.spell(strip(1)))
    _, both = meter.measured(lambda: (reader.spell(strip(1)), reader.spell(strip(2))))

    assert burning.asked == 2
    assert first == pytest.approx(second, abs=0.02)
    assert 0.05 <= second < 0.08
    assert 0.1 <= both < 0.15


def test_the_first_row_is_what_the_product_does() -> None:
    assert SETTINGS[0] is SHIPPED
    assert (SHIPPED.again, SHIPPED.surely, SHIPPED.first) == (as_shipped, READ_SURELY, "tiny")
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)


def test_lines_are_chosen_for_the_small_model_by_what_tiny_read() -> None:
    sure, digits = Spelling("thank you", (), (0.99,) * 9), Spelling("9.90", (), (0.99,) * 4)
    unsure = Spelling("9.90", (), (0.99, 0.55, 0.99, 0.99))

    assert [[rule(one) for one in (sure, digits, unsure)] for rule in (never, as_shipped, with_digits, always)] == [
        [False, False, False],
        [False, False, True],
        [False, True, True],
        [True, True, True],
    ]


def test_settings_read_the_same_page_and_differ_in_what_they_ask() -> None:
    known = kinds()
    shop = Shop(kinds=known, fallback=next(kind for kind in known if kind.name == FALLBACK))
    page = [one for one in labels(SAMPLES) if one.name.endswith("till_receipt_en.jpg")]
    alone = Setting(name="alone", again=never, views=frozenset())

    runs, _ = compared(shop, page, settings=(SHIPPED, alone))

    shipped, cheapest = runs["as shipped"], runs["alone"]
    assert shipped.labelled == cheapest.labelled > 0
    assert (shipped.right, shipped.silent) == (shipped.labelled, 0)
    assert shipped.sure > cheapest.sure == 0
    assert shipped.cpu > cheapest.cpu > 0


def test_the_table_says_what_each_setting_costs_against_the_first_row() -> None:
    runs = {
        "as shipped": Run(lines=[0.4, 0.6], values=[0.1, 0.1], seen=9, wanted=10, right=3, labelled=4, sure=2),
        "dear": Run(lines=[1.0, 1.0], values=[0.2, 0.2], seen=10, wanted=10, right=4, labelled=4, sure=3, silent=1),
    }
    peer = Course(cpu=[2.0, 4.0], wall=[2.0, 4.0], seen=8, wanted=10)

    told, table = as_object(runs, {"rapidocr": peer}), as_text(runs, {"rapidocr": peer})

    settings = told["settings"]
    assert isinstance(settings, dict)
    assert settings["dear"]["decisive"] == {"right": 4, "of": 4, "nobody_asked": 3, "wrong_of_these": 1}
    lines = {line.split("  ")[0]: line.split() for line in table.splitlines()}
    assert lines["dear"][1:5] == ["1.000", "0.200", "1.200", "2.00"]
    assert lines["plain rapidocr"][2:4] == ["3.000", "5.00"]
