"""What looking at a document yields before anyone reads it: pages as pictures, their text layer, codes, traces."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from extractors.engine import Image
from pipeline.alterations import Sign
from pipeline.grids import Ruled
from pipeline.pages import Code, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A page's text layer as far as it can be seen; `serves` when it may stand for what is printed."""

    lines: tuple[Line, ...]
    serves: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One page; `rotation` as in `pipeline.pages.Page`, `layer` None where the page has no text layer.

    `red_seal`: whether a red stamp is seen; None where the page cannot tell (no colour, or not looked for).
    """

    number: int
    width: int
    height: int
    rotation: int
    layer: Layer | None = None
    codes: tuple[Code, ...] = ()
    flags: tuple[str, ...] = ()
    red_seal: bool | None = None
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a file says about itself; `flags` and `facts` as in `pipeline.pages.Traces`."""

    flags: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    signs: tuple[Sign, ...] = ()


class Opened(Protocol):
    """A document that was opened; page numbers count from 1. Every call may raise BadFile."""

    @property
    def pages(self) -> int: ...

    @property
    def said(self) -> Said: ...

    def image(self, number: int) -> Image:
        """The upright page in RGB, with at most `Limits.reading_pixels` pixels."""
        ...

    def look(self, number: int) -> Looked: ...

    def drawn(self, number: int) -> Ruled | None:
        """The ruled tables the file itself draws on the page; None where the file is no drawing."""
        ...
