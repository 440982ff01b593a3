"""`proofdesk porter`: one process that hands out work, sweeps, sends webhooks and watches the folder."""

import argparse
import os
import signal
import threading
from collections.abc import Sequence

from app.logs import begin_logs
from workers.owners import this_owner
from workers.reception import Reception
from workers.rounds.porter import Porter
from workers.settings import Settings
from workers.stores import Stores


def main(argv: Sequence[str]) -> int:
    argparse.ArgumentParser(
        prog="proofdesk porter", description="Hand out work and put right what went wrong."
    ).parse_args(argv)
    begin_logs()
    stop = threading.Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started us
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    stores = Stores.open(Settings.from_environment(os.environ))
    Porter.at(stores, Reception(stores), this_owner()).run(stop)
    stores.close()
    return 0
