"""People: accounts, roles, links, sessions."""

import sqlalchemy as sa
from alembic import op

from storage.records.schema import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An installation from before has no accounts; the next start makes the first one."""
    _users()
    _role_grants()
    _sign_in_links()
    _sessions()
    _sign_in_tries()
    _sign_in_starts()


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("off_at", Moment(), nullable=True),
        sa.Column("roles_changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_users_tenant"),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("name", name="uq_users_name"),
        sa.UniqueConstraint("subject", name="uq_users_subject"),
    )
    op.create_index("ix_users_tenant", "users", ["tenant"], unique=False)


def _role_grants() -> None:
    op.create_table(
        "role_grants",
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Text(), nullable=False),
        sa.Column("granted_at", Moment(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.CheckConstraint("granted_by <> 'user:' || \"user\"", name="ck_role_grants_not_to_oneself"),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR (confirmed_by <> granted_by AND confirmed_by <> 'user:' || \"user\")",
            name="ck_role_grants_second_person",
        ),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name="fk_role_grants_user"),
        sa.PrimaryKeyConstraint("user", "role", name="pk_role_grants"),
    )


def _sign_in_links() -> None:
    op.create_table(
        "sign_in_links",
        sa.Column("secret_sha256", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name="fk_sign_in_links_user"),
        sa.PrimaryKeyConstraint("secret_sha256", name="pk_sign_in_links"),
    )
    op.create_index("ix_sign_in_links_user", "sign_in_links", ["user"], unique=False)


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("secret_sha256", sa.Text(), nullable=False),
        sa.Column("older_sha256", sa.Text(), nullable=True),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name="fk_sessions_user"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("secret_sha256", name="uq_sessions_secret_sha256"),
    )
    op.create_index("ix_sessions_user", "sessions", ["user"], unique=False)
    op.create_index("ix_sessions_older_sha256", "sessions", ["older_sha256"], unique=False)


def _sign_in_tries() -> None:
    op.create_table(
        "sign_in_tries",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.Column("wait_until", Moment(), nullable=False),
        sa.Column("known_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_sign_in_tries"),
    )


def _sign_in_starts() -> None:
    op.create_table(
        "sign_in_starts",
        sa.Column("state_sha256", sa.Text(), nullable=False),
        sa.Column("browser_sha256", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("verifier", sa.Text(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("state_sha256", name="pk_sign_in_starts"),
    )


def downgrade() -> None:
    """Accounts would be lost; nobody goes back."""
    raise RuntimeError("restore a backup instead")
