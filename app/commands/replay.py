"""`proofdesk replay`: read a sealed original again as it was read then, and compare the records byte for byte."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

from app.installation import existing
from app.records.replay_words import SUMMARY, lines, shown
from app.runs.cores import at_least_one
from app.showing.safe import json_line, visible
from pipeline.errors import Missing, WrongUse
from pipeline.evidence import ClaimId, EvidenceId, Standing, TenantId
from pipeline.ledger.entries import OPERATOR, Actor
from pipeline.lifecycle import ENDS
from pipeline.replays import Replayed, Verdict
from storage.records.evidence.standings import Wanted
from storage.records.people.api_keys import DEFAULT_TENANT
from workers.desk import Desk
from workers.proof.signing import signed_now
from workers.replay.replays import Replays, enter
from workers.stores import Stores

_AT_ONCE = 200
_REASON = "asked for on the command line"


def main(argv: Sequence[str]) -> int:
    """Exit status 0 when every record came out the same, 1 when one did not or could not be read again, 2 on wrong
    use.
    """
    options = _parser().parse_args(argv)
    stores = existing(options.data)
    try:
        wanted = tuple(_wanted(stores, options))
        actor = Actor(tenant=options.tenant, name="replay", role=OPERATOR)
        verdicts: Counter[Verdict] = Counter()
        with (
            Desk.open(stores.settings, lanes=options.jobs, today=datetime.now(UTC).date()) as desk,
            ThreadPoolExecutor(options.jobs) as pool,
        ):
            for found in pool.map(Replays(stores, desk).replayed, wanted):
                enter(stores, actor, found, _REASON, options.unmasked or "")
                verdicts[found.verdict] += 1
                _print(stores, options, found)
        signed_now(stores)
        sys.stderr.write(SUMMARY.format(same=verdicts[Verdict.IDENTICAL], all=verdicts.total()))
        return 0 if verdicts[Verdict.IDENTICAL] == verdicts.total() else 1
    finally:
        stores.close()


def _print(stores: Stores, options: argparse.Namespace, found: Replayed) -> None:
    if not options.unmasked:
        record = partial(stores.standings.version, TenantId(options.tenant), found.evidence, found.record)
        found = shown(found, record)
    if options.json:
        sys.stdout.write(json_line(json.loads(json.dumps(found.told()))) + "\n")
        return
    for line in lines(found):
        sys.stdout.write(visible(line) + "\n")


def _wanted(stores: Stores, options: argparse.Namespace) -> Iterator[Standing]:
    """Those that were named; raises WrongUse for one nobody knows, and where none is named at all;
    Missing for a claim nobody knows, Erased for one that was there."""
    tenant = TenantId(options.tenant)
    if not (options.evidence or options.claim or options.all):
        raise WrongUse("Name evidence, such as evd_…, or a claim with --claim ID, or say --all.")
    for name in dict.fromkeys(options.evidence):
        try:
            found = stores.standings.find(tenant, EvidenceId(name))
        except Missing as error:
            raise WrongUse(f"There is no evidence {name}; `proofdesk submit` and the API print ids.") from error
        if found.record is None:
            raise WrongUse(f"{name} was not read yet; replay it when it was.")
        yield found
    if options.claim:
        stores.claims.find(tenant, ClaimId(options.claim))
    if options.claim or options.all:
        yield from _listed(stores, tenant, ClaimId(options.claim) if options.claim else None)


def _listed(stores: Stores, tenant: TenantId, claim: ClaimId | None) -> Iterator[Standing]:
    """Everything that was read, oldest first."""
    after = None
    while some := stores.standings.page(tenant, Wanted(claim=claim, after=after, limit=_AT_ONCE)):
        yield from (one for one in some if one.state in ENDS and one.record is not None)
        after = some[-1].evidence.id


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="proofdesk replay", description="Read originals again as they were read then, and compare the records."
    )
    parser.add_argument("evidence", nargs="*", metavar="EVIDENCE", help="its id, such as evd_…")
    parser.add_argument("--claim", metavar="ID", help="every file of this claim")
    parser.add_argument("--all", action="store_true", help="every file there is")
    parser.add_argument(
        "--data", metavar="DIR", help="folder of the installation (default: proofdesk-data, or PROOFDESK_HOME)"
    )
    parser.add_argument("--tenant", default=DEFAULT_TENANT, metavar="NAME", help="whose (default: default)")
    parser.add_argument("--jobs", type=at_least_one, default=1, metavar="N", help="files read at a time (default: 1)")
    parser.add_argument("--unmasked", metavar="REASON", help="show personal values, too; the reason is written down")
    parser.add_argument("--json", action="store_true", help="print JSON Lines (proofdesk.replay/1)")
    return parser
