"""What is answered where the fields a rule looks for do not stand on the paper."""

from dataclasses import replace

from pipeline.claim.claims import Paper
from pipeline.fields import State
from pipeline.findings import Answer
from pipeline.records import Form
from pipeline.rules import not_applicable, unreadable


def blank(form: Form, *names: str) -> Answer:
    """It stays open where one of `names` is smudged; else there was nothing to ask about."""
    smudged = any(form.state(name) is State.UNREADABLE for name in names)
    return unreadable(*names) if smudged else not_applicable()


def blank_on(paper: Paper, *names: str) -> Answer:
    """The same about one paper of a claim."""
    return replace(blank(paper.form, *names), file=paper.name)
