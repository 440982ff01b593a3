"""Where an installed package keeps the programs inside it."""

from importlib import util
from pathlib import Path

from pipeline.errors import WrongUse


def inside(package: str, pattern: str) -> Path:
    """The one path below `package` that fits `pattern`; the package is not imported. Raises WrongUse."""
    found = util.find_spec(package)
    folders = [Path(one) for one in (found.submodule_search_locations or ())] if found else []
    paths = sorted(path for folder in folders for path in folder.glob(pattern))
    if not paths:
        raise WrongUse(f"{package} has no {pattern} for this machine; run ./run lint once to install the packages.")
    return paths[-1]
