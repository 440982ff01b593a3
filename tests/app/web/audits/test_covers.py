"""The cover of a proof pack: who did what, by names people know, in one order of languages."""

import re

from pipeline.ledger.entries import Actor
from pipeline.people.roles import Role
from storage.records.people.accounts import UserWish
from tests.app.web.claims_there import ORDER, claim_there
from tests.app.web.desk import Desk
from tests.app.web.test_masked_pages import packed

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


def test_a_cover_says_everything_in_chinese_first_and_then_in_english(desk: Desk) -> None:
    there = claim_there(desk, ORDER)

    cover = packed(desk, there, masked=False)["cover.html"].decode("utf-8")

    body = cover.partition("<body>")[2]
    assert '收到材料 <small lang="en">File received</small>' in body
    assert 'lang="zh"' not in body
    backwards = [cell for cell in _CELL.findall(body) if re.match(r"[A-Z][a-z ]+<[^>]+>[一-鿿]", cell)]
    assert backwards == []
