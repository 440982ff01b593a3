"""What a mistyped command answers: one line that says what to do, and nothing made by it."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import main
from app.installation import opened

WORDS = ("keys", "users", "audit", "erase", "hold", "policy")

ASKING = (
    *(
        "audit verify",
        "audit prove --entry 1",
        "audit key",
        "audit copy --out {out}",
        "audit export --claim C --out {out}",
    ),
    *("keys list", "keys revoke key_1 --reason over", "users list", "users link ann", "webhooks list"),
    *("erase list", "hold list", "purge --dry-run", "replay --all", "export --out {out}.csv", "backup {out}"),
    "eval corrections --out {out}",
)


@pytest.fixture
def taken() -> Iterator[str]:
    """The number of a port somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Exit status and what was said; nothing may go to standard output."""
    status = main(words)
    told = capsys.readouterr()
    assert told.out == ""
    return status, told.err


def test_a_mistyped_command_is_told_the_nearest_one(capsys: pytest.CaptureFixture[str]) -> None:
    expected = "There is no command 'procces'; did you mean process? `proofdesk --help` lists them all.\n"

    assert said(capsys, "procces") == (2, expected)


def test_a_command_like_no_other_is_told_where_they_stand(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "xyzzy") == (2, "There is no command 'xyzzy'; `proofdesk --help` lists them all.\n")


@pytest.mark.parametrize("command", WORDS)
def test_a_command_without_its_word_says_which_there_are(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = said(capsys, command)

    assert (status, told.count("\n")) == (2, 1)
    assert told.startswith("Say ")
    assert f"`proofdesk {command} --help`" in told


@pytest.mark.parametrize("words", ASKING)
def test_where_no_installation_is_none_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    argv = words.format(out=tmp_path / "out").split()

    status, told = said(capsys, *argv, "--data", str(tmp_path / "typo"))

    assert (status, told) == (2, f"There is no installation in {tmp_path / 'typo'}; name its folder with --data.\n")
    assert not list(tmp_path.iterdir())


def test_another_name_of_the_folder_is_the_installation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opened(str(tmp_path / "home")).close()

    assert main(["audit", "key", "--data", str(tmp_path / "home" / ".." / "home")]) == 0
    assert capsys.readouterr().out.startswith("proofdesk/")


@pytest.mark.parametrize("words", ["up", "serve", "witness --key {key}", "webhooks listen"])
def test_a_taken_port_is_told_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], taken: str, words: str
) -> None:
    folder = () if words.startswith("webhooks") else ("--data", str(tmp_path / "home"))

    status, told = said(capsys, *words.format(key="x").split(), "--port", taken, *folder)

    assert status == 2
    assert told == f"Cannot listen on 127.0.0.1 port {taken} (Address already in use); give another --port or --host.\n"
    assert not (tmp_path / "home" / "proofdesk.sqlite").exists()


@pytest.mark.parametrize("port", ["99999", "-1", "http", ""])
def test_what_is_no_port_is_told(capsys: pytest.CaptureFixture[str], port: str) -> None:
    status, told = said(capsys, "up", f"--port={port}")

    assert status == 2
    assert told.endswith("argument --port: give a number up to 65535\n")


@pytest.mark.parametrize("jobs", ["0", "-1", "x", "1.5"])
def test_a_number_of_jobs_is_a_whole_one(capsys: pytest.CaptureFixture[str], jobs: str) -> None:
    status, told = said(capsys, "process", "--jobs", jobs, "x.png")

    assert status == 2
    assert told.endswith("argument --jobs: give a whole number from 1\n")


@pytest.mark.parametrize("words", ["submit {file}", "keys make --name shop", "up --port 0", "upgrade"])
def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x")

    status, told = said(capsys, *words.format(file=file).split(), "--data", str(file / "home"))

    assert status == 2
    assert told == f"{file / 'home'} cannot be used (Not a directory); name a place you may read and write.\n"


@pytest.mark.parametrize(
    "words", ["audit copy --out {out}", "audit export --claim C-1 --out {out}", "eval corrections --out {out}"]
)
def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    opened(str(tmp_path / "home")).close()
    out = tmp_path / "none" / "out"

    status, told = said(capsys, *words.format(out=out).split(), "--data", str(tmp_path / "home"))

    assert status in (1, 2)  # no such claim is a 1
    assert told.count("\n") == 1


@pytest.mark.parametrize("words", ["replay --claim C-9", "export --claim C-9 --out {out}"])
def test_a_claim_nobody_knows_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    opened(str(tmp_path / "home")).close()

    status, told = said(capsys, *words.format(out=tmp_path / "out.csv").split(), "--data", str(tmp_path / "home"))

    assert (status, told) == (1, "There is no such claim; check its id.\n")
    assert not (tmp_path / "out.csv").exists()


def test_what_is_no_key_of_a_ledger_says_where_one_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = said(capsys, "witness", "--data", str(tmp_path / "w"), "--key", "nonsense", "--port", "0")

    assert status == 2
    assert told.endswith("Give the line `proofdesk audit key` prints, or a file that holds it.\n")
