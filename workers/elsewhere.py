"""What says the same as a value from elsewhere than its own place: a number that carries its day, and its claim."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pipeline.claim.business_keys import compared_number, folded_name
from pipeline.claim.claims import Statement
from pipeline.fields import Field, State, Value
from pipeline.records import Form
from validators import identifiers

CLAIM, NUMBERED_DAY = "claim", "day in its number"
_SHORTEST = 4  # characters of a number or a name that a claim confirms: fewer meet by chance
Stated = Callable[[Statement], tuple[Value | None, ...]]


def _bought(said: Statement) -> tuple[Value | None, ...]:
    return (said.purchase_date,)


def _claimed(said: Statement) -> tuple[Value | None, ...]:
    return (said.claimed_amount,)


def _seller(said: Statement) -> tuple[Value | None, ...]:
    return (said.merchant.name, *said.merchant.shop_names)


_STATED: Mapping[str, Stated] = {
    "order_id": lambda said: (said.order_id,),
    "contract_number": lambda said: (said.contract_number,),
    "seller_tax_id": lambda said: (said.merchant.uscc,),
    "batch_number": lambda said: (said.product.batch_number,),
    "order_time": _bought,
    "payment_time": _bought,
    "total_amount": _claimed,
    "paid_amount": _claimed,
    "gross_amount": _claimed,
    "contract_amount": _claimed,
    "seller_name": _seller,
    "payee_name": _seller,
    "party_b": _seller,
}
_BOUGHT_ON = (("receipt", "issue_date"), ("contract", "signed_date"))


def backed(form: Form, said: Statement | None) -> Form:
    """The form with what confirms its values from elsewhere; what differs is the rules' to tell.

    `said`: what the claims system states of the claim it belongs to; it never changes a value.
    """
    return replace(form, fields=tuple(_backed(form, field, said) for field in form.fields))


def _backed(form: Form, field: Field, said: Statement | None) -> Field:
    if field.state is not State.READ:
        return field
    found = tuple(_backing(form, field, said))
    return replace(field, confirmed_by=tuple(dict.fromkeys((*field.confirmed_by, *found)))) if found else field


def _backing(form: Form, field: Field, said: Statement | None) -> Iterator[str]:
    if _day_in_a_number(form, field.name):
        yield NUMBERED_DAY
    if said is not None and any(_same(field, form, stated) for stated in _stated(form.kind, field.name)(said)):
        yield CLAIM


def _day_in_a_number(form: Form, name: str) -> bool:
    """Whether the paper's own number carries the day that was read (拼多多 orders; WeChat and Alipay payments)."""
    day = form.day(name)
    if name == "order_time":
        order = form.text("order_id")
        return bool(order) and day is not None and identifiers.order_day(order or "") == day
    if name == "payment_time":
        number = form.text("transaction_id") or ""
        wallets = (identifiers.WECHAT, identifiers.ALIPAY)
        return day is not None and any(identifiers.payment_day(wallet, number) == day for wallet in wallets)
    return False


def _stated(kind: str, name: str) -> Stated:
    return _bought if (kind, name) in _BOUGHT_ON else _STATED.get(name, lambda _: ())


def _same(field: Field, form: Form, stated: Value | None) -> bool:
    match stated:
        case date():
            return form.day(field.name) == stated
        case Decimal():
            return field.value == stated
        case str() if field.name.endswith("_name") or field.name == "party_b":
            return _equal(folded_name, field, stated)
        case str():
            return _equal(compared_number, field, stated)
        case _:
            return False


def _equal(spelled: Callable[[str], str], field: Field, stated: str) -> bool:
    wanted = spelled(stated)
    return len(wanted) >= _SHORTEST and spelled(str(field.value)) == wanted
