"""The papers of a disposition to print and sign: the list, the explanation, the record of the destruction.

Columns and parts follow the forms of Thông tư 06/2025/TT-BNV as software that fills them describes them; that circular
binds state bodies, not those of the Party, and serves here as the best model there is. A bundle (bó) stands for one
unit, a volume (tập) for one record of it: digital papers lie in no boxes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from archive_service.domain.access import Actor
from archive_service.domain.disposition import (
    Disposition,
    DispositionItem,
    DispositionReason,
    DispositionState,
    ItemOutcome,
    ItemState,
)
from archive_service.domain.errors import NotFound, NotPermitted, WrongState
from archive_service.domain.local_time import local_day
from archive_service.domain.seals import ChainHead
from archive_service.services.consultation_forms import place_and_day
from archive_service.services.disposition_register import DispositionRegister
from archive_service.services.party_paper import PaperTable, PartyPaper, party_paper
from archive_service.services.party_pdf import party_pdf
from archive_service.services.sealing import SealService
from archive_service.services.trace import traced
from archive_service.services.units import UnitService

WRITERS: dict[str, Callable[[PartyPaper], bytes]] = {"docx": party_paper, "pdf": party_pdf}
WITHHELD = {
    "held": "đang bị giữ",
    "not_due": "chưa hết thời hạn",
    "changed": "đã thay đổi sau khi lập danh mục",
    "not_there": "không còn trong kho",
    "no_copy": "bản giữ lại không khớp",
}
"""Why an item did not go after all, by the words of services/condemning.py."""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What the papers tell beside the disposition itself. `names` are those of its units by id."""

    issuer: str
    superior: str
    names: Mapping[str, str]
    today: date
    head: ChainHead


@dataclass(frozen=True, slots=True)
class DispositionPaperService:
    register: DispositionRegister
    units: UnitService
    seals: SealService

    def printed(self, actor: Actor, disposition_id: str, paper: str, kind: str) -> bytes:
        """A paper as docx or pdf, for who sees every item. Raises NotFound, NotPermitted, WrongState."""
        if paper not in PAPERS or kind not in WRITERS:
            raise NotFound
        seen = self.register.seen(actor, disposition_id)
        if seen.hidden:
            raise NotPermitted
        known = self.units.register().units
        unit = known.get(seen.disposition.unit_id)
        above = known.get(unit.parent_id or "") if unit else None
        facts = PaperFacts(
            issuer=unit.name if unit else seen.disposition.unit_id,
            superior=above.name if above else "",
            names={unit_id: each.name for unit_id, each in known.items()},
            today=local_day(self.register.clock.now()),
            head=self.seals.head(),
        )
        content = WRITERS[kind](PAPERS[paper](seen.disposition, facts))
        with self.register.catalog.write() as tx:
            about = {"paper": paper, "kind": kind, "unit_id": seen.disposition.unit_id}
            tx.audit.append(traced(self.register.clock, actor, "print_disposition_paper", disposition_id, **about))
        return content


def listed_papers(disposition: Disposition, facts: PaperFacts) -> PartyPaper:
    """Danh mục tài liệu hết thời hạn lưu trữ, trùng lặp."""
    rows = []
    items = sorted(disposition.items, key=lambda item: (facts.names.get(item.unit_id, ""), item.day or date.min))
    for bundle, (_, group) in enumerate(groupby(items, key=lambda item: item.unit_id), start=1):
        for volume, item in enumerate(group, start=1):
            title = f"{_titled(item)}; {facts.names.get(item.unit_id, item.unit_id)}"
            rows.append((str(bundle), str(volume), title, item.grounds, _remark(item)))
    return PartyPaper(
        superior=facts.superior, issuer=facts.issuer, place_and_day=place_and_day(facts.today),
        type_line="Danh mục", about=f"tài liệu hết thời hạn lưu trữ, trùng lặp ({disposition.title})", number_line="",
        blocks=(
            PaperTable((0.08, 0.08, 0.42, 0.24, 0.18), ("Bó số", "Tập số", "Tiêu đề/số hồ sơ", "Lý do hủy", "Ghi chú"),
                       tuple(rows)),
            f"Danh mục có {len(rows)} tài liệu, lập ngày {_day(local_day(disposition.proposed_at))}; mã khóa danh mục: "
            f"{disposition.list_digest}.",
        ),
        signs=(("NGƯỜI LẬP", "(ký, ghi rõ họ tên)", ""), ("THỦ TRƯỞNG CƠ QUAN", "(ký, ghi rõ họ tên)", "")),
    )  # fmt: skip


def explanation(disposition: Disposition, facts: PaperFacts) -> PartyPaper:
    """Bản thuyết minh: how the papers came about, the counts, the years they span, and the groups."""
    items, outcomes = disposition.items, Counter(item.outcome for item in disposition.items)
    kept = len(items) - outcomes[ItemOutcome.DESTROY_ITEM]
    days = [item.day for item in items if item.day]
    span = f"từ {_day(min(days))} đến {_day(max(days))}" if days else "không xác định"
    types = ", ".join(f"{code}: {count}" for code, count in sorted(Counter(item.type_code for item in items).items()))
    expired = len(items) if disposition.reason is DispositionReason.PERIOD_OVER else 0
    extended, forever = outcomes[ItemOutcome.EXTEND_ITEM], outcomes[ItemOutcome.MAKE_PERMANENT]
    return PartyPaper(
        superior=facts.superior, issuer=facts.issuer, place_and_day=place_and_day(facts.today),
        type_line="Bản thuyết minh", about=f"tài liệu hết thời hạn lưu trữ, trùng lặp ({disposition.title})",
        number_line="",
        blocks=(
            f"1. Sự hình thành khối tài liệu: {disposition.account or '…' * 40}",
            f"2. Số lượng: đưa ra xét {len(items)}; giữ lại {kept} (gia hạn {extended}, bảo quản vĩnh viễn {forever}); "
            f"đề nghị hủy {outcomes[ItemOutcome.DESTROY_ITEM]}.",
            f"3. Thời gian của tài liệu: {span}. Theo loại văn bản: {types}.",
            f"Nhóm hết thời hạn lưu trữ: {expired}. Nhóm trùng lặp: {len(items) - expired}. Nhóm khác: 0.",
            "Lý do hủy được ghi tại từng dòng của Danh mục kèm theo.",
        ),
        signs=(("NGƯỜI LẬP", "(ký, ghi rõ họ tên)", ""), ("THỦ TRƯỞNG CƠ QUAN", "(ký, ghi rõ họ tên)", "")),
    )  # fmt: skip


def certificate(disposition: Disposition, facts: PaperFacts) -> PartyPaper:
    """Biên bản hủy, once the decision was carried out. Raises WrongState before that."""
    decision, done = disposition.decision, disposition.executed_at
    if decision is None or done is None or disposition.backups_until is None:
        raise WrongState(state=disposition.state.value)
    states = Counter(item.state for item in disposition.items)
    gone = [item for item in disposition.items if item.state is ItemState.ITEM_DESTROYED]
    rows = tuple((str(number), _titled(item), " ".join(item.files)) for number, item in enumerate(gone, start=1))
    stayed = [item for item in disposition.items if item.state is ItemState.ITEM_WITHHELD]
    closed = disposition.state is DispositionState.DISPOSITION_CLOSED
    return PartyPaper(
        superior=facts.superior, issuer=facts.issuer, place_and_day=place_and_day(facts.today),
        type_line="Biên bản", about=f"hủy tài liệu hết thời hạn lưu trữ, trùng lặp ({disposition.title})",
        number_line="Số      -BB",
        blocks=(
            f"Căn cứ Quyết định số {decision.number} ngày {_day(decision.day)}; danh mục có mã khóa "
            f"{disposition.list_digest}.",
            f"Ngày {_day(local_day(done))}, kho đã hủy {len(gone)} tài liệu trong danh mục; "
            f"giữ lại theo kết luận của hội đồng {states[ItemState.ITEM_KEPT]}; chưa hủy vì lý do phát sinh "
            f"{len(stayed)}.",
            "Đã xóa mọi phiên bản của tệp gốc, bản đọc, chữ đã trích, mục trong chỉ mục tìm kiếm và bản lưu tạm. "
            "Chỉ còn dấu vết: mã, tên, ngày, đơn vị, mã băm của tệp và số quyết định.",
            PaperTable((0.08, 0.46, 0.46), ("STT", "Tài liệu đã hủy", "SHA-512 của tệp gốc"), rows),
            *(f"Chưa hủy: {_titled(item)} ({WITHHELD.get(item.withheld_because, item.withheld_because)})."
              for item in stayed),
            "Bản sao lưu lập trước ngày hủy còn có thể chứa các tài liệu này và được xoay vòng, xóa hết chậm nhất "
            f"ngày {_day(disposition.backups_until)}; {'đến' if closed else 'sau'} ngày đó việc hủy "
            f"{'đã' if closed else 'mới'} được ghi là kết thúc. Khi phục hồi từ bản sao lưu, tài liệu đã hủy không "
            "được đưa trở lại kho.",
            f"Nhật ký của kho đến lúc in: niêm số {facts.head.seal}, mã niêm cuối {facts.head.digest}.",
        ),
        signs=(("NGƯỜI GIAO", "(ký, ghi rõ họ tên)", ""), ("NGƯỜI HỦY", "(ký, ghi rõ họ tên)", ""),
               ("ĐẠI DIỆN HỘI ĐỒNG", "(ký, ghi rõ họ tên)", "")),
    )  # fmt: skip


PAPERS: dict[str, Callable[[Disposition, PaperFacts], PartyPaper]] = {
    "list": listed_papers,
    "explanation": explanation,
    "certificate": certificate,
}


def _titled(item: DispositionItem) -> str:
    number = f"{item.type_code} {item.symbol}" if item.symbol else item.type_code
    return f"{number}, {_day(item.day) if item.day else 'không rõ ngày'}: {item.title}"


def _remark(item: DispositionItem) -> str:
    outcome = {
        ItemOutcome.KEEP_ITEM: "Giữ lại",
        ItemOutcome.EXTEND_ITEM: f"Gia hạn {item.extend_years} năm",
        ItemOutcome.MAKE_PERMANENT: "Bảo quản vĩnh viễn",
    }.get(item.outcome, "")
    return "; ".join(
        part for part in (outcome, item.dissent and f"ý kiến khác: {item.dissent}", item.record_id) if part
    )


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
