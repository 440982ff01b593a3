"""The import contracts cover the whole house."""

import tomllib

from tests.house.sources import ROOMS, ROOT, SHIPPED

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_every_folder_of_code_is_a_known_room() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/*.py") if not path.parent.name.startswith(".")}

    assert folders <= set(ROOMS), "a new room needs a place in the contracts and in ARCHITECTURE.md"


def test_every_room_of_the_product_stands_in_the_contract() -> None:
    contracts = PROJECT["tool"]["importlinter"]
    floors = [room.strip() for floor in contracts["contracts"][0]["layers"] for room in floor.split("|")]

    assert sorted(floors) == sorted(SHIPPED)
    assert set(SHIPPED) <= set(contracts["root_packages"])


def test_types_are_checked_in_every_room() -> None:
    assert set(PROJECT["tool"]["mypy"]["packages"]) == set(ROOMS)


def test_what_ships_is_the_product_and_its_benchmarks_and_nothing_else() -> None:
    shipped = {package.split(".")[0] for package in PROJECT["tool"]["setuptools"]["packages"]}
    inner = {
        path.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for room in SHIPPED
        for path in (ROOT / room).rglob("__init__.py")
    }

    assert shipped == set(SHIPPED)
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == inner
