"""What an outside register can be asked (the merchant's orders, its payments, the tax bureau, …), and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Register(StrEnum):
    """Who keeps it: the merchant (orders, payments, complaints), the tax bureau (invoices), its regulator (labs)."""

    ORDERS = "orders"
    PAYMENTS = "payments"
    INVOICES = "invoices"
    LABS = "labs"
    COMPLAINTS = "complaints"
    RESULTS = "results"


KEYS: Mapping[Register, str] = {
    Register.ORDERS: "order_id",
    Register.PAYMENTS: "transaction_id",
    Register.INVOICES: "invoice_key",
    Register.LABS: "cma_number",
    Register.COMPLAINTS: "complaint_number",
    Register.RESULTS: "admission_number",
}
"""The column each register is asked by; every entry has it."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One entry asked for by its number: order id, transaction id, invoice key, laboratory's CMA number."""

    register: Register
    key: str


class Standing(StrEnum):
    FOUND = "found"
    NOT_FOUND = "not_found"
    NOT_CONFIRMED = "not_confirmed"  # it was asked and did not answer, or not in a way that can be understood
    NOT_KEPT = "not_kept"  # nobody keeps such a register here


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The register's answer; `row` its columns as text, with the one of KEYS, empty unless FOUND."""

    standing: Standing
    row: Mapping[str, str] = field(default_factory=dict)


NOT_FOUND = Confirmation(Standing.NOT_FOUND)
NOT_CONFIRMED = Confirmation(Standing.NOT_CONFIRMED)
NOT_KEPT = Confirmation(Standing.NOT_KEPT)


class RegisterDesk(Protocol):
    """Where inquiries are answered; never raises for a register that is away: it answers NOT_CONFIRMED."""

    def ask(self, inquiry: Inquiry) -> Confirmation: ...
