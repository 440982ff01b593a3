"""`proofdesk webhooks`: for developers of claims systems, what Proofdesk sends to them."""

import argparse
import json
import secrets
import sys
from collections.abc import Sequence

from app.installation import existing
from app.listener import Inbox, Replies, listening
from app.whereabouts import port_number
from pipeline.ledger.entries import OPERATOR, Actor
from pipeline.webhooks import Secret
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.telling.endpoints import DEAD, DELIVERED, DUE

SECRET_BYTES = 32


def main(argv: Sequence[str]) -> int:
    """Exit status 130 after Ctrl-C, 2 on wrong use."""
    options = _parser().parse_args(argv)
    status: int = options.start(options)
    return status


def _listen(options: argparse.Namespace) -> int:
    secret = Secret.parsed(options.secret) if options.secret else Secret(secrets.token_bytes(SECRET_BYTES))
    inbox = Inbox(secret, sys.stdout, Replies(options.status, options.fail))
    with listening(options.host, options.port, inbox) as server:
        sys.stderr.write(
            f"Listening. Register this address and secret as an endpoint; Ctrl-C ends.\n"
            f"  url     http://{options.host}:{server.server_port}/\n"
            f"  secret  {secret.text()}\n"
        )
        sys.stderr.flush()
        server.serve_forever()
    return 0


def _list(options: argparse.Namespace) -> int:
    """One JSON object a delivery, the newest first."""
    stores = existing(options.data)
    for one in stores.endpoints.deliveries(DEFAULT_TENANT, endpoint=None, state=options.state, limit=options.limit):
        told = {"id": one.id, "event": one.event.id, "type": one.event.type, "url": one.endpoint.url}
        told |= {"state": one.state, "attempt": str(one.attempt), "answer": one.answer or ""}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    return 0


def _redeliver(options: argparse.Namespace) -> int:
    actor = Actor(tenant=DEFAULT_TENANT, name="command line", role=OPERATOR)
    existing(options.data).endpoints.redeliver(actor, options.id)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="proofdesk webhooks", description="For developers of claims systems: what Proofdesk sends to them."
    )
    words = parser.add_subparsers(required=True, metavar="listen|list|redeliver")
    _add_listen(words)
    _add_deliveries(words)
    return parser


def _add_listen(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    says = "receive events on this machine, check their signatures and print them"
    listen = words.add_parser("listen", help=says, description=says)
    listen.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine alone)")
    listen.add_argument(
        "--port", type=port_number, default=8765, help="port to listen on, 0 for a free one (default: 8765)"
    )
    listen.add_argument("--secret", metavar="whsec_…", help="the endpoint's secret (default: a new one)")
    listen.add_argument("--fail", type=int, default=0, metavar="N", help="answer 503 to the first N events")
    listen.add_argument(
        "--status", type=int, default=204, metavar="CODE", help="answer with this status (default: 204)"
    )
    listen.set_defaults(start=_listen)


def _add_deliveries(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data", metavar="DIR", help="folder of the installation (default: proofdesk-data, or PROOFDESK_HOME)"
    )
    says = "what was sent, and what the receivers said"
    listed = words.add_parser("list", parents=[common], help=says, description=says)
    listed.add_argument("--state", choices=(DUE, DELIVERED, DEAD), help="only these; dead ones are tried no more")
    listed.add_argument("--limit", type=int, default=50, metavar="N", help="at most so many (default: 50)")
    listed.set_defaults(start=_list)
    says = "send a delivery once more, or every delivery of an event"
    again = words.add_parser("redeliver", parents=[common], help=says, description=says)
    again.add_argument("id", metavar="ID", help="dlv_… or evt_…")
    again.set_defaults(start=_redeliver)
