"""Records and facts with what names a person blacked out."""

from collections.abc import Mapping, Set
from typing import Any

from pipeline.kinds import Kind

BLACK = "●●●"
# facts that name nobody; every other one is blacked out, also those nobody here knows
_CASE = frozenset({"claim_id", "reason", "channel", "submitted_on", "platform", "refund_route", "consent", "policy"})
_MONEY = frozenset({"claimed_amount", "refunded_amount", "currency"})
_DAYS = frozenset({"purchase_date", "delivery_date", "results_published_on", "year", "after_days"})
_GOODS = frozenset({"product", "spec", "batch_number", "service", "claimed_efficacy", "indicator", "indicator_zh"})
_TERMS = frozenset({"direction", "value_percent", "wording", "tier", "kind"})
_SHOWN = _CASE | _MONEY | _DAYS | _GOODS | _TERMS
_SHORTEST = 2  # characters of a value that is looked for in sentences


def masked_record(record: Mapping[str, Any], kinds: Mapping[str, Kind]) -> dict[str, Any]:
    """`record` as `process` prints it; a sensitive value goes wherever it stands, in findings too."""
    masked: dict[str, Any] = blacked(dict(record) | {"file": BLACK, "files": [BLACK]}, secrets_in(record, kinds))
    return masked


def secrets_in(record: Mapping[str, Any], kinds: Mapping[str, Kind]) -> set[str]:
    """Every text of a record that names a person, as it was read by any reader."""
    kind = kinds.get(str(record.get("kind")))
    names = {spec.name for spec in kind.fields if spec.sensitive} if kind else set()
    fields = [one for one in record.get("fields", []) if one.get("name") in names]
    found = {text for one in fields for text in _texts([one.get("value"), one.get("raw"), one.get("candidates")])}
    found |= {text for one in fields for reading in one.get("readings", []) for text in _texts(reading.get("text"))}
    return {text for text in found if len(text) >= _SHORTEST}


def masked_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts of a claim without what may name a person."""
    return {
        key: (masked_facts(value) if isinstance(value, dict) else value) if key in _SHOWN else BLACK
        for key, value in facts.items()
    }


def blacked(value: Any, secrets: Set[str]) -> Any:
    """`value` with every one of these texts gone from it."""
    if isinstance(value, str):
        for secret in sorted(secrets, key=len, reverse=True):
            value = value.replace(secret, BLACK)
        return value
    if isinstance(value, dict):
        return {key: blacked(one, secrets) for key, one in value.items()}
    return [blacked(one, secrets) for one in value] if isinstance(value, list) else value


def _texts(value: object) -> set[str]:
    if isinstance(value, list):
        return {text for one in value for text in _texts(one)}
    return {value} if isinstance(value, str) else set()
