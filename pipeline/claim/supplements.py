"""The request for what is missing writes itself: one message to the customer from every answer that asks."""

from collections.abc import Callable, Iterable

from pipeline.claim.result import Supplement, Wanted
from pipeline.findings import Finding, Outcome, Reason, Severity
from pipeline.geometry import Box

Places = Callable[[Finding], tuple[Box, ...]]
"""Where on its pages what a finding speaks of can be seen."""

_HEAD = Reason(
    "您好，您的退款申请（{claim}）还需要以下材料或说明，补齐后我们会继续审核：",
    "Hello, your refund claim {claim} still needs the following; we go on as soon as it is here:",
)
_TAIL = Reason(
    "请在原申请中直接补充上传，无需重新提交申请。补充期间不计入审核时限。",
    "Please add it to the same claim; there is no need to claim again. The time until then does not count as ours.",
)


def supplement(claim_id: str, findings: Iterable[Finding], places: Places) -> Supplement | None:
    """None where nothing has to be asked. The same wish about the same file is told once."""
    asked = [one for one in findings if one.outcome is Outcome.FAIL and one.severity is Severity.ASK]
    wanted = tuple(
        dict.fromkeys(Wanted(rule=one.rule, text=one.reason, file=one.file, places=places(one)) for one in asked)
    )
    if not wanted:
        return None
    head, tail = (Reason(text.zh.format(claim=claim_id), text.en.format(claim=claim_id)) for text in (_HEAD, _TAIL))
    zh = [f"{at}. {_about(one, '（{}）')}{one.text.zh}" for at, one in enumerate(wanted, 1)]
    en = [f"{at}. {_about(one, '{}: ')}{one.text.en}" for at, one in enumerate(wanted, 1)]
    return Supplement(Reason("\n".join((head.zh, *zh, tail.zh)), "\n".join((head.en, *en, tail.en))), wanted)


def _about(one: Wanted, form: str) -> str:
    return form.format(one.file.rsplit("/", 1)[-1]) if one.file else ""
