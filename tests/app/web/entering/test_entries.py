"""Whoever signs in, is refused, or sets a password leaves one entry: who, in what role, why, and for which request."""

from collections.abc import Callable

import httpx
import pytest

from pipeline.people.roles import Role
from storage.records.people.users import User
from tests.app.web.desk import PASSWORD, Desk
from tests.storage.said import said

OTHER = "a kettle on the balcony"
NEW = {"password": OTHER, "again": OTHER}
Ask = Callable[[], httpx.Response]


def right(desk: Desk, user: User) -> Ask:
    return lambda: desk.post_before("/sign-in", {"name": user.name, "password": PASSWORD})


def wrong(desk: Desk, user: User) -> Ask:
    return lambda: desk.post_before("/sign-in", {"name": user.name, "password": "not this one"})


def by_link(desk: Desk, user: User) -> Ask:
    path = f"/link/{desk.link(user)}"
    return lambda: desk.post_before(path, NEW)


def by_its_owner(desk: Desk, user: User) -> Ask:
    visitor = desk.session(user)
    return lambda: visitor.post("/account/password", {**NEW, "old": PASSWORD})


@pytest.mark.parametrize(
    ("prepare", "status", "told"),
    [
        (right, 303, "session.begun: - > -"),
        (wrong, 422, "sign_in.failed: - > -"),
        (by_link, 303, "password.set: - > -, link"),
        (by_its_owner, 303, "password.set: - > -, by its owner"),
    ],
)
def test_entering_writes_exactly_one_entry(
    desk: Desk, prepare: Callable[[Desk, User], Ask], status: int, told: str
) -> None:
    user = desk.with_password(Role.REVIEWER)
    ask = prepare(desk, user)
    before = len(desk.written())

    answer = ask()

    new = desk.written()[before:]
    assert answer.status_code == status
    assert [said(desk.running.stores.reasons, one) for one in new] == [told]
    actor = new[0].actor
    assert (actor.name, actor.role, actor.request) == (user.actor, "reviewer", answer.headers["x-request-id"])


def test_a_name_nobody_has_leaves_no_entry_as_it_may_be_a_password(desk: Desk) -> None:
    before = len(desk.written())

    answer = desk.post_before("/sign-in", {"name": PASSWORD, "password": "x"})

    assert answer.status_code == 422
    assert len(desk.written()) == before
