"""Two years of one cell, month by month: which papers there are, with which numbers."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from archive_service.demo import consultation, consultation_story, evidence, minutes, resolutions
from archive_service.demo.consultation_story import DemoConsultation
from archive_service.demo.entries import DemoDossier, Entry, Form, title_of
from archive_service.demo.gaps import (
    CONCLUSIONS,
    CONGRESS_CELLS,
    CONGRESS_MONTH,
    CONSULTATIONS,
    INCOMPLETE_MONTHS,
    MONTHS,
    THEMATIC_CELLS,
    Cause,
    Missing,
    cause_of,
)
from archive_service.demo.meeting import TOPICS, Meeting, meeting_of
from archive_service.demo.organisation import DemoCell, Numbering
from archive_service.demo.paper import Paper
from archive_service.demo.people import Cast, cast_of
from archive_service.demo.topics import Topic
from archive_service.demo.writing import Numbered, month_words, numbered
from archive_service.domain.records import AccessLevel, Lifecycle, RecordClass, Source

_FIRST_NUMBERS = {"CB-YT-03": 5, "CB-DT-08": 8}
"""The last resolution number of 2020 where the term began before the demonstration does."""
_QUARTER_NAMES = ("I", "II", "III", "IV")
_VACCINE_FUND = "Quỹ vắc-xin phòng COVID-19"
_FLOOD = "đồng bào bị thiệt hại do mưa lũ"
_REPORTS = {
    "2021-06": (date(2021, 6, 15), "6 tháng đầu năm 2021", "2021-06"),
    "2021-12": (date(2021, 12, 10), "năm 2021", "2021"),
    "2022-12": (date(2022, 12, 9), "năm 2022", "2022"),
}
"""By the month of writing: the day, what the report is on, the period it is for."""


@dataclass(slots=True)
class Chronicle:
    """The papers of a cell in the order they were made; iterate once with `entries`, which fills the other lists."""

    cell: DemoCell
    seed: int
    dossiers: list[DemoDossier] = field(default_factory=list)
    consultations: list[DemoConsultation] = field(default_factory=list)
    _numbers: Counter[str] = field(default_factory=Counter)
    _cast: Cast = field(init=False)

    def __post_init__(self) -> None:
        self._cast = cast_of(self.cell, self.seed)
        self._numbers["NQ"] = _FIRST_NUMBERS.get(self.cell.code, 0)

    def entries(self) -> Iterator[Entry]:
        """Every record of the cell; fills `dossiers` and `consultations` on the way."""
        for year in (2021, 2022):
            if self.cell.first_month <= f"{year}-12":
                self.dossiers.append(self._yearly_dossier(year))
        for period in MONTHS:
            if period < self.cell.first_month:
                continue
            if (self.cell.code, period) in INCOMPLETE_MONTHS:
                self.dossiers.append(self._monthly_dossier(period))
            if period.endswith("-01") and self.cell.habits.numbering is Numbering.YEAR:
                self._numbers.clear()
            meeting = meeting_of(self.cell, self._cast, period, self.seed)
            yield from self._month(meeting)
            yield from self._evidence(meeting)

    # -- numbers and forms ------------------------------------------------------------------------

    def _next(self, symbol: str) -> Numbered:
        self._numbers[symbol] += 1
        return numbered(self.cell.habits.number_form, self._numbers[symbol], symbol)

    def _form(self, key: str) -> Form:
        """Word, scan or PDF in the shares this cell is used to."""
        habits, drawn = self.cell.habits, random.Random(f"{self.seed}:form:{key}").random()
        if drawn < habits.word_share:
            return Form.WORD
        return Form.SCAN if drawn < habits.word_share + habits.scan_share else Form.PDF

    def _entry(
        self,
        name: str,
        type_code: str,
        papers: tuple[Paper, ...],
        meeting: Meeting,
        *,
        number: Numbered | None = None,
        form: Form | None = None,
    ) -> Entry:
        """A resolution-class record of this meeting; callers replace what is otherwise."""
        key = f"{self.cell.code}/{meeting.period}/{name}"
        form = form or self._form(key)
        return Entry(
            key=key,
            unit_code=self.cell.code,
            record_class=RecordClass.RESOLUTION,
            type_code=type_code,
            title=title_of(papers[0]),
            issuer_printed=papers[0].issuer,
            papers=papers,
            form=form,
            number=number.number if number else None,
            symbol=number.symbol if number else None,
            day=meeting.day,
            period=meeting.period,
            dossier_key=self._dossier_of(meeting.period),
            source=Source.SCAN if form is Form.SCAN else Source.DIGITAL,
        )

    # -- the months -------------------------------------------------------------------------------

    def _month(self, meeting: Meeting) -> Iterator[Entry]:
        rounds = CONSULTATIONS.get((self.cell.code, meeting.period))
        if rounds:
            yield from self._consultation(meeting, rounds)
        else:
            yield from self._meeting(meeting)
        if meeting.period[5:] in ("03", "06", "09", "12") and self.cell.code in THEMATIC_CELLS:
            yield from self._thematic(meeting)
        if meeting.period == CONGRESS_MONTH and self.cell.code in CONGRESS_CELLS:
            yield from self._congress(meeting)

    def _meeting(self, meeting: Meeting) -> Iterator[Entry]:
        code, period = self.cell.code, meeting.period
        concluded = (code, period) in CONCLUSIONS
        type_code, name = ("KL", "Kết luận") if concluded else ("NQ", "Nghị quyết")
        cause = cause_of(code, period, Missing.RESOLUTION)
        decided = "Chi bộ không ra nghị quyết tháng"
        if cause is Cause.DRAFT_ONLY:
            unissued = resolutions.monthly_resolution(meeting, Numbered(0, "", ""))
            yield self._draft("NQ-draft", resolutions.draft_of(unissued, meeting, 1), meeting)
            self.consultations.append(consultation_story.of_a_draft(meeting))
            decided = "Nghị quyết tháng giao chi ủy hoàn thiện sau"
        elif cause is not Cause.NEVER_MADE:
            number = self._next(type_code)
            decided = f"Chi bộ biểu quyết thông qua {name} số {number.symbol}"
            if cause is None:
                paper = resolutions.monthly_resolution(meeting, number, type_name=name)
                yield self._entry(type_code, type_code, (paper,), meeting, number=number)
        cause = cause_of(code, period, Missing.MINUTES)
        if cause is not Cause.NEVER_MADE:
            number = self._next("BB")
            if cause is None:
                paper = minutes.monthly_minutes(meeting, number, decided)
                yield self._entry("BB", "BB", (paper,), meeting, number=number)

    def _draft(self, name: str, draft: Paper, meeting: Meeting) -> Entry:
        entry = self._entry(name, "NQ", (draft,), meeting, form=Form.WORD)
        return replace(entry, lifecycle=Lifecycle.DRAFT, day=None)

    def _thematic(self, meeting: Meeting) -> Iterator[Entry]:
        year, month = int(meeting.period[:4]), int(meeting.period[5:])
        quarter = f"{year}-Q{month // 3}"
        if cause_of(self.cell.code, quarter, Missing.THEMATIC):
            return
        words = f"quý {_QUARTER_NAMES[month // 3 - 1]} năm {year}"
        topic = self._lasting_topics()[(year - 2021) * 4 + month // 3 - 1]
        day = meeting.day + timedelta(days=12)
        number = self._next("BB")
        paper = minutes.thematic_minutes(meeting, topic, number, words)
        entry = self._entry("BB-thematic", "BB", (paper,), meeting, number=number)
        yield replace(entry, period=quarter, day=day)
        if month in (6, 12):
            self._numbers["NQ/CĐ"] += 1
            number = numbered(self.cell.habits.number_form, self._numbers["NQ/CĐ"], "NQ", "CĐ-CB")
            paper = resolutions.thematic_resolution(meeting, topic, number, words)
            entry = self._entry("NQ-thematic", "NQ", (paper,), meeting, number=number)
            yield replace(entry, period=quarter, day=day)

    def _lasting_topics(self) -> list[Topic]:
        """The matters of no season in an order of this cell's own."""
        lasting = [topic for topic in TOPICS if not topic.seasonal and topic.fits("", village=self.cell.village)]
        random.Random(f"{self.seed}:thematic:{self.cell.code}").shuffle(lasting)
        return lasting

    def _congress(self, meeting: Meeting) -> Iterator[Entry]:
        """The congress of 20 June 2022 ends the term: afterwards numbers run from 01 again."""
        held = replace(meeting, day=date(2022, 6, 20))
        key = f"{self.cell.code}-DH"
        title = "Hồ sơ đại hội chi bộ nhiệm kỳ 2022 – 2025"
        self.dossiers.append(DemoDossier(key, self.cell.code, title, "congress", held.day, held.day))
        for name, type_code, paper in (
            ("BB-congress", "BB", minutes.congress_minutes(held)),
            ("NQ-congress", "NQ", resolutions.congress_resolution(held)),
        ):
            number = Numbered(1, f"01-{type_code}/ĐH", paper.number_line)
            entry = self._entry(name, type_code, (paper,), held, number=number)
            yield replace(entry, dossier_key=key, period="2022")
        self._numbers.clear()

    # -- written consultation -----------------------------------------------------------------------

    def _consultation(self, meeting: Meeting, rounds: int) -> Iterator[Entry]:
        key = f"{self.cell.code}-XYK-{meeting.period}"
        asked = consultation.asked_on(meeting, rounds - 1)
        lost = cause_of(self.cell.code, meeting.period, Missing.SYNTHESIS) is not None
        title = f"Hồ sơ xin ý kiến bằng văn bản dự thảo nghị quyết {month_words(meeting.period)}"
        closed = None if lost else meeting.day
        self.dossiers.append(DemoDossier(key, self.cell.code, title, "consultation", asked, closed))
        self.consultations.append(consultation_story.told_by_papers(meeting, key, title, rounds, lost=lost))
        number = self._next("NQ")
        agreed = list(consultation.answers_of(meeting).values()).count(consultation.AGREED)
        final = resolutions.monthly_resolution(meeting, number, agreed=agreed)
        papers = [*self._asking(meeting, final, rounds), *self._answers(meeting, lost=lost)]
        for entry in papers:
            yield replace(entry, record_class=RecordClass.CONSULTATION, dossier_key=key)
        yield replace(self._entry("NQ", "NQ", (final,), meeting, number=number), dossier_key=key)

    def _asking(self, meeting: Meeting, final: Paper, rounds: int) -> Iterator[Entry]:
        """Letter and draft of each round; a draft that a later round replaces is superseded."""
        for turn in range(1, rounds + 1):
            asked, sent = consultation.asked_on(meeting, rounds - turn), self._next("CV")
            paper = consultation.letter(meeting, sent, turn, asked)
            yield replace(self._entry(f"CV-{turn}", "CV", (paper,), meeting, number=sent), day=asked)
            draft = self._draft(f"draft-{turn}", resolutions.draft_of(final, meeting, turn), meeting)
            yield draft if turn == rounds else replace(draft, lifecycle=Lifecycle.SUPERSEDED)
        sent_to = self._entry("DS", "DS", (consultation.sent_list(meeting),), meeting)
        yield replace(sent_to, day=consultation.asked_on(meeting), access_level=AccessLevel.RESTRICTED)

    def _answers(self, meeting: Meeting, *, lost: bool) -> Iterator[Entry]:
        """The members' forms and, unless it was lost, the synthesis; its number was given either way."""
        forms = self._entry("PXYK", "PXYK", consultation.forms(meeting), meeting, form=Form.SCAN)
        yield replace(forms, day=None, access_level=AccessLevel.RESTRICTED)
        number = self._next("BC")
        if not lost:
            paper = consultation.synthesis(meeting, number)
            entry = self._entry("BC-synthesis", "BC", (paper,), meeting, number=number)
            yield replace(entry, day=meeting.day - timedelta(days=1))

    # -- evidence -----------------------------------------------------------------------------------

    def _evidence(self, meeting: Meeting) -> Iterator[Entry]:
        period = meeting.period
        if period in _REPORTS and cause_of(self.cell.code, period, Missing.MINUTES) is None:
            day, span, of = _REPORTS[period]
            number = self._next("BC")
            paper = evidence.report(meeting, number, day, span)
            entry = self._entry("BC", "BC", (paper,), meeting, number=number)
            yield replace(entry, record_class=RecordClass.EVIDENCE, day=day, period=of)
        gifts = {"2021-07": ("DS-vaccine", _VACCINE_FUND, date(2021, 7, 20))}
        if self.cell.village:
            gifts["2022-10"] = ("DS-flood", _FLOOD, date(2022, 10, 14))
        if period in gifts:
            name, cause, day = gifts[period]
            entry = self._entry(name, "DS", (evidence.gift_list(meeting, cause, day),), meeting)
            yield replace(
                entry, record_class=RecordClass.EVIDENCE, day=day, period=None, access_level=AccessLevel.RESTRICTED
            )
        yield from self._merits(meeting)

    def _merits(self, meeting: Meeting) -> Iterator[Entry]:
        """Certificates: of the people's committee for 2021, of the Party committee for 2022."""
        book = 3 + sum(map(ord, self.cell.code)) % 40
        merits: list[tuple[str, Paper, date, str]] = []
        if meeting.period == "2022-01" and self.cell.first_month < "2022":
            day = date(2022, 1, 18)
            merits.append(("GK-state", evidence.merit_of_people_committee(meeting, day, book), day, "2021"))
        if meeting.period == "2022-12" and self.cell.code in (*CONGRESS_CELLS, "CB-AL-CG"):
            day = date(2022, 12, 22)
            merits.append(("GK-party", evidence.merit_of_party_committee(meeting, day, book), day, "2022"))
        for name, paper, day, period in merits:
            entry = self._entry(name, "GK", (paper,), meeting, form=Form.SCAN)
            yield replace(
                entry, record_class=RecordClass.EVIDENCE, day=day, period=period, access_level=AccessLevel.PUBLIC
            )

    def _dossier_of(self, period: str) -> str:
        alone = (self.cell.code, period) in INCOMPLETE_MONTHS
        return f"{self.cell.code}-{period if alone else period[:4]}"

    def _monthly_dossier(self, period: str) -> DemoDossier:
        title, first = f"Hồ sơ sinh hoạt chi bộ {month_words(period)}", date.fromisoformat(f"{period}-01")
        return DemoDossier(self._dossier_of(period), self.cell.code, title, "monthly", first, None)

    def _yearly_dossier(self, year: int) -> DemoDossier:
        return DemoDossier(
            f"{self.cell.code}-{year}",
            self.cell.code,
            f"Tập nghị quyết, biên bản sinh hoạt và báo cáo năm {year}",
            "general",
            date(year, 1, 1),
            date(year, 12, 31),
        )
