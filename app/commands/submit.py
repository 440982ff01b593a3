"""`proofdesk submit`: files go into an installation's folder, with or without a running server."""

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.installation import opened
from extractors.reading.files.archives import Bounds
from pipeline.errors import BadFile, Erased, WrongUse
from pipeline.evidence import ClaimId, EvidenceId
from pipeline.ledger.entries import OPERATOR, Actor
from pipeline.lifecycle import ENDS
from storage.records.evidence.standings import Wanted
from storage.records.people.api_keys import DEFAULT_TENANT
from workers.desk import Desk
from workers.owners import this_owner
from workers.premises import in_charge, taken_over
from workers.proof.signing import signed_now
from workers.reception import Reception, Sent
from workers.rounds.reader import Reader
from workers.stores import Stores

_LOOK = 0.2  # seconds between two looks at what others read
_ACTOR = Actor(tenant=DEFAULT_TENANT, name="submit", role=OPERATOR)


def main(argv: Sequence[str]) -> int:
    """Exit status 0 when every file became evidence, and with --wait was read; 1 when one was refused."""
    options = _parser().parse_args(argv)
    stores = opened(options.data)
    stores.keys.first(os.environ.get("PROOFDESK_BOOTSTRAP_KEY")) if os.environ.get("PROOFDESK_BOOTSTRAP_KEY") else None
    signed_now(stores)  # also what was written before, while no porter ran
    claim = ClaimId(options.claim) if options.claim else None
    answers = [_submitted(Reception(stores), Path(name), claim) for name in options.files]
    if options.wait:
        _wait(stores, [EvidenceId(str(answer["id"])) for answer in answers if "id" in answer])
    for answer in answers:
        sys.stdout.write(json.dumps(_told(stores, answer), ensure_ascii=False) + "\n")
    signed_now(stores)
    stores.close()
    return 1 if any("error" in answer for answer in answers) else 0


def _submitted(reception: Reception, path: Path, claim: ClaimId | None) -> Mapping[str, object]:
    sent = Sent(actor=_ACTOR, filename=path.name, channel="command line", claim_id=claim)
    try:
        with path.open("rb") as content:
            entered = reception.take(sent, content)
    except BadFile as bad:
        return {"file": str(path), "error": {"code": bad.code, "message": bad.message}}
    except Erased as gone:
        return {"file": str(path), "error": {"code": "erased", "message": str(gone)}}
    except OSError as error:
        raise WrongUse(f"{path} cannot be read ({error.strerror}); check that it is there.") from error
    return {"file": str(path), "id": entered.standing.evidence.id, "sha256": entered.standing.evidence.sha256}


def _wait(stores: Stores, wanted: Sequence[EvidenceId]) -> None:
    """Until all of it is read: by those who are in charge of the folder, or by ourselves when nobody is."""
    with in_charge(stores.folder) as ours:
        if ours and stores.embedded:
            _read_all(stores, wanted)
        while _any_open(stores, wanted):
            time.sleep(_LOOK)


def _read_all(stores: Stores, wanted: Sequence[EvidenceId]) -> None:
    taken_over(stores, this_owner())
    with Desk.open(stores.settings, lanes=1, today=datetime.now(UTC).date()) as desk:
        reader = Reader(stores=stores, desk=desk, reception=Reception(stores), owner=this_owner())
        while _any_open(stores, wanted):
            if not reader.read_next():
                time.sleep(_LOOK)


def _any_open(stores: Stores, wanted: Sequence[EvidenceId]) -> bool:
    """Whether one of them, or of what was found inside them, still waits; a member may be an archive itself."""
    return any(
        stores.standings.find(DEFAULT_TENANT, one).state not in ENDS or _any_open(stores, _members(stores, one))
        for one in wanted
    )


def _members(stores: Stores, outer: EvidenceId) -> Sequence[EvidenceId]:
    found = stores.standings.page(DEFAULT_TENANT, Wanted(parent=outer, limit=Bounds().members))
    return [one.evidence.id for one in found]


def _told(stores: Stores, answer: Mapping[str, object]) -> Mapping[str, object]:
    if "id" not in answer:
        return answer
    standing = stores.standings.find(DEFAULT_TENANT, EvidenceId(str(answer["id"])))
    return {**answer, "claim_id": standing.evidence.claim_id, "state": standing.state.value, "route": standing.route}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk submit", description="Hand files in, as the API does.")
    parser.add_argument("files", nargs="+", metavar="FILE", help="evidence, an archive or a mail")
    parser.add_argument("--claim", metavar="ID", help="the claim they belong to; made when unknown")
    parser.add_argument(
        "--data", metavar="DIR", help="folder of the installation (default: proofdesk-data, or PROOFDESK_HOME)"
    )
    parser.add_argument("--wait", action="store_true", help="until every file was read, and every file inside it")
    return parser
