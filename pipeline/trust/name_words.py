"""Words that tell what a line of a paper's head is: anybody's, a company's, an address, or who served."""

import re

PLAIN = re.compile(
    r"(?:the|our|your|my|at|of|to|a|and|no|id|welcome|thanks?|you|for|shopping|visiting|restaurants?|cafe|coffee|bar|grill|bistro|dining|"
    r"kitchen|bakery|food|foods|stores?|shops?|market|mart|supermarket|pharmacy|hotel|station|terminal|building|floor|receipts?|"
    r"invoice|tax|sales?|payment|printed|orders?|table|guest|check|bill|customer|merchant|copy|duplicate|reprint|register|cashier|"
    r"server|till|date|time|tel|phone|lab|report|paid|settled|closed|open|saving|start|now|欢迎|光临|谢谢|惠顾|收银|小票|收据|购物|餐厅|饭店|"
    r"超市|商店|酒店|门店|店铺|客户|存根|联|单据|结账单|收據|發票|(?:免用)?統一發票(?:收據)?|發票收據|inspection|original|page|client|number|"
    r"name|method|type|规格型号|facture|rechnung|numéro|de|datum|ausstellungsdatum|quantity|amount|total|price|description|pay|now|vat|confirmation|confirmed|import|charges?|discount|"
    r"shipped|delivered|fulfilled|confidential|details?|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|"
    r"march|april|august|september|october|november|december|ltd|limited|inc|分?公司|司|人民币|.{0,6}(?:记录表|处理单|登记表|"
    r"报告书?|证书|回执|详情))",
    re.IGNORECASE,
)
COMPANY = re.compile(
    r"\b(?:sdn|bhd|berhad|ltd|limited|inc|llc|llp|plc|corp|gmbh|ag|sarl|b\.?v|pty|pte)\b|\bs/b\b|公司|商行|有限合伙|企業|企业",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    r"\b(?:street|st|ave|avenue|road|rd|blvd|boulevard|lane|ln|drive|dr|hwy|highway|suite|floor|level|lot|corner|plaza|rue|calle|"
    r"str(?:asse|aße)?|jalan|jln|taman)\b|(?-i:\b[A-Z]{2}\s*$|,\s*[A-Z]{2}\b)|\d{5}|[路号街区號街區]",
    re.IGNORECASE,
)
"""A street, a floor, a state in two letters, a postal code."""
ROLE = re.compile(
    r"\b(?:cashier|served|server|register|operator|guest|customer|table|order|terminal|store #|tel|phone|copy|unit of|"
    r"sold by|settled|welcome|thank)\b|收银|服务员|桌号|电话|客户|欢迎|谢谢",
    re.IGNORECASE,
)
"""Who served, where, to whom: words beside a name that is not the shop's."""
