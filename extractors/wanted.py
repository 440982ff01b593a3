"""Words on a line that make it worth reading again with the better model, digits or not."""

import re

WANTED = re.compile(
    r"合计|合計|总[计额]|總[計額]|实[付收]|應?应收|金额|大写|价税|发票|發票|税号|识别号|名称|公司|商店|超市|日期|校验|"
    r"total|amount|balance|cash|change|date|invoice|receipt|sdn|bhd|ltd|inc\b|restaurant|enterprise|trading|store|"
    r"station|book|mart\b|market|shop|caf[eé]|coffee|bak(?:ery|eri)|pharmac|hotel|food|kitchen|grill|pizza|burger|hardware|&",
    re.IGNORECASE,
)
