"""What the stable codes are called on the pages, in Vietnamese; the catalog translates them."""

from __future__ import annotations

from datetime import date, datetime

from flask import g

from archive_service import http
from archive_service.domain.errors import BadField
from archive_service.domain.local_time import local_day, local_time
from archive_service.domain.records import parse_span
from archive_service.domain.terms import Term
from archive_service.domain.units import UnitRegister
from archive_service.services.accepting import FIELD_WORDS
from archive_service.web.consultation_labels import CONSULTATION_LABELS
from archive_service.web.language import translate
from archive_service.web.log_labels import LOG_LABELS
from archive_service.web.retention_labels import RETENTION_LABELS
from archive_service.web.unit_labels import UNIT_LABELS

LABELS: dict[str, dict[str, str]] = {
    **CONSULTATION_LABELS,
    **RETENTION_LABELS,
    **LOG_LABELS,
    **UNIT_LABELS,
    "class": {"resolution": "Nghị quyết, kết luận, biên bản", "consultation": "Xin ý kiến", "evidence": "Minh chứng"},
    "lifecycle": {"draft": "Dự thảo", "issued": "Đã ban hành", "superseded": "Đã thay thế"},
    "access_level": {"public": "Công khai", "internal": "Nội bộ", "restricted": "Hạn chế"},
    "source": {"digital": "Bản điện tử", "scan": "Bản quét", "photo": "Ảnh chụp", "chat": "Nhóm trò chuyện"},
    "role": {
        "archivist": "Văn thư – lưu trữ",
        "auditor": "Kiểm tra, giám sát",
        "secretary": "Bí thư chi bộ",
        "leader": "Lãnh đạo",
        "administrator": "Quản trị kỹ thuật",
    },
    "standing": {"held": "Đang có", "to_come": "Sẽ có", "over": "Đã hết"},
    "reach": {"read": "chỉ đọc", "deposit": "đọc và nộp", "full": "mọi việc của bạn"},
    "text": {"pending": "đang chờ đọc", "searchable": "tìm được toàn văn", "no_text": "không có chữ để tìm"},
    "reason": {
        "needs_ocr": "ảnh quét, chưa nhận dạng chữ",
        "encrypted": "tệp có mật khẩu",
        "damaged": "tệp hỏng",
        "empty": "không có chữ",
        "unsupported": "loại tệp chưa đọc được",
        "time_limit": "đọc quá lâu",
        "memory_limit": "đọc tốn quá nhiều bộ nhớ",
        "size_limit": "quá lớn",
        "crashed": "phần mềm đọc gặp lỗi",
        "secrecy_mark": "có dấu chỉ độ mật, đã khóa",
    },
    "recognition": {"waiting": "đang chờ nhận dạng", "running": "đang nhận dạng", "stopped": "đã dừng nhận dạng"},
    "proposal": dict(FIELD_WORDS),
    "fate": {"kept": "đã nhận", "exists": "đã có trong kho", "turned_away": "không nhận"},
    "desk": {"received": "mới nhận", "read": "đã đọc", "attention": "cần xem", "done": "xong"},
    "field": {
        **FIELD_WORDS,
        "unit": "Tổ chức đảng ban hành",
        "class": "Nhóm",
        "lifecycle": "Trạng thái",
        "access_level": "Mức sử dụng",
        "source": "Nguồn",
        "dossier": "Hồ sơ",
    },
    "evidence_kind": {
        "award": "Giấy khen",
        "gifts": "Danh sách ủng hộ",
        "report": "Báo cáo",
        "photo": "Ảnh",
        "chat": "Bản chụp nhóm trò chuyện",
        "state_paper": "Văn bản nhà nước",
    },
    "evidence_fact": {
        "issuer": "Nơi tặng",
        "recipient": "Tặng cho",
        "achievement": "Thành tích",
        "decision": "Quyết định số",
        "decision_date": "Ngày quyết định",
        "book_number": "Vào sổ số",
        "date": "Ngày văn bản",
        "campaign": "Cuộc vận động",
        "givers": "Số dòng ủng hộ",
        "sum": "Cộng các dòng",
        "total": "Tổng ghi trên giấy",
        "difference": "Chênh lệch",
        "rows_unread": "Số dòng chưa đọc được số tiền",
        "span": "Thời gian",
        "taken_at": "Chụp lúc (giờ máy ảnh)",
        "place": "Nơi chụp (vĩ độ, kinh độ)",
        "group": "Nhóm",
        "captured_by": "Người chụp",
        "captured_at": "Ngày chụp",
        "family": "Thể thức",
    },
    "lack": {
        "empty": "Hồ sơ chưa có tài liệu nào.",
        "month": "Thiếu giấy tờ của tháng theo quy định:",
        "numbers": "Có thể thiếu các số:",
        "undated": "Chưa ghi ngày, tháng:",
        "drafts": "Mới chỉ có dự thảo:",
        "unread": "Chưa đọc được chữ:",
    },
    # What the archive itself writes on a version; a person's reason stands there as it was written.
    "version": {"deposit": "nộp vào kho"},
    "dossier_kind": {
        "general": "Chung",
        "consultation": "Xin ý kiến",
        "monthly": "Sinh hoạt tháng",
        "congress": "Đại hội",
        "campaign": "Cuộc vận động",
    },
    "link": {
        "became": "được ban hành thành",
        "shown_by": "có minh chứng là",
        "replaced_by": "được thay bằng",
    },
    "link_back": {
        "became": "ban hành từ dự thảo",
        "shown_by": "là minh chứng của",
        "replaced_by": "thay cho",
    },
    "damage": {"missing": "bị mất", "changed": "bị thay đổi", "unreadable": "không đọc được"},
    "index": {
        "ready": "sẵn sàng",
        "degraded": "đang dùng bản cũ",
        "missing": "chưa có",
        "outdated": "cần dựng lại",
        "damaged": "hỏng, đang dựng lại",
    },
    "slot": {
        "complete": "đủ",
        "missing": "thiếu",
        "draft_only": "chỉ có dự thảo",
        "replaced": "thay bằng xin ý kiến",
        "excused": "có lý do",
        "not_applicable": "không áp dụng",
        "not_due": "chưa đến hạn",
    },
    "finding": {
        "present": "có",
        "draft_only": "chỉ có dự thảo",
        "replaced": "thay bằng xin ý kiến",
        "missing": "thiếu",
    },
    "excuse": {
        "proposed": "đang đề nghị",
        "approved": "đã duyệt",
        "refused": "không được duyệt",
        "withdrawn": "đã rút",
    },
    "basis": {"rule": "theo quy định", "custom": "theo thông lệ của kho"},
    "sort": {"relevance": "Sát nhất", "newest": "Mới nhất", "oldest": "Cũ nhất"},
}


def label(kind: str, code: str) -> str:
    """What people call a code."""
    if kind == "type":
        known = http.archive().types.document_types.get(code)
        if known is None:
            return code
        return known.name_en if http.language() == "en" else known.name_vi
    return translate(LABELS.get(kind, {}).get(code, code))


def unit_name(unit_id: str) -> str:
    """The name of a unit today, told apart from others of that name."""
    return _register().name_apart(unit_id)


def unit_code(unit_id: str) -> str:
    """The code of a unit today; empty for none."""
    unit = _register().units.get(unit_id)
    return unit.code if unit else ""


def unit_then(unit_id: str, day: date | None) -> str:
    """The name the unit bore on the day, told apart from others of that name."""
    return _register().name_apart(unit_id, day)


def unit_renamed(unit_id: str, day: date | None) -> str:
    """The name of a unit today where it bore another on the day; else empty."""
    then, now = _register().version_on(unit_id, day), _register().version_on(unit_id, None)
    return unit_name(unit_id) if then and now and then.name != now.name else ""


def _register() -> UnitRegister:
    """The register of units, asked for once a request: a list names many units and wants no query for each."""
    if "register" not in g:
        g.register = http.archive().units.register()
    found: UnitRegister = g.register
    return found


def term_name(term: Term | None) -> str:
    """What people call a term of a committee, with the days it is known by."""
    if term is None:
        return translate("chưa rõ nhiệm kỳ")
    begins, ends = day(term.begins), day(term.ends)
    if term.begins is None:
        return translate("đến {day}, trước đại hội đầu tiên được biết", day=ends)
    since = translate("từ {begins} đến {ends}", begins=begins, ends=ends) if ends else translate("từ {day}", day=begins)
    return translate("nhiệm kỳ {years}, {since}", years=term.printed, since=since) if term.printed else since


def day(value: date | datetime | None) -> str:
    """A day as people write it here: 05/02/2022. Of a moment, the day it was here."""
    here = local_day(value) if isinstance(value, datetime) else value
    return here.strftime("%d/%m/%Y") if here else ""


def moment(value: datetime | None) -> str:
    """A moment as a clock on the wall here shows it."""
    return local_time(value).strftime("%d/%m/%Y %H:%M") if value else ""


def instant(value: str) -> str:
    """A moment given as text in UTC, as a clock on the wall here shows it."""
    return moment(datetime.fromisoformat(value))


def period(value: str | None) -> str:
    """A period as people say it: tháng 03/2022, quý 1/2022, năm 2022."""
    if not value:
        return ""
    year, _, part = value.partition("-")
    if part.startswith("Q"):
        return translate("quý {part}/{year}", part=part[1:], year=year)
    if part:
        return translate("tháng {part}/{year}", part=part, year=year)
    return translate("năm {year}", year=year)


def proposed(field: str, value: str) -> str:
    """A value that a paper proposes for a field of its description, as people say it."""
    match field:
        case "type":
            return label("type", value)
        case "date":
            return day(date.fromisoformat(value))
        case "period":
            return period(value)
    return value


def evidence_value(name: str, value: str | int) -> str:
    """A fact of a supporting paper as people say it: money in đồng, days and spans as they are written here."""
    if name == "family":
        return label("evidence_kind", "state_paper")
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".") + (" đồng" if name in ("sum", "total", "difference") else "")
    if name in ("date", "decision_date", "captured_at"):
        return day(date.fromisoformat(value))
    if name == "taken_at":
        return datetime.fromisoformat(value).strftime("%d/%m/%Y %H:%M")
    return " – ".join(_part_of_span(part) for part in value.split("/")) if name == "span" else value


def _part_of_span(part: str) -> str:
    return day(date.fromisoformat(part)) if part.count("-") == 2 else period(part)


def span_words(value: str) -> str:
    """A time of an address as people say it; as it was written where it cannot be read."""
    try:
        first, last = parse_span(value)
    except BadField:
        return value
    return period(first) if first == last else f"{period(first)} – {period(last)}"


def size(value: int) -> str:
    """Bytes as people read them."""
    for unit, step in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if value >= step:
            return f"{value / step:.1f} {unit}"
    return f"{value} B"
