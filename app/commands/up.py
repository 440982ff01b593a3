"""`proofdesk up`: the whole product on this machine, in the foreground; one Ctrl-C ends it."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.commands.users import link_path
from app.installation import opened
from app.logs import begin_logs
from app.programs import porter, readers, server
from app.runs.cores import at_least_one, cores
from app.whereabouts import check_vacant, local_address, port_number
from pipeline.errors import WrongUse
from workers.owners import this_owner
from workers.premises import in_charge, taken_over
from workers.rounds.supervisor import Supervisor
from workers.settings import Settings
from workers.stores import Stores

HOST, PORT = "127.0.0.1", 8080


def main(argv: Sequence[str]) -> int:
    options = _parser().parse_args(argv)
    folder = Path(options.data or Settings.from_environment(os.environ).places.home).resolve()
    with in_charge(folder) as ours:
        if not ours:
            raise WrongUse(f"Proofdesk is already running in {folder}; stop it first, or give --data another folder.")
        check_vacant(options.host, options.port)
        begin_logs()
        stores = opened(str(folder))
        if stores.embedded:
            taken_over(stores, this_owner())
        greet(firsts(stores), options.host, options.port, stores.settings.sign_in.public_origin)
        programs = [
            server(stores, options.host, options.port),
            porter(stores),
            *readers(stores, options.readers),
        ]
        return Supervisor(programs, stores.settings.pace.drain_seconds).run()


@dataclass(frozen=True, slots=True)
class Firsts:
    """What the very first start makes and shows this once: an API key, and the link of the administrator."""

    key: str | None
    link: str | None


def firsts(stores: Stores) -> Firsts:
    key = stores.keys.first(os.environ.get("PROOFDESK_BOOTSTRAP_KEY"))
    secret = stores.people.first()
    return Firsts(key, secret and link_path(secret))


def greet(first: Firsts, host: str, port: int, public: str = "") -> None:
    """Where it listens, and what was made on the first start; `public` is the address people open, where one is set."""
    sys.stderr.write(f"Proofdesk listens on http://{host}:{port}; Ctrl-C ends it.\n")
    if first.key:
        sys.stderr.write(f"The first API key, shown only now: {first.key}\n")
    if first.link:
        origin = public or local_address(host, port)
        sys.stderr.write(f"Set the administrator's password within 24 hours, shown only now: {origin}{first.link}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk up", description="The whole product on this machine.")
    parser.add_argument(
        "--data", metavar="DIR", help="folder for everything (default: proofdesk-data, or PROOFDESK_HOME)"
    )
    parser.add_argument("--host", default=HOST, metavar="ADDRESS", help=f"address to listen on (default: {HOST})")
    parser.add_argument(
        "--port", type=port_number, default=PORT, metavar="P", help=f"port to listen on (default: {PORT})"
    )
    parser.add_argument(
        "--readers", type=at_least_one, default=cores(), metavar="N", help="documents read at a time (default: cores)"
    )
    return parser
