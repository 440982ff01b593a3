"""`proofdesk keys`: API keys for claims systems, made and revoked by whoever has this machine."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import timedelta

from app.installation import existing, opened
from app.subcommands import add_word
from pipeline.errors import WrongUse
from pipeline.evidence import TenantId
from pipeline.ledger.entries import OPERATOR, Actor
from storage.records.people.api_keys import DEFAULT_TENANT, SCOPES, ApiKey, KeyWish

_ACTOR = "command line"


def main(argv: Sequence[str]) -> int:
    """Prints one JSON object a key; a secret is shown when it is made, and never again."""
    options = _parser().parse_args(argv)
    if options.word is None:
        raise WrongUse("Say make, list or revoke; `proofdesk keys --help` explains them.")
    stores = (opened if options.word == "make" else existing)(options.data)
    tenant = TenantId(options.tenant)
    actor = Actor(tenant=tenant, name=_ACTOR, role=OPERATOR)
    match options.word:
        case "make":
            life = timedelta(days=options.days)
            wish = KeyWish(tenant=tenant, name=options.name, scopes=tuple(options.scopes.split(",")), life=life)
            key, secret = stores.keys.make(actor, wish)
            _tell(key, secret=secret)
        case "list":
            for key in stores.keys.of(tenant):
                _tell(key)
        case _:
            stores.keys.revoke(actor, options.key, options.reason)
    stores.close()
    return 0


def _tell(key: ApiKey, **more: str) -> None:
    told = {
        "id": key.id,
        "tenant": key.tenant,
        "name": key.name,
        "scopes": key.scopes,
        "expires": key.expires.isoformat(),
        "revoked": key.revoked.isoformat() if key.revoked else None,
    }
    sys.stdout.write(json.dumps({**told, **more}, ensure_ascii=False) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk keys", description="API keys of this installation.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data", metavar="DIR", help="folder of the installation (default: proofdesk-data, or PROOFDESK_HOME)"
    )
    common.add_argument("--tenant", default=DEFAULT_TENANT, metavar="NAME", help="whose key (default: default)")
    words = parser.add_subparsers(dest="word", metavar="WORD")
    make = add_word(words, "make", "make a key and show its secret once", common)
    make.add_argument("--name", required=True, help="what it is for")
    make.add_argument("--scopes", default=",".join(SCOPES), metavar="A,B", help="what it may do (default: everything)")
    make.add_argument("--days", type=int, default=365, help="how long it lives, at most 365")
    add_word(words, "list", "all keys, those that are over too", common)
    revoke = add_word(words, "revoke", "a key opens nothing from now on", common)
    revoke.add_argument("key", metavar="ID", help="as `list` shows it")
    revoke.add_argument("--reason", required=True, metavar="TEXT", help="why; it is written into the ledger")
    return parser
