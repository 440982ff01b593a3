"""Photos of phones come out upright, once, and only as large as they said."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from extractors.reading.files import heif
from extractors.reading.files.signatures import HEIC, READ
from extractors.reading.intake import Limits, admitted
from extractors.reading.pictures.pages import Picture
from extractors.reading.refusals import REFUSALS
from pipeline.errors import BadFile
from tests.extractors.reading.heics import FOLDER, UPRIGHT, Grid, dated, written
from tests.extractors.reading.pictures.test_pages import CLOCKWISE, drawing

PHOTO = written(Grid(columns=3, rows=2, canvas=(170, 120), exif=dated(6)))


def shown(content: bytes) -> NDArray[np.uint8]:
    return Picture(content, HEIC, Limits()).image(1)


def code(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(BadFile) as caught:
        Picture(content, HEIC, limits or Limits()).image(1)
    return caught.value.code


def alike(found: NDArray[np.uint8], wanted: NDArray[np.uint8]) -> bool:
    return found.shape == wanted.shape and bool(np.abs(found.astype(int) - wanted.astype(int)).max() < 60)


def outcome(content: bytes) -> str:
    try:
        return admitted("a", BytesIO(content), Limits()).media_type
    except BadFile as error:
        return error.code


@pytest.mark.parametrize("orientation", [1, 3, 4, 6, 8])
def test_it_is_upright_and_says_how_it_was_turned(orientation: int) -> None:
    name = f"turned_{orientation}.heic" if orientation > 1 else "upright.heic"

    picture = Picture((FOLDER / name).read_bytes(), HEIC, Limits())

    assert alike(picture.image(1), np.asarray(drawing()))
    assert picture.look(1).rotation == CLOCKWISE[orientation]


def test_the_tiles_of_a_phone_are_put_together() -> None:
    whole = shown(PHOTO)

    assert whole.shape == (120, 170, 3)
    for top in (0, 64):
        for left in (0, 64, 128):
            assert alike(whole[top : top + 32, left : left + 40], np.asarray(drawing())[:, :40])


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("mirror", [None, 0, 1])
def test_a_grid_is_turned_and_mirrored_as_its_boxes_say(turn: int, mirror: int | None) -> None:
    stored = shown(written(Grid(canvas=(120, 100))))

    picture = Picture(written(Grid(canvas=(120, 100), turn=turn, mirror=mirror)), HEIC, Limits())

    turned = np.rot90(stored, turn)
    wanted = turned if mirror is None else turned[:, ::-1] if mirror else turned[::-1]
    assert np.array_equal(picture.image(1), wanted)
    assert picture.look(1).rotation == (180 * (mirror == 0) - 90 * turn) % 360


def test_what_exif_says_of_orientation_changes_nothing_and_when_it_was_taken_is_told() -> None:
    held_sideways = Picture(written(Grid(turn=3, exif=dated(6))), HEIC, Limits())

    assert np.array_equal(held_sideways.image(1), shown(written(Grid(turn=3))))
    assert held_sideways.look(1).rotation == 90
    assert held_sideways.said.facts == {"camera": "Acme Phone 3", "taken": "2026-03-14T15:09:26+08:00"}


def test_of_two_pictures_the_main_one_is_read() -> None:
    picture = Picture((FOLDER / "two.heic").read_bytes(), HEIC, Limits())

    assert (picture.pages, picture.said.flags) == (1, ("multi_frame",))
    assert picture.image(1).shape == (32, 48, 3)


@pytest.mark.parametrize("brand", [b"msf1", b"hevc"])
def test_one_that_promises_a_sequence_says_so_at_the_gate(brand: bytes) -> None:
    content = written(Grid(brands=(b"mif1", b"heic", brand)))

    assert admitted("burst.heic", BytesIO(content), Limits()).flags == ("multi_frame",)


@pytest.mark.parametrize(
    ("major", "others", "media_type"),
    [
        (b"heic", (b"mif1", b"heic"), "image/heic"),
        (b"mif1", (b"mif1", b"heix"), "image/heic"),
        (b"mif1", (b"mif1", b"avif"), "image/avif"),
        (b"avif", (b"mif1", b"heic"), "image/avif"),
        (b"mif1", (b"mif1", b"jpeg"), "image/heif"),
        (b"hevc", (b"msf1", b"iso8"), "image/heif"),
        (b"mif3", (), "image/heif"),
        (b"isom", (b"iso2", b"mp41"), "video/mp4"),
    ],
)
def test_the_brands_say_how_a_file_is_packed(major: bytes, others: tuple[bytes, ...], media_type: str) -> None:
    head = (16 + 4 * len(others)).to_bytes(4, "big") + b"ftyp" + major + bytes(4) + b"".join(others)

    assert heif.sort_of(head) == media_type
    assert heif.sort_of(head + b"heicavif") == media_type


@pytest.mark.parametrize(("side", "why"), [(99, None), (101, "too_many_pixels")])
@pytest.mark.parametrize("place", ["canvas", "stated"])
def test_a_grid_is_refused_for_its_size_before_it_is_decoded(side: int, why: str | None, place: str) -> None:
    limits = replace(Limits(), image_pixels=100 * 100)
    sizes: dict[str, tuple[int, int]] = {"canvas": (90, 90), "stated": (90, 90), place: (side, side)}
    content = written(Grid(canvas=sizes["canvas"], stated=sizes["stated"]))

    assert (side, side) in heif.sizes(content)
    if why is None:
        assert admitted("a.heic", BytesIO(content), limits).media_type == HEIC
    else:
        with pytest.raises(BadFile) as caught:
            admitted("a.heic", BytesIO(content), limits)
        assert caught.value.code == code(content, limits) == why


def test_a_canvas_of_billions_of_pixels_ends_at_the_gate() -> None:
    with pytest.raises(BadFile) as caught:
        admitted("a.heic", BytesIO(written(Grid(canvas=(60_000, 60_000), stated=(128, 128)))), Limits())

    assert caught.value.code == "too_many_pixels"


def test_one_whose_picture_is_not_as_large_as_it_says_is_refused() -> None:
    assert code(written(Grid(stated=(100, 90)))) == "corrupt_image"


@pytest.mark.parametrize("content", [UPRIGHT, PHOTO])
@pytest.mark.parametrize("part", [0.05, 0.2, 0.5, 0.8, 0.95])
def test_one_cut_off_is_refused(content: bytes, part: float) -> None:
    assert code(content[: int(len(content) * part)]) == "corrupt_image"


@given(st.integers(0, len(PHOTO) - 1), st.binary(min_size=1, max_size=8))
def test_no_damage_to_its_boxes_makes_them_fail_in_another_way(place: int, noise: bytes) -> None:
    content = PHOTO[:place] + noise + PHOTO[place + len(noise) :]

    assert heif.turned(content) in (0, 90, 180, 270)
    assert outcome(content) in {*REFUSALS, *READ}


@given(
    st.binary(max_size=60), st.sampled_from([b"meta", b"iloc", b"iinf", b"ipma", b"ipco", b"idat", b"infe", b"irot"])
)
def test_boxes_of_noise_say_nothing_and_end(noise: bytes, kind: bytes) -> None:
    place = PHOTO.index(kind) + 4
    content = PHOTO[:place] + noise

    assert all(side >= 0 for size in heif.sizes(content) for side in size)
    assert 0 <= heif.end(content) <= len(content)


def test_a_table_that_promises_places_without_end_is_left_quickly() -> None:
    place = PHOTO.index(b"iloc") + 4
    endless = (
        PHOTO[:place] + b"\x02\x00\x00\x00\x00\x00\xff\xff\xff\xff" + b"\x00\x00\x00\x01\x00\x00\x00\x00\xff\xff" * 20
    )

    assert heif.sizes(endless) == ()
