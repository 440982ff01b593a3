"""Which indicators measure which promised effect (whitening: L*, ITA°, melanin; moisture: water content, TEWL; …)."""

import re
from collections.abc import Iterable

from pipeline.claim.policy import ClaimedEfficacy
from pipeline.rows import Measurement

_FAMILIES: tuple[tuple[str, str], ...] = (
    (
        "colour",
        r"黑素|黑色素|色素|美白|亮白|白皙|亮度|明度|肤色|色斑|斑|光泽|暗沉|\bMI\b|\bL\s?\*|\bL\b|\bITA\b|melanin|whiten|bright|\blight|radiance|\bspot|pigment",
    ),
    ("moisture", r"水分|含水|保湿|补水|失水|TEWL|屏障|moistur|hydrat|corneometer|\bwater"),
    ("wrinkles", r"皱|细纹|纹|抗老|\bRz\b|\bRa\b|粗糙|wrinkle|\blines?\b|\brough"),
    ("firmness", r"弹性|紧致|提拉|\bR[257]\b|elastic|\bfirm"),
    ("hair", r"脱发|掉发|落发|断发|发量|毛发|头发|生发|\bhair|\bshed"),
    ("weight", r"体重|腰围|臀围|体脂|减肥|瘦身|weight|waist|\bfat\b|\bBMI\b|\bslim"),
    ("oil", r"皮脂|油脂|控油|出油|sebum|\boil"),
    ("redness", r"红斑|泛红|红区|舒缓|刺痛|敏感|\ba\s?\*|erythema|redness|\bsooth|\bsting"),
    ("acne", r"痘|粉刺|痤疮|毛孔|acne|comedo|\bpore|lesion"),
    ("dandruff", r"头屑|去屑|dandruff|\bscal(?:es|ing|y)\b|\bflak"),
    ("sun", r"防晒|\bSPF\b|\bPFA\b|\bPA\b"),
    ("sales", r"销售|营业额|增长|sales|revenue|growth|turnover"),
)
_PATTERNS = tuple((family, re.compile(pattern, re.IGNORECASE | re.ASCII)) for family, pattern in _FAMILIES)

_MARK = 3  # letters of MI, ITA°, L*, R2


def families(text: str) -> frozenset[str]:
    """The effects a name or a sentence speaks of."""
    spaced = text.replace("_", " ")
    return frozenset(family for family, pattern in _PATTERNS if pattern.search(spaced))


def promised_families(claimed: ClaimedEfficacy) -> frozenset[str]:
    """The effects a promise speaks of: by its indicator, else by its sentence."""
    return families(f"{claimed.indicator} {claimed.indicator_zh}") or families(claimed.wording)


def named_alike(row: Measurement, claimed: ClaimedEfficacy) -> bool:
    """Whether the row measures the very indicator that was promised."""
    wanted = (claimed.indicator, claimed.indicator_zh)
    return any(_holds(row.indicator, name) or _holds(name, row.indicator) for name in wanted)


def meant(stated: ClaimedEfficacy, published: tuple[ClaimedEfficacy, ...]) -> ClaimedEfficacy | None:
    """The published promise that a claim without a figure means: of the very indicator, else the first of the same
    effect; the first of all where the claim names none.
    """
    names = set(filter(None, map(_plain, (stated.indicator, stated.indicator_zh))))
    if not names:
        return next(iter(published), None)
    exact = (one for one in published if names & {_plain(one.indicator), _plain(one.indicator_zh)})
    wanted = promised_families(stated)
    return next(exact, None) or next((one for one in published if promised_families(one) & wanted), None)


def measuring(rows: Iterable[Measurement], claimed: ClaimedEfficacy) -> Measurement | None:
    """The row that measures the promise: the very indicator, else the first of the same effect; None for neither."""
    rows = tuple(rows)
    wanted = promised_families(claimed)
    exact = next((row for row in rows if named_alike(row, claimed)), None)
    return exact or next((row for row in rows if families(row.indicator) & wanted), None)


def _holds(name: str, part: str) -> bool:
    """Short Latin marks are words of their own: the L of L* stands in TEWL, but is not meant there."""
    short = _plain(part)
    if short.isascii() and len(short) <= _MARK:
        return bool(short) and short in re.findall(r"[a-z0-9]+", name.casefold())
    return len(short) > 1 and short in _plain(name)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()
