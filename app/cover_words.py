"""What the ledger's entries are called in front of people."""

from collections.abc import Mapping

from app.texts import Text

ACTIONS: Mapping[str, Text] = {
    "claim.made": Text("建立申请", "Claim opened"),
    "claim.stated": Text("系统报送申请信息", "Facts of the claim stated"),
    "claim.answered": Text("得出结论建议", "Claim answered"),
    "claim.exported": Text("导出证明材料", "Proof pack handed out"),
    "evidence.received": Text("收到材料", "File received"),
    "evidence.queue": Text("排队等待识读", "Queued for reading"),
    "evidence.unqueue": Text("退回队列", "Taken out of the queue"),
    "evidence.claim": Text("开始识读", "Reading began"),
    "evidence.give_back": Text("识读中断，稍后重试", "Reading broke off, to be tried again"),
    "evidence.settle": Text("识读完成", "Read"),
    "evidence.refuse": Text("无法受理该文件", "File refused"),
    "evidence.quarantine": Text("隔离", "Put in quarantine"),
    "evidence.again": Text("重新识读", "Sent round again"),
    "evidence.corrected": Text("人工更正", "Corrected by a person"),
}
ROLES: Mapping[str, Text] = {
    "": Text("", ""),
    "program": Text("程序", "program"),
    "operator": Text("管理员命令行", "operator"),
    "key": Text("系统接口", "system"),
    "reviewer": Text("审核员", "reviewer"),
    "senior_reviewer": Text("高级审核员", "senior reviewer"),
    "auditor": Text("审计员", "auditor"),
    "admin": Text("管理员", "administrator"),
    "customer_service": Text("客服", "customer service"),
}
