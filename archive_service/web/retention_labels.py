"""What the codes of retention are called on the pages, in Vietnamese; the catalog translates them."""

from __future__ import annotations

RETENTION_LABELS: dict[str, dict[str, str]] = {
    "clock": {
        "due": "đã hết thời hạn",
        "running": "đang giữ",
        "event_pending": "đến khi hết hiệu lực",
        "unknown_date": "chưa rõ ngày",
        "no_rule": "chưa có quy tắc áp dụng",
        "open_dossier": "hồ sơ chưa kết thúc",
        "permanent": "bảo quản vĩnh viễn",
    },
    "rule_state": {
        "proposed": "chờ duyệt",
        "approved": "đang áp dụng",
        "refused": "không duyệt",
        "superseded": "đã thay thế",
    },
    "mark": {
        "read": "đã đọc trong văn bản",
        "secondary": "theo nguồn thứ cấp, cần đối chiếu",
        "inferred": "suy luận của kho, không phải quy định",
    },
    "keeps": {"years": "Số năm", "permanent": "Vĩnh viễn", "until_event": "Đến khi hết hiệu lực"},
    "final_action": {"review": "xem xét hủy", "transfer": "nộp lưu"},
    "period_kind": {"month": "tháng", "quarter": "quý", "year": "năm", "none": "không theo kỳ"},
    "disposition": {
        "proposed": "đã lập danh mục",
        "council_done": "hội đồng đã họp",
        "superior_opinion": "đã có ý kiến cấp trên",
        "decided": "đã quyết định",
        "executing": "đang hủy",
        "pending": "đã hủy, chờ bản sao lưu cũ hết hạn",
        "closed": "đã kết thúc",
        "dropped": "đã bỏ",
    },
    "disposition_step": {
        "list": "Danh mục",
        "council": "Biên bản họp hội đồng",
        "superior": "Ý kiến của lưu trữ cấp trên",
        "decision": "Quyết định hủy",
        "execution": "Thực hiện hủy",
        "certificate": "Biên bản hủy",
        "closing": "Kết thúc",
    },
    "disposition_reason": {"expired": "hết thời hạn", "duplicate": "trùng lặp"},
    "item_outcome": {
        "destroy": "hủy",
        "keep": "giữ lại",
        "extend": "gia hạn",
        "permanent": "bảo quản vĩnh viễn",
    },
    "item_state": {
        "listed": "trong danh mục",
        "kept": "đã giữ lại",
        "withheld": "chưa hủy",
        "going": "đang hủy",
        "destroyed": "đã hủy",
    },
    "withheld": {
        "held": "đang bị giữ",
        "not_due": "chưa hết thời hạn",
        "changed": "đã thay đổi sau khi lập danh mục",
        "not_there": "không còn trong kho",
        "no_copy": "bản giữ lại không khớp",
    },
    "transfer": {
        "listed": "đã lập danh sách nộp lưu",
        "handed_over": "bên giao đã xác nhận",
        "received": "bên nhận đã xác nhận",
        "transferred": "đã nộp lưu",
        "dropped": "đã bỏ",
    },
    "transfer_step": {
        "list": "Danh sách hồ sơ",
        "handing-over": "Bên giao xác nhận",
        "receipt": "Bên nhận xác nhận",
        "leaving": "Tài liệu rời kho",
    },
    "hold_target": {"record": "tài liệu", "dossier": "hồ sơ", "unit": "tổ chức đảng"},
}
