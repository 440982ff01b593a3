"""What stands beside a claim's papers at the desk: its sums, its efficacy, its days, its twins."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.drawn import Frame
from app.panels.amounts import Said, amount_line
from app.panels.days import Day, axis, days
from app.panels.efficacy import EfficacyPanel, efficacy_panel, promises
from app.panels.papers import PanelPaper, panel_paper
from app.web.case import Case, of_another_claim
from app.web.texts import Words
from pipeline.findings import Finding, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the sum that comes back; `amount` as text, "" where it is none."""

    text: Reason
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """`covered`: sums are keyed unseen first, so none is shown here. `twins`: what another claim shows too."""

    amounts: tuple[Said, ...]
    steps: tuple[Step, ...]
    covered: bool
    efficacy: EfficacyPanel | None
    days: tuple[Day, ...]
    axis: Markup
    twins: tuple[Finding, ...]


def beside(case: Case, words: Words) -> Beside:
    """Everything from the newest answer and the papers as they stand now."""
    held, covered = case.open.case, bool(case.blind())
    papers = papers_of(case)
    stated = held.statement
    shown = days(held.body)
    promised = promises(stated.claimed_efficacy if stated else None, held.policy)
    return Beside(
        amounts=() if covered else amount_line(papers, stated.claimed_amount if stated else None),
        steps=() if covered else _steps(held.body),
        covered=covered,
        efficacy=efficacy_panel(held.body, papers, promised),
        days=shown,
        axis=axis(Frame("days", words("panel.days"), words("panel.days_about", count=len(shown))), shown),
        twins=tuple(filter(of_another_claim, case.findings())),
    )


def papers_of(case: Case) -> tuple[PanelPaper, ...]:
    """The papers with what people put right."""
    held = case.open.case
    return tuple(panel_paper(name, file.record, held.corrected.get(file.id, ())) for name, file in held.files.items())


def _steps(body: Mapping[str, object]) -> tuple[Step, ...]:
    told = body.get("refundable_steps")
    return tuple(
        Step(text=Reason(str(one["zh"]), str(one["en"])), amount=str(one.get("amount") or ""))
        for one in (told if isinstance(told, list) else ())
    )
