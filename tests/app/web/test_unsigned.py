"""While nobody signs the ledger the desk shows everything and decides nothing; what was typed stays."""

from dataclasses import replace
from html import escape
from pathlib import Path

import httpx

from app.web.texts import words_in
from pipeline.people.roles import Role
from storage.records.proof.checkpoints import Checkpoints
from tests.app.api.door import running, settings
from tests.app.web.claims_there import ORDER, USAGE, claim_there
from tests.app.web.desk import Desk
from tests.app.web.test_deciding import REFUSAL, key_of
from tests.workers.followers import until
from workers.proof.signing import signed_now

WORDS = words_in("en")


def test_nobody_decides_or_puts_right_until_somebody_signs(tmp_path: Path) -> None:
    chosen = settings(tmp_path / "home")
    with running(chosen) as house, httpx.Client(base_url=house.url, timeout=30) as http:
        before = Desk(running=house, http=http)
        there, lin = claim_there(before, replace(ORDER, asks=()), USAGE), before.session(before.user(Role.REVIEWER))
        lin.post(f"{there.address}/take")
        until(lambda: Checkpoints(house.stores.database).unsigned().seconds > 1)
    impatient = replace(chosen, places=replace(chosen.places, unsigned_seconds=1))
    with running(impatient) as house, httpx.Client(base_url=house.url, timeout=30) as http:
        lin = replace(lin, desk=replace(before, running=house, http=http))
        page = lin.get(there.address)
        form = {"key": key_of(page.text), **REFUSAL, "note": "the seal is missing"}
        value = {"stand": "read", "value": "99.00", "do": "accept"}
        correction = f"{there.address}/files/{there.files['order.png']}/fields/paid_amount"

        refused = [lin.post(correction, value), lin.post(f"{there.address}/decide", form)]

        assert page.status_code == 200
        assert [one.status_code for one in refused] == [503, 503]
        assert escape(WORDS("fault.unsigned.title")) in refused[1].text
        assert "the seal is missing" in lin.get(there.address).text, "what was typed is kept"
        signed_now(house.stores)
        form["key"] = key_of(lin.get(there.address).text)
        assert lin.post(f"{there.address}/decide", form).headers["location"].endswith("/decided")
