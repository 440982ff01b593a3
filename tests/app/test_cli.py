"""The first word on the command line."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import COMMANDS, USAGE, main

ROOT = Path(__file__).resolve().parents[2]


def test_every_command_has_its_module_and_its_line_of_help() -> None:
    for command in COMMANDS:
        assert callable(importlib.import_module(f"app.commands.{command}").main)
        assert f"\n  {command} " in USAGE


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"]])
def test_help_is_an_answer(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    assert capsys.readouterr().out == USAGE


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert f"usage: proofdesk {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("erase confirm", "Be the second person, for one or a whole request: keys go at once"),
        ("keys revoke", "A key opens nothing from now on."),
        ("bench accuracy", "Per set, kind and field: n, exact, wrong, missing, 95 % interval."),
        ("webhooks list", "what was sent, and what the receivers said"),
    ],
)
def test_each_word_below_a_command_explains_itself(
    words: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words.split(), "--help"]) == 0
    assert sentence in capsys.readouterr().out


def test_a_word_loads_only_its_own_module() -> None:
    script = (
        "import sys, app.cli\n"
        "app.cli.main(['process', '--help'])\n"
        "assert not {'app.commands.bench', 'app.commands.doctor', 'benchmarks'} & set(sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr.decode()


def test_without_a_word_all_words_are_told_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == USAGE
