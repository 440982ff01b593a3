"""What the QR code of a Chinese VAT invoice says."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# version 01, type, code, number, amount, day, check code, four opaque hex characters (not a checksum we could verify)
_PAYLOAD = re.compile(
    r"01,(?P<type>\d{2}),(?P<code>\d{0,12}),(?P<number>\d{8}|\d{20}),"
    r"(?P<amount>-?\d+(?:\.\d{1,2})?),(?P<day>20\d{6}),(?P<check>\d{0,20})(?:,[0-9A-Fa-f]{0,4})?,?",
    re.ASCII,
)
_GROSS = frozenset({"31", "32", "51"})  # 数电票 special and ordinary, rail ticket
_DIGITAL = frozenset({"31", "32"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FapiaoQr:
    """`type` is the two-digit type code; `code` and `check_code` are "" where the type has none.

    `amount` keeps its sign: a red invoice carries a minus here.
    """

    type: str
    code: str
    number: str
    amount: Decimal
    date: date
    check_code: str

    @property
    def states_gross(self) -> bool:
        """Whether the type's amount is 价税合计; the others state the net amount."""
        return self.type in _GROSS

    @property
    def digital(self) -> bool:
        """Whether it belongs to a 数电票."""
        return self.type in _DIGITAL


def parsed(payload: str) -> FapiaoQr | None:
    """The payload's fields; None for any other QR code (a link, an invoice title, a payment code)."""
    match = _PAYLOAD.fullmatch(payload.strip())
    if match is None:
        return None
    day = _day(match["day"])
    if day is None:
        return None
    return FapiaoQr(
        type=match["type"],
        code=match["code"],
        number=match["number"],
        amount=Decimal(match["amount"]),
        date=day,
        check_code=match["check"],
    )


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
