"""Minutes: of the monthly meeting, of the thematic meeting of a quarter, of the congress."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from archive_service.demo.meeting import Meeting
from archive_service.demo.paper import Block, Heading, Paper, Paragraph, Signature
from archive_service.demo.topics import Topic
from archive_service.demo.writing import Numbered, month_words, party_paper, spelled


def monthly_minutes(meeting: Meeting, number: Numbered, decided: str) -> Paper:
    """Minutes of a regular meeting; `decided` is what it passed, "Nghị quyết số 12-NQ/CB" or less."""
    facts, rng, cast = meeting.facts("minutes"), meeting.rng("minutes parts"), meeting.cast
    blocks: list[Block] = [*_presence(meeting), Heading("II. NỘI DUNG")]
    blocks.append(
        Paragraph(
            f"1. Đồng chí {cast.secretary} thông tin thời sự, trình bày dự thảo đánh giá tháng trước và nhiệm vụ "
            f"{month_words(meeting.period)}, trọng tâm là {meeting.matters[0].title}."
        )
    )
    blocks.append(Paragraph("2. Thảo luận:"))
    blocks.extend(
        Paragraph(f"- Đồng chí {facts['person']}: {facts.sentence(rng.choice(topic.said))}.")
        for topic in meeting.matters
    )
    from_the_front = facts.sentence(rng.choice(meeting.matters[-1].done))
    blocks.append(Paragraph(f"- Đồng chí {cast.front}, Trưởng ban công tác Mặt trận: {from_the_front}."))
    blocks.append(Heading("III. KẾT LUẬN"))
    blocks.append(
        Paragraph(
            f"Đồng chí chủ trì tiếp thu các ý kiến; giao đồng chí {facts['person']} {meeting.matters[0].task}. "
            f"{decided}. Chất lượng kỳ sinh hoạt: {meeting.score} điểm, xếp loại {meeting.rating}."
        )
    )
    blocks.append(
        Paragraph(
            f"Biên bản kết thúc hồi 21 giờ {rng.choice(('10', '20', '30', '40'))} cùng ngày, "
            "đã đọc cho chi bộ nghe và nhất trí."
        )
    )
    return _minutes(meeting, number, f"sinh hoạt chi bộ thường kỳ {month_words(meeting.period)}", tuple(blocks))


def thematic_minutes(meeting: Meeting, topic: Topic, number: Numbered, quarter: str) -> Paper:
    """Minutes of the thematic meeting of a quarter ("quý I năm 2021")."""
    facts = meeting.facts("thematic minutes")
    later = replace(meeting, day=meeting.day + timedelta(days=12))
    blocks: tuple[Block, ...] = (
        *_presence(later),
        Heading("II. NỘI DUNG CHUYÊN ĐỀ"),
        Paragraph(f"1. Đồng chí {facts['person']} trình bày chuyên đề “{topic.title}”."),
        *(Paragraph(f"- {facts.sentence(done)}.") for done in topic.done),
        Paragraph("2. Ý kiến trao đổi:"),
        *(Paragraph(f"- Đồng chí {facts['person']}: {facts.sentence(said)}.") for said in topic.said),
        Heading("III. KẾT LUẬN"),
        *(Paragraph(f"- {facts.sentence(todo)}.") for todo in topic.todo),
    )
    return _minutes(later, number, f"sinh hoạt chuyên đề {quarter} về {topic.title}", blocks)


def congress_minutes(meeting: Meeting) -> Paper:
    """Minutes of the cell's congress with the votes."""
    cell, cast, rng = meeting.cell, meeting.cast, meeting.rng("congress minutes")
    votes = [meeting.present - rng.randint(0, 3) for _ in range(3)]
    blocks: tuple[Block, ...] = (
        *_presence(meeting),
        Heading("II. NỘI DUNG ĐẠI HỘI"),
        Paragraph(f"1. Đại hội nghe báo cáo chính trị nhiệm kỳ 2020 – 2022 và có {rng.randint(5, 11)} lượt phát biểu."),
        Paragraph("2. Kết quả kiểm phiếu bầu chi ủy nhiệm kỳ 2022 – 2025:"),
        *(
            Paragraph(f"- Đồng chí {name}: {count}/{meeting.present} phiếu.")
            for name, count in zip((cast.secretary, cast.deputy, cast.clerk), votes, strict=True)
        ),
        Paragraph(f"3. Bầu trực tiếp bí thư chi bộ: đồng chí {cast.secretary} trúng cử."),
    )
    numbered = Numbered(1, "01-BB/ĐH", "Số 01-BB/ĐH")
    paper = _minutes(meeting, numbered, "đại hội chi bộ nhiệm kỳ 2022 – 2025", blocks)
    return spelled(cell, replace(paper, issuer=f"Đại hội {cell.unit.name}"))


def _presence(meeting: Meeting) -> tuple[Block, ...]:
    cell, cast, day = meeting.cell, meeting.cast, meeting.day
    absent = (
        f"vắng {len(meeting.absent)} đồng chí: {', '.join(meeting.absent)} (có lý do)"
        if meeting.absent
        else "không vắng"
    )
    return (
        Paragraph(
            f"Hôm nay, hồi 19 giờ 30, ngày {day:%d} tháng {day.month:02d} năm {day.year}, tại nhà văn hóa "
            f"{cell.locality}, {cell.unit.name} tổ chức sinh hoạt."
        ),
        Heading("I. THÀNH PHẦN"),
        Paragraph(
            f"Tổng số {cell.members} đảng viên; có mặt {meeting.present} đồng chí; {absent}. "
            f"Chủ trì: đồng chí {cast.secretary}, bí thư chi bộ. Thư ký: đồng chí {cast.clerk}."
        ),
    )


def _minutes(meeting: Meeting, number: Numbered, abstract: str, blocks: tuple[Block, ...]) -> Paper:
    """Villages leave the date line out: their minutes tell the day only in the text."""
    cell, cast = meeting.cell, meeting.cast
    return party_paper(
        cell,
        blocks,
        day=None if cell.village else meeting.day,
        number_line=number.line,
        type_line="Biên bản",
        abstract=abstract,
        signatures=(
            Signature("NGƯỜI GHI BIÊN BẢN", "", cast.clerk),
            Signature("CHỦ TRÌ", "", cast.secretary),
        ),
    )
