"""What somebody must look at now: said in the log and written into the ledger."""

import logging

from pipeline.errors import StoreTrouble
from pipeline.ledger.entries import PROGRAM, Act, Actor
from pipeline.replays import Replayed
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.ledger import write_entry
from workers.stores import Stores

_LONGEST = 100
_log = logging.getLogger("proofdesk.alarm")


def refused_hint(stores: Stores, actor: str, job: str, reason: str) -> None:
    """Somebody put into Redis what we never would: it was not done."""
    name = "".join(letter if letter.isprintable() else "?" for letter in job[:_LONGEST])
    _log.critical("hint refused", extra={"job": name, "because": reason})
    act = Act(action="hint.refused", on=name, reason=reason)
    try:
        stores.database.write(lambda tx: write_entry(tx, Actor(tenant=DEFAULT_TENANT, name=actor, role=PROGRAM), act))
    except StoreTrouble:
        _log.critical("alarm not written", extra={"job": name})


def record_differs(found: Replayed) -> None:
    """A record did not come out the same, though nothing it was made with has changed; its entry says so already."""
    _log.critical("replay differs", extra={"evidence": found.evidence, "verdict": found.verdict.value})
