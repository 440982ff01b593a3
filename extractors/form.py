"""Kinds that are forms: every field stands at its label."""

from collections.abc import Callable

from extractors.signs import Signs, weighed
from extractors.values import labelled_fields
from pipeline.fields import Field, FieldSpec
from pipeline.kinds import Kind
from pipeline.sheets import Sheet

Completed = Callable[[Sheet, dict[str, Field]], dict[str, Field]]
"""What stands without a label, added to the fields found by their labels, or put in their place."""


def nothing_more(_: Sheet, fields: dict[str, Field]) -> dict[str, Field]:
    return fields


def form_kind(
    name: str, words: tuple[str, str], fields: tuple[FieldSpec, ...], signs: Signs, completed: Completed = nothing_more
) -> Kind:
    """The kind `name`, called `words` (zh, en), recognised by `signs`."""

    def score(sheet: Sheet) -> float:
        return weighed(sheet, signs)

    def extract(sheet: Sheet) -> tuple[Field, ...]:
        found = completed(sheet, labelled_fields(sheet, name, fields))
        return tuple(found[spec.name] for spec in fields if spec.name in found)

    return Kind(name=name, zh=words[0], en=words[1], fields=fields, score=score, extract=extract)
