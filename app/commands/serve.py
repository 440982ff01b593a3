"""`proofdesk serve`: the HTTP server alone."""

import argparse
import gc
import signal
from collections.abc import Sequence
from types import FrameType

import uvicorn

from app.api.building import made_app
from app.api.wire import PromptHead
from app.commands.up import HOST, PORT, firsts, greet
from app.installation import opened
from app.logs import begin_logs
from app.whereabouts import check_vacant, listening_at, port_number

_KEEP_ALIVE = 30  # seconds
_COLLECT_AFTER = 50_000  # values more than were let go


def main(argv: Sequence[str]) -> int:
    options = _parser().parse_args(argv)
    check_vacant(options.host, options.port)
    begin_logs()
    stores = opened(options.data)
    first = firsts(stores)
    if first.key or first.link:
        greet(first, options.host, options.port, stores.settings.sign_in.public_origin)
    server = uvicorn.Server(
        uvicorn.Config(
            made_app(stores, lambda: server.should_exit),
            host=options.host,
            port=options.port,
            http=PromptHead,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=_KEEP_ALIVE,
            timeout_graceful_shutdown=stores.settings.pace.drain_seconds,
        )
    )

    def end(_: int, __: FrameType | None) -> None:
        """Uvicorn ends in order by itself, and then raises the signal once more, which alone would kill us here."""
        server.should_exit = True

    signal.signal(signal.SIGTERM, end)
    _collect_seldom()
    with listening_at(stores.folder, options.host, options.port):
        server.run()
    stores.close()
    return 0 if server.started else 1


def _collect_seldom() -> None:
    """Python looks for rings of forgotten values after every 700 new ones, and a page of words is a hundred thousand.

    What the program itself is made of stays and is not looked through again.
    """
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 10, 10)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk serve", description="The HTTP server alone.")
    parser.add_argument(
        "--data", metavar="DIR", help="folder for this machine's own files (default: proofdesk-data, or PROOFDESK_HOME)"
    )
    parser.add_argument("--host", default=HOST, metavar="ADDRESS", help=f"address to listen on (default: {HOST})")
    parser.add_argument(
        "--port", type=port_number, default=PORT, metavar="P", help=f"port to listen on (default: {PORT})"
    )
    return parser
