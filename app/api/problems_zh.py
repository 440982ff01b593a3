"""The sentences of problems in Chinese, by code."""

from collections.abc import Mapping
from types import MappingProxyType

IN_CHINESE: Mapping[str, str] = MappingProxyType(
    {
        "empty_file": "文件为空，请重新上传。",
        "too_large": "文件超过大小限制，请上传较小的副本。",
        "unsupported_type": "不支持该文件类型，请上传 PDF、JPEG、PNG 或 TIFF。",
        "type_mismatch": "文件内容与文件名不符，请上传原始文件。",
        "too_many_pixels": "图片像素超过限制，请上传较小的副本。",
        "image_too_long": "图片过长或过窄，请分成多张上传。",
        "too_many_pages": "页数超过限制，请只上传需要的页面。",
        "one_file": "每次请求只能上传一个文件；多个文件请使用批量地址。",
        "no_file": "请求中没有文件，请在表单中加入名为 file 的文件。",
        "form_too_large": "表单字段或头部过大，请精简后重试。",
        "bad_form": "表单不完整或有误，请检查后重新发送。",
        "not_multipart": "请以 multipart/form-data 发送文件。",
        "not_json": "请以 application/json 发送一个 JSON 对象。",
        "bad_json": "请求正文不是有效的 JSON 对象。",
        "facts_too_large": "理赔事实过大，请精简后重试。",
        "key_reused": "该 Idempotency-Key 已用于另一次上传，请为每次上传使用新的键。",
        "bad_idempotency_key": "Idempotency-Key 须为 1 至 255 个可显示字符。",
        "bad_claim_id": "理赔编号须为 1 至 200 个可显示字符。",
        "bad_kind": "材料类型名称有误，只能使用小写字母和下划线。",
        "bad_priority": "优先级须为 0 至 9，0 最先处理。",
        "bad_cursor": "游标无效，请使用上一页返回的 next。",
        "bad_state": "状态名称无效。",
        "no_key": "缺少密钥，请在 Authorization: Bearer 中发送。",
        "unknown_key": "密钥无效、已过期或已撤销。",
        "missing_scope": "该密钥没有此操作的权限。",
        "not_found": "不存在，或不属于您。",
        "conflict": "内容已被他人先行更改，请重新读取后再发送。",
        "changed_meanwhile": "版本不符，请重新读取后再发送。",
        "day_quota": "今日配额已用完，请于次日再发送。",
        "too_many_waiting": "待处理文件过多，请稍后再发送。",
        "too_many_listeners": "监听连接过多，请关闭其中一些。",
        "overloaded": "系统繁忙，请稍后再发送。",
        "store_away": "存储暂时不可用，请稍后重新发送；重复发送不会产生重复。",
        "no_presigned": "此处不提供直传地址，请发送到 /v1/evidence。",
        "not_uploaded": "该地址尚未收到文件，请先上传再完成。",
        "bad_request": "无法理解该请求。",
        "bad_request_values": "请求中的某个值有误，见 errors。",
        "method_not_allowed": "该地址不支持此方法。",
        "wrong_use": "请求有误，请按提示修改。",
        "internal_error": "我方发生错误，已记录。",
    }
)
