"""What every database must hold to: accounts, roles with a second person, links, and the ledger of all of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from pipeline.errors import Conflict, Forbidden, Missing, WrongUse
from pipeline.ledger.entries import Actor
from pipeline.people.reviewers import Reviewer
from pipeline.people.roles import Role
from storage.records.people.accounts import LINK_LIFE, MACHINE, People, UserWish
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.people.links import Links
from storage.records.people.schema import role_grants, sessions, sign_in_links
from storage.records.people.sessions import Over, Sessions
from storage.records.people.users import User, as_actor, still_entitled
from storage.records.proof.ledger import entries_on
from tests.storage.cellar import OTHER, Cellar, HandClock

SHELL = Actor(tenant=DEFAULT_TENANT, name=MACHINE)
THEIRS = Actor(tenant=OTHER, name="test")
HASH = "$argon2id$not looked at here"


def made(cellar: Cellar, name: str, *roles: Role) -> User:
    return People(cellar.database).add(SHELL, UserWish(name=name, roles=roles))


def acts(cellar: Cellar, thing: str) -> list[str]:
    return [entry.act.action for entry in entries_on(cellar.database, DEFAULT_TENANT, thing)]


def test_the_first_start_makes_one_administrator_with_a_link_and_the_second_does_not(cellar: Cellar) -> None:
    people = People(cellar.database)

    secret = people.first()

    assert secret
    assert people.first() is None
    (admin,) = people.of(DEFAULT_TENANT)
    assert (admin.name, admin.roles, admin.has_password) == ("admin", (Role.ADMIN,), False)
    assert Links(cellar.database).owner(secret) == admin
    assert acts(cellar, admin.id) == ["user.made", "role.granted", "link.made"]


def test_a_link_sets_a_password_once_and_for_a_day(cellar: Cellar, clock: HandClock) -> None:
    links, user = Links(cellar.database), made(cellar, "li.wei")
    older, secret = (links.make(SHELL, user.id, LINK_LIFE) for _ in range(2))

    assert links.owner(older) is None
    assert links.use(secret, HASH)
    assert links.use(secret, HASH) is None
    assert People(cellar.database).named(DEFAULT_TENANT, "LI.WEI ").has_password
    late = links.make(SHELL, user.id, LINK_LIFE)
    clock.pass_by(24 * 3600)
    assert links.owner(late) is None
    assert acts(cellar, user.id).count("password.set") == 1


def test_a_new_password_by_link_ends_what_was_open(cellar: Cellar) -> None:
    user = made(cellar, "li.wei")
    _, secret = Sessions(cellar.database).begin(user.id, "browser")

    Links(cellar.database).use(Links(cellar.database).make(SHELL, user.id, LINK_LIFE), HASH)

    assert Sessions(cellar.database).of(secret) is Over.ENDED


def test_a_second_administrator_confirms_the_role_admin(cellar: Cellar) -> None:
    people = People(cellar.database)
    first, second = made(cellar, "first", Role.ADMIN), made(cellar, "second", Role.ADMIN)
    third = made(cellar, "third")
    proposed = people.grant(as_actor(first), third.id, Role.ADMIN)

    assert (first.roles, second.roles, second.awaiting) == ((Role.ADMIN,), (), (Role.ADMIN,))
    assert (proposed.roles, proposed.awaiting, proposed.granted_by) == ((), (Role.ADMIN,), (first.actor,))
    with pytest.raises(Forbidden):
        people.confirm(as_actor(first), third.id, Role.ADMIN)
    with pytest.raises(Forbidden):
        people.confirm(as_actor(third), third.id, Role.ADMIN)
    assert people.confirm(SHELL, third.id, Role.ADMIN).roles == (Role.ADMIN,)
    assert people.confirm(as_actor(first), second.id, Role.ADMIN).roles == (Role.ADMIN,)
    assert acts(cellar, third.id) == ["user.made", "role.proposed", "role.confirmed"]


def test_other_roles_are_in_force_at_once_and_end_at_once(cellar: Cellar) -> None:
    people, user = People(cellar.database), made(cellar, "li.wei")

    assert people.grant(SHELL, user.id, Role.REVIEWER).roles == (Role.REVIEWER,)
    with pytest.raises(Conflict):
        people.grant(SHELL, user.id, Role.REVIEWER)
    assert people.revoke(SHELL, user.id, Role.REVIEWER, "left the house").roles == ()
    with pytest.raises(Missing):
        people.revoke(SHELL, user.id, Role.REVIEWER, "left the house")


def test_nobody_changes_their_own_account(cellar: Cellar) -> None:
    people, user = People(cellar.database), made(cellar, "first", Role.ADMIN)
    actor = as_actor(user)

    with pytest.raises(Forbidden):
        people.grant(actor, user.id, Role.REVIEWER)
    with pytest.raises(Forbidden):
        people.revoke(actor, user.id, Role.ADMIN, "left the house")
    with pytest.raises(Forbidden):
        people.switch_off(actor, user.id, "left the house")
    with pytest.raises(Forbidden):
        people.switch_on(actor, user.id, "left the house")


@pytest.mark.parametrize(("by", "confirmed"), [("user:{}", None), ("a", "a"), ("a", "user:{}")])
def test_the_database_itself_refuses_a_grant_without_a_second_person(
    cellar: Cellar, by: str, confirmed: str | None
) -> None:
    user = made(cellar, "li.wei")
    row = {"user": user.id, "role": "admin", "granted_by": by.format(user.id)}
    row |= {"confirmed_by": confirmed.format(user.id)} if confirmed else {}

    with pytest.raises(IntegrityError):
        cellar.database.write(lambda tx: tx.connection.execute(insert(role_grants).values(**row, granted_at=tx.now)))


def test_the_database_refuses_to_have_a_grant_changed_into_ones_own(cellar: Cellar) -> None:
    user = made(cellar, "li.wei", Role.REVIEWER)

    with pytest.raises(IntegrityError):
        cellar.database.write(
            lambda tx: tx.connection.execute(update(role_grants).values(granted_by=f"user:{user.id}"))
        )


def test_an_account_that_is_off_opens_nothing_until_it_is_on(cellar: Cellar) -> None:
    people, opened, user = People(cellar.database), Sessions(cellar.database), made(cellar, "li.wei")
    link = Links(cellar.database).make(SHELL, user.id, LINK_LIFE)
    _, secret = opened.begin(user.id, "browser")

    assert people.switch_off(SHELL, user.id, "left the house").off
    assert opened.of(secret) is Over.OFF
    assert Links(cellar.database).owner(link) is None
    assert people.switch_on(SHELL, user.id, "left the house").off is None
    assert opened.of(secret) is Over.ENDED
    assert Links(cellar.database).owner(link)
    assert acts(cellar, user.id)[-2:] == ["user.off", "user.on"]


def test_accounts_of_another_tenant_are_missing(cellar: Cellar) -> None:
    people, user = People(cellar.database), made(cellar, "li.wei")
    changes: tuple[Callable[[], object], ...] = (
        lambda: people.named(OTHER, "li.wei"),
        lambda: people.grant(THEIRS, user.id, Role.REVIEWER),
        lambda: people.confirm(THEIRS, user.id, Role.ADMIN),
        lambda: people.revoke(THEIRS, user.id, Role.REVIEWER, "left the house"),
        lambda: people.switch_off(THEIRS, user.id, "left the house"),
        lambda: people.speak(THEIRS, user.id, "zh"),
        lambda: people.settle(THEIRS, user.id, "Asia/Shanghai"),
        lambda: Links(cellar.database).make(THEIRS, user.id, timedelta(hours=1)),
    )

    assert people.of(OTHER) == ()
    for change in changes:
        with pytest.raises(Missing):
            change()


@pytest.mark.parametrize("name", ["", "x", "张伟", "a b", "../etc", "x" * 65, "-x"])
def test_a_name_that_cannot_be_is_refused(cellar: Cellar, name: str) -> None:
    with pytest.raises(WrongUse):
        made(cellar, name)


def test_a_name_is_taken_once_however_it_is_written(cellar: Cellar) -> None:
    made(cellar, "li.wei")

    with pytest.raises(Conflict):
        made(cellar, " LI.Wei")


def test_no_secret_stands_in_the_database(cellar: Cellar) -> None:
    user = made(cellar, "li.wei")
    link = Links(cellar.database).make(SHELL, user.id, LINK_LIFE)
    _, secret = Sessions(cellar.database).begin(user.id, "browser")

    held = cellar.database.read(
        lambda tx: [tx.connection.execute(select(table)).all() for table in (sign_in_links, sessions)]
    )

    assert link not in repr(held)
    assert secret not in repr(held)


def test_a_person_who_was_switched_off_or_lost_a_role_changes_nothing_more(cellar: Cellar) -> None:
    people, user = People(cellar.database), made(cellar, "li.wei", Role.REVIEWER, Role.SENIOR_REVIEWER)
    senior = Reviewer(name=user.actor, roles=frozenset(user.roles), tenant=DEFAULT_TENANT)
    plain = replace(senior, roles=frozenset({Role.REVIEWER}))
    stranger = replace(plain, tenant=OTHER)

    def refused(person: Reviewer) -> bool:
        try:
            cellar.database.write(lambda tx: still_entitled(tx, person))
        except Forbidden:
            return True
        return False

    assert [refused(one) for one in (senior, plain, stranger)] == [False, False, True]
    people.revoke(SHELL, user.id, Role.SENIOR_REVIEWER, "left the house")
    assert [refused(one) for one in (senior, plain)] == [True, False]
    people.switch_off(SHELL, user.id, "left the house")
    assert refused(plain)
