"""Places cut out of a page and stacked."""

import numpy as np
import pytest

from extractors.reading.lines.cuttings import cuttings, stacked
from extractors.reading.lines.places import corners, quad, size
from extractors.reading.lines.strips import grown, laid_flat
from tests.extractors.reading.drawn import page

PAGE = page(["Invoice 4711", "Total 128.50"], width=600)
SLANTED = np.array([(60, 20), (300, 34), (298, 60), (58, 46)], dtype=np.float32)
AT_THE_EDGE = np.array([(420, 60), (600, 60), (600, 90), (420, 90)], dtype=np.float32)


@pytest.mark.parametrize("share", [0.0, 0.06])
def test_a_place_shows_the_same_on_the_stack_as_on_its_page(share: float) -> None:
    places = tuple(quad(spot, size(PAGE), 1) for spot in (SLANTED, AT_THE_EDGE))

    cut = cuttings(places, size(PAGE))
    stack = stacked(PAGE, cut.boxes)

    for before, after in zip(places, cut.places, strict=True):
        whole = laid_flat(PAGE, grown(corners(before, size(PAGE)), share))
        part = laid_flat(stack, grown(corners(after, size(stack)), share))
        assert np.abs(whole.astype(int) - part).max() <= 2


def test_a_stack_is_much_smaller_than_its_page() -> None:
    cut = cuttings((quad(SLANTED, size(PAGE), 1),), size(PAGE))

    assert stacked(PAGE, cut.boxes).size < PAGE.size / 2
