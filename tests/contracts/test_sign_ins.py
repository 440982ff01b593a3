"""What every database must hold to: sessions that end, and guessing that is slowed without locking others out."""

from dataclasses import replace

from pipeline.people.roles import Role
from storage.passwords import hashed
from storage.records.people.accounts import LINK_LIFE, People, UserWish
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.people.links import Links
from storage.records.people.sessions import Over, Session, Sessions
from storage.records.people.sign_ins import Refused, SignIns, Slowed, Visit
from storage.records.people.users import User
from storage.records.proof.ledger import entries_on
from tests.contracts.test_people import SHELL, acts, made
from tests.storage.cellar import Cellar, HandClock

RIGHT = "lantern over the river"
HOME, AWAY = Visit(address="192.0.2.1", agent="browser"), Visit(address="198.51.100.9", agent="another")
KEPT = hashed(RIGHT)


def person(cellar: Cellar, name: str, *roles: Role) -> User:
    """An account with the password `RIGHT`."""
    user = made(cellar, name, *roles)
    Links(cellar.database).use(Links(cellar.database).make(SHELL, user.id, LINK_LIFE), KEPT)
    return user


def entered(cellar: Cellar, name: str, visit: Visit = HOME, typed: str = RIGHT) -> object:
    """`in`, or what stood in the way."""
    answer = SignIns(cellar.database).by_password(name, typed, visit)
    return "in" if isinstance(answer, tuple) else answer


def found(cellar: Cellar, secret: str) -> Session:
    session = Sessions(cellar.database).of(secret)
    assert isinstance(session, Session)
    return session


def test_the_right_password_begins_a_session_of_its_owner(cellar: Cellar) -> None:
    user = person(cellar, "li.wei", Role.REVIEWER)

    answer = SignIns(cellar.database).by_password(" LI.wei", RIGHT, HOME)

    assert isinstance(answer, tuple)
    session, secret = answer
    assert (session.user.id, session.user.roles, session.agent) == (user.id, (Role.REVIEWER,), "browser")
    assert found(cellar, secret).id == session.id
    assert acts(cellar, session.id) == ["session.begun"]


def test_a_wrong_name_a_wrong_password_and_an_account_that_is_off_are_answered_alike(cellar: Cellar) -> None:
    person(cellar, "li.wei")
    off = person(cellar, "wang.fang")
    People(cellar.database).switch_off(SHELL, off.id, "left the house")

    answers = {
        entered(cellar, "nobody"),
        entered(cellar, "li.wei", typed="not this one either"),
        entered(cellar, "wang.fang"),
    }

    assert answers == {Refused.WRONG}


def test_after_half_an_hour_without_a_request_a_session_is_over(cellar: Cellar, clock: HandClock) -> None:
    _, secret = Sessions(cellar.database).begin(made(cellar, "li.wei").id, "browser")

    clock.pass_by(29 * 60)
    found(cellar, secret)
    clock.pass_by(29 * 60)
    found(cellar, secret)
    clock.pass_by(30 * 60)
    assert Sessions(cellar.database).of(secret) is Over.EXPIRED


def test_after_twelve_hours_a_session_is_over_whatever_was_done(cellar: Cellar, clock: HandClock) -> None:
    _, secret = Sessions(cellar.database).begin(made(cellar, "li.wei").id, "browser")

    for _ in range(12 * 3 - 1):
        clock.pass_by(20 * 60)
        found(cellar, secret)
    clock.pass_by(20 * 60)
    assert Sessions(cellar.database).of(secret) is Over.EXPIRED


def test_a_change_of_roles_gives_the_session_a_new_secret(cellar: Cellar, clock: HandClock) -> None:
    user = made(cellar, "li.wei")
    begun, secret = Sessions(cellar.database).begin(user.id, "browser")
    clock.pass_by(1)
    People(cellar.database).grant(SHELL, user.id, Role.REVIEWER)

    renewed = found(cellar, secret)

    assert renewed.renewed
    assert (renewed.id, renewed.csrf, renewed.user.roles) == (begun.id, begun.csrf, (Role.REVIEWER,))
    assert found(cellar, renewed.renewed).renewed is None
    assert found(cellar, secret).renewed is None, "a request that was under way still passes"
    clock.pass_by(31)
    assert Sessions(cellar.database).of(secret) is Over.UNKNOWN
    found(cellar, renewed.renewed)


def test_all_that_befalls_a_session_is_in_the_entries(cellar: Cellar, clock: HandClock) -> None:
    user, ways, sessions = person(cellar, "li.wei"), SignIns(cellar.database), Sessions(cellar.database)
    ways.by_password("li.wei", "not this one", replace(HOME, request="req 1"))
    answer = ways.by_password("li.wei", RIGHT, replace(HOME, request="req 2"))
    assert isinstance(answer, tuple)
    session, secret = answer
    clock.pass_by(1)
    People(cellar.database).grant(SHELL, user.id, Role.REVIEWER)
    renewed = found(cellar, secret)
    ways.change_password(renewed, RIGHT, hashed("another long password"), replace(HOME, request="req 3"))
    sessions.end(renewed, "req 4")

    def told(thing: str) -> list[tuple[str, str | None, str | None, str | None]]:
        mine = [one for one in entries_on(cellar.database, DEFAULT_TENANT, thing) if one.actor.name == user.actor]
        return [(one.act.action, one.act.reason, one.actor.role, one.actor.request) for one in mine]

    assert told(user.id)[-2:] == [
        ("sign_in.failed", None, None, "req 1"),
        ("password.set", "by its owner", "reviewer", "req 3"),
    ]
    assert told(session.id) == [
        ("session.begun", None, None, "req 2"),
        ("session.renewed", "roles", "reviewer", None),
        ("session.ended", "signed out", "reviewer", "req 4"),
    ]


def test_sessions_end_by_signing_out_and_from_another_one(cellar: Cellar) -> None:
    user, sessions = made(cellar, "li.wei"), Sessions(cellar.database)
    (one, first), (_, second), (_, third) = (sessions.begin(user.id, f"browser {number}") for number in range(3))

    assert len(sessions.every(user.id)) == 3
    assert sessions.end_others(one) == 2
    assert (sessions.of(second), sessions.of(third)) == (Over.ENDED, Over.ENDED)
    sessions.end(found(cellar, first))
    assert sessions.of(first) is Over.ENDED
    assert sessions.of("unknown") is Over.UNKNOWN


def test_a_new_password_needs_the_old_one_and_ends_the_other_sessions(cellar: Cellar) -> None:
    user, sessions, ways = person(cellar, "li.wei"), Sessions(cellar.database), SignIns(cellar.database)
    (here, first), (_, second) = (sessions.begin(user.id, "browser") for _ in range(2))
    new = hashed("another long password")

    assert ways.change_password(here, "wrong", new, HOME) is Refused.WRONG
    assert ways.change_password(here, RIGHT, new, HOME) is None
    assert entered(cellar, "li.wei", typed="another long password") == "in"
    assert sessions.of(second) is Over.ENDED
    found(cellar, first)


def test_a_subject_of_a_provider_signs_in_whom_it_belongs_to(cellar: Cellar) -> None:
    user = People(cellar.database).add(SHELL, UserWish(name="li.wei", subject="248289761001"))
    ways = SignIns(cellar.database)

    answer = ways.by_subject("248289761001", HOME)

    assert isinstance(answer, tuple)
    assert answer[0].user.id == user.id
    assert ways.by_subject("another", HOME) is Refused.WRONG
    People(cellar.database).switch_off(SHELL, user.id, "left the house")
    assert ways.by_subject("248289761001", HOME) is Refused.WRONG


def test_guessing_from_one_address_waits_longer_and_longer(cellar: Cellar, clock: HandClock) -> None:
    person(cellar, "li.wei")
    wrong = [entered(cellar, "li.wei", AWAY, typed="x") for _ in range(5)]

    assert wrong == [Refused.WRONG] * 5
    waits = []
    for _ in range(4):
        slowed = entered(cellar, "li.wei", AWAY)
        assert isinstance(slowed, Slowed), "the right password must not pass while waiting"
        waits.append(slowed.seconds)
        clock.pass_by(slowed.seconds)
        assert entered(cellar, "li.wei", AWAY, typed="x") is Refused.WRONG

    assert waits == [1, 2, 4, 8]


def test_who_is_guessed_at_still_gets_in_from_elsewhere_and_so_do_all_others(cellar: Cellar) -> None:
    person(cellar, "li.wei")
    person(cellar, "wang.fang")
    for _ in range(6):
        SignIns(cellar.database).counted("li.wei", AWAY)

    assert isinstance(entered(cellar, "li.wei", AWAY), Slowed)
    assert entered(cellar, "li.wei", HOME) == "in"
    assert entered(cellar, "wang.fang", AWAY) == "in"


def test_an_address_that_tries_many_names_is_slowed_but_not_for_whom_it_knows(cellar: Cellar) -> None:
    person(cellar, "li.wei")
    person(cellar, "wang.fang")
    assert entered(cellar, "wang.fang", AWAY) == "in"
    ways = SignIns(cellar.database)
    for number in range(100):
        assert ways.counted(f"name {number}", AWAY) == 0

    assert isinstance(entered(cellar, "li.wei", AWAY), Slowed)
    assert entered(cellar, "wang.fang", AWAY) == "in"
    assert entered(cellar, "li.wei", HOME) == "in"


def test_the_right_password_clears_the_count(cellar: Cellar) -> None:
    person(cellar, "li.wei")
    for _ in range(3):
        assert [SignIns(cellar.database).counted("li.wei", HOME) for _ in range(4)] == [0] * 4
        assert entered(cellar, "li.wei") == "in"
