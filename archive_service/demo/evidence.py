"""Evidence of a cell's work: reports, certificates of merit, lists of gifts, captures of a chat group."""

from __future__ import annotations

from datetime import date, timedelta

from archive_service.demo.meeting import Meeting
from archive_service.demo.paper import (
    STATE_HEAD,
    Block,
    Centred,
    Heading,
    Paper,
    Paragraph,
    Signature,
    Table,
    printed_date,
)
from archive_service.demo.people import invented_names
from archive_service.demo.writing import Numbered, committee_name, party_paper, recipients_of, signed_by, spelled


def report(meeting: Meeting, number: Numbered, day: date, span: str) -> Paper:
    """A report on `span`: "6 tháng đầu năm 2021", "năm 2022", "quý I năm 2022"."""
    cell, facts, rng = meeting.cell, meeting.facts(f"report {span}"), meeting.rng(f"report parts {span}")
    topics = (*meeting.last_matters, *meeting.matters)
    blocks: list[Block] = [
        Paragraph(
            f"Thực hiện chỉ đạo của Đảng ủy {cell.committee}, {cell.unit.name} báo cáo kết quả công tác {span} như sau:"
        ),
        Heading("I. KẾT QUẢ"),
    ]
    for number_of, topic in enumerate(dict.fromkeys(topics), start=1):
        blocks.append(Paragraph(f"{number_of}. Về {topic.title}: {facts.fill(rng.choice(topic.done))}."))
    blocks.append(Heading("II. SỐ LIỆU"))
    blocks.append(
        Table(
            (0.6, 0.4),
            (
                ("Chỉ tiêu", "Kết quả"),
                ("Tổng số đảng viên", str(cell.members)),
                ("Tỷ lệ đảng viên dự sinh hoạt", facts["pct"]),
                ("Số hộ", str(cell.households)),
                ("Số hộ đạt gia đình văn hóa", facts["households"]),
                ("Đảng phí đã nộp", facts["money"]),
            ),
        )
    )
    blocks.append(Heading("III. KIẾN NGHỊ"))
    blocks.append(Paragraph(f"Đề nghị Đảng ủy {cell.committee} quan tâm: {facts.fill(rng.choice(topics[-1].said))}."))
    return party_paper(
        cell,
        tuple(blocks),
        day=day,
        number_line=number.line,
        type_line="Báo cáo",
        abstract=f"kết quả công tác {span}",
        recipients=recipients_of(cell),
        signatures=(signed_by(cell, meeting.cast),),
    )


def merit_of_people_committee(meeting: Meeting, day: date, book: int) -> Paper:
    """A certificate of merit by the state side of the same place."""
    cell = meeting.cell
    blocks: tuple[Block, ...] = (
        Centred(f"CHỦ TỊCH ỦY BAN NHÂN DÂN {cell.committee.upper()}", 14, bold=True),
        Centred("TẶNG", 14),
        Centred(f"Nhân dân và cán bộ {cell.locality}, {cell.committee}", 16, bold=True),
        Centred("Đã có thành tích xuất sắc trong công tác phòng, chống dịch COVID-19", 14),
        Centred("và vận động nhân dân ủng hộ Quỹ vắc-xin năm 2021", 14),
        Centred(" ", 14),
        Paragraph(f"Quyết định số {book + 30}/QĐ-UBND ngày {day:%d/%m/%Y}. Vào sổ khen thưởng số: {book:02d}."),
    )
    chair = invented_names(meeting.rng("chair"), 1)[0]
    return Paper(
        superior="",
        issuer=f"Ủy ban nhân dân {cell.committee}",
        blocks=blocks,
        head=STATE_HEAD,
        place_date=printed_date(cell.place, day),
        type_line="Giấy khen",
        abstract=f"tặng nhân dân và cán bộ {cell.locality}",
        signatures=(Signature("CHỦ TỊCH", "", chair),),
        framed=True,
    )


def merit_of_party_committee(meeting: Meeting, day: date, book: int) -> Paper:
    """A certificate of merit by the committee above the cell."""
    cell = meeting.cell
    blocks: tuple[Block, ...] = (
        Centred("BAN CHẤP HÀNH ĐẢNG BỘ TẶNG", 14, bold=True),
        Centred(cell.unit.name, 18, bold=True),
        Centred(f"Đạt tiêu chuẩn “Hoàn thành xuất sắc nhiệm vụ” năm {day.year - 1 if day.month < 3 else day.year}", 14),
        Centred(" ", 14),
        Paragraph(f"Quyết định số {book:02d}-QĐ/ĐU ngày {day:%d/%m/%Y}. Vào sổ số: {book:02d}."),
    )
    name = invented_names(meeting.rng("party chair"), 1)[0]
    paper = Paper(
        superior="Đảng bộ thành phố Yên Bái",
        issuer=committee_name(cell),
        blocks=blocks,
        place_date=printed_date(cell.place, day),
        type_line="Giấy khen",
        abstract=f"tặng {cell.unit.name}",
        signatures=(Signature("T/M ĐẢNG ỦY", "BÍ THƯ", name),),
        framed=True,
    )
    return spelled(cell, paper)


def gift_list(meeting: Meeting, cause: str, day: date) -> Paper:
    """Who gave how much; the total in the last row is the sum of the rows."""
    cell, rng = meeting.cell, meeting.rng(f"gifts {cause}")
    givers = invented_names(rng, 24)
    rows, total = [("TT", "Họ và tên", "Số tiền (đồng)", "Ngày")], 0
    for number, name in enumerate(givers, start=1):
        amount = rng.choice((50, 100, 100, 150, 200, 200, 300, 500)) * 1000
        total += amount
        given = day - timedelta(days=rng.randint(0, 9))
        rows.append((str(number), name, f"{amount:,}".replace(",", "."), f"{given:%d/%m/%Y}"))
    rows.append(("", "Tổng cộng", f"{total:,}".replace(",", "."), ""))
    return Paper(
        superior=f"Ủy ban MTTQ Việt Nam {cell.committee}",
        issuer=f"Ban công tác Mặt trận {cell.locality}",
        blocks=(
            Table((0.08, 0.42, 0.27, 0.23), tuple(rows)),
            Paragraph(f"Danh sách có {len(givers)} hộ đại diện, được niêm yết công khai tại nhà văn hóa."),
        ),
        head=STATE_HEAD,
        place_date=printed_date(cell.place, day),
        type_line="Danh sách",
        abstract=f"nhân dân {cell.locality} ủng hộ {cause}",
        signatures=(
            Signature("NGƯỜI LẬP DANH SÁCH", "", meeting.cast.clerk),
            Signature("TRƯỞNG BAN CÔNG TÁC MẶT TRẬN", "", meeting.cast.front),
        ),
    )
