"""The efficacy of a claim: the promise that stood on the day of purchase, held against the report's readings."""

from dataclasses import replace
from decimal import Decimal

from pipeline.claim.attainment import Bar, panel
from pipeline.claim.claims import Case, Paper
from pipeline.claim.efficacy import direction_of
from pipeline.claim.policy import ClaimedEfficacy
from pipeline.claim.promised import Form, promise
from pipeline.claim.result import Efficacy
from pipeline.findings import Reason
from pipeline.rows import Direction, Measurement
from validators.claim.goods import product_of
from validators.claim.indicators import meant, measuring, named_alike
from validators.claim.known import purchase_day
from validators.trial import is_group, measured_rows

_MEANT = {"points": Form.POINTS, "percentage_points": Form.POINTS, "pp": Form.POINTS, "absolute": Form.UNITS}
_RELATIVE = frozenset({"relative", "relative_percent", "percent"})


def promised(case: Case) -> ClaimedEfficacy | None:
    """The promise on the day of purchase: what the claim states, else the policy's; None where nobody knows it."""
    stated = case.statement.claimed_efficacy
    product = product_of(case)
    bought = purchase_day(case)
    published = tuple(one for one in product.claimed if bought is None or one.stood_on(bought.value)) if product else ()
    if stated is None:
        return published[0] if published else _printed(case)
    if stated.value_percent is not None or stated.wording:
        return stated
    return meant(stated, published) or stated


def efficacy(case: Case) -> Efficacy | None:
    """The arithmetic for the report that measures the promise; None where no report has readings."""
    claimed = promised(case)
    measured = [(paper, row) for paper in case.of("lab_report") for row in [row_of(paper, claimed)] if row is not None]
    if not measured:
        return None
    paper, row = measured[0]
    if claimed is None:
        why = Reason("没有购买时的宣称功效", "the efficacy promised at the purchase is not known")
        return Efficacy(indicator=row.indicator, unit=row.unit or "", why=why, file=paper.name)
    return replace(panel(row, promise(claimed), _bar(case), _way(row, claimed)), file=paper.name)


def _way(row: Measurement, claimed: ClaimedEfficacy) -> Direction | None:
    """The promise's word, but for another indicator whose way is known: L* rises where melanin falls."""
    known = row.direction or direction_of(row.indicator)
    return claimed.direction if named_alike(row, claimed) or known is None else known


def row_of(paper: Paper, claimed: ClaimedEfficacy | None) -> Measurement | None:
    """The row of a report that the claim rests on: one person's where it has any."""
    rows = measured_rows(paper.form)
    single = tuple(row for row in rows if not is_group(row)) or rows
    return measuring(single, claimed) if claimed else next(iter(single), None)


def _bar(case: Case) -> Bar:
    policy = case.policy
    meant = _MEANT.get(policy.basis) or (Form.RELATIVE if policy.basis in _RELATIVE else None)
    return Bar(threshold=policy.attainment_threshold_pct, basis=policy.threshold_basis, meant=meant)


def _printed(case: Case) -> ClaimedEfficacy | None:
    """The promise as the report repeats it."""
    for paper, value in case.fields("claimed_rate", "lab_report"):
        if isinstance(value, Decimal) and value > 0:
            return ClaimedEfficacy(indicator=paper.form.text("indicator") or "", value_percent=value)
    return None
