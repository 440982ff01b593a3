"""Prints of pictures as bytes, and which may show the same."""

from dataclasses import replace

import pytest

from pipeline.alike.prints import alike, packed, unpacked
from tests.pipeline.alike.test_likeness import picture

SHOWN = picture(40)


def test_a_print_comes_back_from_its_bytes() -> None:
    assert unpacked(packed(SHOWN)) == SHOWN
    assert len(packed(picture(128))) < 3_000


@pytest.mark.parametrize(
    "body", [b"", b"\x02" + packed(SHOWN)[1:], packed(SHOWN)[:-1]], ids=["nothing", "another version", "cut off"]
)
def test_other_bytes_are_no_print(body: bytes) -> None:
    with pytest.raises(ValueError, match="no print"):
        unpacked(body)


def test_pictures_may_be_the_same_by_the_whole_or_by_two_spots() -> None:
    other = replace(picture(0), whole=~SHOWN.whole & 2**64 - 1)

    assert alike(SHOWN, replace(other, whole=SHOWN.whole ^ 0b1111111111))
    assert not alike(SHOWN, replace(other, whole=SHOWN.whole ^ 0b11111111111))
    assert alike(SHOWN, replace(other, points=SHOWN.points[:2]))
    assert not alike(SHOWN, replace(other, points=SHOWN.points[:1]))
