"""The hall: one document's steps from read pages to a judged record, each a function from values to values."""

from dataclasses import dataclass, replace

from pipeline.fields import Field, State
from pipeline.findings import Finding
from pipeline.geometry import Quad
from pipeline.kinds import Kind
from pipeline.ports import Rereader
from pipeline.records import Form, Route
from pipeline.sheets import Sheet
from pipeline.trust.agreement import Bar, Judgement, judged, regraded, worth_rereading

_AS_LIKELY_AS_NOT = 0.5
_CLOSE = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The kind that fits best, how well, and another that fits nearly as well (None when the choice is clear)."""

    kind: Kind
    confidence: float
    rival: Kind | None


def classified(sheet: Sheet, kinds: tuple[Kind, ...], fallback: Kind) -> Verdict:
    """The kind whose score is highest; `fallback` when no kind is more likely than not."""
    ranked = sorted(((kind.score(sheet), kind) for kind in kinds if kind is not fallback), key=lambda it: -it[0])
    likely = [(score, kind) for score, kind in ranked if score >= _AS_LIKELY_AS_NOT]
    if not likely:
        return Verdict(kind=fallback, confidence=1.0 - (ranked[0][0] if ranked else 0.0), rival=None)
    score, kind = likely[0]
    rival = next((other for near, other in likely[1:] if score - near < _CLOSE), None)
    return Verdict(kind=kind, confidence=score, rival=rival)


def extracted(sheet: Sheet, kind: Kind) -> Form:
    """Every field the kind promises, in its order; what was not found says so."""
    by_name = {field.name: field for field in kind.extract(sheet)}
    return Form(
        kind.name,
        tuple(
            by_name.get(spec.name, Field(name=spec.name, state=State.NOT_FOUND, critical=spec.critical))
            for spec in kind.fields
        ),
    )


def read_again(form: Form, kind: Kind, rereader: Rereader) -> Form:
    """The form after every decisive value was read a second and third time from its own place."""
    wanted: list[tuple[str, Quad]] = [
        (field.name, field.place)
        for field, spec in zip(form.fields, kind.fields, strict=True)
        if field.place is not None and worth_rereading(field, spec)
    ]
    further = dict(zip((name for name, _ in wanted), rereader.reread(tuple(place for _, place in wanted)), strict=True))
    return replace(form, fields=tuple(regraded(field, further.get(field.name, ())) for field in form.fields))


def routed(form: Form, verdict: Verdict, findings: tuple[Finding, ...], bar: Bar) -> Judgement:
    """Route and fields for a person; two kinds that fit are a person's question too."""
    judgement = judged(form, verdict.kind.fields, findings, bar)
    if verdict.rival is None:
        return judgement
    route = Route.REVIEW if judgement.route is Route.ACCEPT else judgement.route
    return Judgement(route, ("kind", *judgement.needs_person))
