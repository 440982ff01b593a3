"""Labelled values made up for tests: surer where the readers agree."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from benchmarks.examples import Example, Missed
from pipeline.trust.signals import NAMES


def values(count: int, seed: int, **parts: Any) -> Iterator[Example]:
    """Values of documents of their own; the readers differ on a third, of which half are wrong."""
    for place in range(count):
        differs = place % 3 == 0
        signals = dict.fromkeys(NAMES, 0.0) | {
            "other_differs": float(differs),
            "first_loss": (37 * (place + seed) % 100) / 100,
        }
        example = Example(
            set_name=f"set{seed}",
            document=f"{seed}-{place}",
            shop="",
            template="",
            level="",
            kind="receipt",
            labelled="receipt",
            field="total_amount",
            critical=True,
            right=not differs or place % 2 == 0,
            exact=not differs,
            passes=not differs,
            grade="verified",
            signals=tuple(signals.values()),
            confidence=0.6 if differs else 0.99,
        )
        yield replace(example, **parts)


def missed(field: str) -> Missed:
    """A labelled value of a receipt that was not read."""
    return Missed(
        set_name="set", document="missed", source="real", kind="receipt", labelled="receipt", field=field, critical=True
    )
