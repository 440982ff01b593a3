"""On PostgreSQL: what programs may do under a role of their own, which owns nothing and cannot change the ledger."""

from sqlalchemy import Connection, text

from pipeline.errors import WrongUse
from storage.records.database import Database, Transaction
from storage.records.tables import metadata

_GROWS, _KEPT = "_only_grows", "_never_goes"  # how the functions behind the walls of a table end
_ANEW = "subjects_written_anew"


def granted(database: Database, role: str) -> None:
    """`role` may read everything, add to everything, and change or take away what is not behind a wall.

    To be called as the owner of the tables, who signs in nowhere else. What was granted before is taken back first.
    Raises WrongUse where there is no such role, or it could do more by itself.
    """

    def work(tx: Transaction) -> None:
        _check(tx.connection, role)
        quoted = tx.connection.dialect.identifier_preparer.quote_identifier(role)
        for statement in _statements(tx.connection, quoted):
            tx.connection.execute(text(statement))

    if database.engine.dialect.name != "postgresql":
        raise WrongUse("Only PostgreSQL has roles; a SQLite file belongs to whoever may write it.")
    database.write(work)


def keys_written_anew(database: Database) -> None:
    """No copy of a key that was destroyed stays behind in the file of the table of keys.

    Only its owner may do that; whoever else works in the database calls a function that the owner left for it.
    """
    owned = database.read(lambda tx: _owned(tx.connection, "subjects"))
    database.at_once("VACUUM (FULL) subjects" if owned else f"SELECT {_ANEW}()")


def check_owner(connection: Connection) -> None:
    """Raises WrongUse where the tables belong to another role, or will, so that no step can be made."""
    if connection.dialect.name != "postgresql":
        return
    may = bool(connection.execute(text("SELECT has_schema_privilege('public', 'CREATE')")).scalar())
    if not may or not _owned(connection, "alembic_version"):
        raise WrongUse(
            "The database is not in its newest form; run `proofdesk upgrade` as the owner of its tables, then this."
        )


def _owned(connection: Connection, table: str) -> bool:
    """True as well where there is no such table yet."""
    asked = "SELECT pg_has_role(current_user, tableowner, 'MEMBER') FROM pg_tables WHERE tablename = :name"
    return connection.execute(text(asked), {"name": table}).scalar() is not False


def _check(connection: Connection, role: str) -> None:
    asked = (
        "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR pg_has_role(:role, current_user, 'MEMBER') "
        "FROM pg_roles WHERE rolname = :role"
    )
    more = connection.execute(text(asked), {"role": role}).scalar_one_or_none()
    if more is None:
        raise WrongUse(f"There is no role {role!r}; make it first: CREATE ROLE … LOGIN PASSWORD ….")
    if more:
        raise WrongUse(f"{role!r} owns the tables or may do everything; take a plain role.")


def _statements(connection: Connection, role: str) -> list[str]:
    grows, kept = _behind(connection, _GROWS), _behind(connection, _KEPT)
    found = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",  # before PostgreSQL 15 everybody had it
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        *_rewriting(role),
    ]
    for one in metadata.sorted_tables:
        rights = ["INSERT"]
        rights += ["UPDATE"] if one.name not in grows else []
        rights += ["DELETE"] if one.name not in grows | kept else []
        found.append(f'GRANT {", ".join(rights)} ON "{one.name}" TO {role}')
    return found


def _rewriting(role: str) -> tuple[str, ...]:
    """CLUSTER writes the table into a new file, as VACUUM FULL does, and may stand in a function."""
    rewriting = "BEGIN CLUSTER subjects USING pk_subjects; END"
    under = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"
    return (
        f"CREATE OR REPLACE FUNCTION {_ANEW}() RETURNS void {under} AS $$ {rewriting} $$",
        f"REVOKE ALL ON FUNCTION {_ANEW}() FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {_ANEW}() TO {role}",
    )


def _behind(connection: Connection, wall: str) -> set[str]:
    """The tables whose triggers call a function of this name."""
    asked = (
        "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = c.relname || :wall"
    )
    return set(connection.execute(text(asked), {"wall": wall}).scalars())
