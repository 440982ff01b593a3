"""The whole rule book, in order of id."""

from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter

from pipeline.claim.claims import Case
from pipeline.claim.rules import ClaimRule, Guard, restrains
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
    originals,
    payment,
    quality,
    receipt,
    screens,
    tax,
    window,
)
from validators.claim import contract as claim_contract
from validators.claim import duplicates, laboratories, legal, published, recorded, served
from validators.claim import intake as claim_intake
from validators.claim import invoice as claim_invoice
from validators.claim import lab as claim_lab
from validators.claim import order as claim_order
from validators.claim import payment as claim_payment
from validators.claim import window as claim_window

_FAMILIES = (
    contract,
    editing,
    efficacy,
    fraud,
    intake,
    invoice,
    lab,
    order,
    originals,
    payment,
    quality,
    receipt,
    screens,
    tax,
    window,
)
_CLAIM_FAMILIES = (
    *(claim_contract, claim_intake, claim_invoice, claim_lab),
    *(claim_order, claim_payment, claim_window, duplicates, laboratories, published, recorded, served),
)
_by_id = attrgetter("id")
_by_rule = attrgetter("rule")

BOOK: tuple[Rule, ...] = tuple(sorted(chain.from_iterable(module.RULES for module in _FAMILIES), key=_by_id))
"""The rules one document can answer."""
CLAIM_BOOK: tuple[ClaimRule, ...] = tuple(
    sorted(chain.from_iterable(module.RULES for module in _CLAIM_FAMILIES), key=_by_id)
)
"""The rules that need the whole claim."""
GUARDS: tuple[Guard, ...] = legal.GUARDS
"""The legal guards, asked last."""
WHOLE_BOOK: tuple[Rule | ClaimRule | Guard, ...] = tuple(sorted((*BOOK, *CLAIM_BOOK, *GUARDS), key=_by_id))


def questioned(form: Form, facts: Facts) -> tuple[Finding, ...]:
    """The answer of every rule that speaks about the form's kind, in order of rule id."""
    return tuple(rule.ask(form, facts) for rule in BOOK if rule.speaks_about(form.kind))


@dataclass(frozen=True, slots=True)
class ClaimAnswers:
    """Every finding, in order of rule id; `restrained`: a legal guard forbids to recommend a refusal."""

    findings: tuple[Finding, ...]
    restrained: bool


def questioned_claim(case: Case) -> ClaimAnswers:
    """The answers of every rule about the claim and of every rule about each of its papers."""
    whole = chain.from_iterable(rule.ask(case) for rule in CLAIM_BOOK)
    single = (replace(finding, file=paper.name) for paper in case.papers for finding in paper.record.findings)
    found = tuple(sorted(chain(whole, single), key=_by_rule))
    guarded = tuple(chain.from_iterable(one.ask(case, found) for one in GUARDS))
    return ClaimAnswers(tuple(sorted((*found, *guarded), key=_by_rule)), restrains(GUARDS, guarded))
