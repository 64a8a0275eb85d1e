"""What the codes of consultations are called on the pages, in Vietnamese; the catalog translates them."""

from __future__ import annotations

CONSULTATION_LABELS: dict[str, dict[str, str]] = {
    "consultation": {
        "drafting": "soạn thảo",
        "asking": "đang xin ý kiến",
        "replies_ended": "hết hạn góp ý",
        "synthesised": "đã tổng hợp",
        "issued": "đã ban hành",
        "not_adopted": "không thông qua",
        "closed": "hồ sơ đóng",
    },
    "next_step": {
        "send": "cần gửi xin ý kiến",
        "await": "đang chờ ý kiến",
        "end": "cần kết thúc nhận ý kiến",
        "synthesise": "cần tổng hợp",
        "decide": "cần ban hành hoặc ghi không thông qua",
        "close": "cần đóng hồ sơ",
    },
    "answer": {"agree": "đồng ý", "disagree": "không đồng ý", "other": "ý kiến khác"},
    "step_field": {
        "draft": "Dự thảo",
        "letter": "Công văn xin ý kiến",
        "members": "danh sách đảng viên",
        "member": "tên đảng viên",
        "sent_at": "Gửi lúc",
        "deadline": "Hạn trả lời",
        "received_at": "Nhận lúc",
        "channel": "Kênh",
        "time": "giờ",
        "taken": "tiếp thu hay không (không thì phải có lý do)",
        "synthesis": "Báo cáo tổng hợp",
        "resolution": "Nghị quyết đã ban hành",
        "reason": "Lý do đóng khi chưa đủ",
    },
    "channel": {"paper": "bản giấy", "zalo": "Zalo", "email": "thư điện tử", "meeting": "tại cuộc họp"},
    "part": {
        "letter": "công văn xin ý kiến",
        "draft": "dự thảo",
        "members": "danh sách đảng viên",
        "replies": "ý kiến hoặc danh sách không trả lời",
        "synthesis": "tổng hợp ý kiến",
        "resolution": "nghị quyết ban hành",
        "notice": "thông báo kết quả",
    },
}
