"""What a consultation prints: covering letter, form for an opinion, synthesis, reminder, list of who was silent."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict

from archive_service.domain.consultation import Answer, Channel, Consultation, Round, tally
from archive_service.domain.errors import WrongState
from archive_service.domain.local_time import local_time
from archive_service.domain.unit_events import Unit
from archive_service.services.party_paper import PaperTable, PartyPaper, party_paper

ANSWERS = {Answer.AGREE: "Đồng ý", Answer.DISAGREE: "Không đồng ý", Answer.OTHER: "Ý kiến khác"}
CHANNELS = {
    Channel.PAPER: "bản giấy",
    Channel.ZALO: "Zalo",
    Channel.EMAIL: "thư điện tử",
    Channel.MEETING: "tại cuộc họp",
}

_UNCOUNTED = "Đồng chí không gửi phiếu được ghi là không trả lời, không tính là đồng ý."


def covering_letter(consultation: Consultation, unit: Unit, superior: Unit | None, today: date) -> bytes:
    """The công văn that asks for opinions; blanks where nothing was entered yet."""
    current = consultation.round
    until = _moment(current.deadline) if current else "..... giờ ..... ngày ...../...../........"
    channel = CHANNELS[current.channel] if current else "........"
    return party_paper(
        PartyPaper(
            **_head(unit, superior, today),
            type_line="",
            about=f"về việc xin ý kiến bằng văn bản: {consultation.title}",
            number_line="Số      -CV/CB",
            addressed=f"Các đồng chí đảng viên {unit.name}",
            blocks=(
                f"Lý do: {consultation.reason}. Căn cứ quy chế làm việc, chi ủy gửi dự thảo "
                f"“{consultation.title}” để các đồng chí tham gia ý kiến.",
                "Đề nghị các đồng chí ghi ý kiến trực tiếp vào dự thảo hoặc Phiếu xin ý kiến, gửi về chi ủy "
                f"({channel}) trước {until}.",
                _UNCOUNTED,
            ),
            recipients=("- Như trên;", "- Lưu Chi bộ."),
            signs=(("T/M CHI BỘ", "BÍ THƯ", ""),),
        )
    )


def opinion_form(consultation: Consultation, unit: Unit, superior: Unit | None, today: date) -> bytes:
    """The phiếu xin ý kiến for one member."""
    return party_paper(
        PartyPaper(
            **_head(unit, superior, today),
            type_line="Phiếu xin ý kiến",
            about=f"về dự thảo: {consultation.title}",
            number_line="",
            blocks=(
                "Họ và tên đảng viên: ................................................................",
                "1. Ý kiến:   □ Đồng ý      □ Không đồng ý      □ Ý kiến khác",
                "2. Nội dung góp ý: ................................................................",
                *["................................................................................"] * 4,
                "Ngày gửi phiếu: ...../...../........",
            ),
            signs=(("NGƯỜI GÓP Ý", "(ký, ghi rõ họ tên)", ""),),
        )
    )


def synthesis_paper(consultation: Consultation, unit: Unit, superior: Unit | None, today: date) -> bytes:
    """The báo cáo tổng hợp: counts, what was taken up and what not; it names nobody. Raises WrongState."""
    current = consultation.round
    if current is None:
        raise WrongState(state=consultation.state.value)
    count = tally(current)
    rows = (
        ("Đồng ý", count.agree), ("Không đồng ý", count.disagree), ("Ý kiến khác", count.other),
        ("Trả lời sau thời hạn", count.late), ("Không trả lời", count.no_reply),
        ("Tổng số đảng viên chính thức", count.members),
    )  # fmt: skip
    verdict = "quá nửa" if count.passed else "không quá nửa"
    return party_paper(
        PartyPaper(
            **_head(unit, superior, today),
            type_line="Báo cáo",
            about=f"tổng hợp ý kiến đảng viên vào dự thảo: {consultation.title}",
            number_line="Số      -BC/CB",
            blocks=(
                f"Ngày {local_time(current.sent_at):%d/%m/%Y}, chi ủy gửi dự thảo (lần {current.number}) đến "
                f"{len(current.members)} đảng viên, đề nghị trả lời trước {_moment(current.deadline)}. Kết quả:",
                PaperTable(
                    (0.6, 0.2, 0.2),
                    ("Nội dung", "Số phiếu", "Tỷ lệ"),
                    tuple((words, str(number), _share(number, count.members)) for words, number in rows),
                ),
                f"Số phiếu đồng ý {verdict} tổng số đảng viên chính thức.",
                *(f"{n}. {'Tiếp thu' if t.accepted else 'Chưa tiếp thu'}: {t.about}{_because(t.why)}."
                  for n, t in enumerate(consultation.taken, start=1)),
                *_silent(current),
            ),
            recipients=("- Đảng ủy cấp trên;", "- Lưu Chi bộ."),
            signs=(("T/M CHI BỘ", "BÍ THƯ", ""),),
        )
    )  # fmt: skip


def reminder_letter(consultation: Consultation, unit: Unit, superior: Unit | None, today: date) -> bytes:
    """The công văn that reminds the members without a reply, who are listed in it. Raises WrongState before a round."""
    current = consultation.round
    if current is None:
        raise WrongState(state=consultation.state.value)
    rows = tuple((str(number), each.name, "") for number, each in enumerate(current.without_reply(), start=1))
    return party_paper(
        PartyPaper(
            **_head(unit, superior, today),
            type_line="",
            about=f"về việc nhắc gửi ý kiến: {consultation.title}",
            number_line="Số      -CV/CB",
            addressed="Các đồng chí đảng viên có tên dưới đây",
            blocks=(
                f"Ngày {local_time(current.sent_at):%d/%m/%Y}, chi ủy đã gửi dự thảo “{consultation.title}” "
                f"(lần {current.number}) để xin ý kiến. Đến nay chi ủy chưa nhận được ý kiến của các đồng chí sau:",
                PaperTable((0.1, 0.5, 0.4), ("TT", "Họ và tên", "Ký nhận"), rows),
                f"Đề nghị các đồng chí gửi ý kiến về chi ủy ({CHANNELS[current.channel]}) trước "
                f"{_moment(current.deadline)}.",
                _UNCOUNTED,
            ),
            recipients=("- Như trên;", "- Lưu Chi bộ."),
            signs=(("T/M CHI BỘ", "BÍ THƯ", ""),),
        )
    )


def silent_list(consultation: Consultation, unit: Unit, superior: Unit | None, today: date) -> bytes:
    """The list beside the synthesis: who did not reply, and who replied late. Raises WrongState before a round."""
    current = consultation.round
    if current is None:
        raise WrongState(state=consultation.state.value)
    late = [(each.member, f"Trả lời muộn, {_moment(each.received_at)}") for each in current.late()]
    told = [*((each.name, "Không trả lời") for each in current.without_reply()), *late]
    official = {each.name for each in current.members if each.official}
    rows = tuple(
        (str(number), name, "Chính thức" if name in official else "Dự bị", what)
        for number, (name, what) in enumerate(told, start=1)
    )
    return party_paper(
        PartyPaper(
            **_head(unit, superior, today),
            type_line="Danh sách",
            about=f"đảng viên không trả lời, trả lời muộn về dự thảo: {consultation.title}",
            number_line="",
            blocks=(
                f"Thời hạn trả lời: {_moment(current.deadline)}. Những đồng chí dưới đây không tính là đồng ý.",
                PaperTable((0.1, 0.35, 0.2, 0.35), ("TT", "Họ và tên", "Đảng viên", "Kết quả"), rows),
            ),
            signs=(("NGƯỜI LẬP", "", ""),),
        )
    )


def reminder_text(consultation: Consultation, current: Round, unit: Unit, member: str, *, overdue: bool) -> str:
    """A short message to one member without a reply, for Zalo or the telephone; in Vietnamese, whoever sends it."""
    by = f"Hạn trả lời: {_moment(current.deadline)}."
    late = f"Hạn trả lời đã qua lúc {_moment(current.deadline)}; ý kiến gửi sau vẫn được ghi lại là trả lời muộn."
    return (
        f"Kính gửi đồng chí {member}: {unit.name} chưa nhận được ý kiến của đồng chí về dự thảo "
        f"“{consultation.title}” (lần {current.number}, gửi ngày {local_time(current.sent_at):%d/%m/%Y}). "
        f"{late if overdue else by} {_UNCOUNTED}"
    )


FORMS = {
    "letter": covering_letter,
    "form": opinion_form,
    "synthesis": synthesis_paper,
    "reminder": reminder_letter,
    "silent": silent_list,
}


class _Head(TypedDict):
    superior: str
    issuer: str
    place_and_day: str


def _head(unit: Unit, superior: Unit | None, today: date) -> _Head:
    """What stands at the top of every paper of the cell."""
    return _Head(superior=superior.name if superior else "", issuer=unit.name, place_and_day=place_and_day(today))


def _silent(current: Round) -> tuple[str, ...]:
    count = len(current.without_reply())
    return (f"Có {count} đồng chí không trả lời; danh sách kèm theo hồ sơ.",) if count else ()


def _because(why: str) -> str:
    return f", lý do: {why}" if why else ""


def _share(number: int, of: int) -> str:
    return f"{100 * number / of:.1f}%".replace(".", ",") if of else "–"


def _moment(when: datetime) -> str:
    local = local_time(when)
    return f"{local:%H} giờ {local:%M} ngày {local:%d/%m/%Y}"


def place_and_day(day: date) -> str:
    """The line for place and day. Days below 10 and the months 1 and 2 are written with a 0, other months without."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"……………, ngày {day.day:02d} tháng {month} năm {day.year}"
