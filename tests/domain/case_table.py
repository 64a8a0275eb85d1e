"""The worked cases as a table in Vietnamese, for whoever has to check the clock without reading code.

`python -m tests.domain.case_table` writes docs/retention-cases.vi.md; a test fails when the code decides otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from archive_service.domain.records import RecordClass
from archive_service.domain.retention import DossierFacts, PaperFacts, RetentionFacts, RuleState
from archive_service.domain.retention_clock import RetentionDecision, decide
from archive_service.retention_profile import load_profile
from archive_service.retention_words import explained
from archive_service.type_lists import load_type_lists
from archive_service.web.labels import LABELS
from tests.domain.retention_cases import CASES, Case

PAGE = Path(__file__).parents[2] / "docs" / "retention-cases.vi.md"
_HEAD = """# Các trường hợp tính thời hạn bảo quản

Mỗi dòng là một trường hợp đã tính bằng tay theo bộ quy tắc mẫu (`config/retention/mau-tt09-2011.toml`), và là câu mà
kho hồ sơ trả lời đúng như vậy: bảng này do chương trình in ra và được kiểm tra mỗi lần chạy thử. Bộ quy tắc mẫu không
phải là quy định; nguồn của từng dòng và mức tin cậy ghi trong bộ quy tắc.

| Số | Tài liệu | Hồ sơ | Hỏi ngày | Kho trả lời | Cách tính |
|---|---|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    rules = tuple(replace(rule, state=RuleState.RULE_APPROVED) for rule in load_profile())
    names = {code: each.name_vi for code, each in load_type_lists().document_types.items()}
    rows = []
    for number, case in enumerate(CASES, start=1):
        decision = decide(RetentionFacts(case.paper, case.dossier), rules, (), case.today)
        cells = (_paper(case.paper, names), _dossier(case), f"{case.today:%d/%m/%Y}", *_answer(decision))
        rows.append(f"| {number} | {' | '.join(cells)} |")
    return _HEAD + "\n".join(rows) + "\n"


def _paper(paper: PaperFacts, names: dict[str, str]) -> str:
    """Kind, day, and whatever else the clock looks at."""
    parts = [names.get(paper.type_code, f"loại “{paper.type_code}” không có trong danh mục")]
    if paper.record_class is not RecordClass.RESOLUTION:
        parts.append(f"nhóm {LABELS['class'][paper.record_class.value].lower()}")
    parts.append(f"ngày {paper.day:%d/%m/%Y}" if paper.day else "không rõ ngày")
    if paper.period is not None:
        parts.append(f"kỳ {paper.period}")
    if paper.unit_kind != "cell":
        parts.append("của tổ chức đảng nay không còn")
    if paper.event_on is not None:
        parts.append(f"hết hiệu lực {paper.event_on:%d/%m/%Y}")
    if paper.not_before is not None:
        parts.append(f"đã gia hạn đến {paper.not_before:%d/%m/%Y}")
    if paper.made_permanent:
        parts.append("đã chuyển vĩnh viễn")
    return ", ".join(parts)


def _dossier(case: Case) -> str:
    found = case.dossier
    if found is None:
        return "–"
    state = f"kết thúc {found.closed_at:%d/%m/%Y}" if found.closed_at else "chưa kết thúc"
    return f"{LABELS['dossier_kind'][found.kind]}, {state}{_members(found)}"


def _members(found: DossierFacts) -> str:
    told = "; ".join(_member(each) for each in found.members)
    return f", có {told}" if told else ""


def _member(paper: PaperFacts) -> str:
    day = f"{paper.day:%d/%m/%Y}" if paper.day else "không rõ ngày"
    extended = f" đã gia hạn đến {paper.not_before:%d/%m/%Y}" if paper.not_before else ""
    return f"{paper.type_code} {day}{extended}"


def _answer(decision: RetentionDecision) -> tuple[str, str]:
    """Where it stands, and by which sum."""
    lines: Sequence[str] = [line.vi for line in explained(decision)]
    sums = [line for line in lines if line.startswith(("Công việc kết thúc", "Hết hiệu lực"))]
    rule = decision.deciding.rule
    return lines[0], sums[0] if sums else f"quy tắc “{rule.name}”" if rule else "–"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
