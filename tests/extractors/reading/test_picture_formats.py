"""Pictures of the web: WebP, BMP and GIF come out as upright as the others."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from extractors.reading.files.signatures import BMP, GIF, WEBP
from extractors.reading.intake import Limits
from extractors.reading.pictures.pages import Picture
from pipeline.errors import BadFile
from tests.extractors.reading.pictures.test_pages import CLOCKWISE, ORIENTATION, STORED, drawing, stored

FORMS = [("WEBP", WEBP), ("BMP", BMP), ("GIF", GIF)]


def content(form: str) -> bytes:
    return stored(drawing(), form, **({"lossless": True} if form == "WEBP" else {}))


@pytest.mark.parametrize(("form", "media_type"), FORMS)
def test_the_pixels_are_those_that_were_stored(form: str, media_type: str) -> None:
    picture = Picture(content(form), media_type, Limits())

    assert (picture.pages, picture.said.flags) == (1, ())
    assert np.array_equal(picture.image(1), np.asarray(drawing()))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_webp_is_turned_upright_as_its_exif_says(orientation: int) -> None:
    turn = STORED[orientation]
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    turned = drawing().transpose(turn) if turn is not None else drawing()

    picture = Picture(stored(turned, "WEBP", lossless=True, exif=exif.tobytes()), WEBP, Limits())

    assert np.array_equal(picture.image(1), np.asarray(drawing()))
    assert picture.look(1).rotation == CLOCKWISE[orientation]


@pytest.mark.parametrize(("form", "media_type"), [("GIF", GIF), ("WEBP", WEBP)])
def test_of_what_moves_the_first_picture_is_read(form: str, media_type: str) -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ((255, 0, 0), (0, 0, 255))]
    out = BytesIO()
    frames[0].save(out, form, save_all=True, append_images=frames[1:])

    picture = Picture(out.getvalue(), media_type, Limits())

    assert (picture.pages, picture.said.flags) == (1, ("multi_frame",))
    red, _, blue = picture.image(1)[4, 4]
    assert red > 200 > blue


@pytest.mark.parametrize(("form", "media_type"), FORMS)
def test_one_cut_off_is_refused(form: str, media_type: str) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (60, 60, 3), dtype=np.uint8))
    whole = stored(noise, form)

    for part in (0.2, 0.5, 0.8):
        with pytest.raises(BadFile, match="damaged"):
            Picture(whole[: int(len(whole) * part)], media_type, Limits()).image(1)
