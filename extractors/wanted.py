"""Words on a line without digits that make it worth reading again with the better model: sums and who sold."""

import re

WANTED = re.compile(
    r"合计|合計|总[计额]|總[計額]|实[付收]|應?应收|大写|价税|发票|發票|识别号|名称|公司|商店|超市|"
    r"total|amount|sdn|bhd|ltd|restaurant|enterprise|trading|station|book|mart\b|bak(?:ery|eri)",
    re.IGNORECASE,
)
