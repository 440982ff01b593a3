"""The cover of a proof pack: who did what, by names people know, in one order of languages."""

import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from app.commands import audit
from pipeline.ledger.entries import Actor
from pipeline.people.roles import Role
from pipeline.review.drafts import Verdict
from storage.records.people.accounts import UserWish
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.reviews.decisions import Decisions, Submission
from storage.records.reviews.locks import ReviewLocks
from storage.records.reviews.turns import ReviewTurns
from tests.app.web.claims_there import ORDER, claim_there
from tests.app.web.desk import Desk
from tests.app.web.test_masked_pages import packed
from tests.workers.houses import House
from tests.workers.keeping.marked_lives import CLAIM, LIN, lived

_CELL = re.compile(r"<td>(.*?)</td>", re.DOTALL)


def test_a_cover_names_people_as_they_are_known_and_a_masked_one_as_the_ledger_does(desk: Desk) -> None:
    there, people = claim_there(desk, ORDER), desk.running.stores.people
    wish = UserWish(name="mlin", display_name="Mei Lin", roles=(Role.AUDITOR,))
    user = people.add(Actor(tenant=desk.tenant, name="command line"), wish)
    desk.session(user).post(f"/audit{there.address}/reveal", {"reason": "a court asks"})

    whole, masked = (packed(desk, there, masked=hidden)["cover.html"].decode("utf-8") for hidden in (False, True))

    assert "Mei Lin<br><small>审计员 <small" in whole
    assert user.actor in whole, "so that it can be found in the lines of the ledger"
    assert "Mei Lin" not in masked
    assert user.actor in masked


def test_each_decision_says_who_took_it_and_who_took_it_back(tmp_path: Path) -> None:
    house, out = House.at(tmp_path / "home", {}), tmp_path / "pack.zip"
    lived(house)
    stores = house.stores
    decisions = Decisions(stores.database, stores.master)
    ReviewTurns(stores.database, stores.master).reopen(LIN, CLAIM, "looked at again")
    ReviewLocks(stores.database, stores.master).take(LIN, CLAIM)
    again = replace(decisions.all(DEFAULT_TENANT, CLAIM)[0].ruling, verdict=Verdict.PARTIAL, amount=Decimal("9.00"))
    decisions.decide(LIN, CLAIM, Submission(ruling=again, key="k2"))
    decisions.undo(LIN, CLAIM, 2)
    stores.close()

    assert audit.main(["export", "--data", str(tmp_path / "home"), "--claim", CLAIM, "--out", str(out)]) == 0

    with zipfile.ZipFile(out) as pack:
        cover = pack.read("cover.html").decode("utf-8")
    first, second = (part.partition("<h2>")[0] for part in cover.split('决定 <small lang="en">Decision</small>')[1:])
    assert ("Decision told" in first, "Decision taken back" in first) == (True, False)
    assert ("Decision told" in second, "Decision taken back" in second) == (False, True)
    assert ("99.00 CNY" in first, "9.00 CNY" in second) == (True, True)
    assert first.count("user:lin · 20") == 1
    assert second.count("user:lin · 20") == 2


def test_a_cover_says_everything_in_chinese_first_and_then_in_english(desk: Desk) -> None:
    there = claim_there(desk, ORDER)

    cover = packed(desk, there, masked=False)["cover.html"].decode("utf-8")

    body = cover.partition("<body>")[2]
    assert '收到材料 <small lang="en">File received</small>' in body
    assert 'lang="zh"' not in body
    backwards = [cell for cell in _CELL.findall(body) if re.match(r"[A-Z][a-z ]+<[^>]+>[一-鿿]", cell)]
    assert backwards == []
