"""A copy of the house in which one call that writes an entry is taken away, and which tests would notice."""

import ast
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path

from tests.house.sources import ROOMS, ROOT, Function, modules

WRITERS = frozenset({"write_entry", "_entry", "_enter", "noted"})
PEN = "storage/records/proof/ledger.py"
APART = {  # the pen; zip files; a stand-in; rows of a table of its own
    *("storage.records.proof.ledger", "app.packs.pack_writer", "storage.memory", "storage.records.claims.twins"),
}
MOST = 15  # frames above the pen in which a call is looked for
LISTENING = """

def _heard(tx, actor, act, pen=write_entry):
    import os, sys
    frame, lines = sys._getframe(1), []
    while frame is not None and len(lines) < {most}:
        name = frame.f_code.co_qualname.partition(".<locals>")[0]
        lines.append(f"{{os.environ.get('PYTEST_CURRENT_TEST', '')}}\\t{{frame.f_globals.get('__name__')}}.{{name}}\\n")
        frame = frame.f_back
    with open({heard!r}, "a", encoding="utf-8") as heard:
        heard.writelines(lines)
    pen(tx, actor, act)


write_entry = _heard
"""


@dataclass(frozen=True, slots=True)
class Site:
    """One call; `function` is the outermost one it stands in, `span` its lines and columns (in UTF-8 bytes)."""

    path: str
    function: str
    span: tuple[int, int, int, int]
    stands_for: str

    def __str__(self) -> str:
        return f"{self.function}:{self.span[0]}"


def sites() -> tuple[Site, ...]:
    """Every call that writes an entry."""
    return tuple(
        site
        for room in ("storage", "workers", "app")
        for module in modules(room)
        if module.name not in APART
        for name, function in outermost(module.tree)
        for site in _in(module.path, f"{module.name}.{name}", function)
    )


def outermost(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    for node in tree.body:
        if isinstance(node, Function):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, Function))


def _in(path: str, name: str, function: Function) -> Iterator[Site]:
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        named = node.func
        called = named.id if isinstance(named, ast.Name) else named.attr if isinstance(named, ast.Attribute) else ""
        later = called == "partial" and bool(node.args) and _named(node.args[0]) in WRITERS
        if called in WRITERS or later:
            end = (node.end_lineno or node.lineno, node.end_col_offset or 0)
            yield Site(path, name, (node.lineno, node.col_offset, *end), "(lambda *_, **__: None)" if later else "None")


def _named(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def without(text: str, site: Site) -> str:
    """The module's text without the call."""
    lines = text.encode().split(b"\n")
    first, start, last, end = site.span
    kept = lines[first - 1][:start] + site.stands_for.encode() + lines[last - 1][end:]
    return b"\n".join([*lines[: first - 1], kept, *lines[last:]]).decode()


@dataclass(frozen=True, slots=True)
class Copy:
    """The rooms, and what pytest needs, below `folder`."""

    folder: Path

    @classmethod
    def made(cls, folder: Path) -> "Copy":
        for room in ROOMS:
            shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("docs", "deploy", "pyproject.toml", "requirements", "README.md", "run"):
            (folder / name).symlink_to(ROOT / name)
        return cls(folder)

    def heard(self, tests: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Which of `tests` reach each function that writes; those likely to ask for its entry first."""
        file, told = self.folder / PEN, self.folder / "heard"
        kept = file.read_text("utf-8")
        file.write_text(kept + LISTENING.format(most=MOST, heard=str(told)), "utf-8")
        try:
            self.run(tests)
        finally:
            file.write_text(kept, "utf-8")
        return _by_function(told.read_text("utf-8").splitlines())

    def asked(self, site: Site, tests: Sequence[str]) -> int:
        """The exit status of pytest without the call: 1 where a test notices, 0 where none does."""
        file = self.folder / site.path
        kept = file.read_text("utf-8")
        file.write_text(without(kept, site), "utf-8")
        try:
            return self.run(["-x", *tests])
        finally:
            file.write_text(kept, "utf-8")

    def run(self, words: Sequence[str]) -> int:
        """The exit status of pytest: 0 all pass, 1 some fail."""
        env = {**os.environ, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        argv = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider", *words]
        return subprocess.run(argv, cwd=self.folder, env=env, capture_output=True, check=False).returncode


def _by_function(lines: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """A test asks for what it does itself before what its fixtures do, and tests of entries ask for most.

    The best of each file come first, then the second best of each: no file with many rows keeps the others out.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    itself: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        test, _, function = line.partition("\t")
        named, _, phase = test.rpartition(" (")
        if named:
            found[function].add(named)
            if phase == "call)":
                itself[named].add(function)

    def rank(function: str, test: str) -> tuple[bool, bool, int, str]:
        return function not in itself[test], "entries" not in test, len(itself[test]), test

    return {name: _in_turn(sorted(tests, key=partial(rank, name))) for name, tests in found.items()}


def _in_turn(tests: Sequence[str]) -> Sequence[str]:
    """One of each file after the other, each file's in their order."""
    files: defaultdict[str, list[str]] = defaultdict(list)
    for test in tests:
        files[test.partition("::")[0]].append(test)
    return [test for some in zip_longest(*files.values()) for test in some if test is not None]
