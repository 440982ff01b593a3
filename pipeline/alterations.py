"""Signs that something on a page came to be later or otherwise than what stands around it; never proof."""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.geometry import Box

MOST = 64
"""Signs of one page or file."""
LONGEST = 80
"""Characters of what a sign quotes."""


class Trait(StrEnum):
    """What is unlike its surroundings, or what a signature says about what came after it."""

    REVISED = "revised"
    SIGNATURE_BROKEN = "signature-broken"
    SIGNED_BEFORE = "signed-before"
    SIGNED = "signed"
    SIGNATURE_UNCHECKED = "signature-unchecked"
    FONT = "font"
    SIZE = "size"
    BASELINE = "baseline"
    COLOUR = "colour"
    GROUND = "ground"
    COMPRESSION = "compression"
    SCREEN = "screen"


TYPE = (Trait.FONT, Trait.SIZE, Trait.BASELINE, Trait.COLOUR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """`place` None where it is about the whole file; `was` and `now`: before and after, or around it and in it.

    `revision` counts from 1, 0 where there is none to name.
    """

    trait: Trait
    place: Box | None = None
    was: str = ""
    now: str = ""
    revision: int = 0


def quoted(text: str) -> str:
    """A stranger's text as a sign may carry it."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"
