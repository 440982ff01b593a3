"""Whoever takes an original out of the cellar stands here with what writes it down; all others may not."""

import ast
from collections.abc import Iterator

from tests.house.sources import PRODUCT, Module, modules

# what reads originals, and where that is written down
ALLOWED = {
    "workers.originals": "opens them for the others",
    "workers.reviews.page_pictures": "makes pages for `showing`",
    "workers.reviews.regions": "reads parts of pages for `showing`",
    "workers.proof.showing": "`evidence.viewed`, `evidence.handed_out`, each time",
    "workers.reviews.correcting": "a picture of a place is part of its correction, `evidence.corrected`",
    "workers.rounds.reader": "`evidence.claim` and what becomes of it",
    "workers.replay.replays": "`evidence.replayed`",
    "app.packs.exporting": "`claim.exported`",
}
BY_NAME = {"original_file", "original_files", "copy_original"}
BY_OWNER = {
    "pages": {"page"},
    "correcting": {"page", "crop", "shown"},
    "regions": {"read"},
    "cutter": {"crop"},
}


def reading(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names if alias.name in BY_NAME)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
            if node.func.attr in BY_OWNER.get(name.removeprefix("_"), ()):
                yield f"{name}.{node.func.attr}"


def test_nobody_shows_an_original_past_the_ledger() -> None:
    found = {module.name: sorted(set(reading(module))) for room in PRODUCT for module in modules(room)}
    past = {name: calls for name, calls in found.items() if calls and name not in ALLOWED}

    assert past == {}, "show it by workers/proof/showing.py, or say here where it is written down"


def test_no_allowance_is_left_of_what_is_gone() -> None:
    found = {module.name for room in PRODUCT for module in modules(room) if set(reading(module))}

    assert set(ALLOWED) - found - {"workers.originals"} == set()
