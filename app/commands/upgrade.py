"""`proofdesk upgrade`: the database in its newest form, made by whoever owns it, for programs that do not."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from storage.records.database import opened, sqlite_address
from storage.records.migration import migrated, newest_form
from storage.records.program_role import granted
from workers.settings import Settings
from workers.stores import DATABASE


def main(argv: Sequence[str]) -> int:
    """One line: the form it has now, and who may work in it."""
    options = _parser().parse_args(argv)
    places = Settings.from_environment(os.environ).places
    home = Path(options.data or places.home).resolve()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = opened(places.database_url or sqlite_address(home / DATABASE))
    try:
        migrated(database)
        if options.role is not None:
            granted(database, options.role)
    finally:
        database.close()
    told = "" if options.role is None else f"; {options.role} may work in it, and change nothing that only grows"
    sys.stdout.write(f"The database has form {newest_form()}{told}.\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk upgrade", description="Bring the database to its newest form.")
    parser.add_argument("--role", metavar="NAME", help="PostgreSQL role that programs sign in as; not the owner")
    parser.add_argument(
        "--data", metavar="DIR", help="folder of the installation (default: proofdesk-data, or PROOFDESK_HOME)"
    )
    return parser
