"""Which indicators measure which promised effect (whitening: L*, ITA°, melanin; moisture: water content, TEWL; …)."""

import re
from collections.abc import Iterable

from pipeline.policy import ClaimedEfficacy
from pipeline.rows import Measurement

_FAMILIES: tuple[tuple[str, str], ...] = (
    (
        "colour",
        r"黑素|黑色素|色素|美白|亮白|白皙|亮度|明度|肤色|色斑|斑|光泽|暗沉|\bMI\b|\bL\s?\*|\bL\b|\bITA\b|melanin|whiten|bright|light|radiance|spot|pigment",
    ),
    ("moisture", r"水分|含水|保湿|补水|失水|TEWL|屏障|moistur|hydrat|corneometer|water"),
    ("wrinkles", r"皱|细纹|纹|抗老|\bRz\b|\bRa\b|粗糙|wrinkle|line|rough"),
    ("firmness", r"弹性|紧致|提拉|\bR[257]\b|elastic|firm"),
    ("hair", r"脱发|掉发|落发|断发|发量|毛发|头发|生发|hair|shed"),
    ("weight", r"体重|腰围|臀围|体脂|减肥|瘦身|weight|waist|fat|BMI|slim"),
    ("oil", r"皮脂|油脂|控油|出油|sebum|oil"),
    ("redness", r"红斑|泛红|红区|舒缓|刺痛|敏感|\ba\s?\*|erythema|redness|sooth|sting"),
    ("acne", r"痘|粉刺|痤疮|毛孔|acne|comedo|pore|lesion"),
    ("dandruff", r"头屑|去屑|dandruff|scal"),
    ("sun", r"防晒|\bSPF\b|\bPFA\b|\bPA\b"),
    ("sales", r"销售|营业额|增长|sales|revenue|growth|turnover"),
)
_PATTERNS = tuple((family, re.compile(pattern, re.IGNORECASE | re.ASCII)) for family, pattern in _FAMILIES)


def families(text: str) -> frozenset[str]:
    """The effects a name or a sentence speaks of."""
    spaced = text.replace("_", " ")
    return frozenset(family for family, pattern in _PATTERNS if pattern.search(spaced))


def promised_families(claimed: ClaimedEfficacy) -> frozenset[str]:
    """The effects a promise speaks of: by its indicator, else by its sentence."""
    return families(f"{claimed.indicator} {claimed.indicator_zh}") or families(claimed.wording)


def named_alike(row: Measurement, claimed: ClaimedEfficacy) -> bool:
    """Whether the row measures the very indicator that was promised."""
    row_name, wanted = _plain(row.indicator), [_plain(claimed.indicator), _plain(claimed.indicator_zh)]
    return any(name and (name in row_name or (len(row_name) > 1 and row_name in name)) for name in wanted)


def measuring(rows: Iterable[Measurement], claimed: ClaimedEfficacy) -> Measurement | None:
    """The row that measures the promise: the very indicator, else the first of the same effect; None for neither."""
    rows = tuple(rows)
    wanted = promised_families(claimed)
    exact = next((row for row in rows if named_alike(row, claimed)), None)
    return exact or next((row for row in rows if families(row.indicator) & wanted), None)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()
