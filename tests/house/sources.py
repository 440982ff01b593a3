"""The house as its rules see it: every module of every room, parsed once."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("pipeline", "extractors", "validators", "storage", "workers", "app")
SHIPPED = (*PRODUCT, "benchmarks")  # the command line measures, too
ROOMS = (*SHIPPED, "fixtures", "tests")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """`path` from the root with slashes; `name` dotted, a package without `__init__`."""

    path: str
    name: str
    text: str
    tree: ast.Module

    @property
    def package(self) -> bool:
        return self.path.endswith("__init__.py")

    def functions(self) -> tuple[Function, ...]:
        """Every function and method, nested ones included."""
        return tuple(node for node in ast.walk(self.tree) if isinstance(node, Function))

    def classes(self) -> tuple[ast.ClassDef, ...]:
        return tuple(node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))


@cache
def modules(room: str) -> tuple[Module, ...]:
    """The modules of one room, sorted by path."""
    return tuple(_module(path) for path in sorted((ROOT / room).rglob("*.py")))


def house() -> tuple[Module, ...]:
    """Every module of every room."""
    return tuple(module for room in ROOMS for module in modules(room))


def imported(node: ast.Import | ast.ImportFrom) -> tuple[str, ...]:
    """What one import statement may load, as dotted names: `from a import b` may mean module `a` or `a.b`."""
    if isinstance(node, ast.Import):
        return tuple(alias.name for alias in node.names)
    origin = node.module or ""
    return (origin, *(f"{origin}.{alias.name}" for alias in node.names))


def _module(path: Path) -> Module:
    inside = path.relative_to(ROOT)
    dotted = inside.with_suffix("").parts
    text = path.read_text("utf-8")
    return Module(
        path=inside.as_posix(),
        name=".".join(dotted[:-1] if dotted[-1] == "__init__" else dotted),
        text=text,
        tree=ast.parse(text, str(path)),
    )
