"""`proofdesk erase`: what belongs to a claim, or to a file without one, is erased once two persons agree."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from app.installation import existing
from app.persons import acting, add_person
from app.showing.keeping import blocked_as_json, certified, erasure_as_json
from app.subcommands import add_word
from pipeline.errors import WrongUse
from pipeline.evidence import ClaimId, TenantId
from pipeline.keeping.erasing import Blocked, Erasure, Thing, What, readable
from pipeline.people.roles import Permission
from storage.records.people.api_keys import DEFAULT_TENANT
from workers.keeping.asking import agreed, customer_asked, withdrawn
from workers.proof.signing import signed_now, signer_here
from workers.stores import Stores

_PROPOSING = (Permission.PROPOSE_ERASURE, Permission.CONFIRM_ERASURE)


def main(argv: Sequence[str]) -> int:
    """Prints one JSON object an erasure; exit status 1 where what was confirmed has to wait."""
    options = _parser().parse_args(argv)
    if options.word is None:
        raise WrongUse("Say propose, confirm, withdraw, list or certificate; `proofdesk erase --help` explains them.")
    stores = existing(options.data)
    try:
        return _done(stores, options)
    finally:
        stores.close()


def _done(stores: Stores, options: argparse.Namespace) -> int:
    erasures, tenant = stores.erasures, TenantId(options.tenant)
    match options.word:
        case "list":
            for one in erasures.all(tenant):
                _tell(one)
        case "certificate":
            return _certificate(stores, options)
        case "propose":
            _propose(stores, options)
        case "withdraw":
            for one in withdrawn(stores, acting(stores, options, *_PROPOSING), options.id, options.reason):
                _tell(one)
        case _:
            return _confirmed(stores, options)
    signed_now(stores)
    return 0


def _confirmed(stores: Stores, options: argparse.Namespace) -> int:
    """Carried out at once; what is still being read, or held, waits for the porter."""
    actor = acting(stores, options, Permission.CONFIRM_ERASURE)
    done = agreed(stores, actor, options.id)
    signed_now(stores)
    for one in done.items:
        _tell(one)
    _tell_blocked(done.blocked)
    waits = any(one.state != "done" for one in done.items)
    if waits:
        sys.stderr.write("It waits: a file is still being read, or a decision is being told. The porter carries on.\n")
    return 1 if waits or done.blocked else 0


def _propose(stores: Stores, options: argparse.Namespace) -> None:
    actor = acting(stores, options, *_PROPOSING)
    if not options.customer_of:
        _tell(stores.erasures.propose(actor, thing_of(options), options.basis))
        return
    if options.claim or options.evidence:
        raise WrongUse("Name one thing: --customer-of ID alone, or --claim ID, or --evidence ID.")
    asked = customer_asked(stores, actor, ClaimId(options.customer_of), options.basis)
    for one in asked.items:
        _tell(one)
    _tell_blocked(asked.blocked)
    if asked.unsure:
        sys.stderr.write(f"Look at these yourself, they may be the same customer's: {', '.join(asked.unsure)}\n")


def _tell_blocked(blocked: Sequence[Blocked]) -> None:
    for one in blocked:
        sys.stdout.write(json.dumps(blocked_as_json(one), ensure_ascii=False) + "\n")


def _certificate(stores: Stores, options: argparse.Namespace) -> int:
    one = stores.erasures.find(TenantId(options.tenant), options.id)
    made = certified(one, signer_here(stores))
    if options.out:
        held = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
        try:
            Path(options.out).write_text(held, "utf-8")
        except OSError as error:
            raise WrongUse(f"{options.out} cannot be written ({error.strerror}); name another place.") from error
    sys.stdout.write(readable(json.loads(str(one.certificate))))
    return 0


def thing_of(options: argparse.Namespace) -> Thing:
    """What the command names. Raises WrongUse where it names none, or two."""
    if bool(options.claim) == bool(options.evidence):
        raise WrongUse("Name one thing: --claim ID, or --evidence ID for a file that belongs to no claim.")
    return Thing(What.CLAIM, options.claim) if options.claim else Thing(What.EVIDENCE, options.evidence)


def add_thing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--claim", metavar="ID", help="a claim, with all its files")
    parser.add_argument("--evidence", metavar="ID", help="a file that belongs to no claim")


def common_words() -> argparse.ArgumentParser:
    """What every word of `erase` and `hold` takes."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data", metavar="DIR", help="folder of the installation (default: proofdesk-data, or PROOFDESK_HOME)"
    )
    common.add_argument("--tenant", default=DEFAULT_TENANT, metavar="NAME", help="whose (default: default)")
    add_person(common)
    return common


def _tell(one: Erasure) -> None:
    sys.stdout.write(json.dumps(erasure_as_json(one), ensure_ascii=False) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk erase", description="Erase what belongs to a person, for good.")
    common = common_words()
    words = parser.add_subparsers(dest="word", metavar="WORD")
    propose = add_word(words, "propose", "ask for it; another person must confirm", common)
    add_thing(propose)
    propose.add_argument("--customer-of", metavar="ID", help="every claim of the customer of this claim")
    propose.add_argument("--basis", required=True, metavar="TEXT", help="the law, or the letter; no personal details")
    for word, says in (
        ("confirm", "be the second person, for one or a whole request: keys go at once, and nothing brings them back"),
        ("withdraw", "do not erase after all"),
        ("certificate", "what was erased and what stays"),
    ):
        one = add_word(words, word, says, common)
        one.add_argument("id", metavar="ID", help="ers_…, or erq_… for a whole request, as `list` shows it")
        if word == "certificate":
            one.add_argument("--out", metavar="FILE", help="write it as JSON, signed with the ledger's key")
        if word == "withdraw":
            one.add_argument("--reason", default="", metavar="TEXT", help="why it is kept; no personal details")
    add_word(words, "list", "every erasure, newest first", common)
    return parser
