"""What a server must find again at its next start: ports and passwords, drawn once."""

import json
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

LOOPBACK = "127.0.0.1"
_LOWEST, _BEYOND = 20_000, 65_536
_TRIES = 100


def remembered(path: Path, draw: Callable[[], Mapping[str, str]]) -> dict[str, str]:
    """Values by name from `path`; at the first call `draw()` is kept there, for us alone to read."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(dict(draw()), file)
        draft.replace(path)
    return {str(name): str(value) for name, value in json.loads(path.read_text("utf-8")).items()}


def password() -> str:
    """32 hex digits."""
    return secrets.token_hex(16)


def free_ports(count: int) -> list[int]:
    """Different TCP ports nobody listens on; another process may take one before you do."""
    with ExitStack() as held:
        return [_held(held, 0) for _ in range(count)]


def free_ports_with(apart: int, count: int) -> list[int]:
    """Ports as `free_ports`, where the one `apart` above each is free, too. Raises OSError when there are none."""
    found: list[int] = []
    with ExitStack() as held:
        for _ in range(_TRIES * count):
            port = _LOWEST + secrets.randbelow(_BEYOND - apart - _LOWEST)
            try:
                _held(held, port)
                _held(held, port + apart)
            except OSError:
                continue
            found.append(port)
            if len(found) == count:
                return found
    raise OSError(f"no {count} free ports on {LOOPBACK}; end some servers there")


def _held(until: ExitStack, port: int) -> int:
    """The port that is ours until `until` ends, any for 0."""
    one = until.enter_context(socket.socket())
    one.bind((LOOPBACK, port))
    return int(one.getsockname()[1])
