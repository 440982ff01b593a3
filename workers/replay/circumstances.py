"""What a reading depended on besides the file itself: kept with its record, so that it can be read so again."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from extractors.reading.intake import Limits
from pipeline.errors import StoreTrouble
from pipeline.trust.lanes import Allowed, Audited, Automation, Door, Lane, Lanes
from workers.replay.build import build, machine

_SCHEMA = "proofdesk.circumstances/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """`day` is what the rules took for today, `facts` what was stated of the claim by then, `lanes` as they stood.

    `limits`: those that were not the usual ones. `build`, `machine`: the program, and the class of machine.
    """

    day: date
    facts: Mapping[str, object] | None
    lanes: Lanes
    limits: Mapping[str, int]
    build: str
    machine: str

    @classmethod
    def here(cls, day: date, facts: Mapping[str, object] | None, lanes: Lanes, limits: Limits) -> "Circumstances":
        """Of a reading on this machine, now."""
        return cls(day=day, facts=facts, lanes=lanes, limits=unusual(limits), build=build(), machine=machine())

    def packed(self, kind: str | None) -> bytes:
        """For a record of this kind: of the lanes only those that could matter to it."""
        told = asdict(replace(self, facts=None, lanes=_of_kind(self.lanes, kind)))
        told |= {"schema": _SCHEMA, "day": self.day.isoformat(), "facts": self.facts}
        return zlib.compress(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass"), 6)


def unpacked(content: bytes) -> Circumstances:
    """Raises StoreTrouble for what another version packed in another form."""
    try:
        told = json.loads(zlib.decompress(content).decode("utf-8", "surrogatepass"))
        if told["schema"] != _SCHEMA:
            raise ValueError(told["schema"])
        return Circumstances(
            day=date.fromisoformat(told["day"]),
            facts=told["facts"],
            lanes=_lanes(told["lanes"]),
            limits=told["limits"],
            build=told["build"],
            machine=told["machine"],
        )
    except (ValueError, LookupError, TypeError, zlib.error) as error:
        raise StoreTrouble("What a record depended on was kept by another version; read the file again.") from error


def unusual(limits: Limits) -> Mapping[str, int]:
    """The limits that differ from those of an installation that sets none."""
    usual = Limits()
    names = [one.name for one in fields(limits)]
    return {name: getattr(limits, name) for name in names if getattr(limits, name) != getattr(usual, name)}


def _of_kind(lanes: Lanes, kind: str | None) -> Lanes:
    allowed = tuple(one for one in lanes.automation.allowed if one.kind == kind)
    known = tuple(lane for lane in lanes.known if lane.audited.kind == kind)
    return Lanes(Automation(allowed, lanes.automation.version), known)


def _lanes(told: Mapping[str, Any]) -> Lanes:
    rules = told["automation"]
    automation = Automation(tuple(Allowed(**one) for one in rules["allowed"]), rules["version"])
    return Lanes(automation, tuple(_lane(one) for one in told["known"]))


def _lane(told: Mapping[str, Any]) -> Lane:
    own = {
        "allowed": Allowed(**told["allowed"]) if told["allowed"] else None,
        "audited": Audited(**told["audited"]),
        "door": Door(told["door"]),
    }
    return Lane(**{**told, **own})
