"""What a server must find again at its next start: ports and passwords, drawn once."""

import json
import os
import secrets
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

LOOPBACK = "127.0.0.1"


def remembered(path: Path, ports: Sequence[str], secret: Sequence[str]) -> dict[str, str]:
    """Values by name from `path`; at the first call free ports and 32 hex digits a secret are drawn and kept there."""
    if not path.exists():
        drawn = dict(zip(ports, map(str, free_ports(len(ports))), strict=True))
        drawn |= {name: secrets.token_hex(16) for name in secret}
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(drawn, file)
        draft.replace(path)
    return {str(name): str(value) for name, value in json.loads(path.read_text("utf-8")).items()}


def free_ports(count: int) -> list[int]:
    """Different TCP ports nobody listens on; another process may take one before you do."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((LOOPBACK, 0))
        return [int(one.getsockname()[1]) for one in sockets]
