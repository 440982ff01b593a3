"""A page is read once by the cheap reader, and again by the surer one where it matters and the first was unsure."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from extractors.engine import Corners, Image, LineFinder, LineReader, Spelling
from extractors.reading.lines.places import Size, extent, quad, size
from extractors.reading.lines.stamped import same_line, tells_more, uncovered
from extractors.reading.lines.strips import laid_flat
from extractors.reading.pictures.legibility import Sight, sight
from extractors.reading.pictures.orientation import Upright, upright
from pipeline.pages import Line

# Measured on 17 scans and 60 photos (1,558 numbers): 0.6 finds as many as 0.8 at 0.63 of the surer reader's time.
UNSURE_WHERE_IT_MATTERS = 0.6  # a digit, or a label we look for, beside a character less likely than this
UNSURE_WHERE_IT_DECIDES = 0.9
UNSURE_ANYWHERE = 0.5
UNSURE_AS_A_WHOLE = 0.85  # mean probability
# A sum in yuan, or the number a paper invoice bears in its corner: few on a page, and each decides.
DECISIVE = re.compile(r"[¥￥]\s?-?\d|^N\S{0,2}\s?\d{6}")
# The cheap reader knows few traditional characters, and takes others for their likes surely: 總 for 德, 鳴 for 鴨.
TRADITIONAL = re.compile(
    "[統編號發證機計價額稅應實個門書藥麵館廳樣會員優貨請買賣單數點時間開銀現總聯隨碼電話縣鎮區樓醬鋪筆鮮純無繡鏽護潔鳴鴨範飯糰"
    "訂購營業據務費運轉帳戶進網頁貼膠紙雞魚蘋蘿蔔調養裝盤鍋燒滷豬飲熱雙潤膚髮顏齒藝術愛國際東灣臺龍鳳義華萬隻條顆雜訊]"
)


@dataclass(frozen=True, slots=True)
class NamedReader:
    name: str
    reader: LineReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Cascade:
    """Who finds the lines, who reads them first, who reads them again, and what of the first calls for that."""

    finder: LineFinder
    first: NamedReader
    second: NamedReader
    again: Callable[[Spelling], bool]

    def stand(self, image: Image) -> Upright:
        """The page as it stands upright, with its lines."""
        return upright(image, self.finder, self.first.reader)

    def read(self, page: Upright, number: int) -> tuple[tuple[Line, Sight], ...]:
        """The lines that hold text, from top to bottom, and how each looked; those under a stamp come last."""
        seen = {
            index: pair
            for index, place in enumerate(page.places)
            if (pair := self._line(page.image, place, page.spelled.get(index), number))
        }
        clear = []
        for one in uncovered(page.image, self.finder, self.second.reader):
            before = [index for index in seen if same_line(one.corners, page.places[index])]
            if tells_more(one.spelling, [(line.text, min(line.scores)) for line, _ in map(seen.__getitem__, before)]):
                line = self._told(one.spelling, one.corners, size(page.image), number)
                clear.append((line, sight(one.strip, extent(one.corners)[1], one.spelling.confidence)))
                seen = {index: pair for index, pair in seen.items() if index not in before}
        return (*seen.values(), *clear)

    def _told(self, spelling: Spelling, place: Corners, page: Size, number: int) -> Line:
        return Line(
            text=spelling.text,
            quad=quad(place, page, number),
            stops=spelling.stops,
            scores=spelling.scores,
            reader=self.second.name,
        )

    def _line(self, image: Image, place: Corners, spelled: Spelling | None, number: int) -> tuple[Line, Sight] | None:
        strip = laid_flat(image, place)
        name, spelling = self._read(strip, spelled)
        if not spelling.text.strip():
            return None
        line = Line(
            text=spelling.text,
            quad=quad(place, size(image), number),
            stops=spelling.stops,
            scores=spelling.scores,
            reader=name,
        )
        return line, sight(strip, extent(place)[1], spelling.confidence)

    def _read(self, strip: Image, spelled: Spelling | None) -> tuple[str, Spelling]:
        spelling = spelled or self.first.reader.spell(strip)
        if self.again(spelling):
            surer = self.second.reader.spell(strip)
            if surer.text.strip():
                return self.second.name, surer
        return self.first.name, spelling


def doubtful(spelling: Spelling, wanted: re.Pattern[str]) -> bool:
    """Whether a line is worth the surer reader; a missed space lowers its neighbours' scores too."""
    weakest = min(spelling.scores, default=0.0)
    if weakest < UNSURE_ANYWHERE or spelling.confidence < UNSURE_AS_A_WHOLE:
        return True
    if TRADITIONAL.search(spelling.text):
        return True
    if weakest < UNSURE_WHERE_IT_DECIDES and DECISIVE.search(spelling.text):
        return True
    matters = any(mark.isdigit() for mark in spelling.text) or wanted.search(spelling.text) is not None
    return matters and weakest < UNSURE_WHERE_IT_MATTERS
