"""What an archive or a mail holds becomes evidence of its own, in the same claim."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from extractors.reading.refusals import refused
from pipeline.errors import BadFile
from pipeline.evidence import Evidence
from pipeline.ledger.entries import PROGRAM, Actor
from storage.objects.sealed_file import SealedFile
from workers.desk import Desk
from workers.outcomes import PIPELINE
from workers.reception import Reception, Sent

DEEPEST = 2  # an archive in a mail is opened, one in that is not
INSIDE = "!/"


def entered_members(reception: Reception, desk: Desk, outer: Evidence, path: Path) -> Mapping[str, object]:
    """Enters every member and answers with the record of `outer`, which names them; a member is entered once.

    Raises BadFile when the archive itself is refused.
    """
    if _depth(reception, outer) > DEEPEST:
        raise refused("archive_too_deep")
    members: list[Mapping[str, object]] = []
    with closing(desk.room.unpacker(path, outer.media_type)) as unpacker:
        for member in unpacker.members(desk.settings.document_seconds):
            with reception.blank() as file:
                for block in member.blocks:
                    file.write(block)
                members.append(_entered(reception, outer, member.name, file))
    return _record(outer, members)


def _entered(reception: Reception, outer: Evidence, name: str, file: SealedFile) -> Mapping[str, object]:
    label = f"{outer.filename}{INSIDE}{name}"
    sent = Sent(
        actor=Actor(tenant=outer.tenant, name="archive", role=PROGRAM),
        filename=label,
        channel=outer.channel,
        claim_id=outer.claim_id,
        expected_kind=outer.expected_kind,
        parent=outer.id,
        priority=outer.priority,
    )
    try:
        return {"file": label, "id": reception.received(sent, file).standing.evidence.id, "error": None}
    except BadFile as bad:
        return {"file": label, "id": None, "error": {"code": bad.code, "message": bad.message}}


def _depth(reception: Reception, evidence: Evidence) -> int:
    depth = 1
    while evidence.parent is not None:
        evidence = reception.stores.standings.find(evidence.tenant, evidence.parent).evidence
        depth += 1
    return depth


def _record(outer: Evidence, members: list[Mapping[str, object]]) -> Mapping[str, object]:
    return {
        "schema": "proofdesk.record/1",
        "file": outer.filename,
        "files": [outer.filename],
        "sha256": outer.sha256,
        "media_type": outer.media_type,
        "status": "read",
        "error": None,
        "flags": [],
        "pages": [],
        "kind": "archive",
        "kind_confidence": 1.0,
        "fields": [],
        "findings": [],
        "route": None,
        "needs_person": [],
        "versions": {"pipeline": PIPELINE},
        "members": members,
    }
