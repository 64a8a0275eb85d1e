"""The forms of who decides: submission, founding of the council, its minutes, the request for an opinion, the decision.

The dossier of Luật Lưu trữ 01/2011/QH13, art. 28, names them; their words are ours, in the form of Party offices, and
the .docx is there to be changed.
"""

from __future__ import annotations

from collections import Counter

from archive_service.domain.disposition import Disposition, DispositionState, DispositionStep, ItemOutcome
from archive_service.domain.errors import WrongState
from archive_service.domain.local_time import local_day
from archive_service.services.consultation_forms import place_and_day
from archive_service.services.disposition_forms import DOTS, SIGNED, PaperFacts, concluded, printed_day, titled
from archive_service.services.party_paper import PaperTable, PartyPaper

_LAW = "Căn cứ Luật Lưu trữ số 33/2024/QH15;"
_ABOUT = "tài liệu hết thời hạn lưu trữ, trùng lặp"


def submission(disposition: Disposition, facts: PaperFacts) -> PartyPaper:
    """Tờ trình: the list is put before the head, who is asked to found a council."""
    return PartyPaper(
        superior=facts.superior, issuer=facts.issuer, place_and_day=place_and_day(facts.today),
        type_line="Tờ trình", about=f"về việc xét hủy {_ABOUT} ({disposition.title})", number_line="Số      -TTr/…",
        blocks=(
            _LAW,
            f"Qua rà soát kho lưu trữ, có {len(disposition.items)} tài liệu hết thời hạn lưu trữ hoặc trùng lặp, nêu "
            f"tại Danh mục lập ngày {printed_day(local_day(disposition.proposed_at))}, mã khóa "
            f"{disposition.list_digest}, kèm Bản thuyết minh.",
            "Kính trình cấp có thẩm quyền xem xét, thành lập Hội đồng xét hủy tài liệu.",
        ),
        signs=(("NGƯỜI TRÌNH", SIGNED, ""),),
    )  # fmt: skip


def founding(disposition: Disposition, facts: PaperFacts) -> PartyPaper:
    """Quyết định thành lập hội đồng xét hủy tài liệu."""
    council = disposition.council
    members = council.members if council else ()
    return PartyPaper(
        superior=facts.superior, issuer=facts.issuer, place_and_day=place_and_day(facts.today),
        type_line="Quyết định", about="thành lập Hội đồng xét hủy tài liệu", number_line="Số      -QĐ/…",
        blocks=(
            _LAW,
            f"Điều 1. Thành lập Hội đồng xét hủy tài liệu ({disposition.title}), gồm:",
            f"Chủ tịch: {council.chair if council else DOTS}",
            *(f"Ủy viên: {name}" for name in members or ([] if council else [DOTS])),
            f"Thư ký: {council.secretary if council else DOTS}",
            f"Điều 2. Hội đồng xét {len(disposition.items)} tài liệu trong Danh mục có mã khóa "
            f"{disposition.list_digest}, lập biên bản và tự giải thể khi xong việc.",
            "Điều 3. Các đồng chí có tên tại Điều 1 thi hành Quyết định này.",
        ),
        recipients=("- Như Điều 3;", "- Lưu hồ sơ hủy tài liệu."),
        signs=(("THỦ TRƯỞNG CƠ QUAN", SIGNED, ""),),
    )  # fmt: skip


def minutes(disposition: Disposition, facts: PaperFacts) -> PartyPaper:
    """Biên bản họp hội đồng: each item with what was concluded, what a member thought otherwise, and why the chair
    decided against it. Raises WrongState before the council was founded.
    """
    council, step = disposition.council, disposition.step(DispositionState.COUNCIL_FOUNDED)
    if council is None or step is None:
        raise WrongState(state=disposition.state.value)
    rows = tuple(
        (str(number), titled(item), concluded(item), item.dissent or "Không", item.overruled)
        for number, item in enumerate(disposition.items, start=1)
    )
    heads = ("STT", "Tài liệu", "Kết luận", "Ý kiến khác của thành viên", "Lý do của Chủ tịch khi kết luận khác")
    return PartyPaper(
        superior=facts.superior, issuer=facts.issuer, place_and_day="", type_line="Biên bản",
        about=f"họp Hội đồng xét hủy tài liệu ({disposition.title})", number_line="Số      -BB",
        blocks=(
            "Hôm nay, hồi … giờ …, ngày … tháng … năm …, tại …, Hội đồng xét hủy tài liệu thành lập theo Quyết định "
            f"số {step.number} ngày {printed_day(step.day)} đã họp.",
            f"Chủ tịch: {council.chair}. Thư ký: {council.secretary}."
            + (f" Ủy viên: {'; '.join(council.members)}." if council.members else ""),
            "Có mặt: … Vắng mặt: …",
            f"Hội đồng xét từng tài liệu trong Danh mục có mã khóa {disposition.list_digest}:",
            PaperTable((0.08, 0.37, 0.15, 0.2, 0.2), heads, rows),
            f"Tổng hợp: đưa ra xét {len(rows)}; {_counts(disposition)}.",
            "Biên bản đã đọc cho các thành viên nghe, nhất trí ký tên. Cuộc họp kết thúc hồi … giờ … cùng ngày.",
        ),
        signs=(("NGƯỜI GHI BIÊN BẢN", "THƯ KÝ", _name(council.secretary)),
               ("CHỦ TRÌ", "CHỦ TỊCH HỘI ĐỒNG", _name(council.chair))),
    )  # fmt: skip


def request(disposition: Disposition, facts: PaperFacts) -> PartyPaper:
    """Công văn xin ý kiến của lưu trữ cấp trên trực tiếp. Raises WrongState before the council's minutes."""
    step = _taken(disposition, DispositionState.COUNCIL_DONE)
    return PartyPaper(
        superior=facts.superior, issuer=facts.issuer, place_and_day=place_and_day(facts.today), type_line="",
        about=f"về việc xin ý kiến hủy {_ABOUT}", number_line="Số      -CV/…",
        addressed=f"Lưu trữ của {facts.superior or '…'}",
        blocks=(
            f"Hội đồng xét hủy tài liệu đã họp, Biên bản số {step.number} ngày {printed_day(step.day)}, xét "
            f"{len(disposition.items)} tài liệu: {_counts(disposition)}.",
            f"Kính gửi Danh mục (mã khóa {disposition.list_digest}), Bản thuyết minh và Biên bản họp Hội đồng; kính đề "
            "nghị cho ý kiến để cấp có thẩm quyền quyết định.",
        ),
        recipients=("- Như kính gửi;", "- Lưu hồ sơ hủy tài liệu."),
        signs=(("THỦ TRƯỞNG CƠ QUAN", SIGNED, ""),),
    )  # fmt: skip


def decision(disposition: Disposition, facts: PaperFacts) -> PartyPaper:
    """Quyết định hủy tài liệu, for the head to sign. Raises WrongState before the opinion of the superior."""
    opinion = _taken(disposition, DispositionState.SUPERIOR_OPINION)
    met = _taken(disposition, DispositionState.COUNCIL_DONE)
    going = sum(item.outcome is ItemOutcome.DESTROY_ITEM for item in disposition.items)
    return PartyPaper(
        superior=facts.superior, issuer=facts.issuer, place_and_day=place_and_day(facts.today),
        type_line="Quyết định", about=f"hủy {_ABOUT} ({disposition.title})", number_line="Số      -QĐ/…",
        blocks=(
            _LAW,
            f"Căn cứ Biên bản họp Hội đồng xét hủy tài liệu số {met.number} ngày {printed_day(met.day)} và ý kiến của "
            f"lưu trữ cấp trên trực tiếp tại văn bản số {opinion.number} ngày {printed_day(opinion.day)};",
            f"Điều 1. Hủy {going} tài liệu mà Hội đồng kết luận hủy trong Danh mục có mã khóa "
            f"{disposition.list_digest}.",
            "Điều 2. Giao văn thư – lưu trữ bàn giao và thực hiện hủy toàn bộ thông tin, lập biên bản. Tài liệu đang "
            "bị giữ theo lệnh thì không hủy.",
            "Điều 3. Hồ sơ hủy tài liệu được bảo quản ít nhất 20 năm.",
        ),
        recipients=("- Lưu trữ cấp trên trực tiếp;", "- Lưu hồ sơ hủy tài liệu."),
        signs=(("THỦ TRƯỞNG CƠ QUAN", SIGNED, ""),),
    )  # fmt: skip


def _taken(disposition: Disposition, state: DispositionState) -> DispositionStep:
    step = disposition.step(state)
    if step is None:
        raise WrongState(state=disposition.state.value)
    return step


def _counts(disposition: Disposition) -> str:
    """How many items stand under each conclusion."""
    outcomes = Counter(item.outcome for item in disposition.items)
    return (
        f"hủy {outcomes[ItemOutcome.DESTROY_ITEM]}; giữ lại {outcomes[ItemOutcome.KEEP_ITEM]}; gia hạn "
        f"{outcomes[ItemOutcome.EXTEND_ITEM]}; bảo quản vĩnh viễn {outcomes[ItemOutcome.MAKE_PERMANENT]}"
    )


def _name(person: str) -> str:
    """The name of “Nguyễn Văn A, Phó Bí thư” as it stands under a signature."""
    return person.partition(",")[0].strip()
