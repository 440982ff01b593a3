"""Whether a newer answer tells a person anything that must be looked at before the claim is decided."""

from collections.abc import Iterator, Mapping

from pipeline.findings import Outcome, Severity


def is_news(before: Mapping[str, object], now: Mapping[str, object]) -> bool:
    """Both as `proofdesk.claim/1`: another file, a check that fails now and did not, another sum.

    What only turned out well is no news, nor a sum that is known now: that is what confirming a value is for.
    """
    failing = set(_failing(now)) - set(_failing(before))
    was, stands = before.get("refundable_amount"), now.get("refundable_amount")
    return set(_files(now)) != set(_files(before)) or bool(failing) or (was is not None and was != stands)


def _failing(body: Mapping[str, object]) -> Iterator[tuple[object, object]]:
    """Rule and file of each check that speaks against the claim."""
    for one in _objects(body, "findings"):
        if one.get("outcome") == Outcome.FAIL.value and one.get("severity") != Severity.INFO.value:
            yield one.get("rule"), one.get("file")


def _files(body: Mapping[str, object]) -> Iterator[object]:
    return (one.get("id") for one in _objects(body, "evidence"))


def _objects(body: Mapping[str, object], name: str) -> Iterator[Mapping[str, object]]:
    listed = body.get(name)
    return (one for one in listed if isinstance(one, Mapping)) if isinstance(listed, list) else iter(())
