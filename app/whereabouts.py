"""Where the pages of an installation on this machine can be opened: its server writes that down while it runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FILE = "address"
_USUAL = "http://127.0.0.1:8080"
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - where people may have it listen, not where it does


def local_address(host: str, port: int) -> str:
    """What people on this machine open."""
    name = "127.0.0.1" if host in _EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"


@contextmanager
def listening_at(folder: Path, host: str, port: int) -> Iterator[None]:
    """Meanwhile `address_in` knows; after a crash it tells the last one, where the next start most likely is."""
    place = folder / _FILE
    place.write_text(local_address(host, port) + "\n", "utf-8")
    try:
        yield
    finally:
        place.unlink(missing_ok=True)


def address_in(folder: Path) -> str:
    """Of the server that runs over this folder, else the usual one."""
    try:
        return (folder / _FILE).read_text("utf-8").strip() or _USUAL
    except OSError:
        return _USUAL
