"""Who may do what is one table, and what it does not give is refused."""

import pytest

from pipeline.people.roles import CONDITIONS, MAY, Permission, Role, permissions, permitted, table
from tests.house.sources import ROOT


def test_a_person_without_a_role_may_do_nothing() -> None:
    assert permissions(()) == ()


def test_every_role_stands_in_the_table_and_every_permission_has_its_condition() -> None:
    assert set(MAY) == set(Role)
    assert set(CONDITIONS) == set(Permission)
    assert {one for given in MAY.values() for one in given} == set(Permission)


def test_an_administrator_reads_no_claims_and_decides_none() -> None:
    reading = {Permission.READ_ASSIGNED, Permission.READ_TENANT, Permission.READ_MASKED}

    assert not [one for one in (*reading, Permission.CORRECT, Permission.APPROVE) if permitted((Role.ADMIN,), one)]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.CUSTOMER_SERVICE])
def test_who_only_looks_changes_nothing(role: Role) -> None:
    changing = (Permission.CORRECT, Permission.APPROVE, Permission.APPROVE_HIGH, Permission.MANAGE_USERS)

    assert not [one for one in changing if permitted((role,), one)]


def test_the_second_person_for_high_amounts_is_a_senior_reviewer_alone() -> None:
    assert [role for role in Role if permitted((role,), Permission.APPROVE_HIGH)] == [Role.SENIOR_REVIEWER]


def test_roles_add_up() -> None:
    both = permissions((Role.REVIEWER, Role.ADMIN))

    assert set(both) == MAY[Role.REVIEWER] | MAY[Role.ADMIN]


def test_the_page_of_roles_holds_the_table() -> None:
    assert table() in (ROOT / "docs/roles.md").read_text("utf-8"), "put what roles.table() gives into it"
