"""The papers of a written consultation, made when an epidemic kept a cell from meeting.

In the order they come: the letter that asks, the draft(s), the list of who was sent what, the members'
forms, the synthesis. The resolution that comes of it is an ordinary resolution filed in the same dossier.
"""

from __future__ import annotations

from datetime import date, timedelta

from archive_service.demo.meeting import Meeting
from archive_service.demo.paper import Block, Centred, Heading, Paper, Paragraph, Signature, Table
from archive_service.demo.writing import Numbered, month_words, party_paper, recipients_of, signed_by

AGREED = "Đồng ý"
OTHER = "Ý kiến khác"
SILENT = "Không trả lời"
_ANSWERS = (AGREED, AGREED, AGREED, AGREED, OTHER, SILENT)
_FORMS = 3


def asked_on(meeting: Meeting, rounds_after: int = 0) -> date:
    """The day the letter went out: five days before the resolution, and four earlier for each round that followed."""
    return meeting.day - timedelta(days=5 + 4 * rounds_after)


def answered_by(asked: date) -> date:
    """The day by which the letter wants its answers, until 17:00."""
    return asked + timedelta(days=3)


def letter(meeting: Meeting, number: Numbered, round_number: int, day: date) -> Paper:
    """The công văn of a day that sends the draft to every member, with its reason, channel and deadline."""
    cell, cast = meeting.cell, meeting.cast
    deadline = answered_by(day)
    words = month_words(meeting.period)
    again = " (lần 2)" if round_number == 2 else ""
    blocks: tuple[Block, ...] = (
        Paragraph(
            f"Do diễn biến phức tạp của dịch COVID-19 tại {cell.committee}, chi bộ không tổ chức sinh hoạt tập trung "
            f"{words}. Căn cứ quy chế làm việc, chi ủy gửi dự thảo Nghị quyết {words} để các đồng chí "
            "tham gia ý kiến bằng văn bản."
        ),
        Paragraph(
            "Đề nghị các đồng chí nghiên cứu, ghi ý kiến trực tiếp vào dự thảo hoặc Phiếu xin ý kiến, gửi về chi ủy "
            f"(đồng chí {cast.clerk}) trước 17 giờ 00 ngày {deadline:%d/%m/%Y}. Tài liệu được chuyển bản giấy đến từng "
            "gia đình; đồng chí ở khu cách ly nhận qua nhóm Zalo của chi bộ."
        ),
        Paragraph("Quá thời hạn trên, đồng chí không gửi phiếu được ghi là không trả lời, không tính là đồng ý."),
    )
    return party_paper(
        cell,
        blocks,
        day=day,
        number_line=number.line,
        abstract=f"về việc xin ý kiến bằng văn bản dự thảo nghị quyết {words}{again}",
        addressed=("Các đồng chí đảng viên chi bộ",),
        recipients=("- Như trên;", "- Lưu Chi bộ."),
        signatures=(signed_by(cell, cast),),
    )


def answers_of(meeting: Meeting) -> dict[str, str]:
    """What each member answered."""
    rng = meeting.rng("answers")
    return {name: rng.choice(_ANSWERS) for name in meeting.cast.members}


def sent_list(meeting: Meeting) -> Paper:
    """Who was sent the draft, when and how: all members on that day."""
    cell, day, rng = meeting.cell, asked_on(meeting), meeting.rng("sent")
    rows = [("TT", "Họ và tên", "Hình thức gửi", "Thời gian gửi")]
    for number, name in enumerate(meeting.cast.members, start=1):
        channel = "Bản giấy, tận nhà" if rng.random() < 0.7 else "Zalo"
        rows.append(
            (str(number), name, channel, f"{rng.randint(7, 20):02d} giờ {rng.randint(0, 59):02d}, {day:%d/%m/%Y}")
        )
    blocks: tuple[Block, ...] = (
        Table((0.08, 0.36, 0.28, 0.28), tuple(rows)),
        Paragraph(f"Tổng số: {cell.members} đảng viên được gửi dự thảo."),
    )
    return party_paper(
        cell,
        blocks,
        day=day,
        type_line="Danh sách",
        abstract=f"đảng viên được gửi xin ý kiến dự thảo nghị quyết {month_words(meeting.period)}",
        signatures=(Signature("NGƯỜI LẬP", "", meeting.cast.clerk),),
    )


def members_with_forms(meeting: Meeting) -> tuple[str, ...]:
    """Some members who answered, whose forms were kept."""
    answered = [name for name, answer in answers_of(meeting).items() if answer != SILENT]
    return tuple(meeting.rng("kept forms").sample(answered, _FORMS))


def forms(meeting: Meeting) -> tuple[Paper, ...]:
    """The forms of those members, one paper each."""
    rng, facts = meeting.rng("forms"), meeting.facts("forms")
    papers = []
    for name in members_with_forms(meeting):
        answer = answers_of(meeting)[name]
        ticked = [f"[{'x' if choice == answer else '  '}] {choice}" for choice in (AGREED, "Không đồng ý", OTHER)]
        topic = rng.choice(meeting.matters)
        remark = facts.sentence(rng.choice(topic.said)) if answer == OTHER else "Nhất trí với dự thảo"
        blocks: tuple[Block, ...] = (
            Paragraph(f"Họ và tên đảng viên: {name}."),
            Paragraph(f"Sinh hoạt tại: {meeting.cell.unit.name}."),
            Centred("     ".join(ticked)),
            Paragraph(f"Nội dung góp ý: {remark}."),
            Paragraph(f"Ngày gửi phiếu: {asked_on(meeting) + timedelta(days=rng.randint(1, 3)):%d/%m/%Y}."),
        )
        papers.append(
            party_paper(
                meeting.cell,
                blocks,
                day=None,
                type_line="Phiếu xin ý kiến",
                abstract=f"về dự thảo nghị quyết {month_words(meeting.period)}",
                signatures=(Signature("NGƯỜI GÓP Ý", "", name),),
            )
        )
    return tuple(papers)


def synthesis(meeting: Meeting, number: Numbered) -> Paper:
    """The report that counts the answers and says what was taken up; it names nobody."""
    cell, facts, rng = meeting.cell, meeting.facts("synthesis"), meeting.rng("synthesis")
    answers = list(answers_of(meeting).values())
    counts = {answer: answers.count(answer) for answer in (AGREED, OTHER, SILENT)}
    share = f"{100 * counts[AGREED] / cell.members:.1f}%".replace(".", ",")
    taken, left = meeting.matters[0], meeting.matters[1]
    blocks: tuple[Block, ...] = (
        Paragraph(
            f"Từ ngày {asked_on(meeting):%d/%m/%Y}, chi ủy đã gửi dự thảo Nghị quyết {month_words(meeting.period)} đến "
            f"{cell.members}/{cell.members} đảng viên. Kết quả như sau:"
        ),
        Heading("I. SỐ PHIẾU"),
        Table(
            (0.5, 0.25, 0.25),
            (
                ("Nội dung", "Số phiếu", "Tỷ lệ"),
                *(
                    (answer, str(count), f"{100 * count / cell.members:.1f}%".replace(".", ","))
                    for answer, count in counts.items()
                ),
                ("Tổng số gửi đi", str(cell.members), "100%"),
            ),
        ),
        Heading("II. TIẾP THU, GIẢI TRÌNH"),
        Paragraph(f"1. Tiếp thu: về {taken.title}, bổ sung nội dung “{facts.fill(rng.choice(taken.todo))}”."),
        Paragraph(f"2. Chưa tiếp thu: ý kiến về {left.title}, do ngoài phạm vi nghị quyết tháng, chuyển kỳ sau."),
        Heading("III. KẾT LUẬN"),
        Paragraph(
            f"Số phiếu đồng ý đạt {share} tổng số đảng viên, quá nửa theo quy định. "
            "Chi ủy thống nhất ban hành Nghị quyết."
        ),
    )
    return party_paper(
        cell,
        blocks,
        day=meeting.day - timedelta(days=1),
        number_line=number.line,
        type_line="Báo cáo",
        abstract=f"tổng hợp ý kiến đảng viên vào dự thảo nghị quyết {month_words(meeting.period)}",
        recipients=recipients_of(cell),
        signatures=(signed_by(cell, meeting.cast),),
    )
