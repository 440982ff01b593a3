"""Where the answers about claims are shown: as JSON Lines, or as tables for people."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TextIO

from app.runs.claim_folders import BrokenFolder
from app.showing.paint import Paint
from app.showing.safe import json_line, visible, width
from app.showing.table import Table
from app.showing.texts import CLAIM_OUTCOMES, NOT_CONFIRMED, SEVERITIES
from pipeline.claim.json import broken_json, claim_json
from pipeline.claim.outcomes import ClaimOutcome
from pipeline.claim.result import ClaimResult
from pipeline.findings import Finding, Outcome, Reason, Severity
from pipeline.record_json import as_json
from pipeline.records import Record, Refusal

FIRST = Reason("付款前请先核对", "to be confirmed before anything is paid")
_ROLES = {ClaimOutcome.ELIGIBLE: "verified", ClaimOutcome.NOT_ELIGIBLE: "failed", ClaimOutcome.NEEDS_REVIEW: "yours"}


@dataclass(frozen=True, slots=True)
class JsonClaims:
    """Each document's record, then the claim, a line each, written out at once."""

    stream: TextIO

    def show(self, answer: Record | Refusal) -> None:
        self._line(as_json(answer))

    def close(self, result: ClaimResult) -> None:
        self._line(claim_json(result))

    def broken(self, folder: BrokenFolder) -> None:
        self._line(broken_json(folder.name, ((one.key, one.message) for one in folder.mistakes)))

    def end(self) -> None:
        """The last line has been written."""

    def _line(self, told: dict[str, object]) -> None:
        self.stream.write(json_line(told) + "\n")
        self.stream.flush()


@dataclass(frozen=True, slots=True)
class TableClaims:
    """A table for each document, then what the claim comes to."""

    stream: TextIO
    table: Table
    paint: Paint

    def show(self, answer: Record | Refusal) -> None:
        self._say(self.table.record(answer) if isinstance(answer, Record) else self.table.refusal(answer))

    def close(self, result: ClaimResult) -> None:
        self._say("\n".join(self._claim(result)) + "\n")

    def broken(self, folder: BrokenFolder) -> None:
        lines = [f"{self.paint('✗', 'failed')} {self.paint(visible(folder.name), 'title')}  claim.json"]
        lines += [f"    {visible(one.key)}: {visible(one.message)}" for one in folder.mistakes]
        self._say("\n".join(lines) + "\n")

    def end(self) -> None:
        self.stream.write(self.table.legend())

    def _say(self, drawn: str) -> None:
        self.stream.write(drawn + "\n")
        self.stream.flush()

    def _claim(self, result: ClaimResult) -> Iterator[str]:
        outcome = self.paint(CLAIM_OUTCOMES[result.outcome].both, _ROLES[result.outcome])
        yield f"{self.paint('═══ ' + visible(result.claim_id), 'title')}  {outcome}"
        for moment in result.timeline:
            where = f"  {visible(moment.file)}" if moment.file else ""
            yield f"  {moment.day}  {moment.text.both}" + self.paint(where, "quiet")
        for step in result.refundable.steps:
            amount = "" if step.amount is None else f"  {step.amount:f}"
            yield f"  {visible(step.text.both)}{amount}"
        for line in result.efficacy.steps if result.efficacy else ():
            yield f"  {visible(line.both)}"
        for finding in result.findings:
            if finding.waits or (finding.outcome is Outcome.FAIL and finding.severity is not Severity.INFO):
                yield from self._finding(finding)
        for file, group in groupby(sorted(result.doubted), key=itemgetter(0)):
            names = ", ".join(name for _, name in group)
            yield f"  {self.paint('●', 'yours')} {visible(file)}: {FIRST.both}: {visible(names)}"
        if result.supplement:
            yield f"  {self.paint('Message to the customer 给客户的补充材料通知', 'yours')}"
            yield from _indented(result.supplement.text)

    def _finding(self, finding: Finding) -> Iterator[str]:
        file = f" {finding.file.rsplit('/', 1)[-1]}:" if finding.file else ""
        grave = (NOT_CONFIRMED if finding.unanswered else SEVERITIES[finding.severity]).both
        yield f"  {self.paint('▲', 'failed')} {finding.rule} {visible(file)} {visible(finding.reason.en)} ({grave})"
        yield f"    {' ' * width(finding.rule)}  {visible(finding.reason.zh)}"


def _indented(text: Reason) -> Iterator[str]:
    for language in (text.zh, text.en):
        for line in language.splitlines():
            yield f"    {visible(line)}"
