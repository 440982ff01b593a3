"""`proofdesk worker`: readers for an installation whose stores are servers, on this machine or any other."""

import argparse
from collections.abc import Sequence

from app.installation import opened
from app.logs import begin_logs
from app.programs import porter, readers
from app.runs.cores import at_least_one, cores
from workers.rounds.supervisor import Supervisor


def main(argv: Sequence[str]) -> int:
    options = _parser().parse_args(argv)
    begin_logs()
    stores = opened(options.data)
    programs = [porter(stores), *readers(stores, options.readers)]
    return Supervisor(programs, stores.settings.pace.drain_seconds).run()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk worker", description="Read what waits, on as many cores.")
    parser.add_argument(
        "--data", metavar="DIR", help="folder of this machine's own files (default: proofdesk-data, or PROOFDESK_HOME)"
    )
    parser.add_argument(
        "--readers", type=at_least_one, default=cores(), metavar="N", help="documents read at a time (default: cores)"
    )
    return parser
