"""The ledger is numbered without gaps, and signed: who signs, and every checkpoint."""

import sqlalchemy as sa
from alembic import op

from storage.records.migrations.growing import grows_without_gaps, only_grows, walls_down
from storage.records.schema import Moment, Number

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Entries from before keep their bodies and hashes; where numbers were left out, they close up."""
    op.add_column("entries", sa.Column("role", sa.Text(), nullable=True))
    op.add_column("entries", sa.Column("content", sa.Text(), nullable=True))
    _close_gaps()
    grows_without_gaps("entries")
    op.create_table(
        "signers",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_signers"),
        sa.UniqueConstraint("key", name="uq_signers_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "checkpoints",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("leaves", sa.LargeBinary(), nullable=False),
        sa.Column("edge", sa.LargeBinary(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_checkpoints"),
    )
    for table in ("signers", "checkpoints"):
        only_grows(table)


def downgrade() -> None:
    """A signature cannot be taken back."""
    raise RuntimeError("restore a backup instead")


def _close_gaps() -> None:
    """PostgreSQL left a number out wherever a transaction was given up."""
    connection = op.get_bind()
    found = connection.execute(sa.text("SELECT count(*), coalesce(max(number), 0) FROM entries")).one()
    if found[0] == found[1]:
        return
    walls_down("entries")
    op.execute(  # by way of negative numbers, so that none meets another
        "UPDATE entries SET number = -placed.place FROM "
        "(SELECT number AS known, row_number() OVER (ORDER BY number) AS place FROM entries) AS placed "
        "WHERE placed.known = entries.number"
    )
    op.execute("UPDATE entries SET number = -number")
    only_grows("entries")
