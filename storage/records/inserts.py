"""Inserts that two writers may try at once: one of them wins, and both know."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, literal
from sqlalchemy.dialects import postgresql, sqlite

from storage.records.database import Transaction


def inserted_once(tx: Transaction, table: Table, row: Mapping[str, Any]) -> bool:
    """False when a row with the same key stands there already; it stays as it is."""
    dialect = postgresql if tx.connection.dialect.name == "postgresql" else sqlite
    once = dialect.insert(table).values(**row).on_conflict_do_nothing().returning(literal(1))
    return tx.connection.execute(once).one_or_none() is not None
