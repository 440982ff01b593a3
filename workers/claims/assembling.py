"""What is put together from evidence of a claim enters as evidence of its own, so that it is read and kept once."""

from collections.abc import Iterable

from pipeline.assemblies import Assembly
from pipeline.evidence import ClaimId, Evidence, TenantId
from pipeline.ledger.entries import PROGRAM, Actor
from pipeline.papers import paper_name
from workers.claims.documents import Joined
from workers.reception import Reception, Sent

_CHANNEL = "assembled"


def enter_papers(reception: Reception, picture: Evidence, count: int) -> None:
    """Each of the `count` papers on a picture, called as the command line calls it."""
    for number in range(1, count + 1):
        sent = Sent(
            actor=Actor(tenant=picture.tenant, name="papers", role=PROGRAM),
            filename=paper_name(picture.filename, number),
            channel=_CHANNEL,
            claim_id=picture.claim_id,
            expected_kind=picture.expected_kind,
            parent=picture.id,
            priority=picture.priority,
        )
        reception.assembled(sent, Assembly((picture.id,), number))


def enter_joined(reception: Reception, tenant: TenantId, claim: ClaimId, joined: Iterable[Joined]) -> None:
    """Each document of several pictures, called like its first page."""
    for one in joined:
        actor = Actor(tenant=tenant, name="pages", role=PROGRAM)
        sent = Sent(actor=actor, filename=one.filename, channel=_CHANNEL, claim_id=claim)
        reception.assembled(sent, one.made)
