"""`proofdesk purge`: what is past its time by the retention policy goes; --dry-run only tells."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.installation import existing
from pipeline.errors import WrongUse
from pipeline.evidence import TenantId
from pipeline.keeping.retention import Over
from storage.records.people.accounts import MACHINE
from storage.records.people.api_keys import DEFAULT_TENANT
from workers.keeping.purging import Purging
from workers.proof.signing import signed_now, signer_here
from workers.stores import Stores


def main(argv: Sequence[str]) -> int:
    """One line a thing with the class, the day it counts from and the law; then how much went."""
    options = _parser().parse_args(argv)
    stores = existing(options.data)
    try:
        return _purged(stores, options)
    finally:
        stores.close()


def _purged(stores: Stores, options: argparse.Namespace) -> int:
    tenant = TenantId(options.tenant)
    purging = Purging.at(stores, MACHINE)
    plan = purging.plan(tenant)
    for one in plan:
        _tell(options, _told(one), f"{one.since:%Y-%m-%d}  {one.rule.goes.value:<13} {one.thing}  ({one.rule.basis})")
    held = purging.expiring.held(tenant)
    if options.dry_run or not plan:
        count = {"would_go" if options.dry_run else "went": len(plan), "holds_in_force": held}
        _tell(
            options, count, f"{len(plan)} would go; {held} legal holds keep what they name." if plan else _nothing(held)
        )
        return 0
    certificate = purging.carry_out(tenant, plan)
    signed_now(stores)
    if options.out:
        _keep(stores, Path(options.out), certificate)
    text = f"{certificate['count']} went, {certificate['waiting']} wait; certificate {certificate['id']}."
    _tell(options, certificate, text)
    return 0


def _told(one: Over) -> dict[str, object]:
    rule = one.rule
    about = {"what": rule.goes.value, "thing": one.thing, "class": rule.name, "since": one.since.isoformat()}
    return {**about, "keep": str(rule.keep), "law": rule.law}


def _nothing(held: int) -> str:
    return f"Nothing is past its time; {held} legal holds are in force."


def _tell(options: argparse.Namespace, told: Mapping[str, object], text: str) -> None:
    sys.stdout.write((json.dumps(told, ensure_ascii=False) if options.json else text) + "\n")


def _keep(stores: Stores, out: Path, certificate: Mapping[str, object]) -> None:
    """The very bytes the ledger holds the hash of, and the same signed where the ledger's key is."""
    text = json.dumps(certificate, ensure_ascii=False, sort_keys=True)
    signer = signer_here(stores)
    held = {"certificate": certificate, "text": text, "note": str(signer.note(text + "\n")) if signer else None}
    try:
        out.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise WrongUse(f"{out} cannot be written ({error.strerror}); name another place.") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk purge", description="Let go what is past its time.")
    parser.add_argument(
        "--data", metavar="DIR", help="folder of the installation (default: proofdesk-data, or PROOFDESK_HOME)"
    )
    parser.add_argument("--tenant", default=DEFAULT_TENANT, metavar="NAME", help="whose (default: default)")
    parser.add_argument("--dry-run", action="store_true", help="tell what would go, and why; change nothing")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--out", metavar="FILE", help="write the certificate there, signed with the ledger's key")
    return parser
