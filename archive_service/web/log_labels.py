"""What the codes of the log and of receipts are called on the pages, in Vietnamese; the catalog translates them."""

from __future__ import annotations

from archive_service.services.act_words import ACT_GROUPS, ACT_WORDS, NOBODY_WORDS, OUTCOME_WORDS

LOG_LABELS: dict[str, dict[str, str]] = {
    "act": dict[str, str](ACT_WORDS.items()),
    "act_group": {group: group for group in ACT_GROUPS},
    "actor": NOBODY_WORDS,
    "outcome": OUTCOME_WORDS,
    "asked": {
        "unit": "Tổ chức đảng",
        "unit_ids": "Tổ chức đảng",
        "lineage": "Kèm tổ chức trước và sau",
        "date_from": "Từ ngày",
        "date_to": "Đến ngày",
        "period_from": "Từ kỳ",
        "period_to": "Đến kỳ",
        "years": "Năm",
        "record_classes": "Nhóm",
        "type_codes": "Loại văn bản",
        "lifecycles": "Trạng thái",
        "access_levels": "Mức sử dụng",
        "number": "Số văn bản",
        "dossier_id": "Hồ sơ",
        "retention": "Bảo quản",
    },
    "yes_no": {"yes": "có", "no": "không"},
}
FILTER_LABELS = {
    "record_classes": "class",
    "type_codes": "type",
    "lifecycles": "lifecycle",
    "access_levels": "access_level",
    "retention": "retention",
    "lineage": "yes_no",
}
"""Which labels the values of a filter of a search bear."""
