"""How order and transaction numbers look, and the day some of them carry."""

import re
from collections.abc import Mapping
from datetime import date

# Platforms change these without notice; lengths are from public samples (domain: order ids, payment ids).
_ORDERS: Mapping[str, re.Pattern[str]] = {
    platform: re.compile(pattern, re.ASCII | re.IGNORECASE)
    for platform, pattern in {
        "taobao": r"\d{16,19}",
        "tmall": r"\d{16,19}",
        "jd": r"\d{10,16}",
        "pinduoduo": r"\d{6}-\d{15}",
        "douyin": r"\d{19}",
        "xiaohongshu": r"P\d{18}",
        "kuaishou": r"\d{16}",
        "amazon": r"(?:\d{3}|D\d{2})-\d{7}-\d{7}",
        "ebay": r"\d{2}-\d{5}-\d{5}|\d{12}(?:-\d{10,14})?",
        "shopify": r"#?[A-Z]{0,6}-?\d{3,11}(?:-?[A-Z0-9]{1,6})?",
    }.items()
}
_DATED_ORDER = re.compile(r"(\d{2})(\d{2})(\d{2})-\d{15}", re.ASCII)
WECHAT, ALIPAY = "微信支付", "支付宝"
# Cross-border WeChat numbers (40…) carry their day elsewhere; the oldest Alipay numbers carry none.
_PAYMENTS: Mapping[str, re.Pattern[str]] = {
    WECHAT: re.compile(r"(?:42|10)\d{8}(?P<day>20\d{6})\d{10}|40\d{26}", re.ASCII),
    ALIPAY: re.compile(r"(?P<day>20\d{6})\d{20,24}|\d{16}", re.ASCII),
}
_WALLETS = (
    (WECHAT, re.compile("微信|we ?chat|财付通", re.IGNORECASE)),
    (ALIPAY, re.compile("支付宝|ali ?pay", re.IGNORECASE)),
)
_REFUND = re.compile(r"50\d{8}20\d{6}\d{11}", re.ASCII)


def order_fits(platform: str, order: str) -> bool | None:
    """Whether the number has the platform's form; None for platforms whose form nobody wrote down."""
    pattern = _ORDERS.get(platform.casefold())
    return None if pattern is None else bool(pattern.fullmatch(order))


def order_day(order: str) -> date | str | None:
    """The day inside a 拼多多 number; the digits themselves where they are no day; None for other numbers."""
    match = _DATED_ORDER.fullmatch(order)
    return _day(f"20{''.join(match.groups())}") if match else None


def wallet(method: str) -> str | None:
    """The wallet whose numbers have a known form."""
    return next((name for name, words in _WALLETS if words.search(method)), None)


def payment_fits(wallet: str, number: str) -> bool:
    return bool(_PAYMENTS[wallet].fullmatch(number))


def payment_day(wallet: str, number: str) -> date | str | None:
    """The day inside a transaction number; its digits where they are no day; None where none is in it."""
    match = _PAYMENTS[wallet].fullmatch(number)
    return _day(match["day"]) if match and match["day"] else None


def is_refund(number: str) -> bool:
    """WeChat numbers its refunds from 50."""
    return bool(_REFUND.fullmatch(number))


def _day(digits: str) -> date | str:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return digits
