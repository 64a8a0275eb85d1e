"""The forms about the papers themselves: list, explanation, record of handing over, record of the destruction.

Columns and parts follow the forms of Thông tư 06/2025/TT-BNV as software that fills them describes them; that circular
binds state bodies, not those of the Party, and serves here as the best model there is. A bundle (bó) stands for one
unit, a volume (tập) for one record of it: digital papers lie in no boxes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from archive_service.domain.disposition import (
    DAYS_TO_DESTROY,
    Disposition,
    DispositionItem,
    DispositionReason,
    DispositionState,
    ItemOutcome,
    ItemState,
)
from archive_service.domain.errors import WrongState
from archive_service.domain.local_time import local_day
from archive_service.domain.seals import ChainHead
from archive_service.services.consultation_forms import place_and_day
from archive_service.services.party_paper import PaperTable, PartyPaper

WITHHELD = {
    "held": "đang bị giữ",
    "not_due": "chưa hết thời hạn",
    "changed": "đã thay đổi sau khi lập danh mục",
    "not_there": "không còn trong kho",
    "no_copy": "bản giữ lại không khớp",
    "locked": "kho còn khóa",
}
"""Why an item did not go after all, by the words of services/condemning.py."""
SIGNED = "(ký, ghi rõ họ tên)"
DOTS = "…" * 40


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What the papers tell beside the disposition itself. `names` are those of its units by id."""

    issuer: str
    superior: str
    names: Mapping[str, str]
    today: date
    head: ChainHead


def listed_papers(disposition: Disposition, facts: PaperFacts) -> PartyPaper:
    """Danh mục tài liệu hết thời hạn lưu trữ, trùng lặp."""
    rows = tuple(
        (bundle, volume, title, item.grounds, _remark(item))
        for bundle, volume, title, item in _bundled(disposition.items, facts)
    )
    return PartyPaper(
        superior=facts.superior, issuer=facts.issuer, place_and_day=place_and_day(facts.today),
        type_line="Danh mục", about=f"tài liệu hết thời hạn lưu trữ, trùng lặp ({disposition.title})", number_line="",
        blocks=(
            PaperTable((0.08, 0.08, 0.42, 0.24, 0.18), ("Bó số", "Tập số", "Tiêu đề/số hồ sơ", "Lý do hủy", "Ghi chú"),
                       rows),
            f"Danh mục có {len(rows)} tài liệu, lập ngày {printed_day(local_day(disposition.proposed_at))}; mã khóa "
            f"danh mục: {disposition.list_digest}.",
        ),
        signs=(("NGƯỜI LẬP", SIGNED, ""), ("THỦ TRƯỞNG CƠ QUAN", SIGNED, "")),
    )  # fmt: skip


def explanation(disposition: Disposition, facts: PaperFacts) -> PartyPaper:
    """Bản thuyết minh: how the papers came about, the counts, the years they span, and the groups."""
    items, outcomes = disposition.items, Counter(item.outcome for item in disposition.items)
    kept = len(items) - outcomes[ItemOutcome.DESTROY_ITEM]
    days = [item.day for item in items if item.day]
    span = f"từ {printed_day(min(days))} đến {printed_day(max(days))}" if days else "không xác định"
    types = ", ".join(f"{code}: {count}" for code, count in sorted(Counter(item.type_code for item in items).items()))
    expired = len(items) if disposition.reason is DispositionReason.PERIOD_OVER else 0
    extended, forever = outcomes[ItemOutcome.EXTEND_ITEM], outcomes[ItemOutcome.MAKE_PERMANENT]
    return PartyPaper(
        superior=facts.superior, issuer=facts.issuer, place_and_day=place_and_day(facts.today),
        type_line="Bản thuyết minh", about=f"tài liệu hết thời hạn lưu trữ, trùng lặp ({disposition.title})",
        number_line="",
        blocks=(
            f"1. Sự hình thành khối tài liệu: {disposition.account or DOTS}",
            f"2. Số lượng: đưa ra xét {len(items)}; giữ lại {kept} (gia hạn {extended}, bảo quản vĩnh viễn {forever}); "
            f"đề nghị hủy {outcomes[ItemOutcome.DESTROY_ITEM]}.",
            f"3. Thời gian của tài liệu: {span}. Theo loại văn bản: {types}.",
            f"Nhóm hết thời hạn lưu trữ: {expired}. Nhóm trùng lặp: {len(items) - expired}. Nhóm khác: 0.",
            "Lý do hủy được ghi tại từng dòng của Danh mục kèm theo.",
        ),
        signs=(("NGƯỜI LẬP", SIGNED, ""), ("THỦ TRƯỞNG CƠ QUAN", SIGNED, "")),
    )  # fmt: skip


def handing_over(disposition: Disposition, facts: PaperFacts) -> PartyPaper:
    """Biên bản bàn giao: who keeps the store gives what was decided to whoever destroys it. Raises WrongState before
    the decision.
    """
    decision, sides = disposition.decision, disposition.handing_over
    if decision is None:
        raise WrongState(state=disposition.state.value)
    going = [item for item in disposition.items if item.outcome is ItemOutcome.DESTROY_ITEM]
    rows = tuple(
        (bundle, volume, title, str(len(item.files)), item.record_id)
        for bundle, volume, title, item in _bundled(going, facts)
    )
    until = printed_day(decision.day + timedelta(days=DAYS_TO_DESTROY))
    return PartyPaper(
        superior=facts.superior, issuer=facts.issuer, place_and_day=place_and_day(facts.today),
        type_line="Biên bản", about=f"bàn giao tài liệu để hủy ({disposition.title})", number_line="Số      -BB",
        blocks=(
            f"Căn cứ Quyết định số {decision.number} ngày {printed_day(decision.day)}; danh mục có mã khóa "
            f"{disposition.list_digest}.",
            f"Bên giao (người giữ kho): {sides.keeper if sides else DOTS}",
            f"Bên nhận (người thực hiện hủy): {sides.destroyer if sides else DOTS}",
            f"Hai bên giao, nhận {len(going)} tài liệu gồm {sum(len(item.files) for item in going)} tệp sau đây:",
            PaperTable((0.08, 0.08, 0.5, 0.08, 0.26), ("Bó số", "Tập số", "Tiêu đề/số hồ sơ", "Số tệp", "Mã tài liệu"),
                       rows),
            f"Bên nhận thực hiện hủy trong {DAYS_TO_DESTROY} ngày kể từ ngày quyết định, đến hết ngày {until} (theo "
            "Thông tư 06/2025/TT-BNV, vận dụng). Lệnh giữ đặt trước lúc hủy vẫn có hiệu lực: tài liệu bị giữ ở lại.",
        ),
        signs=(("BÊN GIAO", SIGNED, ""), ("BÊN NHẬN", SIGNED, "")),
    )  # fmt: skip


def certificate(disposition: Disposition, facts: PaperFacts) -> PartyPaper:
    """Biên bản hủy, once the decision was carried out. Raises WrongState before that."""
    decision, done = disposition.decision, disposition.executed_at
    if decision is None or done is None or disposition.backups_until is None:
        raise WrongState(state=disposition.state.value)
    states = Counter(item.state for item in disposition.items)
    gone = [item for item in disposition.items if item.state is ItemState.ITEM_DESTROYED]
    rows = tuple((str(number), titled(item), " ".join(item.files)) for number, item in enumerate(gone, start=1))
    stayed = [item for item in disposition.items if item.state is ItemState.ITEM_WITHHELD]
    closed, sides = disposition.state is DispositionState.DISPOSITION_CLOSED, disposition.handing_over
    return PartyPaper(
        superior=facts.superior, issuer=facts.issuer, place_and_day=place_and_day(facts.today),
        type_line="Biên bản", about=f"hủy tài liệu hết thời hạn lưu trữ, trùng lặp ({disposition.title})",
        number_line="Số      -BB",
        blocks=(
            f"Căn cứ Quyết định số {decision.number} ngày {printed_day(decision.day)}; danh mục có mã khóa "
            f"{disposition.list_digest}.",
            f"Người giao: {sides.keeper if sides else DOTS}. "
            f"Người thực hiện hủy: {sides.destroyer if sides else DOTS}.",
            f"Ngày {printed_day(local_day(done))}, kho đã hủy {len(gone)} tài liệu trong danh mục; "
            f"giữ lại theo kết luận của hội đồng {states[ItemState.ITEM_KEPT]}; chưa hủy vì lý do phát sinh "
            f"{len(stayed)}.",
            "Đã xóa mọi phiên bản của tệp gốc, bản đọc, chữ đã trích, mục trong chỉ mục tìm kiếm và bản lưu tạm. "
            "Chỉ còn dấu vết: mã, tên, ngày, đơn vị, mã băm của tệp và số quyết định.",
            PaperTable((0.08, 0.46, 0.46), ("STT", "Tài liệu đã hủy", "SHA-512 của tệp gốc"), rows),
            *(f"Chưa hủy: {titled(item)} ({WITHHELD.get(item.withheld_because, item.withheld_because)})."
              for item in stayed),
            "Bản sao lưu lập trước ngày hủy còn có thể chứa các tài liệu này và được xoay vòng, xóa hết chậm nhất "
            f"ngày {printed_day(disposition.backups_until)}; {'đến' if closed else 'sau'} ngày đó việc hủy "
            f"{'đã' if closed else 'mới'} được ghi là kết thúc. Khi phục hồi từ bản sao lưu, tài liệu đã hủy không "
            "được đưa trở lại kho.",
            f"Nhật ký của kho đến lúc in: niêm số {facts.head.seal}, mã niêm cuối {facts.head.digest}.",
        ),
        signs=(("NGƯỜI GIAO", SIGNED, ""), ("NGƯỜI HỦY", SIGNED, ""), ("ĐẠI DIỆN HỘI ĐỒNG", SIGNED, "")),
    )  # fmt: skip


def titled(item: DispositionItem) -> str:
    """Kind, number, day and title of a record, as a row of a list."""
    number = f"{item.type_code} {item.symbol}" if item.symbol else item.type_code
    return f"{number}, {printed_day(item.day) if item.day else 'không rõ ngày'}: {item.title}"


def concluded(item: DispositionItem) -> str:
    """What the council concluded of a record, in Vietnamese."""
    return {
        ItemOutcome.DESTROY_ITEM: "Hủy",
        ItemOutcome.KEEP_ITEM: "Giữ lại",
        ItemOutcome.EXTEND_ITEM: f"Gia hạn {item.extend_years} năm",
        ItemOutcome.MAKE_PERMANENT: "Bảo quản vĩnh viễn",
    }[item.outcome]


def printed_day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _bundled(items: Sequence[DispositionItem], facts: PaperFacts) -> Iterator[tuple[str, str, str, DispositionItem]]:
    """Number of the bundle, number of the volume in it, title with the unit, and the record, in order of printing."""
    ordered = sorted(items, key=lambda item: (facts.names.get(item.unit_id, ""), item.day or date.min))
    for bundle, (unit_id, group) in enumerate(groupby(ordered, key=lambda item: item.unit_id), start=1):
        for volume, item in enumerate(group, start=1):
            yield str(bundle), str(volume), f"{titled(item)}; {facts.names.get(unit_id, unit_id)}", item


def _remark(item: DispositionItem) -> str:
    stays = "" if item.outcome is ItemOutcome.DESTROY_ITEM else concluded(item)
    return "; ".join(part for part in (stays, item.dissent and f"ý kiến khác: {item.dissent}", item.record_id) if part)
