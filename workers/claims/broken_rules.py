"""A rule that broke is told to whoever keeps the log; its finding already sends the document to a person."""

import logging
from collections.abc import Iterable

from pipeline.findings import Finding

log = logging.getLogger(__name__)


def told(findings: Iterable[Finding]) -> None:
    """One line for each rule that broke: which, and where; never what the document says."""
    for finding in findings:
        if finding.trouble:
            log.error("a rule broke", extra={"rule": finding.rule, "trouble": finding.trouble})
