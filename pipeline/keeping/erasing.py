"""What is asked to be erased or kept, by whom, and what the certificate of an erasure says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

SCHEMA = "proofdesk.erasure/1"


class What(StrEnum):
    """A claim with everything that belongs to it, or evidence of no claim, with all that came inside it."""

    CLAIM = "claim"
    EVIDENCE = "evidence"


class Ground(StrEnum):
    """`request`: a person asked, and another confirmed. `retention`: its time is over, by the policy."""

    REQUEST = "request"
    RETENTION = "retention"


@dataclass(frozen=True, slots=True)
class Thing:
    """What an erasure or a hold is about, by the id others call it by."""

    what: What
    id: str


@dataclass(frozen=True, slots=True)
class Said:
    """Who said something, and when."""

    by: str
    at: datetime


def said_or_none(by: str | None, at: datetime | None) -> Said | None:
    return Said(by, at) if by is not None and at is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """`facts` once the keys are destroyed: what went, and what stays; `done` once nothing is left to delete.

    `request` is shared by all that were asked for at once: the claims of one customer.
    """

    id: str
    tenant: str
    thing: Thing
    ground: Ground
    basis: str
    proposed: Said
    confirmed: Said | None
    withdrawn: Said | None
    facts: Mapping[str, object] | None
    done: datetime | None
    certificate: str | None
    request: str | None = None

    @property
    def state(self) -> str:
        """`waits` for a second person, `agreed`, `erasing` while files are deleted, `done`, or `withdrawn`."""
        if self.withdrawn is not None:
            return "withdrawn"
        if self.done is not None:
            return "done"
        if self.facts is not None:
            return "erasing"
        return "agreed" if self.confirmed is not None or self.ground is Ground.RETENTION else "waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """It keeps from the moment it is `placed`; `confirmed` by a second person; ends when two agreed to lift it."""

    id: str
    tenant: str
    thing: Thing
    reason: str
    placed: Said
    confirmed: Said | None
    lift: Said | None
    lift_reason: str | None
    lifted: Said | None


@dataclass(frozen=True, slots=True)
class Blocked:
    """What was asked for and cannot be erased now, and why: `hold` and its `reason` where a legal hold keeps it."""

    thing: Thing
    why: str
    hold: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of one wish about several things."""

    items: tuple[Erasure, ...]
    blocked: tuple[Blocked, ...]


def certificate(erasure: Erasure, files: Mapping[str, int], at: datetime) -> dict[str, object]:
    """What a person who asked, or an auditor, is given; nothing in it names anybody but those who erased.

    `files`: how many sealed files were deleted, and how many stand locked, unreadable, until their lock ends.
    """
    facts = erasure.facts or {}
    return {
        "schema": SCHEMA,
        "id": erasure.id,
        "tenant": erasure.tenant,
        "what": erasure.thing.what.value,
        "thing": erasure.thing.id,
        "ground": erasure.ground.value,
        "basis": erasure.basis,
        "proposed": _said(erasure.proposed),
        "confirmed": _said(erasure.confirmed),
        "finished_at": at.isoformat(timespec="seconds"),
        **facts,
        "files": dict(files),
    }


def readable(told: Mapping[str, object]) -> str:
    """The same for people, in a few lines of English."""
    erased, retained, files = _table(told.get("erased")), _table(told.get("retained")), _table(told.get("files"))
    keys = told.get("keys")
    lines = [
        f"Certificate of erasure {told['id']}",
        f"{str(told['what']).capitalize()} {told['thing']} was erased, finished at {told['finished_at']}.",
        f"Ground: {told['ground']}; {told['basis']}",
        f"Proposed by {_who(told['proposed'])}; confirmed by {_who(told['confirmed'])}.",
        f"Keys destroyed: {len(keys) if isinstance(keys, list) else 0}. Without them nothing that follows can be read.",
        "Gone: " + ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in erased.items()),
        f"Files: {files.get('deleted', 0)} deleted, {files.get('locked', 0)} locked, unreadable, for a time.",
        "Kept, as nothing in it names a person:",
        *(f"  {name.replace('_', ' ')}: {value}" for name, value in retained.items()),
    ]
    return "\n".join(lines) + "\n"


def _table(held: object) -> Mapping[str, object]:
    return held if isinstance(held, Mapping) else {}


def _said(said: Said | None) -> dict[str, str] | None:
    return {"by": said.by, "at": said.at.isoformat(timespec="seconds")} if said else None


def _who(said: object) -> str:
    return str(said["by"]) if isinstance(said, Mapping) else "the policy alone"
