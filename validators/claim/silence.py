"""What is said where an outside register was asked and did not answer, and what a person should do then."""

from pipeline.claim.registers import Inquiry, Register
from pipeline.findings import Answer, Reason
from pipeline.rules import unanswered

_NAMES = {
    Register.ORDERS: Reason("商户订单系统", "The merchant's order system"),
    Register.PAYMENTS: Reason("商户收款流水", "The merchant's payment ledger"),
    Register.INVOICES: Reason("发票查验平台", "The verification of invoices"),
    Register.LABS: Reason("检测机构名录", "The list of laboratories"),
    Register.COMPLAINTS: Reason("商户投诉记录", "The merchant's record of complaints"),
    Register.RESULTS: Reason("成绩发布单位的查询系统", "The register of examination results"),
}


def silent(inquiry: Inquiry, *fields: str, file: str = "") -> Answer:
    """Neither for the claim nor against it: a person looks the entry up, or the claim is asked again later."""
    name, key = _NAMES[inquiry.register], inquiry.key
    away = Reason(
        f"{name.zh}未应答，尚未核实，请稍后重新核对，或人工查询 {key}",
        f"{name.en} did not answer, so this is not confirmed; please ask again later, or look {key} up by hand",
    )
    return unanswered(*fields, away=away, file=file)
