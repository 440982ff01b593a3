"""Orders and payments for the questions about payments, in few words."""

from decimal import Decimal
from typing import Any

from pipeline.claim.claims import Paper
from tests.validators.cases import filed
from tests.validators.papers import form


def order(*doubted: str, name: str = "", **fields: Any) -> Paper:
    return filed(form("order_screenshot", **fields), name=name, needs_person=doubted)


def payment(*doubted: str, name: str = "", **fields: Any) -> Paper:
    return filed(form("payment_screenshot", **fields), name=name, needs_person=doubted)


def ordered(amount: str, *doubted: str, name: str = "", **fields: Any) -> Paper:
    return order(*doubted, name=name, paid_amount=Decimal(amount), **fields)


def paid(amount: str, *doubted: str, name: str = "", **fields: Any) -> Paper:
    return payment(*doubted, name=name, paid_amount=Decimal(amount), **fields)
