"""Every import stands at the top, goes one way round, and brings nothing dangerous."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.house.sources import ROOMS, Module, house, imported, modules

OPTIONAL_ENGINES = ("extractors/engines/", "benchmarks/peer.py")  # each loads the one it is asked for


@pytest.mark.parametrize("room", ROOMS)
def test_no_import_hides_inside_a_function(room: str) -> None:
    hidden = {
        f"{module.path}:{node.lineno}"
        for module in modules(room)
        if not module.path.startswith(OPTIONAL_ENGINES)
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert not hidden, f"move these imports to the top of their file: {sorted(hidden)}"


def test_no_module_imports_itself_through_others() -> None:
    known = {module.name: module for module in house()}
    graph = {name: {one for one in _loaded(module) if one in known and one != name} for name, module in known.items()}

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = " <- ".join(error.args[1])
        pytest.fail(f"break this circle by moving what both need to a room below: {circle}")


@pytest.mark.parametrize("room", ROOMS)
def test_a_package_file_holds_one_sentence_and_imports_nothing(room: str) -> None:
    full = [module.path for module in modules(room) if module.package and not _only_a_docstring(module)]

    assert not full, f"leave only the docstring in: {full}"


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_says_what_it_is_for(room: str) -> None:
    silent = [module.path for module in modules(room) if not ast.get_docstring(module.tree)]

    assert not silent, f"open these with one sentence: {silent}"


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_pickled(room: str) -> None:
    dangerous = ("pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib")
    loading = {
        module.path for module in modules(room) if any(name.split(".")[0] in dangerous for name in _loaded(module))
    }

    assert not loading, f"loading a pickle runs what it says; use JSON or plain bytes in: {sorted(loading)}"


def _loaded(module: Module) -> Iterator[str]:
    """What a module loads when it is loaded; imports under TYPE_CHECKING are not."""
    asleep = {
        id(inner)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in asleep:
            yield from imported(node)


def _only_a_docstring(module: Module) -> bool:
    return ast.get_docstring(module.tree) is not None and len(module.tree.body) == 1
