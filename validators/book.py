"""The whole rule book, in order of id."""

from dataclasses import replace
from itertools import chain
from operator import attrgetter

from pipeline.claim_rules import ClaimRule
from pipeline.claims import Case
from pipeline.findings import Finding
from pipeline.records import Form
from pipeline.rules import Facts, Rule
from validators import (
    contract,
    editing,
    efficacy,
    fraud,
    intake,
    invoice,
    lab,
    order,
    payment,
    quality,
    receipt,
    screens,
    tax,
    window,
)
from validators.claim import order as claim_order

_FAMILIES = (
    contract,
    editing,
    efficacy,
    fraud,
    intake,
    invoice,
    lab,
    order,
    payment,
    quality,
    receipt,
    screens,
    tax,
    window,
)
_CLAIM_FAMILIES = (claim_order,)
_by_id = attrgetter("id")

BOOK: tuple[Rule, ...] = tuple(sorted(chain.from_iterable(module.RULES for module in _FAMILIES), key=_by_id))
"""The rules one document can answer."""
CLAIM_BOOK: tuple[ClaimRule, ...] = tuple(
    sorted(chain.from_iterable(module.RULES for module in _CLAIM_FAMILIES), key=_by_id)
)
"""The rules that need the whole claim."""
WHOLE_BOOK: tuple[Rule | ClaimRule, ...] = tuple(sorted((*BOOK, *CLAIM_BOOK), key=_by_id))


def questioned(form: Form, facts: Facts) -> tuple[Finding, ...]:
    """The answer of every rule that speaks about the form's kind, in order of rule id."""
    return tuple(rule.ask(form, facts) for rule in BOOK if rule.speaks_about(form.kind))


def questioned_claim(case: Case) -> tuple[Finding, ...]:
    """The answers of every rule about the claim and of every rule about each of its papers, in order of rule id."""
    whole = chain.from_iterable(rule.ask(case) for rule in CLAIM_BOOK)
    single = (replace(finding, file=paper.name) for paper in case.papers for finding in paper.record.findings)
    return tuple(sorted(chain(whole, single), key=lambda finding: finding.rule))
