"""`proofdesk export`: the records of an installation as one CSV, JSON Lines or Parquet file."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app.commands.process import day
from app.installation import existing
from app.records.export import Asked, RecordExport
from app.records.files import Form, form_named
from pipeline.errors import WrongUse
from pipeline.evidence import ClaimId, TenantId
from pipeline.ledger.entries import OPERATOR, Actor
from storage.records.people.api_keys import DEFAULT_TENANT
from workers.desk import kinds
from workers.proof.signing import signed_now


def main(argv: Sequence[str]) -> int:
    """Exit status 0 when the file is whole, 2 on wrong use; a file that could not be finished is not left behind."""
    options = _parser().parse_args(argv)
    out = Path(options.out)
    form = form_named(options.format, out.name)
    if options.kind and options.kind not in {kind.name for kind in kinds()}:
        raise WrongUse(f"There is no kind {options.kind}; docs/kinds.md lists them.")
    stores = existing(options.data)
    try:
        if options.claim:  # a mistyped one is no table without rows
            stores.claims.find(TenantId(options.tenant), ClaimId(options.claim))
        asked = Asked(
            claim=ClaimId(options.claim) if options.claim else None,
            kind=options.kind,
            since=options.since,
            until=options.until,
            reason=options.unmasked,
        )
        export = RecordExport(stores, TenantId(options.tenant), asked)
        export.begun(Actor(tenant=options.tenant, name="export", role=OPERATOR), form)
        _written(export, form, out)
        signed_now(stores)
        sys.stderr.write(f"Records are in {out}{'' if options.unmasked else ', personal values blacked out'}.\n")
        return 0
    finally:
        stores.close()


def _written(export: RecordExport, form: Form, out: Path) -> None:
    """At once under its name, or not at all."""
    draft = out.with_name(f".{out.name}.part")
    try:
        with draft.open("wb") as sink:
            export.write(form, sink)
        draft.replace(out)
    except OSError as error:
        raise WrongUse(f"{out} cannot be written ({error.strerror}); name a place you may write.") from error
    finally:
        draft.unlink(missing_ok=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk export", description="Records as one file, a row a document.")
    parser.add_argument(
        "--out", required=True, metavar="FILE", help="such as records.csv, records.jsonl, records.parquet"
    )
    parser.add_argument("--format", choices=[one.value for one in Form], help="where the file's ending does not say it")
    parser.add_argument("--claim", metavar="ID", help="of this claim alone")
    parser.add_argument("--kind", metavar="KIND", help="of this kind alone, with the columns of it alone")
    parser.add_argument("--since", type=day, metavar="DATE", help="what came on this day or later, YYYY-MM-DD")
    parser.add_argument("--until", type=day, metavar="DATE", help="what came before this day")
    parser.add_argument(
        "--data", metavar="DIR", help="folder of the installation (default: proofdesk-data, or PROOFDESK_HOME)"
    )
    parser.add_argument("--tenant", default=DEFAULT_TENANT, metavar="NAME", help="whose (default: default)")
    parser.add_argument(
        "--unmasked", default="", metavar="REASON", help="with personal values; the reason is written into the ledger"
    )
    return parser
