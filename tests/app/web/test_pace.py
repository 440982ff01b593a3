"""Pages come quickly and light: what each costs the server, and everything a browser loads for the desk."""

import re
import time
from dataclasses import replace

import pytest

from pipeline.people.roles import Role
from tests.app.web.claims_there import ORDER, USAGE, There, claim_there
from tests.app.web.desk import Desk, Signed

QUICK = 100  # ms of this process: other programs of a busy machine do not count
LIGHT = 300_000  # bytes
_TIMES = 20
_WORDS = "\n".join(" ".join(f"w{row}x{column}" for column in range(8)) for row in range(50))


@pytest.fixture
def there(desk: Desk) -> There:
    """A claim of five files with 400 words each, and twenty others that wait."""
    orders = [replace(ORDER, name=f"order{at}.png", text=f"{ORDER.text}{at}\n{_WORDS}") for at in range(3)]
    usages = [replace(USAGE, name=f"usage{at}.png", text=f"{USAGE.text}{at}\n{_WORDS}") for at in range(2)]
    for at in range(20):
        claim_there(desk, replace(ORDER, name="order.png", text=f"{ORDER.text}{at}\n"), claim=f"Q-{at}")
    return claim_there(desk, *orders, *usages)


def test_every_page_costs_less_than_a_tenth_of_a_second(desk: Desk, there: There) -> None:
    visitor = desk.session(desk.user(Role.REVIEWER, Role.SENIOR_REVIEWER, Role.ADMIN))
    visitor.post(f"{there.address}/take")
    file = f"{there.address}/files/{there.files['order0.png']}"
    asked = ("/queue", there.address, f"{file}/pages/1", f"{file}/words", f"/history/{there.claim}", "/payouts/late")

    took = {path: _spent(visitor, path) for path in (*asked, "/dashboard", "/figures", "/account", "/people")}

    assert {path: spent for path, spent in took.items() if spent >= QUICK} == {}, took


def test_the_desk_weighs_little_without_its_pictures(desk: Desk, there: There) -> None:
    visitor = desk.session(desk.user(Role.REVIEWER))
    visitor.post(f"{there.address}/take")
    page = visitor.get(there.address)

    wanted, loaded = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)), dict[str, bytes]()
    while left := wanted - loaded.keys():
        for address in left:
            loaded[address] = visitor.get(address).content
            wanted |= {f"/static/{one}" for one in re.findall(r'from "\./([^"]+)"', loaded[address].decode())}
    first = f"{there.address}/files/{there.files['order0.png']}/words"
    whole = len(page.content) + len(visitor.get(first).content) + sum(map(len, loaded.values()))

    assert len(loaded) > 10
    assert whole < LIGHT


def _spent(visitor: Signed, path: str) -> float:
    """What nineteen of twenty requests cost at most, in ms; the very first one prepares templates and is left out."""
    took = []
    for _ in range(_TIMES + 1):
        begun = time.process_time()
        answer = visitor.get(path)
        took.append(1000 * (time.process_time() - begun))
        assert answer.status_code == 200, path
    return sorted(took[1:])[round(0.95 * _TIMES) - 1]
