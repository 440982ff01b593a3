"""What every store of corrections must hold to, on SQLite and on PostgreSQL."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from pipeline.corrections import Change, Correction
from pipeline.errors import Conflict, Missing, StoreTrouble
from pipeline.evidence import EvidenceId
from pipeline.geometry import Box
from pipeline.ledger.entries import Actor
from storage.records.keeping.subjects import subject_of
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.ledger import entries_on
from storage.records.reviews.corrections import SqlCorrections, crop_name, shown_by
from storage.records.schema import corrections
from tests.storage.cellar import ACTOR, MASTER, OTHER, Cellar, read

PLACE = Box(page=1, left=0.1, top=0.2, right=0.3, bottom=0.25)
CROP = "c" * 64
LIN = Actor(tenant=DEFAULT_TENANT, name="key:lin")


def was_read(cellar: Cellar, name: str = "paper") -> EvidenceId:
    """Evidence with a record of version 1."""
    found = cellar.enter(name).standing.evidence.id
    lease = cellar.work.claim("reader", found)
    assert lease is not None
    cellar.work.settle(lease, read(name))
    return found


def change(evidence: EvidenceId, new: str = "9.90", old: str | None = "9.00", after: str | None = None) -> Change:
    return Change(
        evidence=evidence,
        record=1,
        kind="receipt",
        field="total_amount",
        read="9.00",
        old=old,
        new=new,
        box=PLACE,
        crop=CROP,
        after=after,
    )


@pytest.fixture
def kept(cellar: Cellar) -> SqlCorrections:
    return SqlCorrections(cellar.database, MASTER)


def test_a_correction_comes_back_whole(cellar: Cellar, kept: SqlCorrections) -> None:
    evidence = was_read(cellar)

    made = kept.correct(LIN, change(evidence))

    assert kept.of(DEFAULT_TENANT, evidence) == (made,)
    assert (made.change, made.by) == (change(evidence), "key:lin")
    assert kept.corrected(DEFAULT_TENANT) == (evidence,)


def test_corrections_of_one_field_follow_one_another(cellar: Cellar, kept: SqlCorrections) -> None:
    evidence = was_read(cellar)
    first = kept.correct(LIN, change(evidence))

    second = kept.correct(ACTOR, change(evidence, "9.95", "9.90", first.id))

    assert [one.change.new for one in kept.of(DEFAULT_TENANT, evidence)] == ["9.90", "9.95"]
    assert second.change.after == first.id


def test_corrections_of_several_files_are_told_apart(cellar: Cellar, kept: SqlCorrections) -> None:
    first, second, third = (was_read(cellar, name) for name in ("first", "second", "third"))
    made = {one: kept.correct(LIN, change(one)) for one in (second, first)}

    found = kept.of_each(DEFAULT_TENANT, (first, second, third))

    assert found == {first: (made[first],), second: (made[second],), third: ()}
    assert kept.of_each(DEFAULT_TENANT, ()) == {}


def test_who_did_not_see_the_newest_correction_changes_nothing(cellar: Cellar, kept: SqlCorrections) -> None:
    evidence = was_read(cellar)
    kept.correct(LIN, change(evidence))

    with pytest.raises(Conflict):
        kept.correct(ACTOR, change(evidence, "9.95"))
    assert len(kept.of(DEFAULT_TENANT, evidence)) == 1


def test_a_record_that_is_another_one_by_now_is_not_corrected(cellar: Cellar, kept: SqlCorrections) -> None:
    evidence = cellar.enter("not read yet").standing.evidence.id

    with pytest.raises(Conflict):
        kept.correct(LIN, change(evidence))
    assert kept.of(DEFAULT_TENANT, evidence) == ()


def test_the_ledger_says_who_corrected_what_and_never_the_value(cellar: Cellar, kept: SqlCorrections) -> None:
    evidence = was_read(cellar)

    made = kept.correct(LIN, change(evidence))

    entry = entries_on(cellar.database, DEFAULT_TENANT, evidence)[-1]
    assert (entry.actor.name, entry.act.action, entry.act.new) == ("key:lin", "evidence.corrected", made.id)
    assert entry.act.reason == "receipt total_amount"
    assert "9.9" not in repr(entry)


def test_values_and_places_are_sealed_and_can_only_be_added_to(cellar: Cellar, kept: SqlCorrections) -> None:
    kept.correct(LIN, change(was_read(cellar)))
    row = cellar.database.read(lambda tx: tx.connection.execute(select(corrections)).one())

    assert b"9.9" not in row.body
    assert b"0.25" not in row.body
    with pytest.raises(DBAPIError, match="only grows"):
        cellar.database.write(lambda tx: tx.connection.execute(text("DELETE FROM corrections")))


def test_what_belongs_to_another_tenant_is_missing(cellar: Cellar, kept: SqlCorrections) -> None:
    evidence = was_read(cellar)
    kept.correct(LIN, change(evidence))

    with pytest.raises(Missing):
        kept.correct(Actor(tenant=OTHER, name="key:lin"), change(evidence))
    assert kept.of(OTHER, evidence) == ()
    assert kept.corrected(OTHER) == ()


def test_a_crop_is_referred_to_from_the_moment_its_correction_stands(cellar: Cellar, kept: SqlCorrections) -> None:
    evidence = was_read(cellar)
    owner = cellar.standings.find(DEFAULT_TENANT, evidence).evidence.subject
    subject = cellar.database.read(lambda tx: subject_of(tx, MASTER, DEFAULT_TENANT, owner))
    name = crop_name(subject, change(evidence))
    before = cellar.database.read(lambda tx: shown_by(tx, name))

    kept.correct(LIN, change(evidence))

    assert (before, cellar.database.read(lambda tx: shown_by(tx, name))) == (False, True)
    assert not cellar.database.read(lambda tx: shown_by(tx, name.replace(CROP, "d" * 64)))


def test_a_correction_whose_crop_is_gone_does_not_stand(cellar: Cellar, kept: SqlCorrections) -> None:
    evidence = was_read(cellar)

    def gone() -> None:
        raise StoreTrouble("it was tidied away")

    with pytest.raises(StoreTrouble):
        kept.correct(LIN, change(evidence), gone)
    assert kept.of(DEFAULT_TENANT, evidence) == tuple[Correction, ...]()
