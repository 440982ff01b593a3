"""`proofdesk purge`: a dry run names what would go and changes nothing; what goes has a signed certificate."""

import json
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from app.cli import main
from app.packs import verify
from pipeline.evidence import EvidenceId
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.ledger import entries_on
from tests.storage.cellar import read
from tests.workers.houses import SENDER, House, png
from workers.reception import Reception, Sent

POLICY = """
version = "ours"
[[class]]
name = "lone_evidence"
what = "lone_evidence"
anchor = "received"
keep = "2 days"
law = "PIPL art. 19"
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """Of a policy by which two days are long."""
    (tmp_path / "retention.toml").write_text(POLICY, "utf-8")
    monkeypatch.setenv("PROOFDESK_RETENTION", str(tmp_path / "retention.toml"))
    return House.at(tmp_path / "home", {})


def came(house: House, days: int, number: int) -> EvidenceId:
    """A file without a claim that came and was read so many days ago."""
    house.clock.seconds = -86_400 * days
    stores = house.later()
    sent = Sent(actor=SENDER, filename="a.png", channel="test", claim_id=None)
    found = Reception(stores).take(sent, BytesIO(png(number))).standing.evidence.id
    lease = stores.work.claim("reader", found)
    assert lease is not None
    stores.work.settle(lease, read("a.png"))
    return found


def test_a_dry_run_names_what_would_go_and_why_and_changes_nothing(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    old, _ = came(house, 3, 1), came(house, 1, 2)
    before = len(list(house.stores.objects.names("tenants/")))

    assert main(["purge", "--data", str(house.stores.folder), "--dry-run", "--json"]) == 0

    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["thing"], one["class"], one["keep"], one["law"]) for one in told[:-1]] == [
        (old, "lone_evidence", "2 days", "PIPL art. 19")
    ]
    assert told[-1] == {"would_go": 1, "holds_in_force": 0}
    assert house.standing(old).evidence.filename == "a.png"
    assert len(list(house.stores.objects.names("tenants/"))) == before


def test_what_goes_has_a_certificate_that_the_ledger_knows_and_signed(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, young = came(house, 3, 1), came(house, 1, 2)
    folder, out = str(house.stores.folder), tmp_path / "certificate.json"
    assert main(["audit", "key", "--data", folder]) == 0
    key = verify.key_of(capsys.readouterr().out)

    assert main(["purge", "--data", folder, "--out", str(out)]) == 0

    held = json.loads(out.read_text("utf-8"))
    assert held["certificate"]["count"] == 1
    assert verify.signed_text(held["note"].encode(), [key]) == held["text"] + "\n"
    (done,) = entries_on(house.stores.database, DEFAULT_TENANT, held["certificate"]["id"])
    assert (done.act.action, done.act.content) == ("purge.done", sha256(held["text"].encode()).hexdigest())
    assert house.standing(young)
    assert entries_on(house.stores.database, DEFAULT_TENANT, old)[-1].act.action == "erasure.done"
