"""Erasures and legal holds as they are printed and sent."""

import json

from pipeline.errors import WrongUse
from pipeline.keeping.erasing import Blocked, Erasure, Hold
from storage.signer import Signer


def erasure_as_json(one: Erasure) -> dict[str, object]:
    return {
        "id": one.id,
        "request": one.request,
        "tenant": one.tenant,
        "what": one.thing.what.value,
        "thing": one.thing.id,
        "state": one.state,
        "ground": one.ground.value,
        "basis": one.basis,
        "proposed_by": one.proposed.by,
        "proposed_at": one.proposed.at.isoformat(timespec="seconds"),
        "confirmed_by": one.confirmed.by if one.confirmed else None,
        "done_at": one.done.isoformat(timespec="seconds") if one.done else None,
    }


def hold_as_json(one: Hold) -> dict[str, object]:
    return {
        "id": one.id,
        "tenant": one.tenant,
        "what": one.thing.what.value,
        "thing": one.thing.id,
        "state": "lifted" if one.lifted else "held",
        "reason": one.reason,
        "placed_by": one.placed.by,
        "placed_at": one.placed.at.isoformat(timespec="seconds"),
        "confirmed_by": one.confirmed.by if one.confirmed else None,
        "lift_asked_by": one.lift.by if one.lift else None,
        "lift_reason": one.lift_reason,
        "lifted_by": one.lifted.by if one.lifted else None,
    }


def blocked_as_json(one: Blocked) -> dict[str, object]:
    """What could not be asked for, or agreed to."""
    return {"what": one.thing.what.value, "thing": one.thing.id, "hold": one.hold, "why": one.why}


def certified(one: Erasure, signer: Signer | None) -> dict[str, object]:
    """The certificate, word for word as the ledger holds its hash, and signed where the ledger's key is.

    Raises WrongUse where the erasure is not done.
    """
    if one.certificate is None:
        raise WrongUse(f"There is no certificate yet; where the erasure stands: {one.state}.")
    note = str(signer.note(one.certificate + "\n")) if signer else None
    return {"certificate": json.loads(one.certificate), "text": one.certificate, "note": note}
