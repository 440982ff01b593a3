"""Names say what a thing is; the words that could mean anything are not used."""

import re

import pytest

from tests.house.sources import ROOMS, modules

EMPTY_WORDS = {"manager", "helper", "util", "handler", "processor", "service", "data", "info"}


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_or_class_has_a_name_that_could_mean_anything(room: str) -> None:
    vague = {
        f"{module.path}: {name}"
        for module in modules(room)
        for name in (module.name.rsplit(".", 1)[-1], *(one.name for one in module.classes()))
        if _words(name) & EMPTY_WORDS
    }

    assert not vague, f"name these by what they are or the question they answer: {sorted(vague)}"


@pytest.mark.parametrize("name", ["JobManager", "text_utils", "HTTPHandler", "PageInfo"])
def test_an_empty_word_is_found_inside_a_name(name: str) -> None:
    assert _words(name) & EMPTY_WORDS


@pytest.mark.parametrize("name", ["metadata", "database", "Services", "Ledger"])
def test_a_word_counts_whole_and_in_its_plural(name: str) -> None:
    assert bool(_words(name) & EMPTY_WORDS) == (name == "Services")


def _words(name: str) -> set[str]:
    """The lower-case words of a snake_case or CamelCase name, with the plural's s taken off."""
    words = {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}
    return words | {word.removesuffix("s") for word in words}
