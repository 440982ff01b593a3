"""What the ledger's entries are called in front of people."""

from collections.abc import Mapping

from app.texts import Text

ACTIONS: Mapping[str, Text] = {
    "claim.made": Text("建立申请", "Claim opened"),
    "claim.stated": Text("系统报送申请信息", "Facts of the claim stated"),
    "claim.answered": Text("得出结论建议", "Claim answered"),
    "claim.exported": Text("导出证明材料", "Proof pack handed out"),
    "claim.reveal_asked": Text("请求查看个人信息", "Personal values asked for"),
    "claim.reveal_agreed": Text("第二人同意查看个人信息", "A second person agreed to show them"),
    "evidence.revealed": Text("查看个人信息", "Personal values shown"),
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
    "evidence.replayed": Text("重新识读并核对", "Read again to compare"),
    "review.opened": Text("交由人工审核", "Put before a person"),
    "review.renewed": Text("结论更新，重新审核", "Answered anew, to be looked at again"),
    "review.taken": Text("审核员领取", "Taken by a reviewer"),
    "review.taken_over": Text("由他人接手", "Taken over by another reviewer"),
    "review.released": Text("审核员放回", "Handed back to the queue"),
    "review.drafted": Text("填写草稿", "Draft written"),
    "review.escalated": Text("上报高级审核员", "Passed on to a senior reviewer"),
    "review.customer_asked": Text("请客户补充材料", "Customer asked for more"),
    "review.resumed": Text("继续审核", "Review went on"),
    "review.decided": Text("作出决定", "Decided by a person"),
    "review.confirmed": Text("第二人确认", "Confirmed by a second person"),
    "review.handed_back": Text("第二人退回", "Not agreed to by the second person"),
    "review.undone": Text("撤回决定", "Decision taken back"),
    "review.told": Text("决定生效并通知", "Decision told"),
    "review.reopened": Text("重新打开", "Opened again"),
    "review.explained": Text("补充说明", "Explained"),
    "payout.told": Text("付款结果", "What became of the payment"),
    "feedback.said": Text("客户反馈", "Feedback of the customer"),
}
VERDICTS: Mapping[str, Text] = {
    "approve": Text("同意退款", "Refund approved"),
    "partial": Text("同意部分退款", "Partial refund approved"),
    "refuse": Text("不予退款", "Refund refused"),
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
