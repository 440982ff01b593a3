"""`./run` passes everything through once set up, and says in one line what it cannot install."""

import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.sources import ROOT

SHELL_TOOLS = ("bash", "cat", "cmp", "dirname", "env", "flock", "grep", "awk", "mkdir", "perl", "sed", "sort", "tr")
ECHOING_PYTHON = """#!/bin/sh
printf '%s\\n' "$PWD" "$PYTHONPATH" "$@"
exit 7
"""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A copy of `run` whose environment is a program that repeats what it was asked, and a PATH of chosen tools."""

    folder: Path
    tools: Path

    def run(self, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.folder / "run"), *words],
            cwd=cwd or self.folder,
            env={"PATH": str(self.tools), "HOME": str(self.folder)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def offer(self, programs: Mapping[str, str]) -> None:
        """Put small shell programs on the PATH."""
        for name, script in programs.items():
            _program(self.tools / name, f"#!/bin/sh\n{script}\n")

    def age(self) -> None:
        """Let the environment be made from other requirement files than those of the checkout."""
        (self.folder / ".venv" / "installed" / "base.txt").write_text("older\n")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    folder, tools = tmp_path / "a checkout", tmp_path / "tools"
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    shutil.copy(ROOT / "run", folder / "run")
    shutil.copytree(ROOT / "requirements", folder / ".venv" / "installed", ignore=shutil.ignore_patterns("*.in"))
    (folder / ".venv" / "bin").mkdir()
    _program(folder / ".venv" / "bin" / "python", ECHOING_PYTHON)
    tools.mkdir()
    for name in SHELL_TOOLS:
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    return Checkout(folder, tools)


def test_arguments_folder_and_exit_status_go_through_untouched(checkout: Checkout, tmp_path: Path) -> None:
    elsewhere = tmp_path / "evidence of today"
    elsewhere.mkdir()

    ended = checkout.run("proofdesk", "process", "a b", "*", "", "--json", cwd=elsewhere)

    assert ended.returncode == 7
    assert ended.stdout.split("\n") == [
        str(elsewhere), str(checkout.folder), "-P", "-m", "app.cli", "process", "a b", "*", "", "--json", "",
    ]  # fmt: skip
    assert ended.stderr == ""


def test_a_call_that_needs_no_set_up_costs_less_than_three_tenths_of_a_second(checkout: Checkout) -> None:
    def seconds() -> float:
        start = time.monotonic()
        checkout.run("proofdesk")
        return time.monotonic() - start

    assert min(seconds() for _ in range(3)) < 0.3


def test_without_root_or_sudo_it_names_the_packages_to_ask_for(checkout: Checkout) -> None:
    checkout.offer({"id": "echo 1000", "apt-get": "exit 1", "apt-cache": "exit 0", "ldconfig": "exit 0"})
    checkout.age()

    ended = checkout.run("proofdesk", "process", "x")

    assert (ended.returncode, ended.stdout) == (2, "")
    last = ended.stderr.strip().split("\n")[-1]
    assert last.startswith("run: needs root to install packages. Ask an administrator for: apt-get install ")
    assert {"libgl1", "python3-venv", "tesseract-ocr-chi-sim"} <= set(last.split())


def test_the_browser_and_its_letters_come_for_tests_alone(checkout: Checkout) -> None:
    checkout.offer({"id": "echo 1000", "apt-get": "exit 1", "apt-cache": "exit 0", "ldconfig": "exit 0"})
    checkout.age()
    (checkout.folder / ".venv" / "installed" / "dev.txt").unlink()

    asked = {word: checkout.run(word).stderr.strip().split("\n")[-1].split() for word in ("test", "demo")}

    assert "fonts-wqy-microhei" in asked["test"]
    assert "tesseract-ocr-chi-sim" in asked["demo"]
    assert not {"fonts-wqy-microhei", "chromium"} & set(asked["demo"])


def test_ubuntu_with_an_older_python_gets_a_newer_one_beside_it(checkout: Checkout) -> None:
    asked = "printf 'python3:\\n  Installed: 3.10.6\\n  Candidate: 3.10.6-1~22.04\\n'"
    checkout.offer({"id": "echo 1000", "apt-get": "exit 1", "apt-cache": asked, "ldconfig": "exit 0"})
    checkout.age()

    packages = checkout.run("setup").stderr.strip().split("\n")[-1].split()

    assert {"python3.11", "python3.11-venv"} <= set(packages)
    assert "python3" not in packages


def test_without_a_network_it_says_so_and_names_the_log(checkout: Checkout) -> None:
    checkout.offer({"id": "echo 0", "apt-get": "echo no route >&2; exit 100", "apt-cache": "exit 0"})
    checkout.age()

    ended = checkout.run("demo")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "could not fetch the package lists. Check the network" in ended.stderr
    assert "no route" in (checkout.folder / ".setup" / "log").read_text()


def test_a_system_it_does_not_know_is_told_what_to_install(checkout: Checkout) -> None:
    checkout.offer({"uname": "echo Plan9"})
    checkout.age()

    ended = checkout.run("demo")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "run: does not know this system. Install tesseract" in ended.stderr


def test_a_word_it_does_not_know_is_wrong_use(checkout: Checkout) -> None:
    ended = checkout.run("dance")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.endswith("run: there is no word 'dance'.\n")


def _program(path: Path, script: str) -> None:
    path.write_text(script)
    path.chmod(0o755)
