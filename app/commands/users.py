"""`proofdesk users`: who may sign in, and as what; for whoever has this machine."""

import argparse
import json
import sys
from collections.abc import Sequence

from app.installation import existing, opened
from app.subcommands import add_word
from app.whereabouts import address_in
from pipeline.errors import WrongUse
from pipeline.evidence import TenantId
from pipeline.ledger.entries import OPERATOR, Actor
from pipeline.people.roles import Role
from storage.records.people.accounts import LANGUAGES, LINK_LIFE, MACHINE, UserWish
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.people.users import User
from workers.stores import Stores

_NAMED = ("link", "grant", "confirm", "revoke", "off", "on")


def main(argv: Sequence[str]) -> int:
    """Prints one JSON object a user; a link is shown when it is made, and never again."""
    options = _parser().parse_args(argv)
    if options.word is None:
        raise WrongUse(f"Say add, list, {', '.join(_NAMED)}; `proofdesk users --help` explains them.")
    stores = (opened if options.word == "add" else existing)(options.data)
    actor = Actor(tenant=options.tenant, name=MACHINE, role=OPERATOR)
    try:
        if options.word == "list":
            for user in stores.people.of(TenantId(options.tenant)):
                _tell(user)
        elif options.word == "add":
            _tell(user := stores.people.add(actor, _wish(options)), **_link(stores, actor, user))
        else:
            _change(stores, actor, options)
    finally:
        stores.close()
    return 0


def link_path(secret: str) -> str:
    """Where a one-time link leads, behind the address of the installation."""
    return f"/link/{secret}"


def _change(stores: Stores, actor: Actor, options: argparse.Namespace) -> None:
    people = stores.people
    user = people.named(TenantId(options.tenant), options.name)
    match options.word:
        case "link":
            _tell(user, **_link(stores, actor, user))
        case "grant":
            _tell(people.grant(actor, user.id, Role(options.role)))
        case "confirm":
            _tell(people.confirm(actor, user.id, Role(options.role)))
        case "revoke":
            _tell(people.revoke(actor, user.id, Role(options.role), options.reason))
        case "off":
            _tell(people.switch_off(actor, user.id, options.reason))
        case _:
            _tell(people.switch_on(actor, user.id, options.reason))


def _wish(options: argparse.Namespace) -> UserWish:
    return UserWish(
        name=options.name,
        display_name=options.display_name,
        language=options.language,
        subject=options.subject,
        roles=tuple(Role(one) for one in options.role),
    )


def _link(stores: Stores, actor: Actor, user: User) -> dict[str, str]:
    """None for people a provider vouches for: they have no password here."""
    if user.subject:
        return {}
    origin = stores.settings.sign_in.public_origin or address_in(stores.folder)
    return {"link": origin + link_path(stores.links.make(actor, user.id, LINK_LIFE))}


def _tell(user: User, **more: str) -> None:
    told = {
        "id": user.id,
        "tenant": user.tenant,
        "name": user.name,
        "display_name": user.display_name,
        "roles": user.roles,
        "awaiting": user.awaiting,
        "off": user.off.isoformat() if user.off else None,
    }
    sys.stdout.write(json.dumps({**told, **more}, ensure_ascii=False) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk users", description="People who sign in to this installation.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data", metavar="DIR", help="folder of the installation (default: proofdesk-data, or PROOFDESK_HOME)"
    )
    common.add_argument("--tenant", default=DEFAULT_TENANT, metavar="NAME", help="whose people (default: default)")
    words = parser.add_subparsers(dest="word", metavar="WORD")
    roles = [role.value for role in Role]
    add = add_word(words, "add", "make an account; prints a link that sets its password", common)
    add.add_argument("name", metavar="NAME", help="what the person signs in with")
    add.add_argument("--role", action="append", default=[], choices=roles, help="may be given several times")
    add.add_argument("--display-name", default="", metavar="TEXT", help="how the person is called on pages")
    add.add_argument(
        "--language", default="", choices=LANGUAGES, metavar="zh|en", help="of the pages (default: the browser's)"
    )
    add.add_argument("--subject", metavar="SUB", help="who it is at the sign-in provider, instead of a password")
    add_word(words, "list", "every account, those that are off too", common)
    says = {
        "link": "a new link that sets the password, for 24 hours; older links end",
        "grant": "give a role; admin waits for a second person",
        "confirm": "be the second person for a role that waits",
        "revoke": "take a role back",
        "off": "nobody signs in with this account; its sessions end",
        "on": "the account may be used again",
    }
    for word in _NAMED:
        one = add_word(words, word, says[word], common)
        one.add_argument("name", metavar="NAME", help="what the person signs in with")
        if word in ("grant", "confirm", "revoke"):
            one.add_argument("role", metavar="ROLE", choices=roles, help=", ".join(roles))
        if word in ("revoke", "off", "on"):
            one.add_argument("--reason", required=True, metavar="TEXT", help="why; it is written into the ledger")
    return parser
