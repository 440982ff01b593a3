"""The whole ledger in front of an auditor: how far it is signed, and a check of all of it on demand."""

import time
from dataclasses import dataclass
from itertools import chain, islice

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.api.access import Here
from app.api.house import House
from app.web.audits.search import Auditor
from app.web.case import reviewer_of
from app.web.entering.access import Sent, Visitor, at_home
from app.web.faults import PageRoute
from app.web.scene import page
from pipeline.ledger.entries import Act
from storage.records.proof.checking import broken_entries
from storage.records.proof.checkpoints import Checkpoints
from storage.records.proof.crosscheck import told_apart
from storage.records.proof.ledger import write_entry
from workers.proof.copies import Copies
from workers.proof.signing import outside

router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)])

_MOST = 200  # faults that are shown


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: `faults` one a line; `more` when there are others."""

    size: int
    seconds: float
    faults: tuple[str, ...]
    more: bool


@router.get("/audit/ledger")
def shown(request: Request, visitor: Auditor, house: Here) -> Response:
    """How many lines there are, how many are signed, with which keys."""
    return _drawn(request, house, visitor, None)


@router.post("/audit/ledger")
def checked(request: Request, visitor: Auditor, house: Here, _: Sent) -> Response:
    """Every line against its checkpoint, and against what it speaks of; that somebody asked is a line, too."""
    database, begun = house.stores.database, time.monotonic()
    newest = Checkpoints(database).newest()
    copies = Copies(Checkpoints(database), outside(house.stores))
    looks = chain(broken_entries(database), told_apart(database), copies.differing())
    found = tuple(islice(looks, _MOST + 1))
    told = "nothing is wrong" if not found else f"{min(len(found), _MOST)} faults"
    act = Act(action="audit.checked", on="ledger", new=str(newest.size if newest else 0), reason=told)
    database.write(lambda tx: write_entry(tx, reviewer_of(visitor).actor, act))
    size = newest.size if newest else 0
    return _drawn(request, house, visitor, Checked(size, time.monotonic() - begun, found[:_MOST], len(found) > _MOST))


def _drawn(request: Request, house: House, visitor: Visitor, result: Checked | None) -> Response:
    ledger = Checkpoints(house.stores.database)
    return page(
        request,
        visitor,
        "audit_ledger.html",
        newest=ledger.newest(),
        waiting=ledger.unsigned(),
        keys=ledger.signers(),
        result=result,
    )
