"""`proofdesk audit`: check the ledger, prove one entry, copy it whole, export the proof pack of a claim, show keys."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.installation import existing
from app.packs.exporting import Exporting
from app.packs.verify import main as verified
from app.packs.whole_ledger import ledger_file
from app.subcommands import add_word
from pipeline.errors import Tampered, WrongUse
from pipeline.evidence import ClaimId, TenantId
from pipeline.ledger.checkpoints import Checkpoint
from pipeline.ledger.entries import OPERATOR, Actor
from pipeline.ledger.notes import Note
from pipeline.ledger.reasons import said_why
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.checking import broken_entries
from storage.records.proof.crosscheck import told_apart
from workers.proof.copies import copied_to
from workers.proof.proving import Proving, entry_proof
from workers.proof.signing import known_keys, outside, renewed, signed_now, signer_here
from workers.reviews.correcting import Correcting
from workers.reviews.crops import Cutter
from workers.reviews.page_pictures import PagePictures
from workers.stores import DATABASE, Stores

_ACTOR = "command line"


def main(argv: Sequence[str]) -> int:
    """Exit status 0 when nothing is broken and everything was done, 1 when something is broken, 2 on wrong use."""
    options = _parser().parse_args(argv)
    if options.word is None:
        raise WrongUse("Say verify, prove, copy, export or key; `proofdesk audit --help` explains them.")
    stores = existing(options.data)
    try:
        match options.word:
            case "verify":
                return _verify(stores, options)
            case "prove":
                return _prove(stores, options.entry)
            case "copy":
                return _copy(stores, Path(options.out))
            case "export":
                return _export(stores, options)
            case _:
                return _key(stores, options)
    finally:
        stores.close()


def _verify(stores: Stores, options: argparse.Namespace) -> int:
    """The ledger against its checkpoints and those kept outside, then against what it speaks of."""
    broken = [*broken_entries(stores.database), *told_apart(stores.database)]
    for line in broken:
        sys.stdout.write(f"FAULT  {line}\n")
    with tempfile.TemporaryDirectory() as folder:
        file = stores.folder / DATABASE
        if stores.database.engine.dialect.name != "sqlite":
            file = Path(folder) / DATABASE
            ledger_file(stores.database, file)
        kept = options.checkpoint or _kept(stores, Path(folder) / "outside")
        words = ["--database", str(file), *(f"--key={key}" for key in options.key)]
        return max(verified([*words, *(["--checkpoint", *kept] if kept else [])]), 1 if broken else 0)


def _kept(stores: Stores, folder: Path) -> list[str]:
    """The copies of checkpoints that this installation made."""
    known = known_keys(stores)
    found = copied_to(outside(stores), known[0].name, folder) if known else folder
    return [str(found)] if found.is_dir() else []


def _copy(stores: Stores, out: Path) -> int:
    """The whole ledger as one file for the stand-alone program."""
    count = ledger_file(stores.database, out)
    sys.stdout.write(json.dumps({"out": str(out), "entries": count}) + "\n")
    return 0


def _prove(stores: Stores, number: int) -> int:
    """One JSON object: the entry, its way to the root, and the checkpoint."""
    proved, signed = entry_proof(stores, number)
    act = proved.entry.act
    why = said_why(act, stores.reasons.of(TenantId(proved.entry.actor.tenant), [act]))
    told = {
        "number": number,
        "body": proved.body,
        "proof": [step.hex() for step in proved.proof],
        "reason": why.text or None,
        "reason_erased": why.erased,
        "checkpoint": signed.note,
        "keys": [str(key) for key in known_keys(stores)],
    }
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


def _export(stores: Stores, options: argparse.Namespace) -> int:
    out = Path(options.out)
    actor = Actor(tenant=TenantId(options.tenant), name=_ACTOR, role=OPERATOR)
    proving = Proving.at(stores)
    asked = frozenset(_size(Path(name)) for name in options.checkpoint)
    proved = proving.proved(actor, ClaimId(options.claim), "masked" if options.masked else "whole")
    cutter = Cutter(stores.settings)
    pages = PagePictures(stores, Correcting(stores, cutter))
    try:
        count = Exporting(proving=proving, pages=pages, masked=options.masked, asked=asked).export(proved, out)
    finally:
        cutter.close()
    told = {"claim_id": options.claim, "out": str(out), "files": count, "entries": len(proved.entries)}
    told |= {"erased": proved.erasure.id} if proved.erasure else {}
    sys.stdout.write(json.dumps(told | {"signed": proved.signed.size, "key": str(proving.signer.key)}) + "\n")
    return 0


def _key(stores: Stores, options: argparse.Namespace) -> int:
    """The public keys, one a line, the one that signs now last."""
    if options.new:
        renewed(stores, Actor(tenant=DEFAULT_TENANT, name=_ACTOR, role=OPERATOR))
    signer_here(stores)
    signed_now(stores)
    for key in known_keys(stores):
        sys.stdout.write(f"{key}\n")
    return 0


def _size(file: Path) -> int:
    """How many entries a checkpoint covers that somebody will compare with."""
    try:
        return Checkpoint.parsed(Note.parsed(file.read_bytes()).text).head.size
    except (OSError, Tampered) as error:
        raise WrongUse(f"{file} is no checkpoint; give a file from where copies of them are kept.") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk audit", description="What proves that nothing was changed.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data", metavar="DIR", help="folder of the installation (default: proofdesk-data, or PROOFDESK_HOME)"
    )
    words = parser.add_subparsers(dest="word", metavar="WORD")
    verify = add_word(words, "verify", "is the ledger what was signed, and does all else agree", common)
    verify.add_argument("--key", action="append", default=[], metavar="KEY", help="public key of the ledger")
    verify.add_argument(
        "--checkpoint", nargs="+", action="extend", default=[], metavar="FILE", help="kept outside; a file or a folder"
    )
    prove = add_word(words, "prove", "that one entry is in the signed ledger", common)
    prove.add_argument("--entry", type=int, required=True, metavar="N", help="its number")
    copy = add_word(words, "copy", "the whole ledger as one file, for verify.py --database", common)
    copy.add_argument("--out", required=True, metavar="FILE", help="such as ledger.sqlite")
    export = add_word(words, "export", "the proof pack of a claim, as a zip file", common)
    export.add_argument("--claim", required=True, metavar="ID", help="as the claims system calls it")
    export.add_argument("--out", required=True, metavar="FILE", help="such as pack.zip")
    export.add_argument("--masked", action="store_true", help="personal details blacked out, without original files")
    export.add_argument("--tenant", default=DEFAULT_TENANT, metavar="NAME", help="whose claim (default: default)")
    export.add_argument(
        "--checkpoint", nargs="+", action="extend", default=[], metavar="FILE", help="you will compare with these"
    )
    key = add_word(words, "key", "the ledger's public keys: keep them elsewhere", common)
    key.add_argument("--new", action="store_true", help="the key was lost, or others know it: make a new one")
    return parser
