"""Claims found by what they are marked with, on every database."""

import pytest
from sqlalchemy import select

from pipeline.evidence import ClaimId, TenantId
from pipeline.marks import Mark, MarkName
from storage.records.proof.marks import Marks, forget_marks, mark_anew
from storage.records.proof.search import Search, Searching
from storage.records.proof.search_tables import claim_marks
from tests.storage.cellar import ACTOR, MASTER, OTHER, Cellar, HandClock

TENANT = TenantId(ACTOR.tenant)
ORDER, RULE, PERSON = MarkName.ORDER, MarkName.RULE, MarkName.PERSON


@pytest.fixture
def kept(cellar: Cellar) -> Marks:
    return Marks(cellar.database, MASTER)


def marked(cellar: Cellar, kept: Marks, claim: str, *found: Mark) -> None:
    cellar.claims.state(ACTOR, ClaimId(claim), {}, None)
    cellar.database.write(lambda tx: mark_anew(tx, TENANT, claim))
    (due,) = kept.due()
    kept.keep(due, frozenset(found))


def names(cellar: Cellar, wish: Search, tenant: TenantId = TENANT) -> list[str]:
    return [one.claim_id for one in Searching(cellar.database).find(tenant, wish).items]


def by(kept: Marks, *wanted: Mark) -> Search:
    return Search(marks=tuple((one.name, kept.value(TENANT, one)) for one in wanted))


def test_claims_are_found_by_all_their_marks_newest_first(cellar: Cellar, kept: Marks, clock: HandClock) -> None:
    for number, order in enumerate(("1", "2", "1", "1")):
        clock.pass_by(60)
        marked(cellar, kept, f"C-{number}", Mark(ORDER, order), Mark(RULE, f"R-{number % 2}"))

    assert names(cellar, by(kept, Mark(ORDER, "1"))) == ["C-3", "C-2", "C-0"]
    assert names(cellar, by(kept, Mark(RULE, "R-0"), Mark(ORDER, "1"))) == ["C-2", "C-0"]
    assert names(cellar, by(kept, Mark(RULE, "R-1"), Mark(ORDER, "2"))) == ["C-1"]
    assert names(cellar, by(kept, Mark(ORDER, "3"))) == []
    assert names(cellar, Search(claim=ClaimId("C-2"))) == ["C-2"]
    assert names(cellar, by(kept, Mark(ORDER, "1")), OTHER) == []
    assert kept.value(OTHER, Mark(ORDER, "1")) == ""
    assert Searching(cellar.database).values(TENANT, RULE) == ("R-0", "R-1")


def test_what_was_found_goes_on_where_it_stopped(cellar: Cellar, kept: Marks, clock: HandClock) -> None:
    for number in range(7):
        clock.pass_by(number % 2)  # some came in the same moment
        marked(cellar, kept, f"C-{number}", Mark(RULE, "R"))
    searching, after, seen = Searching(cellar.database), None, list[str]()
    for marks in ((), ((RULE, "R"),)):
        while True:
            found = searching.find(TENANT, Search(marks=marks, after=after, limit=2))
            seen += [one.claim_id for one in found.items]
            after = found.next
            if after is None:
                break

    assert seen == [f"C-{number}" for number in (6, 5, 4, 3, 2, 1, 0)] * 2


def test_a_span_of_time_has_its_first_moment_and_not_its_last(cellar: Cellar, kept: Marks, clock: HandClock) -> None:
    marked(cellar, kept, "C-1", Mark(RULE, "R"))
    first = clock.now
    clock.pass_by(60)
    marked(cellar, kept, "C-2", Mark(RULE, "R"))

    for marks in ((), ((RULE, "R"),)):
        assert names(cellar, Search(marks=marks, since=first, until=clock.now)) == ["C-1"]


def test_what_names_somebody_is_kept_keyed(cellar: Cellar, kept: Marks) -> None:
    marked(cellar, kept, "C-1", Mark(PERSON, "张小例"), Mark(ORDER, "261234"), Mark(RULE, "R"))

    values = cellar.database.read(lambda tx: set(tx.connection.execute(select(claim_marks.c.value)).scalars()))

    assert {len(one) for one in values if one != "R"} == {64}
    assert names(cellar, by(kept, Mark(PERSON, "张小例"))) == ["C-1"]


def test_a_claim_that_changes_while_it_is_marked_is_marked_again(cellar: Cellar, kept: Marks, clock: HandClock) -> None:
    marked(cellar, kept, "C-1", Mark(ORDER, "1"))
    cellar.database.write(lambda tx: mark_anew(tx, TENANT, "C-1"))
    (due,) = kept.due()
    clock.pass_by(1)
    cellar.database.write(lambda tx: mark_anew(tx, TENANT, "C-1"))

    kept.keep(due, frozenset({Mark(ORDER, "2")}))

    assert names(cellar, by(kept, Mark(ORDER, "1"))) == []
    assert names(cellar, by(kept, Mark(ORDER, "2"))) == ["C-1"]
    assert [one.claim_id for one in kept.due()] == ["C-1"]


def test_a_claim_whose_marks_are_forgotten_is_found_by_its_id_alone(cellar: Cellar, kept: Marks) -> None:
    marked(cellar, kept, "C-1", Mark(PERSON, "张小例"))
    cellar.database.write(lambda tx: forget_marks(tx, TENANT, "C-1"))

    assert names(cellar, by(kept, Mark(PERSON, "张小例"))) == []
    assert names(cellar, Search(claim=ClaimId("C-1"))) == ["C-1"]
