"""Whose spelling of a line stands: when the surer reader is asked, and when the cheap one's is kept all the same."""

import re

from extractors.engine import Spelling

# Measured on receipts: a digit under 0.8 is worth the surer reader, and beside any character under 0.6 its whole line.
UNSURE_WHERE_IT_MATTERS = 0.6  # a digit, or a label we look for, beside a character less likely than this
UNSURE_DIGIT = 0.8
UNSURE_WHERE_IT_DECIDES = 0.9
UNSURE_WHERE_IT_ERRS = 0.95
UNSURE_ANYWHERE = 0.5
UNSURE_AS_A_WHOLE = 0.85  # mean probability
# A sum in yuan, or the number a paper invoice bears in its corner: few on a page, and each decides.
DECISIVE = re.compile(r"[¥￥]\s?-?\d|^N\S{0,2}\s?\d{6}")
# The cheap reader knows few traditional characters, and takes others for their likes surely: 總 for 德, 鳴 for 鴨.
TRADITIONAL = re.compile(
    "[統編號發證機計價額稅應實個門書藥麵館廳樣會員優貨請買賣單數點時間開銀現總聯隨碼電話縣鎮區樓醬鋪筆鮮純無繡鏽護潔鳴鴨範飯糰"
    "訂購營業據務費運轉帳戶進網頁貼膠紙雞魚蘋蘿蔔調養裝盤鍋燒滷豬飲熱雙潤膚髮顏齒藝術愛國際東灣臺龍鳳義華萬隻條顆雜訊]"
)
# Where the cheap reader loses characters and keeps a good score: one of several equal digits (they run together in
# time), a letter in an amount (`0.6O`, `13p.00`), the blank between a count and its price (`1100.00` for `1 100.00`).
ERRING = re.compile(r"(\d)\1\1|\d[A-Za-z][.,]\d|\d[.,]\d[A-Za-z]|(?<![\d.,])\d{4,}[.,]\d\d(?!\d)")
# A letter where an amount has a digit: `O.00`, `13p.00`, `193.C0`.
_LETTER = re.compile(r"(?<=\d)[A-Za-z](?=[.,]\d)|(?<=\d[.,])[A-Za-z]|(?<![A-Za-z])[A-Za-z](?=[.,]\d)")
_CENTS = re.compile(r"\d[.,]\d\d(?!\d)")
_MARKS = re.compile(r"[\W_]")
_ALIKE = 2  # characters two spellings of one line may differ in number


def doubtful(spelling: Spelling, wanted: re.Pattern[str]) -> bool:
    """Whether a line is worth the surer reader; a missed space lowers its neighbours' scores too."""
    weakest, text = min(spelling.scores, default=0.0), spelling.text
    if weakest < UNSURE_ANYWHERE or spelling.confidence < UNSURE_AS_A_WHOLE or TRADITIONAL.search(text):
        return True
    if weakest < UNSURE_WHERE_IT_DECIDES and DECISIVE.search(text):
        return True
    digits = [score for mark, score in zip(text, spelling.scores, strict=True) if mark.isdigit()]
    if min(digits, default=1.0) < UNSURE_DIGIT or (weakest < UNSURE_WHERE_IT_ERRS and ERRING.search(text)):
        return True
    return weakest < UNSURE_WHERE_IT_MATTERS and (bool(digits) or wanted.search(text) is not None)


def keeps(cheap: Spelling, surer: Spelling) -> bool:
    """Whether the cheap reader's spelling stands although the surer one read the line as well.

    So where the surer one read nothing, put a letter into an amount that the other reads in digits, or lost the point
    before the cents of what is else the same.
    """
    here, there = cheap.text, surer.text
    if not there.strip():
        return True
    one, other = _bare(here), _bare(there)
    if len(_LETTER.findall(here)) < len(_LETTER.findall(there)) and abs(len(one) - len(other)) <= _ALIKE:
        return True
    return one == other and len(_CENTS.findall(here)) > len(_CENTS.findall(there))


def _bare(text: str) -> str:
    return _MARKS.sub("", text)
