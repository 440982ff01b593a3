"""What is past its time goes, with its reason; what a hold keeps, or whose time is not over, stays."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.commands import audit
from app.packs import verify
from pipeline.errors import Erased, Missing, WrongUse
from pipeline.evidence import ClaimId, EvidenceId
from pipeline.keeping.erasing import Thing, What
from pipeline.keeping.retention import Goes, Span
from pipeline.ledger.entries import Actor
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.crosscheck import told_apart
from storage.records.proof.ledger import entries_on
from tests.storage.cellar import read
from tests.workers.houses import House, png
from tests.workers.keeping.marked_lives import CLAIM, lived
from workers.keeping.purging import Purging
from workers.keeping.retention import retention_policy

YEARS = 3 * 366 * 86_400.0
MONTHS = 100 * 86_400.0
ANN, BOB = Actor(tenant=DEFAULT_TENANT, name="user:ann"), Actor(tenant=DEFAULT_TENANT, name="user:bob")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House.at(tmp_path, {})
    yield house
    house.stores.close()


def purging(house: House, later: float) -> Purging:
    """As the porter runs it `later` seconds from now."""
    house.clock.seconds = later
    return Purging.at(house.later(), "porter")


def settled(house: House, content: bytes, claim: str | None, kind: str = "other") -> EvidenceId:
    found = house.enter(content, "a.png", claim)
    lease = house.stores.work.claim("reader", found)
    assert lease is not None
    house.stores.work.settle(lease, replace(read("a.png"), kind=kind))
    return found


def test_a_decided_claim_goes_three_years_later_and_not_before(house: House) -> None:
    lived(house)

    early = purging(house, YEARS - 10 * 86_400).plan(DEFAULT_TENANT)
    (due,) = purging(house, YEARS).plan(DEFAULT_TENANT)

    assert early == ()
    assert (due.thing, due.rule.name) == (CLAIM, "claim_evidence")
    assert house.stores.claims.find(DEFAULT_TENANT, CLAIM).version == 1, "a plan changes nothing"


def test_what_went_has_a_certificate_and_an_entry_that_names_the_law(house: House) -> None:
    lived(house)
    run = purging(house, YEARS)

    certificate = run.carry_out(DEFAULT_TENANT, run.plan(DEFAULT_TENANT))

    assert (certificate["count"], certificate["waiting"]) == (1, 0)
    with pytest.raises(Erased):
        house.stores.claims.find(DEFAULT_TENANT, CLAIM)
    acts = {one.act.action: one.act.reason for one in entries_on(house.stores.database, DEFAULT_TENANT, CLAIM)}
    assert "art. 188" in str(acts["subject.erased"])
    assert run.expiring.certificates(DEFAULT_TENANT) != ()
    assert list(told_apart(house.stores.database)) == []


def test_what_a_hold_keeps_does_not_go(house: House) -> None:
    lived(house)
    house.stores.holds.confirm(BOB, house.stores.holds.place(ANN, Thing(What.CLAIM, CLAIM), "court file 7").id)

    assert purging(house, YEARS).everything(DEFAULT_TENANT) == 0

    assert house.stores.claims.find(DEFAULT_TENANT, CLAIM).version == 1


def test_undecided_claims_and_lone_files_go_by_when_they_were_heard_of_last(house: House) -> None:
    settled(house, png(1), "C-1")
    lone = settled(house, png(2), None)
    house.enter(png(3), "c.png", "C-2")  # still waits to be read

    gone = purging(house, YEARS).everything(DEFAULT_TENANT)

    assert gone == 2
    assert house.stores.claims.find(DEFAULT_TENANT, ClaimId("C-2"))
    with pytest.raises(Missing):
        house.standing(lone)


def test_a_picture_of_skin_goes_before_what_was_read_from_it(house: House) -> None:
    lived(house)
    photo = settled(house, png(4), CLAIM, "product_photo")
    run = purging(house, MONTHS)

    plan = run.plan(DEFAULT_TENANT)
    run.carry_out(DEFAULT_TENANT, plan)

    assert [(one.thing, one.rule.goes) for one in plan] == [(photo, Goes.ORIGINALS)]
    kept = {one.name.rpartition("/")[2] for one in house.stores.objects.names("tenants/")}
    assert house.standing(photo).evidence.sha256 not in kept
    assert house.stores.standings.record(DEFAULT_TENANT, house.standing(photo))
    assert run.plan(DEFAULT_TENANT) == (), "once is enough"
    told = entries_on(house.stores.database, DEFAULT_TENANT, photo)[-1].act
    assert (told.action, told.reason) == ("evidence.file_ended", plan[0].rule.basis)
    assert told.new, "it names the round"


def test_a_pack_without_a_picture_whose_time_was_over_is_in_order(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lived(house)
    photo = settled(house, png(4), CLAIM, "product_photo")
    run, out = purging(house, MONTHS), tmp_path / "pack.zip"
    run.carry_out(DEFAULT_TENANT, run.plan(DEFAULT_TENANT))

    assert audit.main(["export", "--data", str(house.stores.folder), "--claim", CLAIM, "--out", str(out)]) == 0

    with zipfile.ZipFile(out) as pack:
        pack.extractall(tmp_path / "pack")
    assert not list((tmp_path / "pack/evidence" / photo).glob("original.*"))
    assert verify.main([str(tmp_path / "pack")]) == 0
    assert "(evidence.received): what it kept is not in this export; its time ended" in capsys.readouterr().out


def test_an_original_whose_time_is_not_over_may_not_be_left_out(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lived(house)
    settled(house, png(4), CLAIM, "product_photo")
    out = tmp_path / "pack.zip"
    assert audit.main(["export", "--data", str(house.stores.folder), "--claim", CLAIM, "--out", str(out)]) == 0
    with zipfile.ZipFile(out) as pack:
        pack.extractall(tmp_path / "pack")
    told = tmp_path / "pack/ledger/contents.jsonl"

    told.write_text(
        "".join(line for line in told.read_text("utf-8").splitlines(True) if "original." not in line), "utf-8"
    )

    assert verify.main([str(tmp_path / "pack")]) == 1
    assert "(evidence.received): what it kept is not in this export\n" in capsys.readouterr().out


def test_the_porter_does_it_once_a_day(house: House) -> None:
    settled(house, png(1), None)
    run = purging(house, YEARS)

    assert [run.daily(), run.daily()] == [1, 0]


@pytest.mark.parametrize(
    ("now", "span", "then"),
    [
        ("2028-02-29", Span(1, 0), "2027-02-28"),
        ("2026-11-29", Span(3, 0), "2023-11-29"),
        ("2026-11-29", Span(0, 90), "2026-08-31"),
    ],
)
def test_years_are_calendar_years(now: str, span: Span, then: str) -> None:
    assert span.before(datetime.fromisoformat(now).replace(tzinfo=UTC)).date().isoformat() == then


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        'version = "1"',
        'version = "1"\n[[class]]\nname = "a"\nwhat = "claim"\nanchor = "decided"\nkeep = "soon"\nlaw = "x"',
        'version = "1"\n[[class]]\nname = "a"\nwhat = "claim"\nanchor = "received"\nkeep = "3 years"\nlaw = "x"',
        'version = "1"\n[[class]]\nname = "a"\nwhat = "claim"\nkeep = "3 years"\nlaw = "x"',
        'version = "1"\n[[class]]\nname = "a"\nwhat = "originals"\nanchor = "decided"\nkeep = "3 years"\nlaw = "x"',
        'version = "1"\n[[class]]\nname = "a"\nwhat = "kept"\nkeep = "3 years"\nlaw = "x"\nfrom = "now"',
    ],
)
def test_a_policy_that_cannot_be_understood_is_refused(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "retention.toml"
    file.write_text(wrong)

    with pytest.raises(WrongUse):
        retention_policy(str(file), frozenset({"receipt"}))
