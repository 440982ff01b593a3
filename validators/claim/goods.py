"""The products a claim may be about, and whether a printed name is one of them."""

from collections.abc import Iterable

from pipeline.claim.claims import Case
from pipeline.claim.policy import PolicyProduct
from pipeline.claim.reasons import ClaimReason
from validators.claim.names import another_size, any_alike, likeness, same_product

_SERVICES = frozenset({"", "course", "service"})  # categories a service may stand under


def claimed(case: Case) -> tuple[str, ...]:
    """What the claim is for, as its system names it; nothing where it does not."""
    stated = case.statement
    return tuple(filter(None, (stated.product.name, stated.service.name)))


def product_of(case: Case) -> PolicyProduct | None:
    """The product of the terms that is claimed for; the only one where the claim names none.

    Of several with a like name the likest, then the one of the stated size; None where two are left.
    """
    own, known = claimed(case), case.policy.products
    if own:
        known = _nearest(own[0], tuple(one for one in known if is_one_of(own[0], _names(one))))
        spec = case.statement.product.spec
        if len(known) > 1 and spec:
            known = tuple(one for one in known if not another_size(f"{one.name} {one.spec}", spec))
    return known[0] if len(known) == 1 else None


def _names(product: PolicyProduct) -> tuple[str, ...]:
    return (product.name, *product.aliases)


def _nearest(name: str, products: tuple[PolicyProduct, ...]) -> tuple[PolicyProduct, ...]:
    alike = [max(likeness(name, one) for one in _names(product)) for product in products]
    return tuple(one for one, near in zip(products, alike, strict=True) if near == max(alike))


def cycle_days(case: Case) -> int | None:
    """Days of a cycle: what the claim states for itself, else the product's own, else the terms'."""
    product = product_of(case)
    if "cycle_days" in case.statement.overrides or product is None or product.cycle_days is None:
        return case.policy.cycle_days
    return product.cycle_days


def taking_part(case: Case) -> tuple[str, ...]:
    """Every name of the products of the campaign; for a claim about a service, of its services."""
    served = case.statement.reason in (ClaimReason.SERVICE_TARGET_MISSED, ClaimReason.SERVICE_QUALITY_BAD)
    products = (one for one in case.policy.products if not served or one.category in _SERVICES)
    return tuple(name for product in products for name in _names(product))


def sold_as(case: Case) -> tuple[str, ...]:
    """The names under which the claimed product may stand on a paper: its own, and those the terms know it by."""
    own, product = claimed(case), product_of(case)
    if not own:
        return taking_part(case)
    return tuple(dict.fromkeys((*own, *(_names(product) if product else ()))))


def is_one_of(printed: str, names: Iterable[str], spec: str = "") -> bool | None:
    """None where it may be one, or is one in another size than `spec`."""
    alike = any_alike(same_product(printed, name) for name in names)
    return None if alike and spec and another_size(printed, spec) else alike
