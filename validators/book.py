"""The whole rule book, in order of id."""

from itertools import chain
from operator import attrgetter

from pipeline.findings import Finding
from pipeline.records import Form
from pipeline.rules import Facts, Rule
from validators import contract, efficacy, fraud, intake, invoice, lab, order, payment, quality, receipt, tax, window

_FAMILIES = (contract, efficacy, fraud, intake, invoice, lab, order, payment, quality, receipt, tax, window)
BOOK: tuple[Rule, ...] = tuple(sorted(chain.from_iterable(module.RULES for module in _FAMILIES), key=attrgetter("id")))


def questioned(form: Form, facts: Facts) -> tuple[Finding, ...]:
    """The answer of every rule that speaks about the form's kind, in order of rule id."""
    return tuple(rule.ask(form, facts) for rule in BOOK if rule.speaks_about(form.kind))
