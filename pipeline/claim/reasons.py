"""Why customers claim, in which slots they file, and what each claim needs when the policy does not say."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from pipeline.findings import Reason


class ClaimReason(StrEnum):
    """The four reasons of the promise (功效无效, 质量问题, 未达约定目标, 服务质量严重不达标)."""

    PRODUCT_INEFFECTIVE = "product_ineffective"
    PRODUCT_QUALITY = "product_quality"
    SERVICE_TARGET_MISSED = "service_target_missed"
    SERVICE_QUALITY_BAD = "service_quality_bad"


class Slot(StrEnum):
    """What the customer says a file is."""

    ORDER = "order"
    PAYMENT = "payment"
    INVOICE = "invoice"
    RECEIPT = "receipt"
    USAGE_RECORD = "usage_record"
    TEST_REPORT = "test_report"
    CONTRACT = "contract"
    EXAM_RESULT = "exam_result"
    COMPLAINT_RECORD = "complaint_record"
    APPRAISAL = "appraisal"
    PHOTO = "photo"


Choice = tuple[Slot, ...]
"""Any one of these slots will do."""

REASONS: Mapping[ClaimReason, Reason] = MappingProxyType(
    {
        ClaimReason.PRODUCT_INEFFECTIVE: Reason("功效无效", "the product had no effect"),
        ClaimReason.PRODUCT_QUALITY: Reason("质量问题", "the product is faulty"),
        ClaimReason.SERVICE_TARGET_MISSED: Reason("未达约定目标", "the service missed its agreed target"),
        ClaimReason.SERVICE_QUALITY_BAD: Reason("服务质量严重不达标", "the service was seriously below standard"),
    }
)
SLOTS: Mapping[Slot, Reason] = MappingProxyType(
    {
        Slot.ORDER: Reason("订单详情截图", "the order page"),
        Slot.PAYMENT: Reason("支付凭证", "the proof of payment"),
        Slot.INVOICE: Reason("发票", "the invoice"),
        Slot.RECEIPT: Reason("购物小票", "the receipt"),
        Slot.USAGE_RECORD: Reason("使用记录", "the record of use"),
        Slot.TEST_REPORT: Reason("检测报告", "the test report"),
        Slot.CONTRACT: Reason("服务合同", "the contract"),
        Slot.EXAM_RESULT: Reason("考试成绩或结果证明", "the result of the examination"),
        Slot.COMPLAINT_RECORD: Reason("投诉核实记录", "the verified record of the complaint"),
        Slot.APPRAISAL: Reason("质量鉴定报告", "the appraisal report"),
        Slot.PHOTO: Reason("商品照片", "photos of the product"),
    }
)
KINDS: Mapping[Slot, tuple[str, ...]] = MappingProxyType(
    {
        Slot.ORDER: ("order_screenshot",),
        Slot.PAYMENT: ("payment_screenshot",),
        Slot.INVOICE: ("vat_invoice", "invoice"),
        Slot.RECEIPT: ("receipt",),
        Slot.USAGE_RECORD: ("usage_record",),
        Slot.TEST_REPORT: ("lab_report",),
        Slot.CONTRACT: ("contract",),
        Slot.EXAM_RESULT: ("exam_result",),
        Slot.COMPLAINT_RECORD: ("complaint_record",),
        Slot.APPRAISAL: ("appraisal_report",),
        Slot.PHOTO: ("product_photo",),
    }
)
"""The kinds of document that may stand in each slot."""

_BOUGHT: Choice = (Slot.ORDER, Slot.RECEIPT, Slot.INVOICE)
_PAID: Choice = (Slot.PAYMENT, Slot.RECEIPT)
REQUIRED: Mapping[ClaimReason, tuple[Choice, ...]] = MappingProxyType(
    {
        ClaimReason.PRODUCT_INEFFECTIVE: (_BOUGHT, _PAID, (Slot.USAGE_RECORD,), (Slot.TEST_REPORT,)),
        ClaimReason.PRODUCT_QUALITY: (_BOUGHT, (Slot.PHOTO,), (Slot.APPRAISAL,)),
        ClaimReason.SERVICE_TARGET_MISSED: (
            (Slot.CONTRACT,),
            (*_PAID, Slot.INVOICE),
            (Slot.EXAM_RESULT, Slot.TEST_REPORT),
        ),
        ClaimReason.SERVICE_QUALITY_BAD: ((Slot.CONTRACT, *_BOUGHT, Slot.PAYMENT), (Slot.COMPLAINT_RECORD,)),
    }
)
"""The evidence chain of each reason where the policy names none; from each choice one file is needed."""
