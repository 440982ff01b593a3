"""Whatever an extractor doubts or confirms has words in both languages, and every field stands in the documentation."""

import ast
from collections.abc import Iterator
from datetime import date

from app.showing.texts import CONFIRMATIONS, ROW_COLUMNS
from pipeline.rows import Item, Mark, Measurement, UsageDay, columns
from pipeline.trust.reasons import DOUBTS
from tests.house.sources import ROOT, modules
from workers.desk import kinds


def test_every_doubt_has_words() -> None:
    doubts = set(_given("doubted", "reasons"))

    assert {"two_values", "rows_differ", "no_label"} <= doubts
    assert doubts - set(DOUBTS) == set(), "give each of these words in pipeline/trust/reasons.py"


def test_every_confirmation_has_words() -> None:
    confirmations = set(_given("confirmed", "confirmed_by"))

    assert {"recomputed rate", "qr"} <= confirmations
    assert confirmations - set(CONFIRMATIONS) == set(), "give each of these words in app/showing/texts.py"


def test_every_column_of_a_row_has_words() -> None:
    known = (Item(name="x"), Measurement(indicator="x"), UsageDay(day=date(2026, 9, 5)), Mark(subject="x"))

    assert {name for row in known for name in columns(row)} - set(ROW_COLUMNS) == set()


def test_every_field_of_every_kind_stands_in_the_documentation() -> None:
    page = (ROOT / "docs/kinds.md").read_text("utf-8")
    sections = {part.partition("`")[0]: part for part in page.split("\n## `")[1:]}

    for kind in kinds():
        rows = [f"| `{spec.name}` | {spec.zh} | {spec.en} | {spec.type.value} |" for spec in kind.fields]
        assert [row for row in rows if row not in sections[kind.name]] == [], (
            f"put these into docs/kinds.md: {kind.name}"
        )


def _given(function: str, keyword: str) -> Iterator[str]:
    """What extractors pass to `function` behind the field, as `keyword`, or gather in a variable of that name."""
    for module in modules("extractors"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call):
                if isinstance(node.func, ast.Name) and node.func.id == function:
                    first = 2 if function == "doubted" else len(node.args)
                    yield from (word for one in node.args[1:first] for word in _words(one))
                yield from (word for one in node.keywords if one.arg == keyword for word in _words(one.value))
            elif isinstance(node, ast.Assign | ast.AugAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any(isinstance(target, ast.Name) and target.id == keyword for target in targets):
                    yield from _words(node.value)


def _words(node: ast.expr) -> Iterator[str]:
    """The lone texts in it; what it is compared with is none of them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Tuple):
        yield from (word for one in node.elts for word in _words(one))
    elif isinstance(node, ast.BinOp):
        yield from (*_words(node.left), *(_words(node.right) if isinstance(node.op, ast.Add) else ()))
