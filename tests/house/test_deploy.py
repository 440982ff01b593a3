"""What operators start is what the program knows: units, image and compose file name real settings and closed doors."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from app.cli import COMMANDS
from tests.house.sources import ROOT
from workers.settings import FROM_FILE, described

DEPLOY = ROOT / "deploy"
FILES = tuple(sorted(path for path in DEPLOY.rglob("*") if path.is_file() and "secrets" not in path.parts))
UNITS = tuple(sorted(DEPLOY.rglob("*.service")))
CHILDREN_NEED = {"seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"}
WALLS = (
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateDevices=yes",
    "PrivateTmp=yes",
    "PrivateUsers=yes",
    "MemoryDenyWriteExecute=yes",
    "RestrictNamespaces=yes",
    "SystemCallArchitectures=native",
    "UMask=0077",
    "User=proofdesk",
)


def parts() -> dict[str, Any]:
    """The parts of the served profile, as the compose file names them."""
    whole: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    found: dict[str, Any] = whole["services"]
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_setting_a_deployed_file_names_exists(file: Path) -> None:
    known = {one.variable for one in described()}
    named = set(re.findall(r"PROOFDESK_\w+", file.read_text("utf-8")))

    assert {name for name in named if name not in known and name.removesuffix(FROM_FILE) not in known} == set()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_word_of_ours_behind_every_wall(unit: Path) -> None:
    lines = unit.read_text("utf-8").split("\n")
    starts = [line.split() for line in lines if line.startswith("ExecStart=")]

    assert [words[:2] for words in starts] == [["ExecStart=/opt/proofdesk/run", "proofdesk"]]
    assert starts[0][2] in COMMANDS
    assert [wall for wall in WALLS if wall not in lines] == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_what_reads_strangers_files_may_build_walls_around_its_children(unit: Path) -> None:
    calls = {
        word
        for line in unit.read_text("utf-8").split("\n")
        if "CallFilter=" in line
        for word in line.split("=")[1].split()
    }

    assert (calls >= CHILDREN_NEED) == ("serve" not in unit.name)


def test_every_secret_is_a_file_and_none_lies_in_the_compose_file() -> None:
    whole = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    wanted = {secret for part in parts().values() for secret in part.get("secrets", ())}
    plain = {
        name: value
        for part in parts().values()
        for name, value in part.get("environment", {}).items()
        if re.search("PASSWORD|SECRET|KEY|_URL", name) and not str(value).startswith("/run/secrets/")
    }

    assert wanted == set(whole["secrets"])
    assert plain == {}
    assert all(set(where) == {"file"} and where["file"].startswith("./secrets/") for where in whole["secrets"].values())


def test_every_part_is_bounded_and_nothing_but_the_http_server_is_reached_from_outside() -> None:
    assert [name for name, part in parts().items() if "mem_limit" not in part or "restart" not in part] == []
    assert {name for name, part in parts().items() if "ports" in part} == {"serve"}
    assert parts()["serve"]["ports"] == ["127.0.0.1:8080:8080"]
    assert {name for name, part in parts().items() if "outside" in part["networks"]} == {"serve", "worker"}


def test_whoever_is_waited_for_says_when_it_is_well() -> None:
    waited = {name for part in parts().values() for name in part.get("depends_on", ())}

    assert waited == {"database", "hints", "objects"}
    assert [name for name in waited if "test" not in parts()[name]["healthcheck"]] == []


def test_hints_are_kept_on_disk_and_never_evicted() -> None:
    command = parts()["hints"]["command"][-1]

    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command
    assert "--requirepass" not in command, "everyone on the machine sees a command line"


def test_the_programs_of_the_served_profile_are_words_of_ours() -> None:
    assert [parts()[name]["command"][0] for name in ("serve", "worker")] == ["serve", "worker"]
    assert {"serve", "worker"} <= set(COMMANDS)


def test_the_image_runs_as_nobody_of_importance_and_is_told_how_it_is() -> None:
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").split("\n")
    last = max(number for number, line in enumerate(lines) if line.startswith("FROM"))

    assert "USER proofdesk" in lines[last:]
    assert any(line.startswith("HEALTHCHECK") for line in lines[last:])
    assert "RUN ./run setup" in lines, "it alone installs from the requirement files with their hashes"
    assert not [line for line in lines if re.match(r"(ARG|ENV).*(KEY|SECRET|PASSWORD|TOKEN)", line)]


def test_neither_secrets_nor_evidence_get_into_an_image() -> None:
    left_out = set((ROOT / ".dockerignore").read_text("utf-8").split("\n"))

    assert {".git", ".venv*", "deploy/secrets", "proofdesk-data", "proofdesk-services", "out"} <= left_out
