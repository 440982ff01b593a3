"""`proofdesk erase` and `hold`: two persons at one machine, and a certificate that the ledger knows."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from app.cli import main
from app.installation import opened
from pipeline.evidence import ClaimId
from pipeline.ledger.entries import Actor
from pipeline.ledger.notes import Note
from pipeline.people.roles import Role
from storage.passwords import hashed
from storage.records.people.accounts import LINK_LIFE, UserWish
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.people.links import Links
from storage.records.proof.ledger import entries_on
from storage.signer import check
from workers.proof.signing import known_keys

ROOT = Actor(tenant=DEFAULT_TENANT, name="test")
PASSWORD = "a long enough password"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation with one claim, an administrator called ann, and an auditor called bo."""
    home = tmp_path / "home"
    stores = opened(str(home))
    stores.keys.first("k" * 40)
    stores.claims.state(ROOT, ClaimId("C-1"), {"reason": "product_quality"}, None)
    for name, role in (("ann", Role.ADMIN), ("bo", Role.AUDITOR)):
        user = stores.people.add(ROOT, UserWish(name=name, roles=(role,)))
        Links(stores.database).use(stores.links.make(ROOT, user.id, LINK_LIFE), hashed(PASSWORD))
    stores.close()
    (tmp_path / "password").write_text(PASSWORD)
    return home


def said(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> dict[str, object]:
    assert main([*words, "--data", str(folder)]) == 0, capsys.readouterr().err
    found: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


def as_person(folder: Path, name: str) -> tuple[str, ...]:
    return "--person", name, "--password-file", str(folder.parent / "password")


def test_two_persons_erase_a_claim_and_its_certificate_is_signed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    proposed = said(capsys, folder, "erase", "propose", "--claim", "C-1", "--basis", "PIPL art. 47")
    done = said(capsys, folder, "erase", "confirm", str(proposed["id"]), *as_person(folder, "ann"))
    out = folder.parent / "certificate.json"

    assert main(["erase", "certificate", str(done["id"]), "--out", str(out), "--data", str(folder)]) == 0

    assert "Claim C-1 was erased" in capsys.readouterr().out
    told = json.loads(out.read_text("utf-8"))
    stores = opened(str(folder))
    note = Note.parsed(told["note"].encode())
    acts = {one.act.action: one.act for one in entries_on(stores.database, DEFAULT_TENANT, "C-1")}
    assert (done["state"], told["certificate"]["thing"]) == ("done", "C-1")
    assert note.signed_by(known_keys(stores), check)
    assert acts["erasure.done"].content == sha256(told["text"].encode()).hexdigest()
    stores.close()


def test_one_person_alone_erases_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proposed = said(capsys, folder, "erase", "propose", "--claim", "C-1", "--basis", "PIPL art. 47")

    assert main(["erase", "confirm", str(proposed["id"]), "--data", str(folder)]) == 1

    assert "Another person" in capsys.readouterr().err
    assert said(capsys, folder, "erase", "list")["state"] == "waits"


def test_an_auditor_proposes_and_does_not_confirm(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proposed = said(
        capsys, folder, "erase", "propose", "--claim", "C-1", "--basis", "PIPL 47", *as_person(folder, "bo")
    )

    assert main(["erase", "confirm", str(proposed["id"]), *as_person(folder, "bo"), "--data", str(folder)]) == 1
    assert "may not do this" in capsys.readouterr().err


def test_a_hold_blocks_until_two_persons_lift_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    held = said(capsys, folder, "hold", "add", "--claim", "C-1", "--reason", "court file 7")

    assert main(["erase", "propose", "--claim", "C-1", "--basis", "PIPL 47", "--data", str(folder)]) == 1
    assert str(held["id"]) in capsys.readouterr().err
    said(capsys, folder, "hold", "lift", str(held["id"]), "--reason", "the case is over")
    assert main(["hold", "agree", str(held["id"]), "--data", str(folder)]) == 1
    assert said(capsys, folder, "hold", "list")["state"] == "held"
    assert said(capsys, folder, "hold", "agree", str(held["id"]), *as_person(folder, "ann"))["state"] == "lifted"


def test_a_wrong_password_is_nobody(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder.parent / "password").write_text("another one")

    words = ["erase", "propose", "--claim", "C-1", "--basis", "PIPL 47", *as_person(folder, "ann")]
    assert main([*words, "--data", str(folder)]) == 1

    assert "do not go together" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["erase"], ["hold"], ["erase", "propose", "--basis", "x y z"]])
def test_what_is_not_said_wholly_is_wrong_use(folder: Path, words: list[str]) -> None:
    assert main([*words, *(["--data", str(folder)] if len(words) > 1 else [])]) == 2


def test_all_claims_of_a_customer_go_at_once_but_what_is_held(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stores = opened(str(folder))
    for claim in ("C-2", "C-3"):
        facts = {"claimant": {"name": "张小例", "phone_masked": "13812341234"}}
        stores.claims.state(ROOT, ClaimId(claim), facts, None)
    stores.close()
    said(capsys, folder, "hold", "add", "--claim", "C-3", "--reason", "court file 7")

    blocked = said(capsys, folder, "erase", "propose", "--customer-of", "C-2", "--basis", "PIPL art. 47")
    request = str(said(capsys, folder, "erase", "list")["request"])
    done = said(capsys, folder, "erase", "confirm", request, *as_person(folder, "ann"))

    assert (blocked["thing"], str(blocked["hold"])[:4]) == ("C-3", "hld_")
    assert (done["thing"], done["state"]) == ("C-2", "done")
