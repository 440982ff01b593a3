"""Tasks whose answer is known: claims decided before, given to somebody again under another number."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, LargeBinary, Table, Text, UniqueConstraint

from storage.records.schema import Moment, metadata

practice_rates = Table(  # how many of a hundred claims somebody takes are such tasks
    "practice_rates",
    metadata,
    Column("tenant", Text, ForeignKey("tenants.id"), primary_key=True),
    Column("per_hundred", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    CheckConstraint("per_hundred BETWEEN 0 AND 20", name="ck_practice_rates_share"),
)

practice_tasks = Table(
    "practice_tasks",
    metadata,
    Column("tenant", Text, ForeignKey("tenants.id"), primary_key=True),
    Column("claim_id", Text, primary_key=True),  # a number of its own, unlike every claim's
    Column("person", Text, nullable=False),  # who is given it; nobody else ever sees it
    Column("source", Text, nullable=False),  # the claim it shows
    Column("answer", Integer, nullable=False),
    Column("decision", Integer, nullable=False),  # what was decided and told of it
    Column("start_on", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("held_at", Moment),
    Column("version", Integer, nullable=False),  # of the draft
    Column("body", LargeBinary),  # sealed JSON: what was typed and said
    Column("ended_at", Moment),
    Column("how", Text),  # decided, passed, asked
    Column("verdict_right", Integer),
    Column("values_right", Integer),
    Column("values_known", Integer),
    CheckConstraint("(ended_at IS NULL) = (how IS NULL)", name="ck_practice_tasks_ended"),
    UniqueConstraint("tenant", "person", "source", name="uq_practice_tasks_once"),
)
