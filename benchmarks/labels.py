"""Labelled documents: sets of files with what a person says they hold."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import WrongUse

_BOXES_OF = {"seller_name": "store_name", "seller_address": "store_addr"}


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line as a person read it; `box` left, top, right, bottom in pixels."""

    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One labelled document.

    `path` is None for documents of which only the text is known (`lines`, on a page of `size` pixels). `accepted` holds
    per field the right answers; `open_fields` those where the label could not decide between several. `lists` are
    fields with a list of values, an empty list meaning that none may come out. On drawn documents stand `level`,
    `layout`, `defect` and `raises`: how badly they were treated, from what they were drawn, which rules must fail.
    """

    set_name: str
    name: str
    path: Path | None
    doc_type: str
    accepted: Mapping[str, tuple[str, ...]]
    open_fields: frozenset[str] = frozenset()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    boxes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text_boxes: Path | None = None
    lines: tuple[TextLine, ...] = ()
    size: tuple[int, int] = (0, 0)
    level: str = ""
    layout: str = ""
    defect: str = ""
    raises: tuple[str, ...] = ()

    @property
    def drawn(self) -> bool:
        return bool(self.level)


def labels(folder: Path, only: str = "") -> tuple[Label, ...]:
    """Every labelled document below `folder`: one set, or a folder of sets; `only` names one set.

    Raises WrongUse when there is none.
    """
    found: list[Label] = []
    for path in sorted(folder.rglob("*.jsonl")):
        name = _set_name(folder, path)
        if not only or only in (name, path.parent.name):
            found.extend(_rows(path, name))
    if not found:
        raise WrongUse(f"No labelled documents in {folder}; give a folder with labels.jsonl, or a folder of such sets.")
    return tuple(found)


def _set_name(folder: Path, path: Path) -> str:
    below = path.parent.relative_to(folder).as_posix()
    name = path.parent.resolve().name if below == "." else below
    return name if path.stem == "labels" else f"{name}/{path.stem}"


def _rows(path: Path, set_name: str) -> Iterator[Label]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                yield _label(json.loads(line), path.parent, set_name)
            except (ValueError, KeyError, TypeError) as error:
                raise WrongUse(f"{path} line {number} is no label: {error!r}; see the set's README.") from error


def _label(row: dict[str, Any], folder: Path, set_name: str) -> Label:
    fields, others = row["fields"], row.get("also_accept", {})
    single = {name: (value, *others.get(name, ())) for name, value in fields.items() if isinstance(value, str)}
    undecided = {name: tuple(values) for name, values in others.items() if name not in fields}
    raw = row.get("fields_raw", {})
    size = row.get("image_size", {})
    return Label(
        set_name=set_name,
        name=row.get("file") or row["key"],
        path=folder / row["file"] if "file" in row else None,
        doc_type=row["doc_type"],
        accepted=single | undecided,
        open_fields=frozenset(undecided),
        lists={name: tuple(map(str, value)) for name, value in fields.items() if isinstance(value, list)},
        boxes={name: tuple(raw[key]) for name, key in _BOXES_OF.items() if isinstance(raw.get(key), list)},
        text_boxes=folder / row["text_boxes"] if "text_boxes" in row else None,
        lines=tuple(TextLine(line["text"], tuple(line["box"])) for line in row.get("lines", ())),
        size=(size.get("width", 0), size.get("height", 0)),
        level=row.get("level") or row.get("degradation", ""),
        layout=row.get("layout", ""),
        defect=row.get("defect", ""),
        raises=tuple(row.get("raises", ())),
    )
