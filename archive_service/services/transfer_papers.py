"""The record of handing over (biên bản giao nhận) that both sides sign, with counts and digests."""

from __future__ import annotations

from archive_service.domain.errors import NotFound
from archive_service.domain.transfer import Transfer
from archive_service.domain.units import UnitRegister
from archive_service.services.disposition_papers import WRITERS
from archive_service.services.party_paper import PaperTable, PartyPaper

_HEAD = ("STT", "Tiêu đề hồ sơ", "Số tài liệu", "Số tệp", "Dung lượng (byte)", "Mã băm của gói")
_SHARES = (0.06, 0.34, 0.1, 0.1, 0.14, 0.26)


def handover_record(transfer: Transfer, register: UnitRegister, kind: str = "docx") -> bytes:
    """As docx or pdf; counts and digests stand in it once the packages were handed over. Raises NotFound."""
    if kind not in WRITERS:
        raise NotFound
    unit = register.units.get(transfer.unit_id)
    above = register.units.get(unit.parent_id) if unit and unit.parent_id else None
    rows = tuple(
        (
            str(number), item.title, str(len(item.record_ids)), str(item.files or "…"),
            f"{item.bytes:,}".replace(",", ".") if item.digest else "…", item.digest or "…",
        )
        for number, item in enumerate(transfer.items, start=1)
    )  # fmt: skip
    records = sum(len(item.record_ids) for item in transfer.items)
    return WRITERS[kind](
        PartyPaper(
            superior=above.name if above else "",
            issuer=unit.name if unit else transfer.unit_id,
            place_and_day="…, ngày … tháng … năm …",
            type_line="Biên bản",
            about="giao nhận hồ sơ, tài liệu vào lưu trữ lịch sử",
            number_line="Số      -BB/…",
            blocks=(
                f"Bên giao: {unit.name if unit else transfer.unit_id}.",
                f"Bên nhận: {transfer.receiver}.",
                f"Hai bên giao, nhận {len(transfer.items)} hồ sơ gồm {records} tài liệu theo danh sách "
                f"“{transfer.title}”, mã danh sách {transfer.list_digest}.",
                PaperTable(_SHARES, _HEAD, rows),
                "Mỗi hồ sơ là một gói BagIt 1.0 (RFC 8493), bên trong có METS, PREMIS và Dublin Core. Mã băm của gói "
                "là SHA-256 của tệp tagmanifest-sha512.txt; bên nhận tự tính và ghi vào biên nhận. Tài liệu chỉ rời "
                "kho của bên giao sau khi biên nhận của bên nhận được nhập vào hệ thống.",
            ),
            signs=(("BÊN NHẬN", "", ""), ("BÊN GIAO", "", "")),
        )
    )  # fmt: skip
