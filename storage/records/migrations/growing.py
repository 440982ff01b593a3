"""Walls around tables that may only grow."""

from alembic import op


def only_grows(table: str) -> None:
    """Rows are added and never changed or taken away, whoever asks."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} only grows'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_only_grows()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_grows()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )


def walls_down(table: str) -> None:
    """For a step that must change what only grows; it puts the walls up again."""
    if op.get_bind().dialect.name == "postgresql":
        for trigger in ("rows", "whole"):
            op.execute(f"DROP TRIGGER {table}_{trigger} ON {table}")
        op.execute(f"DROP FUNCTION {table}_only_grows()")
        return
    for change in ("update", "delete"):
        op.execute(f"DROP TRIGGER {table}_{change}")


def grows_without_gaps(table: str) -> None:
    """A row has the number behind the last one, or is refused."""
    before = f"SELECT 1 FROM {table} WHERE number = NEW.number - 1"  # noqa: S608 - the name of a table of ours
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_no_gap() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF NEW.number <> 1 AND NOT EXISTS ({before}) THEN "
            f"RAISE EXCEPTION '{table} leaves no gap'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_number BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_no_gap()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {table}_number AFTER INSERT ON {table} WHEN NEW.number <> 1 AND NOT EXISTS ({before}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} leaves no gap'); END"
    )


def never_goes(table: str) -> None:
    """Rows are never taken away, whoever asks; what may change of them is another wall's matter."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_never_goes() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} never loses a row'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_never_goes()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_kept_whole BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_never_goes()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} never loses a row'); END"
    )
