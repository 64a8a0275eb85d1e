"""What kinds of units, and what happens to them, are called in Vietnamese; the catalog translates it."""

from __future__ import annotations

UNIT_LABELS: dict[str, dict[str, str]] = {
    "unit_event": {
        "found": "Thành lập",
        "rename": "Đổi tên",
        "change_kind": "Đổi loại hình",
        "merge": "Sáp nhập, hợp nhất",
        "split": "Chia, tách",
        "move": "Chuyển về cấp trên khác",
        "end": "Giải thể, kết thúc",
    },
    "unit_kind": {"cell": "chi bộ", "committee": "đảng bộ"},
    "look_alike": {"same_name": "trùng tên", "near_name": "tên gần giống", "same_code": "trùng mã"},
}
