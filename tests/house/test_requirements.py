"""What we install is pinned, proved by its hash, asked for by name and never in the way of our own names."""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata

import pytest

from tests.house.sources import PRODUCT, ROOMS, ROOT, Module, imported, modules

FOLDER = ROOT / "requirements"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.in")))
FOR_FILES_ONLY = "models"
SHIPPED = ("base", "models", "parquet")
FOR_TESTS_ALONE = {"pymerkle"}  # under the GPL: what is handed on with it would have to be, too
OPTIONAL = {"parquet": "app.records.parquet"}  # one module alone may import them


@pytest.mark.parametrize("name", NAMES)
def test_every_pin_is_exact_and_has_hashes(name: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", (FOLDER / f"{name}.txt").read_text("utf-8").strip())
    loose = [
        entry.split("\n")[0]
        for entry in entries
        if not re.match(r"[\w.-]+==\S+.*\\\n +--hash=sha256:[0-9a-f]{64}", entry)
    ]

    assert not loose, f"run ./run lock; without exact version or hash: {loose}"


@pytest.mark.parametrize("name", NAMES)
def test_the_pins_are_those_that_were_asked_for(name: str) -> None:
    pinned = (FOLDER / f"{name}.txt").read_text("utf-8")
    asked = {one for one, text in _asked(name).items() if "sys_platform" not in text or "linux" in text}

    assert asked <= set(_pins(name)), "run ./run lock: the .in file was changed after the .txt file was made"
    assert _via(pinned, f"requirements/{name}.in") == set(_own(name)), (
        "run ./run lock: the .txt file is not of this .in"
    )


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_no_requirement_says_where_to_fetch_from(path: object) -> None:
    text = (FOLDER / str(path)).read_text("utf-8")

    assert "://" not in text, "a download address binds everyone to one host; leave it out"
    assert not re.search(r"^\s*(-i|-f|-e|--(extra-)?index-url|--find-links|--editable|--trusted-host)", text, re.M)


def test_a_package_has_one_version_in_product_and_development() -> None:
    base, dev = _pins("base"), _pins("dev")
    apart = {name: (base[name], dev.get(name)) for name in base if dev.get(name) != base[name]}

    assert not apart, f"run ./run lock, base first; (base, dev) differ: {apart}"


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_handed_on_binds_nobody_to_the_gpl(name: str) -> None:
    licences = {package: _licence(package) for package in _pins(name) if _installed(package)}

    assert {package for package, told in licences.items() if _binds(told)} == set()
    assert {package for package, told in licences.items() if not told} == set(), "read its licence, then decide"


def test_what_is_under_the_gpl_is_asked_for_by_tests_alone() -> None:
    bound = {package for package in _pins("dev") if _installed(package) and _binds(_licence(package))}

    assert bound == FOR_TESTS_ALONE
    assert {name for name in NAMES if set(_pins(name)) & FOR_TESTS_ALONE} == {"dev"}


@pytest.mark.parametrize(
    ("licence", "binds"),
    [
        ("GPL-3.0-or-later", True),
        ("License :: OSI Approved :: GNU General Public License v3 or later (GPLv3+)", True),
        ("AGPL-3.0-only", True),
        ("LGPL-3.0-only", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("Apache-2.0", False),
    ],
)
def test_a_lesser_licence_is_told_from_the_one_that_binds(licence: str, binds: bool) -> None:
    assert _binds(licence) is binds


def test_exactly_one_distribution_provides_cv2() -> None:
    providers = set(metadata.packages_distributions()["cv2"])

    assert providers == {"opencv-python"}, "two packages that unpack cv2 overwrite each other; take one out"


def test_no_installed_distribution_takes_the_name_of_a_room() -> None:
    provided = metadata.packages_distributions()
    taken = {room: set(provided[room]) for room in ROOMS if room in provided}

    assert not taken, f"one of the two would shadow the other; do without: {taken}"


def test_the_product_imports_what_it_asked_for_and_asks_for_what_it_imports() -> None:
    provided = metadata.packages_distributions()
    used = {_plain(one) for name in _foreign(PRODUCT) for one in provided.get(name, [name])}

    optional = {one for name in OPTIONAL for one in _asked(name)}
    assert used - set(_asked("base")) - optional == set(), "add these to requirements/base.in, or do without"
    assert set(_asked("base")) - used == set(), "no room imports these any more; take them out of requirements/base.in"


@pytest.mark.parametrize("name", OPTIONAL)
def test_what_is_optional_is_imported_by_one_module_that_nobody_imports(name: str) -> None:
    names = {
        one for one, known in metadata.packages_distributions().items() if set(map(_plain, known)) & set(_own(name))
    }
    loads = {module.name: set(_loaded(module)) for room in PRODUCT for module in modules(room)}

    assert {one for one, loaded in loads.items() if {each.split(".")[0] for each in loaded} & names} == {OPTIONAL[name]}
    assert {one for one, loaded in loads.items() if OPTIONAL[name] in loaded} == set()


def _loaded(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from imported(node)


def test_packages_taken_for_their_files_bring_no_code() -> None:
    provided = metadata.packages_distributions()
    used = {_plain(one) for name in _foreign(ROOMS) for one in provided.get(name, [])}

    assert not used & set(_asked(FOR_FILES_ONLY)), "read their files through the installation record instead"


def _own(name: str) -> Mapping[str, str]:
    """The lines of one .in file by plain name, without the files it includes."""
    lines = (line.split("#")[0].strip() for line in (FOLDER / f"{name}.in").read_text("utf-8").splitlines())
    return {_plain(re.split(r"[<>=!~;\[ ]", line)[0]): line for line in lines if line and not line.startswith("-")}


def _asked(name: str) -> Mapping[str, str]:
    """The lines of one .in file and of those it includes."""
    included = re.findall(r"^-r (\w+)\.in", (FOLDER / f"{name}.in").read_text("utf-8"), re.M)
    return {one: line for file in (*included, name) for one, line in _own(file).items()}


def _pins(name: str) -> Mapping[str, frozenset[str]]:
    """Every pinned package with its versions (more than one where Python's own version decides)."""
    pins: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", (FOLDER / f"{name}.txt").read_text("utf-8"), re.M):
        pins.setdefault(_plain(package), set()).add(version)
    return {package: frozenset(versions) for package, versions in pins.items()}


def _installed(package: str) -> bool:
    """Some pins are of other systems or other Pythons."""
    return any(metadata.distributions(name=package))


def _licence(package: str) -> str:
    """What the package says of itself."""
    told = metadata.metadata(package)
    kinds = [one for one in told.get_all("Classifier") or [] if one.startswith("License ::")]
    named = [text.partition("\n")[0] for key in ("License-Expression", "License") for text in told.get_all(key) or []]
    return " | ".join(one for one in (*named, *kinds) if one)


def _binds(licence: str) -> bool:
    """Whether it is the GPL or the AGPL; the LGPL asks nothing of whoever loads a library as it is."""
    rest = re.sub(r"Lesser General Public License|LGPL", "", licence)
    return bool(re.search(r"GPL|General Public License", rest))


def _via(pinned: str, source: str) -> set[str]:
    """The packages whose entry says that `source` itself asked for them."""
    entries = re.split(r"\n(?=[a-z0-9])", pinned.strip())
    return {_plain(entry.split("==")[0]) for entry in entries if f"-r {source}" in entry}


def _foreign(rooms: tuple[str, ...]) -> set[str]:
    """The top-level names imported in `rooms` that are neither Python's nor ours."""
    found = {
        name.split(".")[0]
        for room in rooms
        for module in modules(room)
        for node in ast.walk(module.tree)
        for name in (*_imported(node), *_called_in(node))
    }
    return found - set(sys.stdlib_module_names) - set(ROOMS)


def _imported(node: ast.AST) -> tuple[str, ...]:
    return imported(node) if isinstance(node, ast.Import | ast.ImportFrom) else ()


def _called_in(node: ast.AST) -> tuple[str, ...]:
    """The name in `importlib.import_module("name")`."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "importlib.import_module":
        return tuple(one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return ()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
