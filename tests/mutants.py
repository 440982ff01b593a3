"""Would the tests notice? Changes rules and arithmetic one expression at a time, and tells what went unseen."""

import ast
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FIELD = ROOT / "out" / "mutants"
CHANGED = ("pipeline", "validators")
ASKED = ("tests/validators", "tests/pipeline", "tests/paper.py")
LEAST = 0.90

_KILLED = frozenset((1, 3, 24, -24, 36, 152, 255))  # a test failed, or the change never came to an end
_LOOKED_UNDER = ("staticmethod", "classmethod")  # the only decorators whose functions mutmut changes


def main(names: list[str]) -> int:
    """`names`: mutants or patterns of them (`validators.claim.window*`); none means all that no test noticed yet."""
    lay_out(FIELD)
    forget_survivors(FIELD)
    inside = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}  # only the copy may be imported
    command = (sys.executable, "-m", "mutmut", "run", "--max-children", "2", *names)
    status = subprocess.run(command, cwd=FIELD, env=inside, check=False).returncode
    return status or told(verdicts(FIELD))


def lay_out(field: Path) -> None:
    """Copy what is changed and what asks; files that stayed the same keep their time, so their verdicts stand."""
    for room in CHANGED:
        for path in sorted((ROOT / room).rglob("*.py")):
            _written(field / path.relative_to(ROOT), plain(path.read_text("utf-8")))
    shutil.rmtree(field / "tests", ignore_errors=True)
    shutil.rmtree(field / "mutants" / "tests", ignore_errors=True)
    for name in ASKED:
        for path in [ROOT / name] if name.endswith(".py") else sorted((ROOT / name).rglob("*.py")):
            _written(field / path.relative_to(ROOT), path.read_text("utf-8"))
    _written(field / "pyproject.toml", (ROOT / "pyproject.toml").read_text("utf-8"))


def plain(source: str) -> str:
    """The same module with decorators called beneath their functions: mutmut passes over a decorated function."""
    lines = source.splitlines()
    for function in reversed(list(_decorated(ast.parse(source)))):
        names = [ast.unparse(one) for one in function.decorator_list]
        called = f"{'('.join(names)}({function.name}{')' * len(names)}"
        end = function.end_lineno or function.lineno
        lines.insert(end, f"{' ' * function.col_offset}{function.name} = {called}")
        del lines[function.decorator_list[0].lineno - 1 : function.lineno - 1]
    return "\n".join(lines) + "\n"


def forget_survivors(field: Path) -> None:
    """A new test may kill what survived; what was killed stays so until its function changes."""
    for path in _metas(field):
        meta = json.loads(path.read_text("utf-8"))
        codes = meta["exit_code_by_key"]
        meta["exit_code_by_key"] = {key: code if code in _KILLED else None for key, code in codes.items()}
        path.write_text(json.dumps(meta, indent=4), "utf-8")


def verdicts(field: Path) -> Mapping[str, Mapping[str, bool]]:
    """Per module, each mutant that was tried and whether a test noticed it."""
    found = {
        path.relative_to(field / "mutants").as_posix().removesuffix(".meta"): {
            key: code in _KILLED
            for key, code in json.loads(path.read_text("utf-8"))["exit_code_by_key"].items()
            if code is not None
        }
        for path in _metas(field)
    }
    return {module: mutants for module, mutants in found.items() if mutants}


def told(found: Mapping[str, Mapping[str, bool]]) -> int:
    """Print killed of all per module and package, and every survivor; 1 under the least share, else 0."""
    for module, mutants in found.items():
        for name, killed in mutants.items():
            if not killed:
                print(f"survived  {name}")
        print(f"{module:<36} {_share(Counter(mutants.values()))}")
    whole: Counter[bool] = Counter()
    for room in CHANGED:
        counts = Counter(killed for module, one in found.items() if module.startswith(room) for killed in one.values())
        print(f"{room:<36} {_share(counts)}")
        whole += counts
    print(f"{'all':<36} {_share(whole)}; at least {LEAST:.2f} is asked")
    print(f"Look at one: cd {FIELD} && {sys.executable} -m mutmut show NAME")
    return int(whole[True] < LEAST * whole.total())


def _share(counts: Counter[bool]) -> str:
    return f"killed {counts[True]:>5} of {counts.total():>5} = {counts[True] / max(1, counts.total()):.3f}"


def _decorated(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """In order of their lines: functions of the module and methods of its classes."""
    bodies = [tree.body, *(one.body for one in tree.body if isinstance(one, ast.ClassDef))]
    found = (one for body in bodies for one in body if isinstance(one, ast.FunctionDef))
    under = (one for one in found if one.decorator_list and ast.unparse(one.decorator_list[0]) not in _LOOKED_UNDER)
    yield from sorted(under, key=lambda one: one.lineno)


def _metas(field: Path) -> list[Path]:
    return sorted((field / "mutants").rglob("*.meta"))


def _written(path: Path, text: str) -> None:
    if path.exists() and path.read_text("utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
