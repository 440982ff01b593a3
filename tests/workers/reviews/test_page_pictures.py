"""A page is cut once, kept sealed for a week, and made again after that."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from pipeline.errors import Missing, Tampered
from storage.keys import TENANTS, is_page
from tests.workers.houses import House, png
from workers.keeping.tidying import Tidying
from workers.reviews.correcting import Correcting
from workers.reviews.crops import Cutter
from workers.reviews.page_pictures import PagePictures

RECORD = {"pages": [{"number": 1, "rotation": 90}]}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House.at(tmp_path, {})
    yield made
    made.stores.close()


@pytest.fixture
def pictures(house: House) -> Iterator[PagePictures]:
    cutter = Cutter(house.stores.settings)
    yield PagePictures(house.stores, Correcting(house.stores, cutter))
    cutter.close()


def kept(house: House) -> list[str]:
    return [one.name for one in house.stores.objects.names(TENANTS) if is_page(one.name)]


def test_a_page_is_shown_upright_and_found_again(house: House, pictures: PagePictures) -> None:
    standing = house.standing(house.enter(png(1, (40, 30))))

    first = pictures.page(standing, RECORD, 1)
    (name,) = kept(house)

    assert Image.open(BytesIO(first)).size == (30, 40)
    assert pictures.page(standing, RECORD, 1) == first
    assert kept(house) == [name]
    with house.stores.objects.get(name) as sealed:
        assert first[:100] not in sealed.read()


def test_a_page_that_the_record_does_not_know_is_not_shown(house: House, pictures: PagePictures) -> None:
    standing = house.standing(house.enter(png(1)))

    with pytest.raises(Missing):
        pictures.page(standing, RECORD, 2)


def test_a_kept_page_that_was_changed_is_not_shown(house: House, pictures: PagePictures) -> None:
    standing = house.standing(house.enter(png(1)))
    pictures.page(standing, RECORD, 1)
    (name,) = kept(house)
    house.stores.objects.delete(name)
    house.stores.objects.put(name, BytesIO(b"another picture altogether"))

    with pytest.raises(Tampered):
        pictures.page(standing, RECORD, 1)


def test_a_page_shown_a_week_ago_is_tidied_away_and_can_be_shown_again(house: House, pictures: PagePictures) -> None:
    standing, now = house.standing(house.enter(png(1))), datetime.now(UTC)
    first = pictures.page(standing, RECORD, 1)

    early, late = (Tidying(house.stores).tidy(now + timedelta(days=days)) for days in (6, 8))

    assert (early, late) == (0, 1)
    assert kept(house) == []
    assert pictures.page(standing, RECORD, 1) == first
