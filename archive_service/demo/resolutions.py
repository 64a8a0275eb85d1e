"""Resolutions and conclusions: the monthly one in four parts, the thematic one of a quarter, the congress."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from archive_service.demo.meeting import Meeting
from archive_service.demo.paper import Block, Heading, Paper, Paragraph
from archive_service.demo.topics import Topic
from archive_service.demo.writing import (
    Numbered,
    month_before,
    month_words,
    party_paper,
    recipients_of,
    signed_by,
)

_SHORTCOMINGS = (
    "một số đảng viên còn ít phát biểu; việc gửi tài liệu trước kỳ họp có lúc chậm",
    "tiến độ một số việc được giao còn chậm so với thời hạn; công tác tuyên truyền chưa đến hết các hộ thuê trọ",
    "một số chỉ tiêu vận động chưa đạt; đảng viên đi làm ăn xa vắng sinh hoạt còn nhiều",
    "việc ghi chép sổ sách chưa kịp thời; chưa có hình thức biểu dương thường xuyên các hộ gương mẫu",
)


def monthly_abstract(meeting: Meeting, *, padded: bool = True) -> str:
    """The trích yếu; three ways of saying it, one per cell."""
    words = month_words(meeting.period, padded=padded)
    match meeting.cell.code:
        case "CB-YT-03" | "CB-DT-02":
            return f"về nhiệm vụ trọng tâm {words}"
        case "CB-AL-NM" | "CB-AL-DC":
            return f"sinh hoạt chi bộ thường kỳ {words}"
        case _:
            return f"lãnh đạo thực hiện nhiệm vụ {words}"


def monthly_resolution(
    meeting: Meeting, number: Numbered, *, type_name: str = "Nghị quyết", agreed: int | None = None
) -> Paper:
    """The resolution or, with type_name "Kết luận", the conclusion of a month.

    With `agreed`, so many members agreed in writing and there was no meeting.
    """
    cell = meeting.cell
    deputy = meeting.rng("signature").random() < 0.12
    return party_paper(
        cell,
        (
            *(_opening(meeting, type_name) if agreed is None else _opening_in_writing(meeting, agreed)),
            *_four_parts(meeting, type_name),
            _passed(meeting, type_name, agreed),
        ),
        day=meeting.day,
        number_line=number.line,
        type_line=type_name,
        abstract=monthly_abstract(meeting),
        recipients=recipients_of(cell),
        signatures=(signed_by(cell, meeting.cast, deputy=deputy),),
    )


def draft_of(paper: Paper, meeting: Meeting, round_number: int) -> Paper:
    """The draft of a resolution as it was sent out: no number, no date, not signed."""
    blank = "Số        -NQ/CB"
    opinion = Paragraph(
        f"(Dự thảo lần {round_number} gửi xin ý kiến đảng viên; bản này chưa có giá trị thi hành. "
        f"Các chỉ tiêu tại phần II đồng chí {meeting.cast.deputy} đang rà soát.)"
    )
    return replace(
        paper,
        number_line=blank,
        place_date="",
        mark=f"Dự thảo lần {round_number}",
        blocks=(*paper.blocks[:-1], opinion),
        signatures=(),
        recipients=(),
    )


def thematic_resolution(meeting: Meeting, topic: Topic, number: Numbered, quarter: str) -> Paper:
    """A resolution on one matter, made at the thematic meeting of a quarter."""
    cell, facts = meeting.cell, meeting.facts("thematic resolution")
    blocks: tuple[Block, ...] = (
        Paragraph(f"Căn cứ chương trình công tác năm của chi bộ; căn cứ kết quả sinh hoạt chuyên đề {quarter};"),
        Paragraph("Chi bộ thống nhất ra Nghị quyết chuyên đề với các nội dung sau:"),
        Heading("I. TÌNH HÌNH"),
        *(Paragraph(f"- {facts.sentence(done)}.") for done in topic.done),
        Heading("II. MỤC TIÊU, NHIỆM VỤ"),
        *(Paragraph(f"- {facts.sentence(todo)}.") for todo in topic.todo),
        Paragraph(
            f"- {facts.sentence('Phấn đấu có {pct} số hộ của {place} tham gia, {n} đảng viên đăng ký làm trước')}."
        ),
        Heading("III. TỔ CHỨC THỰC HIỆN"),
        Paragraph(f"Giao đồng chí {facts['person']} chủ trì: {topic.task}; báo cáo chi bộ vào kỳ sinh hoạt gần nhất."),
    )
    return party_paper(
        cell,
        blocks,
        day=meeting.day + timedelta(days=12),
        number_line=number.line,
        type_line="Nghị quyết",
        abstract=f"chuyên đề về {topic.title}",
        recipients=recipients_of(cell),
        signatures=(signed_by(cell, meeting.cast),),
    )


def _opening(meeting: Meeting, type_name: str) -> tuple[Block, ...]:
    cell, cast, day = meeting.cell, meeting.cast, meeting.day
    return (
        Paragraph("Căn cứ Điều lệ Đảng Cộng sản Việt Nam; căn cứ chương trình công tác năm của chi bộ;"),
        Paragraph(
            f"Ngày {day:%d/%m/%Y}, tại nhà văn hóa {cell.locality}, {cell.unit.name} tổ chức sinh hoạt thường kỳ "
            f"{month_words(meeting.period)}; có {meeting.present}/{cell.members} đảng viên dự. Sau khi nghe đồng chí "
            f"{cast.secretary}, bí thư chi bộ, trình bày và ý kiến thảo luận của đảng viên, chi bộ thống nhất ra "
            f"{type_name} như sau:"
        ),
    )


def _four_parts(meeting: Meeting, type_name: str) -> tuple[Block, ...]:
    facts, rng = meeting.facts("resolution"), meeting.rng("resolution parts")
    before, now = month_words(month_before(meeting.period)), month_words(meeting.period)
    blocks: list[Block] = [Heading(f"I. ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN NHIỆM VỤ {before.upper()}")]
    for number, topic in enumerate(meeting.last_matters[:3], start=1):
        blocks.append(Paragraph(f"{number}. Về {topic.title}: {facts.fill(rng.choice(topic.done))}."))
    blocks.append(Paragraph(f"Hạn chế: {rng.choice(_SHORTCOMINGS)}."))
    blocks.append(Heading(f"II. PHƯƠNG HƯỚNG, NHIỆM VỤ {now.upper()}"))
    for number, topic in enumerate(meeting.matters, start=1):
        blocks.append(Paragraph(f"{number}. Về {topic.title}: {facts.fill(rng.choice(topic.todo))}."))
    blocks.append(Heading("III. PHÂN CÔNG, TỔ CHỨC THỰC HIỆN"))
    for topic in meeting.matters:
        due = meeting.day + timedelta(days=rng.randint(10, 24))
        blocks.append(Paragraph(f"- Đồng chí {facts['person']}: {topic.task}; xong trước ngày {due:%d/%m/%Y}."))
    blocks.append(Heading("IV. TỰ ĐÁNH GIÁ CHẤT LƯỢNG KỲ SINH HOẠT"))
    return tuple(blocks)


def _passed(meeting: Meeting, type_name: str, agreed: int | None) -> Block:
    if agreed is None:
        votes = f"{meeting.present}/{meeting.present} đảng viên dự họp biểu quyết thông qua"
    else:
        votes = f"{agreed}/{meeting.cell.members} đảng viên đồng ý bằng văn bản"
    return Paragraph(f"Chi bộ tự chấm {meeting.score} điểm, xếp loại {meeting.rating}. {type_name} được {votes}.")


def _opening_in_writing(meeting: Meeting, agreed: int) -> tuple[Block, ...]:
    cell, words = meeting.cell, month_words(meeting.period)
    return (
        Paragraph("Căn cứ Điều lệ Đảng Cộng sản Việt Nam; căn cứ quy chế làm việc của chi ủy;"),
        Paragraph(
            f"Do dịch COVID-19, {cell.unit.name} không họp tập trung {words} mà xin ý kiến đảng viên bằng văn bản. "
            f"Căn cứ kết quả tổng hợp, có {agreed}/{cell.members} đảng viên đồng ý, chi bộ ra Nghị quyết như sau:"
        ),
    )


def congress_resolution(meeting: Meeting) -> Paper:
    """The resolution of the cell's congress; it bears the body ĐH and begins the numbers of a new term."""
    cell, cast, facts = meeting.cell, meeting.cast, meeting.facts("congress")
    aims = facts.fill("Kết nạp {few} đảng viên trong nhiệm kỳ; giảm {few} hộ nghèo; vận động {money} sửa {spot}")
    blocks: tuple[Block, ...] = (
        Paragraph(f"Đại hội {cell.unit.name} nhiệm kỳ 2022 – 2025 họp ngày {meeting.day:%d/%m/%Y} quyết nghị:"),
        Paragraph(
            f"1. Tán thành báo cáo chính trị do chi ủy trình; {facts.fill('hằng năm {pct} hộ đạt gia đình văn hóa')}."
        ),
        Paragraph(f"2. {aims}."),
        Paragraph(f"3. Bầu chi ủy gồm 03 đồng chí: {cast.secretary}, {cast.deputy}, {cast.clerk}."),
        Paragraph("4. Giao chi ủy khóa mới xây dựng quy chế làm việc và chương trình công tác toàn khóa."),
    )
    paper = party_paper(
        cell,
        blocks,
        day=meeting.day,
        number_line="Số 01-NQ/ĐH",
        type_line="Nghị quyết",
        abstract="đại hội chi bộ nhiệm kỳ 2022 – 2025",
        recipients=recipients_of(cell),
        signatures=(signed_by(cell, cast),),
    )
    authority = replace(paper.signatures[0], authority="T/M ĐOÀN CHỦ TỊCH", role="")
    return replace(paper, issuer=f"Đại hội {cell.unit.name}", signatures=(authority,))
