"""`proofdesk hold`: what must not be erased, whatever anybody asks, until two persons lift the hold."""

import argparse
import json
import sys
from collections.abc import Sequence

from app.commands.erase import add_thing, common_words, thing_of
from app.installation import existing
from app.persons import acting
from app.showing.keeping import hold_as_json
from app.subcommands import add_word
from pipeline.errors import WrongUse
from pipeline.evidence import TenantId
from pipeline.keeping.erasing import Hold
from pipeline.people.roles import Permission
from workers.proof.signing import signed_now
from workers.stores import Stores

_ANY = (Permission.PROPOSE_ERASURE, Permission.CONFIRM_ERASURE)


def main(argv: Sequence[str]) -> int:
    """Prints one JSON object a hold."""
    options = _parser().parse_args(argv)
    if options.word is None:
        raise WrongUse("Say add, confirm, lift, agree or list; `proofdesk hold --help` explains them.")
    stores = existing(options.data)
    try:
        for one in _changed(stores, options):
            sys.stdout.write(json.dumps(hold_as_json(one), ensure_ascii=False) + "\n")
        signed_now(stores)
    finally:
        stores.close()
    return 0


def _changed(stores: Stores, options: argparse.Namespace) -> tuple[Hold, ...]:
    holds = stores.holds
    if options.word == "list":
        return holds.all(TenantId(options.tenant))
    deciding = options.word in ("confirm", "agree")
    actor = acting(stores, options, *((Permission.CONFIRM_ERASURE,) if deciding else _ANY))
    match options.word:
        case "add":
            return (holds.place(actor, thing_of(options), options.reason),)
        case "confirm":
            return (holds.confirm(actor, options.id, options.reason),)
        case "lift":
            return (holds.lift(actor, options.id, options.reason),)
        case _:
            return (holds.agree(actor, options.id),)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="proofdesk hold", description="Keep what a court or an authority may ask for."
    )
    common = common_words()
    words = parser.add_subparsers(dest="word", metavar="WORD")
    add = add_word(words, "add", "nothing of it is erased from now on; another person confirms", common)
    add_thing(add)
    says = {
        "confirm": "be the second person for a hold",
        "lift": "ask that a hold ends; another person must agree",
        "agree": "be the second person: the hold ends",
    }
    parts = [add_word(words, word, text, common) for word, text in says.items()]
    for one in parts:
        one.add_argument("id", metavar="ID", help="as `list` shows it")
    for one in (add, parts[1]):
        one.add_argument("--reason", required=True, metavar="TEXT", help="such as a court's file number; no names")
    parts[0].add_argument("--reason", default="", metavar="TEXT", help="why you agree (default: the hold's own reason)")
    add_word(words, "list", "every hold, those in force first", common)
    return parser
