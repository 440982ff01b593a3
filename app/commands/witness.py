"""`proofdesk witness`: keeps the newest checkpoint of ledgers it knows by key, and refuses what contradicts it."""

import argparse
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from app.whereabouts import check_vacant, port_number
from pipeline.errors import Tampered, WrongUse
from pipeline.ledger.checkpoints import Checkpoint, cosigned_message
from pipeline.ledger.notes import COSIGNED, Note, NoteKey, Signature
from pipeline.ledger.witnessing import Asked, Verdict, asked, judged
from storage.objects.durable import sync_folder
from storage.signer import Signer, check, seed_made

HOST, PORT = "127.0.0.1", 8090
KEY_FILE = "witness.key"
_LONGEST = 64 << 10  # bytes of a request
_PATIENCE = 10  # seconds for a sender


@dataclass(frozen=True, slots=True)
class Witness:
    """`folder` holds its own key and one note for each ledger; `keys` are those of the ledgers."""

    folder: Path
    keys: tuple[NoteKey, ...]
    signer: Signer
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def at(cls, folder: Path, keys: tuple[NoteKey, ...]) -> "Witness":
        """Makes its own key at the first start."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        seed = seed_made(folder / KEY_FILE)
        own = Signer.of(seed, kind=COSIGNED).key.public
        return cls(folder, keys, Signer.of(seed, f"witness/{own.hex()[:12]}", COSIGNED))

    def known(self, origin: str) -> Checkpoint | None:
        """The newest checkpoint of a ledger that was vouched for. Raises Tampered."""
        try:
            return Checkpoint.parsed(Note.parsed(self._file(origin).read_bytes()).text)
        except FileNotFoundError:
            return None

    def answer(self, body: bytes, now: int) -> Verdict:
        """What is said to a request; what is vouched for is on the disk first."""
        try:
            wish = asked(body)
        except Tampered as error:
            return Verdict(HTTPStatus.BAD_REQUEST, f"{error}\n")
        with self._one_at_a_time:
            verdict = judged(wish, self.known(wish.checkpoint.origin), self.keys, check)
            if verdict.status != HTTPStatus.OK:
                return verdict
            self._keep(wish)
        text = wish.checkpoint.text if wish.note.text == wish.checkpoint.text else wish.note.text
        held = now.to_bytes(8, "big") + self.signer.sign(cosigned_message(text, now))
        return Verdict(HTTPStatus.OK, str(Signature(self.signer.key.name, self.signer.key.id, held)))

    def _keep(self, wish: Asked) -> None:
        handle, draft = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(handle, "wb") as file:
            file.write(str(wish.note).encode())
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(self._file(wish.checkpoint.origin))
        sync_folder(self.folder)

    def _file(self, origin: str) -> Path:
        return self.folder / f"{origin.encode().hex()}.note"


def main(argv: Sequence[str]) -> int:
    options = _parser().parse_args(argv)
    check_vacant(options.host, options.port)
    witness = Witness.at(Path(options.data), tuple(_key(text) for text in options.key))
    server = served(witness, options.host, options.port)
    sys.stderr.write(f"This witness listens on http://{options.host}:{server.server_address[1]}; its own key:\n")
    sys.stderr.write(f"{witness.signer.key}\n")
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    with server:
        server.serve_forever()
    return 0


def served(witness: Witness, host: str, port: int) -> ThreadingHTTPServer:
    """A server for it; `port` 0 takes a free one."""

    class Door(BaseHTTPRequestHandler):
        """One connection."""

        timeout = _PATIENCE
        server_version, sys_version = "proofdesk-witness", ""

        def do_POST(self) -> None:
            if self.path != "/add-checkpoint":
                self._say(Verdict(HTTPStatus.NOT_FOUND, "POST to /add-checkpoint\n"))
                return
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > _LONGEST:
                self._say(Verdict(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too long\n"))
                return
            self._say(witness.answer(self.rfile.read(int(length)), int(time.time())))

        def do_GET(self) -> None:
            self._say(Verdict(HTTPStatus.OK, f"{witness.signer.key}\n"))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002 - the name of the base class
            """One line a request is enough for whoever runs it, without addresses."""
            sys.stderr.write(f"{self.command} {args[1] if len(args) > 1 else ''}\n")

        def _say(self, verdict: Verdict) -> None:
            body = verdict.told.encode()
            self.send_response(verdict.status)
            kind = "text/x.tlog.size" if verdict.status == HTTPStatus.CONFLICT else "text/plain; charset=utf-8"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return ThreadingHTTPServer((host, port), Door)


def _key(text: str) -> NoteKey:
    try:
        return NoteKey.parsed(Path(text).read_text("utf-8") if Path(text).is_file() else text)
    except Tampered as error:
        raise WrongUse(
            f"--key: {error} Give the line `proofdesk audit key` prints, or a file that holds it."
        ) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="proofdesk witness", description="Vouch for ledgers that only ever grow.")
    parser.add_argument("--data", required=True, metavar="DIR", help="folder for its key and what it has seen")
    parser.add_argument(
        "--key", action="append", required=True, metavar="KEY", help="public key of a ledger, or a file that holds it"
    )
    parser.add_argument("--host", default=HOST, metavar="ADDRESS", help=f"address to listen on (default: {HOST})")
    parser.add_argument(
        "--port", type=port_number, default=PORT, metavar="P", help=f"port to listen on (default: {PORT})"
    )
    return parser
