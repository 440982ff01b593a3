"""What the ledger says and what is there are compared: whatever was made up or left out is found."""

import json
from collections.abc import Callable
from hashlib import sha256

import pytest
from sqlalchemy import text

from pipeline.evidence import ClaimId, EvidenceId
from pipeline.ledger.entries import Act, Actor
from storage.records.proof.checking import broken_entries
from storage.records.proof.checkpoints import Checkpoints
from storage.records.proof.crosscheck import told_apart
from storage.records.proof.ledger import write_entry
from storage.signer import Signer
from tests.storage.cellar import ACTOR, Cellar, read

SIGNER = Signer.of(bytes(range(32)))


def filled(cellar: Cellar) -> EvidenceId:
    """A claim that was stated, with one file that was read and one that waits."""
    cellar.claims.state(ACTOR, ClaimId("C-1"), {"reason": "product_quality"}, None)
    first = cellar.enter("a").standing.evidence.id
    cellar.enter("b")
    lease = cellar.work.claim("ann", first)
    assert lease is not None
    cellar.work.settle(lease, read("a.png"))
    return first


def forged(cellar: Cellar, act: Act) -> None:
    """As the program writes it, and of nothing that happened."""
    cellar.database.write(lambda tx: write_entry(tx, ACTOR, act))


def test_what_the_program_did_agrees(cellar: Cellar) -> None:
    filled(cellar)

    assert list(told_apart(cellar.database)) == []
    assert list(broken_entries(cellar.database)) == []


@pytest.mark.parametrize(
    "made_up",
    [
        lambda first: Act(action="evidence.again", on=first, old="settled", new="received"),
        lambda first: Act(action="evidence.settle", on=first, old="reading", new="settled"),
        lambda _: Act(action="evidence.received", on="evd_none", new="received", reason="0" * 64),
        lambda first: Act(action="evidence.corrected", on=first, old="record 1", new="cor_none"),
        lambda _: Act(action="claim.stated", on="C-1", old="1", new="2"),
        lambda _: Act(action="claim.stated", on="C-9", old="0", new="1"),
        lambda _: Act(action="claim.answered", on="C-1", new="1"),
    ],
    ids=["again", "settle", "received", "corrected", "stated", "unknown claim", "answered"],
)
def test_an_entry_that_was_made_up_and_signed_is_found(cellar: Cellar, made_up: Callable[[str], Act]) -> None:
    ledger = Checkpoints(cellar.database)
    ledger.named(ACTOR, SIGNER.key)
    first = filled(cellar)
    ledger.sign(SIGNER)
    forged(cellar, made_up(first))
    ledger.sign(SIGNER)

    assert list(broken_entries(cellar.database)) == [], "its hash and signature are good"
    assert len(list(told_apart(cellar.database))) >= 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE evidence SET state = 'refused' WHERE state = 'settled'",
        "UPDATE evidence SET sha256 = 'x' WHERE state = 'settled'",
        "UPDATE evidence SET attempt = attempt + 1 WHERE state = 'settled'",
        "UPDATE claims SET version = version + 1",
    ],
)
def test_a_state_without_its_entry_is_found(cellar: Cellar, change: str) -> None:
    filled(cellar)
    cellar.database.write(lambda tx: tx.connection.execute(text(change)))

    assert len(list(told_apart(cellar.database))) == 1


def test_evidence_that_no_entry_speaks_of_is_found(cellar: Cellar) -> None:
    first = filled(cellar)
    copied = "tenant, claim_id, subject, size, media_type, filename, channel, priority, received_at, rank, state"
    rest = "changed_at, version, attempt, failures, troubles, round, due_at"
    row = f"INSERT INTO evidence (id, scope, sha256, {copied}, {rest}) SELECT 'evd_new', 'x', 'y', {copied}, {rest} "
    cellar.database.write(
        lambda tx: tx.connection.execute(text(f"{row} FROM evidence WHERE id = :first"), {"first": first})
    )

    assert [line.partition(":")[0] for line in told_apart(cellar.database)] == ["evidence evd_new"]


def test_claims_of_one_name_in_two_tenants_are_two(cellar: Cellar) -> None:
    filled(cellar)
    other = Actor(tenant="other", name="test")
    cellar.database.write(
        lambda tx: tx.connection.execute(text("INSERT INTO tenants (id, made_at) VALUES ('other', 1)"))
    )
    cellar.claims.state(other, ClaimId("C-1"), {"reason": "product_quality"}, None)

    assert list(told_apart(cellar.database)) == []


def test_the_entry_of_a_record_holds_its_hash_and_no_value(cellar: Cellar) -> None:
    first = filled(cellar)

    held = cellar.database.read(
        lambda tx: tx.connection.execute(
            text("SELECT content FROM entries WHERE action = 'evidence.settle' AND object = :on"), {"on": first}
        ).scalar_one()
    )
    assert len(bytes.fromhex(held)) == 32
    plain = json.dumps({"file": "a.png", "status": "read"}, separators=(",", ":")).encode()
    assert held != sha256(plain).hexdigest(), "whoever guesses the record could know it"
