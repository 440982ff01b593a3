"""The page of a sample: an auditor sees the value that is asked for, and nobody's name beside it."""

from pipeline.evidence import EvidenceId
from pipeline.ledger.entries import Actor
from pipeline.people.roles import Role
from pipeline.trust.audits import Candidate
from tests.app.web.claims_there import LINE, USAGE, claim_there
from tests.app.web.desk import Desk
from tests.app.web.test_masked_pages import changed


def test_other_names_on_the_page_are_covered_and_the_value_that_is_asked_for_is_not(desk: Desk) -> None:
    there, visitor = claim_there(desk, USAGE), desk.session(desk.user(Role.AUDITOR))
    paper, house = EvidenceId(there.files["usage.png"]), desk.running.app.state.house
    asked = [
        Candidate(evidence=paper, record=1, kind="usage_record", field=one) for one in ("batch_number", "customer_name")
    ]
    batch, name = house.audits.draw(Actor(tenant=desk.tenant, name="test"), "7", tuple(asked))
    lin = desk.session(desk.user(Role.REVIEWER))
    lin.post(f"{there.address}/take")
    lin.post(f"{there.address}/files/{paper}/reveal", {"reason": "to compare"})
    whole = lin.get(f"{there.address}/files/{paper}/pages/1").content

    beside_the_batch, beside_the_name = (
        changed(whole, visitor.get(f"/audit/samples/{one.id}/pages/1").content) for one in (batch, name)
    )

    assert beside_the_batch
    top, bottom = beside_the_batch
    assert top < LINE < 2 * LINE < bottom < 3 * LINE, "the name in the first and last of three lines"
    assert beside_the_name is None or beside_the_name[0] > 2 * LINE, "the name that is asked for is there to be read"
