"""Plug-ins: one file each in a folder, each defining the constant the folder is for."""

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

from pipeline.errors import WrongUse

T = TypeVar("T")


def collected(package: ModuleType, constant: str, kind_of: type[T]) -> tuple[T, ...]:
    """Every `constant` of type `kind_of` in the modules of `package`, in order of module name.

    Raises WrongUse when a module lacks the constant or holds something else: the start stops, nothing is skipped.
    """
    found = []
    for module_info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        name = f"{package.__name__}.{module_info.name}"
        plugin = getattr(importlib.import_module(name), constant, None)
        if not isinstance(plugin, kind_of):
            raise WrongUse(f"{name} lies in a plug-in folder and defines no {constant}; give it one or move it away.")
        found.append(plugin)
    return tuple(found)
