"""What a kind of document is: its name, its fields, how it is recognised and read."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.fields import Field, FieldSpec
from pipeline.sheets import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A plug-in: one file in `extractors/kinds/` defines `KIND`.

    `score(sheet)` is 0–1: how strongly the sheet looks like this kind (0.5 = as likely as not).
    `marked`: seals, signatures and ticks mean something on it, so they are looked for.
    `tabular`: it has tables, so their rules are looked for.
    `extract(sheet)` returns the fields it found; those it did not find are filled in as `not_found`.
    """

    name: str
    zh: str
    en: str
    fields: tuple[FieldSpec, ...]
    score: Callable[[Sheet], float]
    extract: Callable[[Sheet], tuple[Field, ...]]
    marked: bool = False
    tabular: bool = False

    def spec(self, name: str) -> FieldSpec:
        """The promise about field `name`; KeyError when the kind has no such field."""
        for spec in self.fields:
            if spec.name == name:
                return spec
        raise KeyError(f"{self.name} has no field {name}")
