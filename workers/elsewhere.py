"""What says the same as a value from elsewhere than its own place: a number that carries its day, and its claim."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pipeline.claim.business_keys import compared_number, folded_name
from pipeline.claim.claims import Statement
from pipeline.fields import Field, State, Value
from pipeline.records import Form
from validators import identifiers

NUMBERED_DAY = "day in its number"
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


def backed(form: Form) -> Form:
    """The form with what its own numbers confirm of its days."""
    return replace(form, fields=tuple(_backed(form, field) for field in form.fields))


def stated_alike(form: Form, said: Statement) -> tuple[str, ...]:
    """Names of the values that the claims system states, too; what differs is the rules' to tell.

    A claim's facts may come after its papers were read, so they confirm in the answer about the claim, never in a
    record: the same file keeps the same record.
    """
    found = (field for field in form.fields if field.state is State.READ)
    return tuple(
        one.name for one in found if any(_same(one, form, told) for told in _stated(form.kind, one.name)(said))
    )


def _backed(form: Form, field: Field) -> Field:
    if field.state is not State.READ or not _day_in_a_number(form, field.name):
        return field
    return replace(field, confirmed_by=tuple(dict.fromkeys((*field.confirmed_by, NUMBERED_DAY))))


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
