"""`proofdesk backup DIR`: a copy of everything while it runs; the keys go into another folder."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from app.installation import existing
from pipeline.errors import WrongUse
from workers.keeping.backups import Backup, backed_up


def main(argv: Sequence[str]) -> int:
    """One JSON object: what was copied."""
    options = _parser().parse_args(argv)
    stores = existing(options.data)
    try:
        told = backed_up(stores, named(options))
    finally:
        stores.close()
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


def named(options: argparse.Namespace) -> Backup:
    """The folders of a backup: keys stand beside it unless they are named. Raises WrongUse for keys inside it."""
    folder = Path(options.dir).resolve()
    keys = Path(options.keys).resolve() if options.keys else folder.with_name(f"{folder.name}.keys")
    if folder in (keys, *keys.parents):
        raise WrongUse("The keys must not lie in the backup itself; name a folder elsewhere with --keys.")
    return Backup(folder, keys)


def add_folders(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dir", metavar="DIR", help="folder of the backup")
    parser.add_argument("--keys", metavar="DIR", help="folder of its keys (default: DIR.keys); keep it elsewhere")
    parser.add_argument(
        "--data", metavar="DIR", help="folder of the installation (default: proofdesk-data, or PROOFDESK_HOME)"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk backup", description="A copy of everything, while it runs.")
    add_folders(parser)
    return parser
