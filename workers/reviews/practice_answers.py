"""What the checks of a task with a known answer say once its person put values right: only what that changes."""

from collections.abc import Iterator, Mapping

from pipeline.claim.json import claim_json
from pipeline.review.practice import Task, with_changes
from storage.papers import recalled
from storage.records.claims.answers import GivenAnswer
from workers.claims.answering import Corrected, filing
from workers.claims.claiming import ClaimDesk
from workers.claims.documents import documents
from workers.claims.statements import BadFacts, Stated, stated
from workers.policies.terms import Terms
from workers.stores import Stores


def answered_anew(
    stores: Stores, terms: Terms, task: Task, given: GivenAnswer, corrected: Corrected
) -> Mapping[str, object]:
    """What was answered, with all that comes out differently because of `corrected`.

    Asked twice on the day it was answered, with and without: what other claims and outside registers say is not asked
    again, and what somebody learned since then changes nothing. Nothing is written.
    """
    facts = stores.claims.find(task.tenant, task.source).facts
    if facts is None or not any(corrected.values()):
        return given.body
    try:
        said = stated({**facts, "claim_id": task.source})
        desk = ClaimDesk(given.made.astimezone().date(), terms)
        before, after = _asked(stores, desk, task, said, ({}, corrected))
    except BadFacts:
        return given.body
    return with_changes(given.body, before, after)


def _asked(
    stores: Stores, desk: ClaimDesk, task: Task, said: Stated, put_right: tuple[Corrected, ...]
) -> Iterator[Mapping[str, object]]:
    found = documents(said.statement, stores.answers.files(task.tenant, task.source))
    for corrected in put_right:
        yield claim_json(desk.asked(said, filing(found, corrected, recalled)))
