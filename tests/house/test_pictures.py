"""Every page of the desk is shown in the docs in both languages; `./run pictures` takes the pictures."""

import re

import pytest
from fastapi.routing import APIRoute

from app.web.building import PARTS
from tests.house.sources import ROOT
from tests.pictured import FOLDER, LANGUAGES, MOST_BYTES, OTHER, PAGES


def routes() -> set[str]:
    """Addresses that a browser may open."""
    found = (one for part in PARTS for one in part.router.routes if isinstance(one, APIRoute))
    return {one.path for one in found if "GET" in (one.methods or ())}


def test_every_address_is_a_page_with_a_picture_or_says_what_else_it_gives() -> None:
    assert routes() == set(PAGES) | set(OTHER), "name it in tests/pictured.py; then ./run pictures"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_its_picture_and_the_docs_show_it(language: str) -> None:
    docs = (ROOT / "docs/desk.md").read_text("utf-8")
    shown = set(re.findall(r"!\[[^\]]+\]\(pictures/([\w-]+)\.(?:zh|en)\.png\)", docs))
    pictures = {name: FOLDER / f"{name}.{language}.png" for name in PAGES.values()}

    assert [name for name, file in pictures.items() if not file.is_file()] == [], "./run pictures takes them"
    assert [name for name, file in pictures.items() if file.stat().st_size > MOST_BYTES] == []
    assert set(pictures) - shown == set(), "show it in docs/desk.md"


def test_no_picture_is_left_of_a_page_that_is_gone() -> None:
    names = {file.name.rsplit(".", 2)[0] for one in LANGUAGES for file in FOLDER.glob(f"*.{one}.png")}

    assert names == set(PAGES.values())
