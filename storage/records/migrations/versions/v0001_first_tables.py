"""The first tables, and the walls around what may only grow."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from storage.records.migrations.growing import only_grows
from storage.records.schema import Moment, Number

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GROWING = ("entries", "records")


def upgrade() -> None:
    """Nothing there yet."""
    _owners()
    _evidence()
    _results()
    _ledger()
    _events()
    _webhooks()
    _first_tenant()
    for table in GROWING:
        only_grows(table)


def downgrade() -> None:
    """There is nothing before the first tables; an evidence store is never taken down by a program."""
    raise RuntimeError("restore a backup instead")


def _first_tenant() -> None:
    """Everybody who runs Proofdesk for themselves alone."""
    tenants = sa.table("tenants", sa.column("id", sa.Text), sa.column("made_at", Moment()))
    op.bulk_insert(tenants, [{"id": "default", "made_at": datetime.now(UTC)}])


def _owners() -> None:
    """Tables for tenants, their keys, subjects and claims."""
    op.create_table(
        "tenants",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tenants"),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret_sha256", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_api_keys_tenant"),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("secret_sha256", name="uq_api_keys_secret_sha256"),
    )
    op.create_table(
        "subjects",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_subjects_tenant"),
        sa.PrimaryKeyConstraint("id", name="pk_subjects"),
    )
    op.create_table(
        "claims",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["subject"], ["subjects.id"], name="fk_claims_subject"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_claims_tenant"),
        sa.PrimaryKeyConstraint("tenant", "claim_id", name="pk_claims"),
    )


def _evidence() -> None:
    """Tables for evidence, with what is due and who has it."""
    op.create_table(
        "evidence",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("filename", sa.LargeBinary(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("expected_kind", sa.Text(), nullable=True),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("rank", Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("troubles", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("record", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("route", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["evidence.id"], name="fk_evidence_parent"),
        sa.ForeignKeyConstraint(["subject"], ["subjects.id"], name="fk_evidence_subject"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_evidence_tenant"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.UniqueConstraint("tenant", "scope", "sha256", name="uq_evidence_tenant_scope_sha256"),
    )
    op.create_index("ix_evidence_parent", "evidence", ["parent"], unique=False)
    op.create_index("ix_evidence_state_rank", "evidence", ["state", "rank"], unique=False)
    op.create_index("ix_evidence_tenant_claim_id_id", "evidence", ["tenant", "claim_id", "id"], unique=False)
    op.create_index("ix_evidence_tenant_state", "evidence", ["tenant", "state"], unique=False)


def _results() -> None:
    """Tables for records, promises, figures and uploads of evidence."""
    op.create_table(
        "records",
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("pipeline", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["evidence"], ["evidence.id"], name="fk_records_evidence"),
        sa.PrimaryKeyConstraint("evidence", "version", name="pk_records"),
        sa.UniqueConstraint("evidence", "pipeline", "round", name="uq_records_evidence_pipeline_round"),
    )
    op.create_table(
        "promises",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["evidence"], ["evidence.id"], name="fk_promises_evidence"),
        sa.PrimaryKeyConstraint("tenant", "key", name="pk_promises"),
    )
    op.create_table(
        "usage",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_usage_tenant"),
        sa.PrimaryKeyConstraint("tenant", "day", name="pk_usage"),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["evidence"], ["evidence.id"], name="fk_uploads_evidence"),
        sa.ForeignKeyConstraint(["subject"], ["subjects.id"], name="fk_uploads_subject"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_uploads_tenant"),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
    )
    op.create_index("ix_uploads_expires_at", "uploads", ["expires_at"], unique=False)


def _ledger() -> None:
    """Tables for the ledger, and the duties of processes."""
    op.create_table(
        "entries",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_entries"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entries_object_number", "entries", ["object", "number"], unique=False)
    op.create_table(
        "duties",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_duties"),
    )


def _events() -> None:
    """Tables for events."""
    op.create_table(
        "events",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_events"),
        sa.UniqueConstraint("id", name="uq_events_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_tenant_number", "events", ["tenant", "number"], unique=False)


def _webhooks() -> None:
    """Tables for where events go."""
    op.create_table(
        "endpoints",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=False),
        sa.Column("types", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("disabled_at", Moment(), nullable=True),
        sa.Column("disabled_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["subject"], ["subjects.id"], name="fk_endpoints_subject"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_endpoints_tenant"),
        sa.PrimaryKeyConstraint("id", name="pk_endpoints"),
    )
    op.create_index("ix_endpoints_tenant", "endpoints", ["tenant"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["endpoint"], ["endpoints.id"], name="fk_deliveries_endpoint"),
        sa.ForeignKeyConstraint(["event"], ["events.id"], name="fk_deliveries_event"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("event", "endpoint", name="uq_deliveries_event_endpoint"),
    )
    op.create_index("ix_deliveries_endpoint_state", "deliveries", ["endpoint", "state"], unique=False)
    op.create_index("ix_deliveries_state_due_at", "deliveries", ["state", "due_at"], unique=False)
