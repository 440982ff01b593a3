"""The efficacy of a claim: what was measured, every step from it to the percentage, and the sentence it is held to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.panels.papers import PanelPaper
from pipeline.claim.policy import ClaimedEfficacy, Policy
from pipeline.findings import Reason

FIGURES = ("baseline", "endpoint", "reached", "printed", "claimed", "attained", "threshold")
ABOUT = ("method", "tested_from", "tested_to", "lab_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class EfficacyPanel:
    """`figures` and `about` by name, those that are known; `result` is `ineffective`, `reached` or `open`.

    `sentence`: what was promised, as published; "" where nobody says. `printed_differs`: the report's own percentage is
    not what its readings give.
    """

    indicator: str
    unit: str
    direction: str
    figures: Mapping[str, str]
    about: Mapping[str, str]
    steps: tuple[Reason, ...]
    result: str
    why: Reason | None
    sentence: str
    file: str
    printed_differs: bool


def efficacy_panel(
    body: Mapping[str, object], papers: Iterable[PanelPaper], promised: Iterable[ClaimedEfficacy]
) -> EfficacyPanel | None:
    """From an answer (schema proofdesk.claim/1); None where it is not about efficacy."""
    told = body.get("efficacy")
    if not isinstance(told, Mapping):
        return None
    indicator, file = str(told["indicator"]), str(told.get("file") or "")
    report = next((one for one in papers if one.file == file), None)
    figures = {name: str(told[name]) for name in FIGURES if told.get(name) is not None}
    return EfficacyPanel(
        indicator=indicator,
        unit=str(told.get("unit") or ""),
        direction=str(told.get("direction") or ""),
        figures=figures,
        about={name: report.values[name] for name in ABOUT if name in report.values} if report else {},
        steps=tuple(_reason(step) for step in told.get("steps") or ()),
        result=str(told["result"]),
        why=_reason(told["why"]) if told.get("why") else None,
        sentence=_sentence(indicator, promised),
        file=file,
        printed_differs=_printed_differs(body),
    )


def promises(stated: ClaimedEfficacy | None, policy: Policy) -> tuple[ClaimedEfficacy, ...]:
    """What the claim itself states comes before what the policy's products promise."""
    published = (one for product in policy.products for one in product.claimed)
    return (stated, *published) if stated else tuple(published)


def _sentence(indicator: str, promised: Iterable[ClaimedEfficacy]) -> str:
    about = (one for one in promised if indicator in (one.indicator, one.indicator_zh) and one.wording)
    return next((one.wording for one in about), "")


def _printed_differs(body: Mapping[str, object]) -> bool:
    """LAB-08 compares them with the tolerance of their decimals."""
    findings = body.get("findings")
    listed = findings if isinstance(findings, list) else []
    return any(one["rule"] == "LAB-08" and one["outcome"] == "fail" for one in listed)


def _reason(words: Mapping[str, object]) -> Reason:
    return Reason(str(words["zh"]), str(words["en"]))
