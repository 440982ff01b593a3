"""The file of coefficients: small, readable, and refused when it is another version's or was changed."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import WrongUse
from pipeline.trust.confidence import Coefficients, Weights
from pipeline.trust.signals import NAMES

SCHEMA = "proofdesk.confidence/1"
CHAMPION = Path(__file__).with_name("confidence.json")


def loaded(path: Path = CHAMPION) -> Coefficients:
    """The coefficients in a file; raises WrongUse that says why it is refused."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return _parsed(found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WrongUse(
            f"The coefficients in {path} are refused: {error}. Take another file, or fit one with `proofdesk eval fit`."
        ) from error


def written(groups: Mapping[str, Weights], made: Mapping[str, object]) -> str:
    """A file's text; `made` says on what and when it was fitted, and how good it was."""
    body: dict[str, Any] = {
        "schema": SCHEMA,
        "made": dict(made),
        "signals": list(NAMES),
        "groups": {
            name: {
                "kinds": sorted(weights.kinds),
                "floor": weights.floor,
                "intercept": weights.intercept,
                "weights": dict(zip(NAMES, weights.signals, strict=True)),
                "fields": dict(weights.fields),
            }
            for name, weights in groups.items()
        },
    }
    return json.dumps({**body, "sha256": _digest(body)}, ensure_ascii=False, indent=1) + "\n"


def _parsed(found: dict[str, Any]) -> Coefficients:
    digest = found.pop("sha256", "")
    if found.get("schema") != SCHEMA:
        raise ValueError(f"its schema is {found.get('schema')}, not {SCHEMA}")
    if tuple(found["signals"]) != NAMES:
        raise ValueError("it was fitted for other signals than this version measures")
    if digest != _digest(found):
        raise ValueError("it was changed after it was made: its sha256 does not fit")
    groups = {name: _weights(group) for name, group in found["groups"].items()}
    if not any(not weights.kinds for weights in groups.values()):
        raise ValueError("no group takes the kinds nobody named")
    return Coefficients(version=f"{found['made']['on']} {digest[:12]}", groups=groups)


def _weights(group: Mapping[str, Any]) -> Weights:
    return Weights(
        kinds=frozenset(group["kinds"]),
        intercept=float(group["intercept"]),
        signals=tuple(float(group["weights"][name]) for name in NAMES),
        fields={str(name): float(weight) for name, weight in group["fields"].items()},
        floor=float(group["floor"]),
    )


def _digest(body: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
