"""The form that decides: what was computed, the reasons to choose from, and everything that still stands in the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from secrets import token_urlsafe

from app.web.case import Case
from app.web.drafting import draft_of
from app.web.marks import money
from pipeline.findings import Reason
from pipeline.people.reviewers import Right
from pipeline.review.blocking import SECOND_WORDS, Block, blocks, seconds
from pipeline.review.drafts import Draft, RefundRoute, SavedDraft, Verdict
from pipeline.review.notices import ROUTES
from pipeline.review.reason_codes import CODES, OTHER, proposed
from pipeline.review.reviews import ReviewState
from workers.reviews.reviewing import supplement_of

ILLEGIBLE = "?"  # in a draft: somebody looked, and nobody can read it
UNCLEAR = Reason(
    "请重新拍摄{file}中的“{label}”：现在的图片看不清。", "Please send {file} again: the {label} cannot be read on it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One reason: `suits` are the verdicts it fits, `proposed` that a rule speaks for it."""

    code: str
    text: Reason
    suits: tuple[str, ...]
    proposed: bool
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidingForm:
    """`open`: this person may decide now. `computed` as people read it, "" where nobody knows or it is not shown yet.

    `blocks` in the way of the draft, `seconds` why another person will have to agree; `ask` what the customer would be
    asked, `own_words` that this person wrote it, `unclear` the sentence that asks for a value nobody can read. `key`:
    a second click is no second decision; `answer`: what the page shows, so that nothing newer is decided unseen.
    """

    open: bool
    state: str
    draft: Draft
    amount: str
    computed: str
    choices: tuple[Choice, ...]
    routes: tuple[tuple[str, Reason], ...]
    blocks: tuple[Block, ...]
    seconds: tuple[Reason, ...]
    ask: Reason
    own_words: bool
    unclear: Reason
    key: str
    answer: int


def deciding_form(case: Case) -> DecidingForm:
    held, saved = case.open.case, draft_of(case)
    draft, covered = saved.draft if saved else Draft(), bool(case.blind())
    sum_told = None if covered else held.answer.refundable
    shown = draft.amount if draft.amount is not None else sum_told
    weighed = held.weighed(draft, case.house.kinds)
    currency = held.statement.currency if held.statement else None
    return DecidingForm(
        open=case.mine and case.open.review.state is ReviewState.WAITING and case.person.may(Right.REVIEW),
        state=case.open.review.state.value,
        draft=draft,
        amount=format(shown, "f") if shown is not None else "",
        computed=money(sum_told, currency) if sum_told is not None else "",
        choices=tuple(_choices(case, draft)),
        routes=tuple((route.value, ROUTES[route]) for route in RefundRoute),
        blocks=blocks(weighed),
        seconds=tuple(SECOND_WORDS[one] for one in seconds(weighed, case.person, held.correctors)),
        ask=_own_words(case, saved) or _asked(case, draft),
        own_words=_own_words(case, saved) is not None,
        unclear=UNCLEAR,
        key=token_urlsafe(16),
        answer=held.answer.version,
    )


def _own_words(case: Case, saved: SavedDraft | None) -> Reason | None:
    """The message as it was begun, unless the customer was asked since."""
    asked = max((one.at for one in case.open.asks), default=None)
    return saved.draft.ask if saved and (asked is None or saved.at > asked) else None


def _asked(case: Case, draft: Draft) -> Reason:
    """What the rules miss, and then every value that somebody marked as one that nobody can read."""
    told = supplement_of(case.open.case) or Reason("", "")
    kinds = {file.id: (name, str(file.kind)) for name, file in case.files.items()}
    marked = [one for one in draft.fields if one.value == ILLEGIBLE and one.evidence in kinds]
    labels = [(case.catalogue.field(kinds[one.evidence][1], one.field), kinds[one.evidence][0]) for one in marked]
    lines = [_unclear(label, file) for label, file in labels]
    zh, en = [told.zh, *(one.zh for one in lines)], [told.en, *(one.en for one in lines)]
    return Reason("\n".join(filter(None, zh)), "\n".join(filter(None, en)))


def _unclear(label: Reason, file: str) -> Reason:
    return Reason(UNCLEAR.zh.format(label=label.zh, file=file), UNCLEAR.en.format(label=label.en, file=file))


def _choices(case: Case, draft: Draft) -> Iterator[Choice]:
    """Those that a rule speaks for come first."""
    findings = case.open.case.answer.findings
    spoken = {one.code for verdict in Verdict for one in proposed(verdict, findings)}
    for code in sorted(CODES.values(), key=lambda one: one.code not in spoken):
        yield Choice(
            code=code.code,
            text=Reason("其他（请在说明中写明）", "Something else; write it below")
            if code.code == OTHER
            else code.text,
            suits=tuple(verdict.value for verdict in Verdict if verdict in code.verdicts),
            proposed=code.code in spoken,
            chosen=code.code in draft.codes,
        )
