"""Where labels stand on a sheet, and the places right of them or below them where their values stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from extractors.labels_wrapped import wrapped
from extractors.scrambled import restored
from extractors.script import simplified
from extractors.wordings import built_in
from pipeline.sheets import GAP, Sheet, Spot, Strip, folded
from pipeline.wording import Label, Wording

_GLUE = r"[\sa-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{0,8}?"  # blanks, or the stray pinyin some copies carry after each glyph
_BEFORE = r"(?:^|(?<=件商品)|(?<=[\s|:,;()\[\]【】*·•、.\d>«»\"'/]))"
_NOTE = r"(?:\s?\([^()]{0,14}\))?"
_SEPARATOR = re.compile(r"[\s:;.°º=*]*(?:#\s+)?")
_NUMBERED = re.compile(r"^\s*[(（]?[一二三四五六七八九十\d]{1,3}[)）]?\s?[、.．)]?\s*$")
_TRANSLATION = re.compile(r"[A-Za-z][A-Za-z./ ]{1,30}(?:\s{2,}|\s?[:：]\s*)")  # glued behind the Chinese word
_GLUED_WORD = re.compile(r"(?P<word>[A-Za-z][A-Za-z./ ]{1,30}?)\s?(?=[\u4e00-\u9fff])")
_GOES_ON = re.compile(r"(?!人民币)[\u4e00-\u9fff]")  # 商户确认 is no 商户
_SAYS_ON = re.compile(
    r"存在|不?符合|的|系|均|[未不]?超过|[不未]足|[小低少]于|[大高]于"
)  # 送检样品存在缺陷 is a sentence about it, 交易金额未超过1000元 too
# What makes an English word the beginning of another label: Sample Type, Client Batch #, Date Collected:
_LONGER = re.compile(
    r"\s(?:type|class|matrix|size|image|weight|category|address|licen[cs]e|phone|pay|e-?mail|director|manager|id|name|"
    r"info|information|details|stage|"
    r"properties|condition|collected|sampled|harvested|manufactured|increments?|batch|method|policy|"
    r"of\s(?:birth|manufacture|expiry|sampling|collection))\b|\s[a-z#/]+(?:\s[a-z#/]+)?\s?[:：]",
    re.IGNORECASE,
)
_GLUED_ID = re.compile(r"-[A-Z0-9]*\d")  # LOT-20931 is a number, no label
_GOES_ON_IN_LETTERS = re.compile(r"\s[A-Za-z]")
_ITS_SUM = re.compile(r"\s{0,2}[:：]?\s?¥\s?\d")  # 共减¥30.87 实付款¥116.12
_BEHIND_A_SUM = re.compile(r"(?:\s|\.\d\d|件商品)$")
_BEHIND_A_DAY = re.compile(r"(?:日|\d)\s$")
_A_DAY_AHEAD = re.compile(r"\s?[:：]?\s?20\d\d")
_WHOLE_WORD = 4  # glyphs of a label that may run into its value
_ROWS_BELOW = 3
ASIDE = "aside"
"""The field of labels that name nothing we read, but end what stands before them."""
_ALSO_READ = {"托": "[托话]"}  # 託 is taken for 話 by readers of scans
# 日 under a stamp: 批准f11期, 发布门1期; what stands around it says which label it is
_DAY_GLYPH = r"(?:日|[曰目口臼門门]?[a-zA-Z0-9|\[\]]{1,3}|[曰目口臼])"
_LEAN = 0.02  # of the page's width: how far a column may lean


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to write a label: `rank` counts from 0, the lower is believed first."""

    label: Label
    word: str
    rank: int


@dataclass(frozen=True, slots=True)
class Named:
    """A label found on the sheet; `rest`: its second half where a narrow column breaks it into the next row."""

    entry: Entry
    spot: Spot
    rest: Spot | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """Characters in which the value of a label may stand; `below` rows under the label, 0 = behind it."""

    named: Named
    strip: Strip
    start: int
    end: int
    below: int = 0

    @property
    def text(self) -> str:
        return self.strip.text[self.start : self.end]


@lru_cache(maxsize=2_000)  # every kind asks the same rows
def plain(strip: Strip) -> str:
    """The strip's text for comparing: its letters as they were meant, simplified, as long as the text itself."""
    meant = restored(strip.raw)
    if meant == strip.raw:
        return simplified(strip.text)
    kept = zip(folded(meant), strip.raw, meant, strip.text, strict=True)
    return simplified("".join(new if was != is_meant else old for new, was, is_meant, old in kept))


@lru_cache(maxsize=16)  # every field asks the same sheet
def named(sheet: Sheet, kind: str, platform: str | None = None) -> tuple[Named, ...]:
    """Every label of `kind` on the sheet, top to bottom; those of another platform are not looked for."""
    pattern, entries = _vocabulary(sheet.wording, kind, platform)
    if not entries:
        return ()
    broken = wrapped(sheet, parts, lambda text: pattern.fullmatch(simplified(text)))
    halves = [half for one in broken for half in (one.spot, one.rest)]
    found: list[Named] = []
    for strip in sheet.strips:
        for match in pattern.finditer(plain(strip)):
            entry = _entry(entries, match)
            spot = strip.spot(match)
            if any(half.strip is strip and half.start <= spot.start < half.end for half in halves):
                continue
            alone = _stands_alone(strip, match) or (found and _repeats(found[-1], entry, spot))
            if alone and not (found and _is_its_value(found[-1], entry, spot)) and _leads_on(entry, spot):
                found.append(Named(entry, spot))
    found += [Named(_entry(entries, one.match), one.spot, one.rest) for one in broken]
    return tuple(sorted(found, key=lambda one: (one.spot.strip.number, one.spot.start)))


def _entry(entries: tuple[Entry, ...], match: re.Match[str]) -> Entry:
    return entries[int((match.lastgroup or "w0")[1:])]


def _is_its_value(before: Named, entry: Entry, spot: Spot) -> bool:
    """A label word right behind another label that begins a longer text: `Client  Sample Imports Ltd`, `商品  商户单号81`."""
    if before.spot.strip is not spot.strip:
        return False
    between, after = spot.strip.text[before.spot.end : spot.start], spot.strip.text[spot.end :]
    if not _one_word(entry.word):
        aside = before.entry.label.field == ASIDE and bool(between) and not between.strip(" :")
        return aside and after[:1].isascii() and after[:1].isalnum()
    if spot.text.endswith(":"):
        return False
    number = before.entry.label.field == entry.label.field and after[:1].isdigit()  # Lot/Batch  LOT429976
    return GAP in between and not re.search(r"\w", between) and (number or _GOES_ON_IN_LETTERS.match(after) is not None)


def _leads_on(entry: Entry, spot: Spot) -> bool:
    """A bare English word names nothing where it begins a longer label or an id, or where it asks for a number in vain."""
    rest = spot.strip.text[spot.end :].split(GAP)[0]
    if not _one_word(entry.word) or not re.search(r"\w", rest):
        return True
    pattern = entry.label.pattern
    if pattern is None:
        return not (_GLUED_ID.match(rest) or _LONGER.match(rest))
    return rest.rstrip().endswith(":") or re.search(pattern, rest) is not None


def _one_word(word: str) -> bool:
    return word.isascii() and " " not in word.strip()


def _repeats(before: Named, entry: Entry, spot: Spot) -> bool:
    """The same label once more right behind, in another language."""
    near = before.spot.strip is spot.strip and 0 <= spot.start - before.spot.end <= len(GAP)
    return near and before.entry.label.field == entry.label.field


def _stands_alone(strip: Strip, match: re.Match[str]) -> bool:
    """Whether the words begin a stretch of the row or end in a colon: in running text they name nothing."""
    if _two_cells(match.group()):
        return False
    one_word = _one_word(match.group())
    before, after = strip.text[: match.start()], strip.text[match.end() :]
    if _SAYS_ON.match(after) or (len(match.group()) < _WHOLE_WORD and _GOES_ON.match(after)):
        return False
    if before.endswith(":") and _GOES_ON.match(after) and not one_word:
        return False  # 鉴定意见:送检样品风机轴承断裂 says what was found
    stretch = _NUMBERED.sub("", before.rpartition(GAP)[2])
    begins = not re.search(r"[\w)\]】]", stretch) or before.rstrip().endswith(("|", ":"))
    part_of_longer = one_word and re.search(r"[A-Za-z]\s?$", stretch)  # Mfg Date is no Date
    behind = GAP if match.group().isascii() else " "  # Chinese has no blanks but between its cells
    whole = len(match.group()) >= _WHOLE_WORD and not one_word and before.endswith(" ") and after.startswith(behind)
    whole = whole and not (
        match.group().isascii() and re.search(r"[A-Za-z]\s$", stretch)
    )  # Example Skin Testing Institute
    its_sum = _BEHIND_A_SUM.search(before) and _ITS_SUM.match(after) is not None
    between_days = len(match.group()) >= _WHOLE_WORD and _BEHIND_A_DAY.search(before) and _A_DAY_AHEAD.match(after)
    return (
        begins
        or whole
        or its_sum
        or bool(between_days)
        or (not part_of_longer and re.match(r"\s{0,2}[:=]", after) is not None)
    )


def _two_cells(words: str) -> bool:
    """Glyphs set apart by one wide gap and otherwise close: the end of one cell and the beginning of the next."""
    if GAP not in words.strip() or words.isascii():
        return False
    joints = re.findall(r"(?<=[\u4e00-\u9fff])\s*(?=[\u4e00-\u9fff])", words)
    return "" in joints and any(GAP in joint for joint in joints)


def regions(sheet: Sheet, kind: str, field: str, platform: str | None = None) -> Iterator[tuple[Region, ...]]:
    """For each label of `field` the places where its value may stand: behind it, then in the rows of its column below."""
    every = named(sheet, kind, platform)
    occupied = {(one.spot.strip.number, one.spot.start) for one in every}
    for place, one in enumerate(every):
        if one.entry.label.field == field:
            region = _behind(one, every[place + 1] if place + 1 < len(every) else None)
            if not region.text.strip() and (between := _between(sheet, one, every)):
                yield (between,)
                continue
            if re.search(r"\w", region.text) or not _doubled(one, every[place + 1 : place + 2]):
                yield (region, *(_under(sheet, region, occupied) if _ends_its_stretch(one) else ()))


def _ends_its_stretch(one: Named) -> bool:
    """Nothing but a colon stands right behind it: only then may its value stand in the row below."""
    behind = re.sub(r"^(?:\s?#|[:;.])+", "", one.spot.strip.text[one.spot.end :])
    return not behind.strip() or behind.startswith((GAP, "\0"))


def _behind(one: Named, following: Named | None) -> Region:
    strip = one.spot.strip
    end = following.spot.start if following and following.spot.strip is strip else len(strip.text)
    begin = one.spot.end if one.entry.word.isascii() else _past_translation(one, end)
    gap = _SEPARATOR.match(strip.text, begin, end)
    return Region(one, strip, gap.end() if gap else begin, end)


def _past_translation(one: Named, end: int) -> int:
    """Behind the English word that is glued to the Chinese one: marked off by a colon, or one we know before glyphs."""
    text = one.spot.strip.text
    marked = _TRANSLATION.match(text, one.spot.end, end)
    if marked:
        return marked.end()
    known = _GLUED_WORD.match(text, one.spot.end, end)
    words = {word.casefold() for word in one.entry.label.words}
    return known.end() if known and known["word"].casefold() in words else one.spot.end


def _between(sheet: Sheet, one: Named, every: tuple[Named, ...]) -> Region | None:
    """What stands in the row between the halves of a broken label, as far as the next label above it begins."""
    if one.rest is None or one.rest.strip.number != one.spot.strip.number + 2:
        return None
    begin = one.spot.place.box.right - _LEAN
    rights = [other.spot.place.box.left for other in every if other.spot.strip is one.spot.strip]
    end = min((left for left in rights if left > begin), default=1.0)
    row = sheet.strips[one.spot.strip.number + 1]
    for start, stop in parts(row):
        if begin < row.place(start, stop).box.left < end:
            return Region(one, row, start, stop)
    return None


def _doubled(one: Named, following: tuple[Named, ...]) -> bool:
    """The same label follows at once in another language: the value stands behind that one."""
    return any(
        after.entry.label.field == one.entry.label.field and after.spot.strip is one.spot.strip for after in following
    )


def _under(sheet: Sheet, beside: Region, occupied: set[tuple[int, int]]) -> Iterator[Region]:
    """Below: in each row what begins in the column of the label, or of what stands behind it, as far as the next label."""
    strip, named_at = beside.strip, beside.named.spot
    spots = [named_at] + [Spot(strip, beside.start, beside.end)] * bool(beside.text.strip())
    left = min(spot.place.box.left for spot in spots)
    right = max(spot.place.box.right for spot in spots)
    begins, alone = _begin_of_its_stretch(named_at), strip.text.strip() == named_at.text.strip()
    for below, row in enumerate(sheet.after(strip, _ROWS_BELOW), 1):
        stretches = tuple(parts(row))
        for start, end in stretches:
            box = row.place(start, end).box
            own = box.left < right + _LEAN and box.right > left
            own = own or (below == 1 and alone and len(stretches) == 1 and box.left > right)
            if own or (below == 1 and begins is not None and abs(box.left - begins) < _LEAN):
                if (row.number, start) in occupied:
                    return
                yield Region(beside.named, row, start, len(row.text), below)
                break


def _begin_of_its_stretch(label: Spot) -> float | None:
    """Where the stretch begins whose end the label is: its value is broken to the beginning of the next row."""
    start = next((start for start, end in parts(label.strip) if start < label.start < end), None)
    return None if start is None else label.strip.place(start, label.start).box.left


def parts(strip: Strip) -> Iterator[tuple[int, int]]:
    """Start and end of every stretch of a row that no wide gap divides."""
    for match in re.finditer(rf"\S(?:(?!{GAP}|\0).)*", strip.text):
        yield match.start(), match.start() + len(match.group().rstrip())


@cache
def _vocabulary(wording: Wording, kind: str, platform: str | None) -> tuple[re.Pattern[str], tuple[Entry, ...]]:
    """One pattern for every label word of a kind, longest first, and the entry that each of its groups stands for."""
    every = [label for label in wording.before(built_in()).labels if label.kind == kind]
    known = [label for label in every if label.platform in (None, platform)]
    ranked = sorted(known, key=lambda label: label.platform is None)
    entries = [Entry(label, word, rank) for rank, label in enumerate(ranked) for word in label.words]
    entries.sort(key=lambda entry: -len(entry.word))
    groups = "|".join(f"(?P<w{number}>{_word(entry.word)})" for number, entry in enumerate(entries))
    return re.compile(f"{_BEFORE}(?:{groups}){_NOTE}", re.IGNORECASE), tuple(entries)


def _word(word: str) -> str:
    """A label word as a pattern: glyphs may stand apart, letters end where the word ends."""
    text = simplified(folded(word.strip()))
    if text.isascii():
        spaced = r"\s{0,3}".join(re.escape(part) for part in text.split())
        if spaced.endswith(r"\."):
            return spaced.removesuffix(r"\.") + r"(?:\.|\s?:)"  # No: is No.
        return spaced + (r"(?![a-zA-Z])" if text[-1:].isalpha() else "")
    pieces = [_ALSO_READ.get(character, re.escape(character)) for character in text if not character.isspace()]
    if text.endswith("日期") and len(pieces) >= _WHOLE_WORD:
        pieces[-2] = _DAY_GLYPH
    glued = pieces[0]
    for before, piece in pairwise(pieces):
        glued += (r"\s?" if before.isascii() else _GLUE) + piece
    return glued
