"""A page that is no evidence we know: nothing is read from it as evidence."""

from pipeline.fields import Field
from pipeline.kinds import Kind
from pipeline.sheets import Sheet


def _score(_sheet: Sheet) -> float:
    return 0.0


def _extract(_sheet: Sheet) -> tuple[Field, ...]:
    return ()


KIND = Kind(name="other", zh="其他材料", en="Other", fields=(), score=_score, extract=_extract)
