"""What each role may do: everything that is not listed here is refused."""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a person is in one installation; one person may hold several."""

    REVIEWER = "reviewer"
    SENIOR_REVIEWER = "senior_reviewer"
    AUDITOR = "auditor"
    ADMIN = "admin"
    CUSTOMER_SERVICE = "customer_service"


class Permission(StrEnum):
    """One thing that may be done; where it has a condition, `CONDITIONS` says it."""

    READ_ASSIGNED = "read_assigned"
    READ_TENANT = "read_tenant"
    READ_MASKED = "read_masked"
    CORRECT = "correct"
    APPROVE = "approve"
    APPROVE_HIGH = "approve_high"
    UNMASK = "unmask"
    UNMASK_WITH_SECOND = "unmask_with_second"
    READ_AUDIT = "read_audit"
    SEE_TEAM_FIGURES = "see_team_figures"
    MANAGE_USERS = "manage_users"
    MANAGE_SETTINGS = "manage_settings"
    PROPOSE_ERASURE = "propose_erasure"
    CONFIRM_ERASURE = "confirm_erasure"


_REVIEWING = frozenset({Permission.READ_ASSIGNED, Permission.CORRECT, Permission.APPROVE, Permission.UNMASK})
MAY: Mapping[Role, frozenset[Permission]] = {
    Role.REVIEWER: _REVIEWING,
    Role.SENIOR_REVIEWER: _REVIEWING | {Permission.READ_TENANT, Permission.APPROVE_HIGH, Permission.SEE_TEAM_FIGURES},
    Role.AUDITOR: frozenset(
        {
            Permission.READ_MASKED,
            Permission.UNMASK_WITH_SECOND,
            Permission.READ_AUDIT,
            Permission.SEE_TEAM_FIGURES,
            Permission.PROPOSE_ERASURE,
        }
    ),
    Role.ADMIN: frozenset({Permission.MANAGE_USERS, Permission.MANAGE_SETTINGS, Permission.CONFIRM_ERASURE}),
    Role.CUSTOMER_SERVICE: frozenset({Permission.READ_MASKED}),
}
CONDITIONS: Mapping[Permission, str] = {
    Permission.READ_ASSIGNED: "claims the person may take or has taken",
    Permission.READ_TENANT: "every claim of the tenant",
    Permission.READ_MASKED: "every claim of the tenant, personal data masked",
    Permission.CORRECT: "in a claim the person holds",
    Permission.APPROVE: "never what the person corrected",
    Permission.APPROVE_HIGH: "as the second person, above the amount of the policy",
    Permission.UNMASK: "with a reason, which is written down",
    Permission.UNMASK_WITH_SECOND: "with a reason and a second person",
    Permission.READ_AUDIT: "entries, proofs and their export",
    Permission.SEE_TEAM_FIGURES: "of the team, not of one person",
    Permission.MANAGE_USERS: "never the person's own roles; the role admin takes a second administrator",
    Permission.MANAGE_SETTINGS: "keys, settings, and opening what passes without a person",
    Permission.PROPOSE_ERASURE: "an administrator decides",
    Permission.CONFIRM_ERASURE: "what another person proposed",
}


def permitted(roles: Iterable[Role], permission: Permission) -> bool:
    """Whether one of `roles` gives it."""
    return any(permission in MAY[role] for role in roles)


def permissions(roles: Iterable[Role]) -> tuple[Permission, ...]:
    """All that `roles` give together, in the order of the table."""
    held = tuple(roles)
    return tuple(one for one in Permission if permitted(held, one))


def table() -> str:
    """The table of docs/roles.md in Markdown: a row per permission, a column per role."""
    head = ["permission", *(f"`{role}`" for role in Role), "condition"]
    rows = [[f"`{one}`", *("yes" if one in MAY[role] else "-" for role in Role), CONDITIONS[one]] for one in Permission]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)) + "\n"
