"""What the fields of forms are called in a refusal; programs know them by their codes, which are told as well."""

from __future__ import annotations

from archive_service.sentences.sentence import Language

_IN_VIETNAMESE = {
    "account": "Sự hình thành khối tài liệu",
    "article": "Điều, mục",
    "authority": "Cơ quan yêu cầu",
    "chair": "Chủ tịch hội đồng",
    "destroyer": "Bên nhận (người thực hiện hủy)",
    "digests": "Mã băm bên nhận tính được",
    "document": "Văn bản yêu cầu",
    "effective_from": "Áp dụng từ ngày",
    "effective_to": "Đến ngày",
    "extend_years": "Số năm gia hạn",
    "keeper": "Bên giao (người giữ kho)",
    "last_day": "Đến ngày",
    "members": "Ủy viên",
    "name": "Tên",
    "papers": "Mã tài liệu, hồ sơ",
    "reason": "Lý do",
    "receiver": "Lưu trữ lịch sử nhận hồ sơ",
    "secretary": "Thư ký",
    "source": "Căn cứ",
    "types": "Loại văn bản",
    "years": "Số năm",
}


def named_field(code: str, language: Language) -> str:
    """The name that people read on the form, with the code; the code alone where the form says nothing else."""
    name = _IN_VIETNAMESE.get(code) if language == "vi" else None
    return f"{name} ({code})" if name else code
