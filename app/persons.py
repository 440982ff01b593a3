"""Who acts at the command line: whoever has this machine, or a person of the desk who gives their password."""

import argparse
import getpass
import sys
from pathlib import Path

from pipeline.errors import Forbidden, WrongUse
from pipeline.ledger.entries import OPERATOR, Actor
from pipeline.people.roles import Permission, permitted
from storage.records.people.accounts import MACHINE
from storage.records.people.sessions import Session
from storage.records.people.sign_ins import Slowed, Visit
from storage.records.people.users import as_actor
from workers.stores import Stores

_HERE = Visit(address="command line", agent="proofdesk")


def add_person(parser: argparse.ArgumentParser) -> None:
    """Where two persons are asked for, one may be whoever has the machine; the other says who they are."""
    parser.add_argument("--person", metavar="NAME", help="act as this person of the desk; asks for the password")
    parser.add_argument("--password-file", metavar="FILE", help="read that password from a file (default: ask for it)")


def acting(stores: Stores, options: argparse.Namespace, *permissions: Permission) -> Actor:
    """Raises Forbidden for a wrong password, or a person whose roles give none of `permissions`."""
    if not options.person:
        return Actor(tenant=options.tenant, name=MACHINE, role=OPERATOR)
    found = stores.sign_ins.by_password(options.person, _password(options), _HERE)
    if isinstance(found, Slowed):
        raise Forbidden(f"Too many tries; wait {found.seconds} seconds.")
    if not isinstance(found, tuple):
        raise Forbidden("This name and this password do not go together.")
    session: Session = found[0]
    stores.sessions.end(session)
    user = session.user
    if user.tenant != options.tenant or not any(permitted(user.roles, one) for one in permissions):
        raise Forbidden(f"{user.name} may not do this; see docs/roles.md for who may.")
    return as_actor(user)


def _password(options: argparse.Namespace) -> str:
    if options.password_file:
        try:
            return Path(options.password_file).read_text("utf-8").strip()
        except OSError as error:
            raise WrongUse(f"{options.password_file} cannot be read ({error.strerror}).") from error
    if not sys.stdin.isatty():
        raise WrongUse("Nobody can be asked for a password here; give --password-file.")
    return getpass.getpass(f"Password of {options.person}: ", sys.stderr)
