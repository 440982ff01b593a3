"""Where the terms of a policy would refuse a customer what the law gives: a warning at each such key."""

import re
from collections.abc import Iterator

from pipeline.claim.reasons import REASONS, SLOTS, ClaimReason, Slot
from workers.policies.file import Written
from workers.policies.toml import ClaimedTable, ProductTable
from workers.policies.toml_lines import Key

Doubt = tuple[Key, str]
"""The key a warning is about, and what to do."""

LEAST_WINDOW_DAYS = 7
MOST_WORKDAYS = 10  # eleven working days that begin on a Friday are seventeen days; the law calls fifteen a delay

_BOUGHT = frozenset({Slot.ORDER, Slot.PAYMENT, Slot.RECEIPT, Slot.INVOICE, Slot.CONTRACT})
_NEEDLESS = {
    ClaimReason.PRODUCT_INEFFECTIVE: frozenset({Slot.EXAM_RESULT, Slot.COMPLAINT_RECORD, Slot.APPRAISAL}),
    ClaimReason.PRODUCT_QUALITY: frozenset(
        {Slot.USAGE_RECORD, Slot.TEST_REPORT, Slot.EXAM_RESULT, Slot.COMPLAINT_RECORD, Slot.CONTRACT}
    ),
    ClaimReason.SERVICE_TARGET_MISSED: frozenset({Slot.USAGE_RECORD, Slot.APPRAISAL, Slot.PHOTO}),
    ClaimReason.SERVICE_QUALITY_BAD: frozenset(
        {Slot.USAGE_RECORD, Slot.TEST_REPORT, Slot.EXAM_RESULT, Slot.APPRAISAL, Slot.PHOTO}
    ),
}
"""Evidence that people with this reason do not have, or that the law does not ask of them."""

_FORBIDDEN = re.compile("生发|育发|减肥|瘦身|健美|美乳|丰胸|脱毛|除臭|hair growth|slimming|weight loss", re.IGNORECASE)
_MEDICAL = re.compile("治疗|治愈|疗效|药用|处方|消炎|抗炎|杀菌|抗菌|cure|therap|medical|clinical", re.IGNORECASE)
_COSMETIC = re.compile("cosmetic|化妆品|护肤", re.IGNORECASE)


def rights(written: Written) -> Iterator[Doubt]:
    """Every term under which a rule of ours would refuse a right, with the law it comes from."""
    yield from _window(written)
    yield from _time(written)
    yield from _evidence(written)
    for number, product in enumerate(written.table.products):
        yield from _excluded(number, product)
        for at, claimed in enumerate(product.claimed):
            yield from _wording(("products", number, "claimed", at), product, claimed)


def _window(written: Written) -> Iterator[Doubt]:
    days = written.table.refund_window_days
    if days is not None and days < LEAST_WINDOW_DAYS:
        yield (
            ("refund_window_days",),
            (
                f"a window of {days} days is shorter than the {LEAST_WINDOW_DAYS} days in which faulty goods may be "
                "returned anyway (Consumer Law art. 24); write 7 or more"
            ),
        )
    if "threshold_basis" not in written.table.model_fields_set:
        yield (
            ("attainment_threshold_pct",),
            (
                "threshold_basis is missing, so the threshold can be read in two ways; the one that favours the "
                "customer counts (Civil Code art. 498). Write ratio_of_claim or full_claim, as your page says"
            ),
        )


def _time(written: Written) -> Iterator[Doubt]:
    table = written.table
    delays: tuple[tuple[Key, int | None, str], ...] = (
        (("review_sla_workdays",), table.review_sla_workdays, "an answer"),
        (("refunds", "bank_workdays"), table.refunds.bank_workdays, "a bank transfer"),
        (("refunds", "original_route_workdays"), table.refunds.original_route_workdays, "a refund the way it was paid"),
    )
    for key, days, what in delays:
        if days is not None and days > MOST_WORKDAYS:
            yield (
                key,
                (
                    f"{days} working days for {what} may be more than fifteen days, which counts as unreasonable delay "
                    f"(Measures on punishing infringements of consumer rights art. 8); write {MOST_WORKDAYS} or fewer"
                ),
            )


def _evidence(written: Written) -> Iterator[Doubt]:
    for reason, choices in written.table.required.items():
        spoken = REASONS[reason].en
        for number, choice in enumerate(choices):
            if set(choice) <= _NEEDLESS[reason]:
                slots = " or ".join(SLOTS[slot].en for slot in choice)
                yield (
                    ("required", reason.value, number),
                    (
                        f"a customer who says that {spoken} usually cannot have {slots}; asking for it refuses the "
                        "claim. Leave it out, or name another paper beside it"
                    ),
                )
        proofs = [(number, choice) for number, choice in enumerate(choices) if set(choice) & _BOUGHT]
        for number, choice in proofs:
            if set(choice) == {Slot.INVOICE}:
                yield (
                    ("required", reason.value, number),
                    (
                        "an invoice alone is asked as proof; orders, receipts and payments prove a purchase as well "
                        "(Consumer Law art. 22). Name them beside it"
                    ),
                )


def _excluded(number: int, product: ProductTable) -> Iterator[Doubt]:
    if product.no_reason_excluded and not product.no_reason_confirmation:
        yield (
            ("products", number, "no_reason_excluded"),
            (
                f"{product.name} is outside the 7-day return only where each buyer confirmed that at purchase "
                "(Consumer Law art. 25); opening goods to inspect them is no ground. Write how under "
                "no_reason_confirmation"
            ),
        )


def _wording(key: Key, product: ProductTable, claimed: ClaimedTable) -> Iterator[Doubt]:
    said = f"{product.name} {claimed.indicator} {claimed.indicator_zh} {claimed.wording}"
    if _COSMETIC.search(product.category):
        found = _FORBIDDEN.search(said) or _MEDICAL.search(said)
        if found:
            law = "may not be sold as one since 2026 (art. 78)" if _FORBIDDEN.search(said) else "is a medical word"
            yield (
                (*key, "wording"),
                (
                    f"“{found[0]}” for a cosmetic {law}; cosmetics may not claim it (Cosmetics Regulation art. 22, "
                    "43). Claims about it go to a person; have the page checked"
                ),
            )
    if not claimed.wording:
        yield key, f"the published sentence about {claimed.indicator} is missing; write it under wording"
    if claimed.published_from is None:
        yield (
            key,
            (
                f"it is not said since when the promise about {claimed.indicator} was published; a purchase is held "
                "against the promise of its day. Write published_from"
            ),
        )
