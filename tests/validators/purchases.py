"""Purchases in few words: the papers of one, what a register says of it, and whose it is."""

from datetime import date
from typing import Any

from pipeline.claim.claims import Claimant, Paper, StatedMerchant, StatedProduct
from pipeline.claim.registers import Confirmation, Inquiry, Register, Standing
from pipeline.rows import Item
from tests.validators.cases import filed
from tests.validators.papers import form

BOUGHT = date(2026, 11, 5)
NAME = "示例市星禾生物科技有限公司"
SELLER = {"merchant": StatedMerchant(name=NAME)}
NUMBER = "26990000000012345678"
PERSON = Claimant(name="张示例")
SERUM = {"product": StatedProduct(name="禾光焕亮精华液")}


def sheet(kind: str, **fields: Any) -> Paper:
    return filed(form(kind, **fields))


def bill(**fields: Any) -> Paper:
    return sheet("payment_screenshot", **fields)


def ordered(**fields: Any) -> Paper:
    return sheet("order_screenshot", **fields)


def vat(**fields: Any) -> Paper:
    return sheet("vat_invoice", **fields)


def register(which: Register, key: str, standing: Standing, **row: str) -> dict[str, Any]:
    return {"confirmed": {Inquiry(which, key): Confirmation(standing, row)}}


def listed(*names: str) -> tuple[Item, ...]:
    return tuple(Item(name=name) for name in names)
