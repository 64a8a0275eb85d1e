"""Why a record is kept or may go, in plain Vietnamese and English, from the facts of a decision."""

from __future__ import annotations

from dataclasses import dataclass

from archive_service.domain.retention import KeepKind, RetentionRule, SourceMark
from archive_service.domain.retention_clock import ClockState, NextStep, Reckoning, RetentionDecision


@dataclass(frozen=True, slots=True)
class Told:
    """The same sentence twice."""

    vi: str
    en: str


_STATES = {
    ClockState.KEPT_FOR_EVER: Told("Bảo quản vĩnh viễn.", "Kept for ever."),
    ClockState.RUNNING_CLOCK: Told(
        "Còn trong thời hạn bảo quản; được xem xét từ {day}.", "Still kept; may be reviewed from {day}."
    ),
    ClockState.REVIEW_DUE: Told(
        "Đã hết thời hạn bảo quản từ {day}; chờ xem xét, không tự hủy.",
        "Its period ended before {day}; it waits for review and is never destroyed by itself.",
    ),
    ClockState.OPEN_DOSSIER: Told(
        "Hồ sơ chưa kết thúc nên chưa tính thời hạn.", "Its dossier is open, so the clock does not run."
    ),
    ClockState.UNKNOWN_DATE: Told(
        "Chưa xác định: có tài liệu chưa rõ ngày nên không tính được thời hạn.",
        "Not determined: a paper bears no known date, so there is no clock.",
    ),
    ClockState.EVENT_PENDING: Told(
        "Giữ đến khi hết hiệu lực thi hành; chưa ghi nhận ngày hết hiệu lực.",
        "Kept until it is no longer in force; that day was not recorded yet.",
    ),
    ClockState.NO_RULE: Told("Chưa xác định: chưa có quy tắc nào áp dụng.", "Not determined: no rule speaks about it."),
}
_STEPS = {
    NextStep.KEEP_FOR_EVER: Told("Tiếp tục bảo quản.", "Keep it."),
    NextStep.WAIT_FOR_THE_DAY: Told("Chờ đến ngày được xem xét.", "Wait for the day of review."),
    NextStep.PUT_TO_REVIEW: Told("Đưa vào danh mục xem xét.", "Put it on a list for review."),
    NextStep.LIFT_HOLDS_FIRST: Told(
        "Đang tạm giữ: không được hủy chừng nào lệnh giữ còn hiệu lực.", "Held: it may not go while a hold stands."
    ),
    NextStep.CLOSE_THE_DOSSIER: Told("Kết thúc hồ sơ khi công việc đã xong.", "Close the dossier when its work ended."),
    NextStep.STATE_THE_DATE: Told("Bổ sung ngày của văn bản.", "State the date of the paper."),
    NextStep.RECORD_THE_EVENT: Told(
        "Ghi nhận ngày hết hiệu lực kèm văn bản chứng minh.", "Record the day it ceased to be in force, with a paper."
    ),
    NextStep.FIND_A_RULE: Told("Đề nghị quy tắc cho loại tài liệu này.", "Propose a rule for this kind of paper."),
}
_MARKS = {
    SourceMark.READ_IN_THE_RULE: Told("đã đọc trong văn bản", "read in the rule itself"),
    SourceMark.SECONDARY_SOURCE: Told("theo nguồn thứ cấp, cần đối chiếu", "from a secondary source, to be checked"),
    SourceMark.INFERRED: Told("suy luận của kho, không phải quy định", "inferred by this archive, not a rule of law"),
}


def mark_words(mark: SourceMark) -> Told:
    """How well the source of a rule is known."""
    return _MARKS[mark]


def period_words(rule: RetentionRule) -> Told:
    """How long a rule keeps."""
    if rule.period.kind is KeepKind.PERMANENT:
        return Told("Vĩnh viễn", "For ever")
    if rule.period.kind is KeepKind.UNTIL_EVENT:
        return Told("Đến khi hết hiệu lực", "Until no longer in force")
    return Told(f"{rule.period.years} năm", f"{rule.period.years} years")


def state_words(state: ClockState, day: str = "") -> Told:
    sentence = _STATES[state]
    return Told(sentence.vi.format(day=day), sentence.en.format(day=day))


def explained(decision: RetentionDecision) -> tuple[Told, ...]:
    """The sentences, most important first: where it stands, holds, rule, arithmetic, dossier, next step."""
    day = decision.review_from
    lines = [state_words(decision.state, f"{day:%d/%m/%Y}" if day else "")]
    lines.extend(
        Told(
            f"Đang tạm giữ từ {hold.placed_on:%d/%m/%Y}: {hold.reason} ({hold.authority}, {hold.document}).",
            f"Held since {hold.placed_on.isoformat()}: {hold.reason} ({hold.authority}, {hold.document}).",
        )
        for hold in decision.holds
    )
    lines.extend(_rule_lines(decision.deciding))
    if decision.dossier_id is not None:
        lines.append(_dossier_line(decision))
    lines.append(_STEPS[decision.next_step])
    return tuple(lines)


def _rule_lines(deciding: Reckoning) -> list[Told]:
    rule = deciding.rule
    if rule is None:
        if deciding.state is ClockState.NO_RULE:
            return []
        return [Told("Theo kết quả xem xét trước đây.", "By the outcome of an earlier review.")]
    mark, period = mark_words(rule.source.mark), period_words(rule)
    lines = [
        Told(
            f"Quy tắc {rule.code} “{rule.name}”: {period.vi}. Nguồn: {rule.source.title}, {rule.source.article}"
            f" ({mark.vi}).",
            f"Rule {rule.code} “{rule.name}”: {period.en}. Source: {rule.source.title}, {rule.source.article}"
            f" ({mark.en}).",
        )
    ]
    if deciding.base_year is not None and deciding.review_from is not None:
        last, counted = deciding.review_from.year - 1, _counted(deciding, rule, deciding.base_year)
        lines.append(
            Told(
                f"{counted.vi}: giữ hết 31/12/{last}, xem xét từ {deciding.review_from:%d/%m/%Y}.",
                f"{counted.en}: kept through {last}-12-31, review from {deciding.review_from.isoformat()}.",
            )
        )
    return lines


def _counted(deciding: Reckoning, rule: RetentionRule, base_year: int) -> Told:
    """From when how many years are counted. The day is not known for a paper that the reader may not see."""
    if rule.period.kind is not KeepKind.UNTIL_EVENT:
        years = rule.period.years or 0
        return Told(
            f"Công việc kết thúc năm {base_year} + {years} năm", f"The work ended in {base_year}, plus {years} years"
        )
    day = deciding.event_on
    if day is not None and day.year == base_year:
        return Told(f"Hết hiệu lực ngày {day:%d/%m/%Y}", f"No longer in force since {day.isoformat()}")
    if day is not None:
        return Told(
            f"Hết hiệu lực ngày {day:%d/%m/%Y}, công việc kết thúc sau đó, năm {base_year}",
            f"No longer in force since {day.isoformat()}, the work ended later, in {base_year}",
        )
    return Told(
        f"Hết hiệu lực và công việc kết thúc năm {base_year}", f"Out of force and the work ended by {base_year}"
    )


def _dossier_line(decision: RetentionDecision) -> Told:
    count = decision.papers
    own = decision.deciding.record_id == decision.record_id
    return Told(
        f"Hồ sơ có {count} tài liệu; tài liệu có thời hạn dài nhất quyết định"
        f" ({'chính tài liệu này' if own else 'một tài liệu khác trong hồ sơ'}).",
        f"Its dossier has {count} papers; the one kept longest decides"
        f" ({'this one' if own else 'another one of the dossier'}).",
    )
