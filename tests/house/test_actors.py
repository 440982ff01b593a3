"""Whoever acts in the product says in what role, so that no line of the ledger leaves it open."""

import ast

from tests.house.sources import modules


def test_every_actor_names_a_role() -> None:
    without = [
        f"{module.name}:{node.lineno}"
        for room in ("storage", "workers", "app")
        for module in modules(room)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Actor"
        if not any(one.arg == "role" for one in node.keywords)
    ]

    assert without == []
