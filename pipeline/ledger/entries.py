"""One line of the ledger: who did what to which thing, when, and why; never the values of evidence."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

PROGRAM, OPERATOR, KEY = "program", "operator", "key"  # roles: our processes, the command line, an API key


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What happened to the thing with the id `on`: `old` and `new` are states or versions, `reason` says why.

    `content`: a hash of what was kept with it, under a key of the person it is about: it proves what stood there, and
    tells nobody anything once that key is destroyed.
    """

    action: str
    on: str
    old: str | None = None
    new: str | None = None
    reason: str | None = None
    content: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: `name` is a key id, a door or a process; `request` the id of the request, if there was one.

    `role`: in what capacity: one of the three above, or a person's role; None where nobody said so.
    """

    tenant: str
    name: str
    request: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`number` is given by the ledger, counting from 1."""

    number: int
    at: datetime
    actor: Actor
    act: Act
    body_hash: str


def body(at: datetime, actor: Actor, act: Act) -> bytes:
    """The entry as canonical JSON (RFC 8785: sorted keys, no spaces, UTF-8), without its number.

    What came later, `role` and `content`, stands only where there is one: entries from before keep their bytes.
    """
    held = {
        "action": act.action,
        "actor": actor.name,
        "at": at.isoformat(timespec="microseconds"),
        "new": act.new,
        "old": act.old,
        "on": act.on,
        "reason": act.reason,
        "request": actor.request,
        "tenant": actor.tenant,
    }
    held |= {key: value for key, value in (("role", actor.role), ("content", act.content)) if value is not None}
    return json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def body_hash(at: datetime, actor: Actor, act: Act) -> str:
    """SHA-256 of the body, lower-case hex."""
    return hashlib.sha256(body(at, actor, act)).hexdigest()
