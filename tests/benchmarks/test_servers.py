"""Real servers: found again at the next start, gone when they should be."""

import os
import re
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from app.servers import main
from benchmarks.servers import postgres, valkey
from benchmarks.servers.running import Recipe, Server, pid_alone, running, start_alone, stop_alone
from pipeline.errors import StoreTrouble, WrongUse
from tests.house.sources import ROOT

STARTING_AND_WAITING = """
import sys, time
from pathlib import Path
from benchmarks.servers.postgres import postgres
from benchmarks.servers.valkey import valkey
with valkey(Path(sys.argv[1])) as one, postgres(Path(sys.argv[1])) as other:
    print(one.pid, other.pid, flush=True)
    time.sleep(60)
"""


def test_what_a_server_kept_is_there_after_a_restart_and_gone_after_a_flush(tmp_path: Path) -> None:
    with valkey.valkey(tmp_path) as server, _client(server) as client:
        client.set("a", "1")
        server.stop()
        assert server.pid == 0
        server.start()
        assert client.get("a") == b"1"

        valkey.flush(server)

        assert client.get("a") is None


def test_a_server_listens_on_loopback_only_and_asks_for_its_password(valkey_server: Server) -> None:
    listening = [one.laddr for one in psutil.Process(valkey_server.pid).net_connections() if one.status == "LISTEN"]
    assert {one.ip for one in listening} == {"127.0.0.1"}

    with redis.Redis(port=listening[0].port, retry=valkey.ONCE) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_children_die_with_whoever_started_them(servers_folder: Path) -> None:
    folder = servers_folder / "dying"
    folder.mkdir(mode=0o711)
    owner = subprocess.Popen(
        [sys.executable, "-c", STARTING_AND_WAITING, folder],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with owner:
        assert owner.stdout is not None
        pids = [int(one) for one in owner.stdout.readline().split()]
        owner.kill()

    assert len(pids) == 2
    assert all(_ends(pid) for pid in pids)


def test_a_server_left_alone_is_found_again_and_started_once(tmp_path: Path) -> None:
    recipe = valkey.recipe(tmp_path)
    try:
        start_alone(recipe)
        pid = pid_alone(recipe)
        start_alone(valkey.recipe(tmp_path))

        assert pid_alone(valkey.recipe(tmp_path)) == pid > 0
        assert valkey.recipe(tmp_path).answers()
    finally:
        stop_alone(recipe)

    assert _ends(pid)
    assert pid_alone(recipe) == 0
    stop_alone(recipe)


def test_another_process_with_an_old_number_is_not_taken_for_ours(tmp_path: Path) -> None:
    recipe = valkey.recipe(tmp_path)
    recipe.pid_file.write_text(f"{os.getpid()} 12345.0\n")

    assert pid_alone(recipe) == 0


def test_a_program_that_ends_at_once_is_trouble_with_its_last_words(tmp_path: Path) -> None:
    failing = Recipe(
        name="failing",
        folder=tmp_path,
        command=("/bin/sh", "-c", "echo no room; exit 1"),
        answers=lambda: False,
        exports={},
    )

    with pytest.raises(StoreTrouble, match=r"failing does not answer(.|\n)*no room"), running(failing):
        pass


def test_a_program_out_of_reach_is_wrong_use(tmp_path: Path) -> None:
    lost = Recipe(name="lost", folder=tmp_path, command=("/nowhere/lost",), answers=lambda: False, exports={})

    with pytest.raises(WrongUse, match="/nowhere/lost cannot be run"):
        Server(lost).start()
    with pytest.raises(WrongUse, match="/nowhere/lost cannot be run"):
        start_alone(lost)


def test_a_database_answers_and_another_stands_beside_it(postgres_server: Server) -> None:
    address = postgres.new_database(postgres_server, "beside").replace("+psycopg", "")

    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("beside",)


def test_before_the_first_start_nothing_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "none"

    assert main(["status", "--folder", str(folder)]) == 1
    assert main(["stop", "--folder", str(folder)]) == 0

    assert "./run services start" in capsys.readouterr().out
    assert not folder.exists()


@pytest.mark.slow
def test_the_three_servers_start_answer_and_stop(servers_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--folder", str(servers_folder / "alone")]
    (servers_folder / "alone").mkdir(mode=0o711)
    try:
        assert main(["start", *words]) == 0
        first = capsys.readouterr().out
        assert main(["start", *words]) == 0
        assert capsys.readouterr().out == first
        assert main(["status", *words]) == 0
        assert capsys.readouterr().out.count("answers") == 3
    finally:
        main(["stop", *words])

    assert main(["status", *words]) == 1
    assert set(re.findall(r"^export (\w+)=", first, re.MULTILINE)) == {
        "PROOFDESK_REDIS_URL", "PROOFDESK_DATABASE_URL", "PROOFDESK_S3_ENDPOINT", "PROOFDESK_S3_BUCKET",
        "PROOFDESK_S3_ACCESS_KEY", "PROOFDESK_S3_SECRET_KEY", "PROOFDESK_S3_SECURE",
    }  # fmt: skip


def _client(server: Server) -> redis.Redis:
    return redis.Redis.from_url(server.exports["PROOFDESK_REDIS_URL"])


def _ends(pid: int) -> bool:
    """Whether the process is gone within five seconds."""
    end = time.monotonic() + 5
    with suppress(psutil.NoSuchProcess):
        while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
    return True
