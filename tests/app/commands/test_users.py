"""`proofdesk users` prints one JSON object a user, and a link once."""

import json
from pathlib import Path

import pytest

from app.cli import main
from app.commands.up import Firsts, firsts, greet
from app.installation import opened
from app.whereabouts import listening_at
from pipeline.people.roles import Role


def told(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> dict[str, object]:
    assert main(["users", *words, "--data", str(folder)]) == 0, capsys.readouterr().err
    found: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


def test_a_reviewer_is_made_with_a_link_that_leads_to_a_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = told(capsys, tmp_path, "add", "Li.Wei", "--role", "reviewer", "--language", "zh")

    assert (made["name"], made["roles"]) == ("li.wei", ["reviewer"])
    origin, _, secret = str(made["link"]).rpartition("/link/")
    assert origin == "http://127.0.0.1:8080"
    stores = opened(str(tmp_path))
    owner = stores.links.owner(secret)
    stores.close()
    assert owner
    assert (owner.id, owner.language) == (made["id"], "zh")
    assert "link" not in told(capsys, tmp_path, "list")


def test_roles_come_and_go_and_an_account_is_switched_off_and_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, tmp_path, "add", "first", "--role", "admin")
    told(capsys, tmp_path, "add", "li.wei")

    assert told(capsys, tmp_path, "grant", "li.wei", "auditor")["roles"] == ["auditor"]
    assert told(capsys, tmp_path, "grant", "li.wei", "admin")["awaiting"] == ["admin"]
    assert told(capsys, tmp_path, "revoke", "li.wei", "auditor", "--reason", "another team")["roles"] == []
    assert told(capsys, tmp_path, "off", "li.wei", "--reason", "left the house")["off"]
    assert told(capsys, tmp_path, "on", "li.wei", "--reason", "is back")["off"] is None
    assert "/link/" in str(told(capsys, tmp_path, "link", "li.wei")["link"])


def test_one_person_at_the_machine_is_not_two_persons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, tmp_path, "add", "first", "--role", "admin")
    told(capsys, tmp_path, "add", "li.wei", "--role", "admin")

    assert main(["users", "confirm", "li.wei", "admin", "--data", str(tmp_path)]) == 1
    assert "Somebody else must confirm" in capsys.readouterr().err


def test_whom_a_provider_vouches_for_gets_no_link(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "link" not in told(capsys, tmp_path, "add", "li.wei", "--subject", "248289761001")


@pytest.mark.parametrize(
    "words", [[], ["add"], ["add", "x y"], ["add", "li.wei", "--role", "king"], ["grant", "li.wei", "king"]]
)
def test_wrong_use_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main(["users", *words, *(["--data", str(tmp_path)] if words else [])]) == 2
    assert capsys.readouterr().err


def test_a_person_nobody_knows_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opened(str(tmp_path)).close()

    assert main(["users", "off", "nobody", "--reason", "left", "--data", str(tmp_path)]) == 1
    assert "no such user" in capsys.readouterr().err


def test_the_first_start_prints_a_link_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stores = opened(str(tmp_path))
    first = firsts(stores)
    again = firsts(stores)
    (admin,) = stores.people.of(stores.keys.holder(str(first.key)).tenant)
    stores.close()
    greet(first, "0.0.0.0", 8080)  # noqa: S104 - nothing listens here

    assert again == Firsts(None, None)
    assert admin.roles == (Role.ADMIN,)
    assert f"http://127.0.0.1:8080{first.link}\n" in capsys.readouterr().err


def test_a_link_leads_to_where_the_server_of_that_folder_listens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with listening_at(tmp_path, "0.0.0.0", 8099):  # noqa: S104 - as operators write it
        during = told(capsys, tmp_path, "add", "li.wei")
    after = told(capsys, tmp_path, "link", "li.wei")

    assert str(during["link"]).startswith("http://127.0.0.1:8099/link/")
    assert str(after["link"]).startswith("http://127.0.0.1:8080/link/")
