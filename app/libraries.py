"""The Python packages the product asks for, as they are installed here."""

import importlib
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from app.checkup import SET_UP, Check, Health

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"


def libraries(folder: Path = REQUIREMENTS) -> Iterator[Check]:
    """One check per package of base.in: installed, loadable, and the pinned version."""
    pins = _pins((folder / "base.txt").read_text("utf-8"))
    for name in _asked((folder / "base.in").read_text("utf-8")):
        yield _library(name, pins.get(name, frozenset()))


def _library(name: str, pinned: frozenset[str]) -> Check:
    try:
        version = metadata.version(name)
        for module in _modules(name):
            importlib.import_module(module)
    except metadata.PackageNotFoundError:
        return Check(name=name, state=Health.MISSING, said="is not installed", advice=SET_UP)
    except ImportError as error:
        return Check(name=name, state=Health.MISSING, said=f"does not load: {error}", advice=SET_UP)
    if version not in pinned:
        said = f"{version}, not the tested {' or '.join(sorted(pinned))}"
        return Check(name=name, state=Health.WARNING, said=said, advice=SET_UP)
    return Check(name=name, state=Health.OK, said=version)


def _modules(name: str) -> Iterator[str]:
    """The importable top-level name a distribution is called by, or else every one it brings."""
    brought = [
        module
        for module, providers in metadata.packages_distributions().items()
        if module.isidentifier() and not module.startswith("_") and name in map(_plain, providers)
    ]
    named = [module for module in brought if _plain(module) == name]
    yield from named or brought


def _asked(text: str) -> Iterator[str]:
    for line in text.splitlines():
        requirement, _, marker = line.split("#")[0].partition(";")
        elsewhere = "sys_platform" in marker and f'"{sys.platform}"' not in marker
        if requirement.strip() and not elsewhere:
            yield _plain(re.split(r"[<>=!~\[ ]", requirement.strip())[0])


def _pins(text: str) -> Mapping[str, frozenset[str]]:
    """Every pinned version; a package has several where Python's own version decides."""
    pins: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE):
        pins.setdefault(_plain(name), set()).add(version)
    return {name: frozenset(versions) for name, versions in pins.items()}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
