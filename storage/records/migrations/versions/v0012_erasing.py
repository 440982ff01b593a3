"""Erasing what belongs to one person, and what must not be erased: two persons for each, and walls that say so."""

import sqlalchemy as sa
from alembic import op

from storage.records.migrations.growing import never_goes
from storage.records.schema import Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ALLOWED = """
EXISTS (SELECT 1 FROM erasures e WHERE e.id = NEW.erasure AND e.tenant = NEW.tenant AND e.withdrawn_at IS NULL
  AND (e.ground = 'retention' OR e.confirmed_by IS NOT NULL))
"""
_HELD = """
EXISTS (SELECT 1 FROM holds h WHERE h.tenant = NEW.tenant AND h.lifted_at IS NULL AND (
  EXISTS (SELECT 1 FROM claims c WHERE h.what = 'claim' AND c.tenant = h.tenant AND c.claim_id = h.thing
    AND c.subject = NEW.id)
  OR EXISTS (SELECT 1 FROM evidence v WHERE v.tenant = h.tenant AND v.subject = NEW.id AND (
    (h.what = 'claim' AND v.claim_id = h.thing) OR (h.what = 'evidence' AND h.thing IN (v.id, v.parent))))))
"""


def upgrade() -> None:
    """Nothing was erased yet."""
    op.add_column("subjects", sa.Column("erasure", sa.Text(), nullable=True))
    _erasures()
    _holds()
    for table in ("erasures", "holds", "subjects"):
        never_goes(table)
    if op.get_bind().dialect.name == "postgresql":
        _walls_of_postgresql()
    else:
        _walls_of_sqlite()


def downgrade() -> None:
    """Who erased what is not thrown away by a program."""
    raise RuntimeError("restore a backup instead")


def _erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.CheckConstraint("what IN ('claim', 'evidence')", name="ck_erasures_what"),
        sa.CheckConstraint("ground IN ('request', 'retention')", name="ck_erasures_ground"),
        sa.CheckConstraint('confirmed_by IS NULL OR confirmed_by <> "by"', name="ck_erasures_second_person"),
        sa.CheckConstraint(
            "facts IS NULL OR ground = 'retention' OR confirmed_by IS NOT NULL", name="ck_erasures_confirmed"
        ),
        sa.CheckConstraint("withdrawn_at IS NULL OR facts IS NULL", name="ck_erasures_withdrawn"),
        sa.CheckConstraint("(done_at IS NULL) = (certificate IS NULL)", name="ck_erasures_certificate"),
        sa.CheckConstraint("done_at IS NULL OR facts IS NOT NULL", name="ck_erasures_done"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_erasures_tenant"),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )
    op.create_index("ix_erasures_tenant_thing", "erasures", ["tenant", "thing"], unique=False)


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("lift_by", sa.Text(), nullable=True),
        sa.Column("lift_at", Moment(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lifted_at", Moment(), nullable=True),
        sa.CheckConstraint("what IN ('claim', 'evidence')", name="ck_holds_what"),
        sa.CheckConstraint('confirmed_by IS NULL OR confirmed_by <> "by"', name="ck_holds_second_person"),
        sa.CheckConstraint("(lifted_by IS NULL) = (lifted_at IS NULL)", name="ck_holds_lifted"),
        sa.CheckConstraint(
            "lifted_by IS NULL OR (lift_by IS NOT NULL AND lifted_by <> lift_by)", name="ck_holds_lifted_by_two"
        ),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_holds_tenant"),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
    )
    op.create_index("ix_holds_tenant_thing", "holds", ["tenant", "thing"], unique=False)


def _walls_of_sqlite() -> None:
    for name, when, says in (
        ("subjects_agreed", f"length(NEW.wrapped_key) = 0 AND NOT {_ALLOWED}", "nobody agreed to erase this"),
        ("subjects_held", f"length(NEW.wrapped_key) = 0 AND {_HELD}", "a legal hold keeps this"),
        ("subjects_over", "length(OLD.wrapped_key) = 0", "what was erased stays erased"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON subjects WHEN {when} BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )
    op.execute(
        "CREATE TRIGGER erasures_over BEFORE UPDATE ON erasures "
        "WHEN OLD.done_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL "
        "BEGIN SELECT RAISE(ABORT, 'this erasure is over'); END"
    )


def _walls_of_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION subjects_walls() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF length(OLD.wrapped_key) = 0 THEN RAISE EXCEPTION 'what was erased stays erased'; END IF; "
        f"IF length(NEW.wrapped_key) = 0 AND NOT {_ALLOWED} THEN "
        "RAISE EXCEPTION 'nobody agreed to erase this'; END IF; "
        f"IF length(NEW.wrapped_key) = 0 AND {_HELD} THEN RAISE EXCEPTION 'a legal hold keeps this'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute("CREATE TRIGGER subjects_walls BEFORE UPDATE ON subjects FOR EACH ROW EXECUTE FUNCTION subjects_walls()")
    op.execute(
        "CREATE FUNCTION erasures_over() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF OLD.done_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL THEN "
        "RAISE EXCEPTION 'this erasure is over'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute("CREATE TRIGGER erasures_over BEFORE UPDATE ON erasures FOR EACH ROW EXECUTE FUNCTION erasures_over()")
