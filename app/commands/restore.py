"""`proofdesk restore DIR`: a backup comes back into an empty installation, and what is missing is said."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app.commands.backup import add_folders, named
from app.installation import opened
from pipeline.errors import WrongUse
from storage.objects.folder import FolderObjects
from workers.keeping.restoring import keys_brought_back, restored
from workers.premises import in_charge
from workers.settings import Settings


def main(argv: Sequence[str]) -> int:
    """One JSON object, and the gap in words; exit status 1 where the ledger is not what was signed."""
    options = _parser().parse_args(argv)
    home = Path(options.data or Settings.from_environment(os.environ).places.home).resolve()
    backup = named(options)
    with in_charge(home) as ours:
        if not ours:
            raise WrongUse(f"Proofdesk is running in {home}; stop it, or name an empty folder with --data.")
        keys_brought_back(backup, home)
        stores = opened(str(home))
        try:
            told = restored(stores, backup, [FolderObjects.open(Path(one)) for one in options.outside])
        finally:
            stores.close()
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stderr.write(f"{told['said']}\n")
    return 1 if told["broken"] or "stop" in str(told["said"]) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk restore", description="Bring a backup back.")
    add_folders(parser)
    parser.add_argument(
        "--outside",
        action="append",
        default=[],
        metavar="DIR",
        help="a folder that got copies of checkpoints and destroyed keys; newer than the backup, if there is one",
    )
    return parser
