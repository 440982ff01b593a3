"""Whether the pages of one document carry one number."""

import re
from dataclasses import dataclass

from pipeline.pages import Document, Page
from pipeline.sheets import folded

REPORT = re.compile(
    r"(?:报告(?:编号|号码?|书?编号)|检[验测]报告编?号|report\s?(?:no|number|id|ref(?:erence)?))"
    r"[.\s]*(?:report\s?no)?[.:\s#]*(?P<number>[A-Z0-9][A-Z0-9/_-]{3,40})",
    re.IGNORECASE | re.ASCII,
)
CONTRACT = re.compile(
    r"(?:(?:合同|协议)(?:编号|号码?)|^编号)[.\s]*(?:contract\s?no)?[.:\s#]*(?P<number>[A-Z0-9][A-Z0-9/_-]{3,40})"
    r"|(?:contract|agreement)\s?(?:no|number|ref(?:erence)?)[.:\s#]*(?P<other>[A-Z0-9][A-Z0-9/_-]{3,40})",
    re.IGNORECASE | re.ASCII,
)
_HEAD = re.compile(r"^编号[.:\s#]*(?P<number>[A-Z0-9][A-Z0-9/_-]{3,40})", re.IGNORECASE | re.ASCII)
_ANOTHER = re.compile(
    r"(?:原|被?替代|更正|取代|replac\w*|supersed\w*|amend\w*|original|previous)[^:]{0,12}$", re.IGNORECASE
)
_ALIKE = str.maketrans("OQDILSBZ", "00011582")  # readers take one for the other
_SURE = 0.6


@dataclass(frozen=True, slots=True)
class Across:
    """Pages with another number (and those numbers), pages where it could not be found, and doubtful ones."""

    others: tuple[tuple[int, str], ...]
    without: tuple[int, ...]
    doubtful: bool


def across(document: Document, words: re.Pattern[str], number: str) -> Across:
    """Looks for `number` on every page; another one counts only under the same label, plainly read.

    A bare 编号 in the heads of pages is that label where one of them carries `number`.
    """
    ours, others, without, doubtful = _plain(number), [], [], False
    heads = {page.number: _labelled(page, _HEAD) for page in document.pages}
    headed = any(_plain(found) == ours for head in heads.values() for found, _ in head)
    for page in document.pages:
        labelled = _labelled(page, words) + (heads[page.number][:1] if headed else [])
        foreign = [(found, score) for found, score in labelled if _plain(found) != ours]
        cut_off = [found for found, _ in foreign if _plain(found).startswith(ours) or ours.startswith(_plain(found))]
        plain = [found for found, score in foreign if found not in cut_off and score >= _SURE]
        doubtful = doubtful or len(plain) < len(foreign)
        if plain:
            others.append((page.number, plain[0]))
        elif ours not in _plain("".join(line.text for line in page.lines)):
            without.append(page.number)
    return Across(tuple(others), tuple(without), doubtful)


def _labelled(page: Page, words: re.Pattern[str]) -> list[tuple[str, float]]:
    found = []
    for row in page.rows:
        text = folded("  ".join(line.text for line in row))
        score = min((line.lowest(0, len(line.text)) for line in row), default=0.0)
        for match in words.finditer(text):
            number = next(group for group in match.groups() if group)
            if any(map(str.isdigit, number)) and not _ANOTHER.search(text[: match.start()]):
                found.append((number, score))
    return found


def _plain(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", folded(text).upper()).translate(_ALIKE)
