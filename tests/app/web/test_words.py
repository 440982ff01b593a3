"""Both catalogues say the same things; templates hold no text of their own."""

import re
from pathlib import Path
from string import Formatter

import pytest

from app.panels.amounts import NAMED
from app.panels.efficacy import ABOUT, FIGURES
from app.web.audits.samples import WRONG
from app.web.audits.search import CHOSEN, TYPED
from app.web.claims import WHY
from app.web.entering.account import DONE
from app.web.entering.sign_in import NOTES
from app.web.faults import FAULTS
from app.web.hotkeys import KEYS
from app.web.queue import SPANS
from app.web.shown import Mark
from app.web.texts import LANGUAGES, wanted, words_in
from pipeline.claim.attainment import INEFFECTIVE, OPEN, REACHED
from pipeline.claim.outcomes import ClaimOutcome
from pipeline.claim.reasons import ClaimReason
from pipeline.people.passwords import Weakness
from pipeline.people.roles import Permission, Role
from pipeline.review.drafts import Verdict
from pipeline.review.payouts import PayoutStatus
from pipeline.review.reviews import ReviewState
from storage.records.reviews.queue import Whose
from tests.house.sources import ROOT

TEMPLATES = tuple(sorted((ROOT / "app/web/templates").glob("*.html")))
KEY = re.compile(r'words\("([\w.]+)"(?: ~ )?')


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_catalogues_have_the_same_keys_and_placeholders() -> None:
    zh, en = (words_in(language).texts for language in LANGUAGES)

    assert set(zh) == set(en)
    assert [key for key in zh if placeholders(zh[key]) != placeholders(en[key])] == []
    assert [key for key in (*zh, *en) if not (zh[key].strip() and en[key].strip())] == []


def test_chinese_is_chinese_and_english_is_english() -> None:
    same = {
        "audit.file_sha256",
        "desk.and",
        "frame.name",
        "frame.other",
        "frame.other_name",
        "languages.zh",
        "languages.en",
    }
    zh, en = (words_in(language).texts for language in LANGUAGES)

    assert [key for key in set(zh) - same if not re.search(r"[\u4e00-\u9fff]", zh[key])] == []
    assert [key for key in set(en) - same if re.search(r"[\u4e00-\u9fff]", en[key])] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_text_and_asks_for_keys_that_exist(template: Path) -> None:
    text = template.read_text("utf-8")
    known = words_in("en").texts

    bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text))
    assert re.findall(r"\w+", bare) == []
    assert re.findall(r'(?:aria-label|alt|title|placeholder)="[^"{]+"', text) == []
    assert [key for key in KEY.findall(text) if key not in known and not key.endswith((".", "_"))] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_nothing_in_a_template_is_written_inline(template: Path) -> None:
    text = template.read_text("utf-8")

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|\|\s*safe", text)


def test_every_word_that_is_put_together_exists() -> None:
    wanted_keys = {
        *(f"roles.{one}" for one in Role),
        *(f"permissions.{one}" for one in Permission),
        *(f"sign_in.{one}" for one in NOTES),
        *(f"password.{one}" for one in (*Weakness, "twice", "old", "slow")),
        *(f"account.done_{one}" for one in DONE),
        *(f"people.wrong_{one}" for one in ("name", "taken")),
        *(mark.words for mark in Mark),
        *WHY.values(),
        *(f"decision.verdict_{one}" for one in Verdict),
        *(f"decision.state_{one}" for one in ("decided", "second")),
        *(f"panel.sum.{one}" for one in NAMED),
        *(f"panel.result.{one}" for one in (INEFFECTIVE, REACHED, OPEN)),
        *(f"panel.figure.{one}" for one in FIGURES),
        *(f"panel.about.{one}" for one in ABOUT),
        *(f"late.status_{one}" for one in (*PayoutStatus, "none")),
        *(f"desk.key.{one}" for one in KEYS if not one.startswith("file_")),
        *(f"audit.by_{one.value}" for one in (*TYPED, *CHOSEN)),
        *(f"audit.wrong_{one}" for one in WRONG),
        *(f"queue.whose_{one}" for one in Whose),
        *(f"queue.by_{one}" for one in ("reason", "outcome", "state", "due")),
        *(f"queue.reason.{one}" for one in (*ClaimReason, "unknown")),
        *(f"queue.outcome.{one}" for one in ClaimOutcome),
        *(f"queue.state.{one}" for one in ReviewState),
        *(f"queue.due.{one}" for one in SPANS),
        *(f"fault.{name}.{part}" for name in FAULTS for part in ("title", "kept", "next")),
    }

    assert wanted_keys - set(words_in("en").texts) == set()


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "en"),
        ("zh", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9,zh;q=0.8", "en"),
        ("en;q=0.2, zh-Hant-TW;q=0.7", "zh"),
        ("fr,de;q=0.9", "en"),
        ("fr, zh;q=0.1", "zh"),
        ("zh;q=0", "en"),
        ("ZH-cn", "zh"),
        ("zh;q=1.9999999, ;;;, *", "en"),
        ("," * 5000 + "zh", "en"),
    ],
)
def test_the_browsers_language_decides(accept: str, language: str) -> None:
    assert wanted(accept) == language
