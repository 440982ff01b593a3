"""What an auditor sees of claims and does not, and what is written down about it."""

import io
import re
import zipfile
from pathlib import Path
from urllib.parse import urlencode

import pytest

from app.packs import verify
from pipeline.keeping.erasing import Thing, What
from pipeline.ledger.entries import Actor
from pipeline.ledger.reasons import said_why
from pipeline.people.roles import Role
from pipeline.record_differences import Difference
from pipeline.replays import Instead, Replayed, Verdict
from storage.records.proof.claim_reveals import AGREED, ASKED
from storage.records.proof.ledger import entries_on
from storage.records.proof.replays import SqlReplays
from tests.app.web.claims_there import ORDER, USAGE, Drawn, There, claim_there, go_round
from tests.app.web.desk import Desk, Signed
from workers.keeping.erasing import carried_out
from workers.proof.marking import Marking
from workers.proof.signing import Signing
from workers.replay.asked import WHY
from workers.replay.replays import entry_of

NUMBER = "2612345678901234567"


@pytest.fixture
def there(desk: Desk) -> There:
    found = claim_there(desk, ORDER, USAGE)
    marked(desk)
    return found


def marked(desk: Desk) -> None:
    while Marking(desk.running.stores).turn():
        pass


def auditor(desk: Desk) -> Signed:
    return desk.session(desk.user(Role.AUDITOR))


def told(desk: Desk, thing: str) -> list[tuple[str, str | None]]:
    """Each action with its reason, as it can be read now."""
    stores = desk.running.stores
    acts = [one.act for one in entries_on(stores.database, desk.tenant, thing)]
    known = stores.reasons.of(desk.tenant, acts)
    return [(act.action, said_why(act, known).text or None) for act in acts]


@pytest.mark.parametrize(
    "query", ["", f"order={NUMBER}", "order=2612 3456 7890 1234 567", "claim=C-1", "from=2020-01-01"]
)
def test_a_claim_is_found_however_it_is_asked_for(desk: Desk, there: There, query: str) -> None:
    page = auditor(desk).get(f"/audit?{query}").text

    assert there.claim in page
    assert "Zhang" not in page
    assert "张小例" not in page


@pytest.mark.parametrize(
    "query", ["order=99", "invoice=1", "rule=NONE-1", "reviewer=user:x", "to=2020-01-01", "claim=C"]
)
def test_what_fits_nothing_finds_nothing(desk: Desk, there: There, query: str) -> None:
    assert there.claim not in auditor(desk).get(f"/audit?{query}").text


def test_a_claim_is_found_by_who_worked_on_it_and_by_what_judged_it(desk: Desk) -> None:
    there, lin, visitor = claim_there(desk, ORDER), desk.session(desk.user(Role.REVIEWER)), auditor(desk)
    lin.post(f"{there.address}/take")
    evidence = there.files["order.png"]
    lin.post(f"{there.address}/files/{evidence}/fields/paid_amount", {"stand": "read", "value": "99.00"})
    go_round(desk.running.stores)
    marked(desk)
    form = visitor.get("/audit").text
    versions = re.findall(r'<option value="(policy [^"]+)"', form)

    assert lin.user.display_name in form
    assert there.claim in visitor.get(f"/audit?reviewer={lin.user.actor}").text
    assert there.claim not in visitor.get(f"/audit?reviewer={visitor.user.actor}").text
    assert versions
    assert there.claim in visitor.get(f"/audit?{urlencode({'version': versions[0]})}").text


NUMBERS = {  # as they stand on papers of these kinds
    ("vat_invoice", "invoice_number"): "26442000000012345678",
    ("lab_report", "report_number"): "HC-2026-1107",
    ("payment_screenshot", "transaction_id"): "4200002233202610010123456789",
}
PAPERS = [
    Drawn(name=f"{kind}.png", kind=kind, text=f"\nNumber  {number}\n", values={field: (number, number)})
    for (kind, field), number in NUMBERS.items()
]


@pytest.mark.parametrize(
    "query",
    [
        *("invoice=26442000000012345678", "invoice=2644 2000 0000 1234 5678", "report=hc20261107"),
        *("order=4200002233202610010123456789", "from=2020-01-01&to=2100-01-01", "report=HC-2026-1107&invoice="),
    ],
)
def test_a_claim_is_found_by_every_number_on_its_papers(desk: Desk, query: str) -> None:
    there, other = claim_there(desk, *PAPERS), claim_there(desk, USAGE, claim="C-other")
    marked(desk)

    page = auditor(desk).get(f"/audit?{query}").text

    assert there.claim in page
    assert (other.claim in page) == query.startswith("from"), "what has no such number is not found"


def test_a_claim_is_found_by_the_rule_it_failed(desk: Desk, there: There) -> None:
    other = claim_there(desk, USAGE, claim="C-other")
    marked(desk)
    visitor = auditor(desk)
    offered = re.findall(r'<option value="([A-Z]{3}-\d\d)"', visitor.get("/audit").text)

    found = {rule: visitor.get(f"/audit?rule={rule}").text for rule in offered}

    assert any(there.claim in page and other.claim not in page for page in found.values()), found.keys()


def test_a_claim_of_another_tenant_is_not_found(desk: Desk, there: There) -> None:
    other = auditor(Desk(running=desk.running, http=desk.http))

    assert there.claim not in other.get(f"/audit?order={NUMBER}").text
    assert other.get(f"/audit{there.address}").status_code == 404


def test_a_person_is_found_without_a_name_in_the_address_and_the_reason_is_written_down(
    desk: Desk, there: There
) -> None:
    visitor = auditor(desk)

    nameless = visitor.post("/audit/person", {"name": "zhang xiaoli", "reason": " "})
    answer = visitor.post("/audit/person", {"name": "zhang  Xiaoli", "reason": "a complaint"})

    assert nameless.status_code == 422
    where = answer.headers["location"]
    assert re.fullmatch(r"/audit\?person=[0-9a-f]{64}", where)
    assert there.claim in visitor.get(where).text
    assert there.claim not in visitor.get(f"/audit?person={'0' * 64}").text
    assert told(desk, "search") == [("audit.person_sought", "a complaint")]


def test_the_history_is_masked_and_shows_from_what_to_what(desk: Desk, there: There) -> None:
    lin = desk.session(desk.user(Role.REVIEWER))
    lin.post(f"{there.address}/take")
    evidence = there.files["order.png"]
    lin.post(f"{there.address}/files/{evidence}/fields/paid_amount", {"stand": "read", "value": "99.00"})

    page = auditor(desk).get(f"/audit{there.address}").text

    assert "9*** → 9***" in re.sub(r"<.*?>", "", page)
    assert "99.00" not in page
    assert "order.png" not in page
    assert "张***" not in page
    assert "张**" in page


def test_a_claims_id_may_hold_anything(desk: Desk) -> None:
    there = claim_there(desk, ORDER, claim="退款 C-1/é")
    marked(desk)
    visitor = auditor(desk)

    (where,) = re.findall(r'href="(/audit/claims/[^"]+)"', visitor.get("/audit").text)
    assert there.claim in visitor.get(where).text
    assert visitor.post(f"{where}/export", {"pack": "masked"}).status_code == 200


def test_proofs_are_worked_out_once_signed(desk: Desk, there: There) -> None:
    visitor = auditor(desk)
    Signing.at(desk.running.stores).now()

    page = visitor.get(f"/audit{there.address}").text

    assert "each stands in the signed ledger" in page
    assert "▲" not in page
    assert "Nothing is wrong" in visitor.post("/audit/ledger").text


def test_files_are_read_again_at_an_auditors_wish_and_the_page_tells_what_came_of_it(desk: Desk, there: There) -> None:
    visitor, ours = auditor(desk), SqlReplays(desk.running.stores.database)
    address, found = f"/audit{there.address}", Instead("program", "1a2b", "3c4d")

    before = visitor.get(address).text
    asked = visitor.post(f"{address}/replay")
    waiting = visitor.get(address).text
    while drawn := ours.asked():
        came = Verdict.OTHER_VERSIONS if drawn.evidence == there.files["order.png"] else Verdict.IDENTICAL
        where = (Difference("paid_amount value", "98.00", "89.00"), Difference("rule INV-06 outcome", "pass", "fail"))
        again = Replayed(evidence=drawn.evidence, record=1, verdict=came, differences=where, instead=(found,))
        ours.done(Actor(tenant=desk.tenant, name=visitor.user.actor, role="auditor"), drawn, entry_of(again, WHY))
    after = visitor.get(address).text

    assert asked.headers["location"] == f"{address}#files"
    assert (before.count("not yet</td>"), "data-waits" in before) == (2, False)
    assert (waiting.count("● is being read again"), "data-waits" in waiting) == (2, True)
    assert "Read the files again" not in waiting
    assert after.count("✓ the same, byte for byte") == 1
    assert "● different; not everything it was read with is here any more" in after
    assert after.count("differs: Paid; rule INV-06") == 2, "beside the file and in what happened"
    assert "program: 1a2b then, 3c4d now" in after
    assert "an auditor asked · differs" in after
    assert "89.00" not in after
    assert told(desk, there.files["usage.png"])[-1] == ("evidence.replayed", WHY)


def test_of_a_claim_without_papers_nothing_can_be_read_again(desk: Desk) -> None:
    there = claim_there(desk)

    where = auditor(desk).post(f"/audit{there.address}/replay").headers["location"]

    assert "No file of this claim was read yet" in auditor(desk).get(where).text


def test_personal_values_take_a_reason_and_a_second_person_for_a_while(desk: Desk, there: There) -> None:
    one, two, lin = auditor(desk), auditor(desk), desk.session(desk.user(Role.REVIEWER))
    address = f"/audit{there.address}"

    refused = one.post(f"{address}/export", {"pack": "whole"})
    silent = one.post(f"{address}/reveal", {"reason": "  "})
    one.post(f"{address}/reveal", {"reason": "a court asks"})
    number = _asking(two.get(f"{address}/second").text)
    myself = one.post(f"{address}/agree", {"number": number})
    hidden = one.get(address).text
    agreed = lin.post(f"{address}/agree", {"number": number})
    again = two.post(f"{address}/agree", {"number": number})

    assert (refused.status_code, silent.status_code) == (422, 422)
    assert (myself.status_code, agreed.status_code, again.status_code) == (403, 303, 409)
    assert "张小例" not in hidden
    assert "张小例" in one.get(address).text
    assert "张小例" not in two.get(address).text
    pack = one.post(f"{address}/export", {"pack": "whole"})
    assert any(name.endswith("/original.png") for name in zipfile.ZipFile(io.BytesIO(pack.content)).namelist())
    assert [(act, why) for act, why in told(desk, there.claim) if act in (ASKED, AGREED, "claim.exported")] == [
        (ASKED, "a court asks"),
        (AGREED, "a court asks"),
        ("claim.exported", "a court asks"),
    ]
    assert list(desk.running.stores.folder.glob("pack-*")) == []


def test_a_masked_pack_holds_no_original_and_names_nobody(desk: Desk, there: There) -> None:
    answer = auditor(desk).post(f"/audit{there.address}/export", {"pack": "masked"})

    with zipfile.ZipFile(io.BytesIO(answer.content)) as pack:
        text = "".join(pack.read(name).decode("utf-8", "replace") for name in pack.namelist())
    assert answer.headers["content-type"] == "application/zip"
    assert "original.png" not in text
    assert "张小例" not in text
    assert "Zhang" not in text


def test_of_an_erased_claim_the_history_stays_and_nothing_finds_its_person(desk: Desk, there: There) -> None:
    visitor, stores = auditor(desk), desk.running.stores
    where = visitor.post("/audit/person", {"name": "Zhang Xiaoli", "reason": "a complaint"}).headers["location"]
    found = visitor.get(where).text
    ann, bob = (Actor(tenant=desk.tenant, name=f"user:{one}") for one in ("ann", "bob"))
    proposed = stores.erasures.propose(ann, Thing(What.CLAIM, there.claim), "PIPL art. 47")
    carried_out(stores, "user:bob", stores.erasures.confirm(bob, proposed.id))
    Signing.at(stores).now()

    page = visitor.get(f"/audit{there.address}")

    assert there.claim in found
    assert there.claim not in visitor.get(where).text
    assert page.status_code == 200
    assert "was erased" in page.text
    assert "each stands in the signed ledger" in page.text
    assert "the reason was erased" not in page.text


def test_what_people_typed_is_shown_without_the_customers_name_and_gone_once_the_claim_is(
    desk: Desk, there: There
) -> None:
    visitor, stores = auditor(desk), desk.running.stores
    for why in ("a court asks", "张小例 asks herself"):
        visitor.post(f"/audit{there.address}/reveal", {"reason": why})

    before = visitor.get(f"/audit{there.address}").text
    ann, bob = (Actor(tenant=desk.tenant, name=f"user:{one}") for one in ("ann", "bob"))
    proposed = stores.erasures.propose(ann, Thing(What.CLAIM, there.claim), "PIPL art. 47")
    carried_out(stores, "user:bob", stores.erasures.confirm(bob, proposed.id))
    after = visitor.get(f"/audit{there.address}").text

    assert "a court asks" in before
    assert "张小例" not in before
    assert "a court asks" not in after
    assert after.count("the reason was erased") == 2


def test_the_pack_of_an_erased_claim_holds_what_remains_and_says_so(
    desk: Desk, there: There, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor, stores = auditor(desk), desk.running.stores
    ann, bob = (Actor(tenant=desk.tenant, name=f"user:{one}") for one in ("ann", "bob"))
    proposed = stores.erasures.propose(ann, Thing(What.CLAIM, there.claim), "PIPL art. 47")
    carried_out(stores, "user:bob", stores.erasures.confirm(bob, proposed.id))

    answer = visitor.post(f"/audit{there.address}/export", {"pack": "masked"})

    with zipfile.ZipFile(io.BytesIO(answer.content)) as pack:
        names = set(pack.namelist())
        pack.extractall(tmp_path)
    assert not any(name.startswith("evidence/") for name in names)
    assert {"claim/certificate.json", "ledger/entries.jsonl", "cover.html"} <= names
    cover = (tmp_path / "cover.html").read_text("utf-8")
    assert "erased for good" in cover
    assert "\\n" not in cover
    assert "已收到 received" in cover
    assert verify.main([str(tmp_path)]) == 0
    assert f'"{there.claim}" was erased on' in capsys.readouterr().out


def _asking(page: str) -> str:
    found = re.search(r'name="number" value="(\d+)"', page)
    assert found, page
    return found[1]
