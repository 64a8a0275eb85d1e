"""Papers of years long past, kept ten years by the sample rules: so that there is something to review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from archive_service.demo.entries import DemoDossier, Entry, Form, title_of
from archive_service.demo.organisation import DemoCell
from archive_service.demo.paper import Centred, Paper, Paragraph, printed_date
from archive_service.demo.people import cast_of
from archive_service.demo.writing import committee_name, party_paper, recipients_of, signed_by, spelled
from archive_service.domain.records import RecordClass

CELL = "CB-YT-08"
"""The cell that has them; the other cells of the demonstration began later."""
YEARS = (2010, 2011, 2012)
_LETTERS = (
    (3, "cử đảng viên dự lớp bồi dưỡng lý luận chính trị"),
    (7, "đăng ký lịch sử dụng nhà văn hóa tổ dân phố"),
    (11, "rà soát danh sách hộ tham gia vệ sinh môi trường"),
)


@dataclass(frozen=True, slots=True)
class OldPapers:
    """The old papers of one cell: a dossier for each year, three letters and a certificate of merit in it."""

    cell: DemoCell
    seed: int

    def dossiers(self) -> Iterator[DemoDossier]:
        """One a year, closed when the year was over."""
        for year in YEARS:
            yield DemoDossier(
                self._dossier(year), self.cell.code, f"Công văn, khen thưởng năm {year}", "general", date(year, 1, 4),
                date(year, 12, 31),
            )  # fmt: skip

    def entries(self) -> Iterator[Entry]:
        """The papers year by year."""
        for year in YEARS:
            for number, (month, about) in enumerate(_LETTERS, start=1):
                day = date(year, month, 8)
                yield self._entry("CV", number, f"{number:02d}-CV/CB", day, self._letter(number, about, day))
            day = date(year, 12, 20)
            yield self._entry("GK", None, None, day, self._merit(day))

    def _entry(self, code: str, number: int | None, symbol: str | None, day: date, paper: Paper) -> Entry:
        return Entry(
            key=f"{self.cell.code}/{day:%Y-%m}/{code}",
            unit_code=self.cell.code,
            record_class=RecordClass.EVIDENCE,
            type_code=code,
            title=title_of(paper),
            issuer_printed=paper.issuer,
            papers=(paper,),
            form=Form.PDF,
            number=number,
            symbol=symbol,
            day=day,
            dossier_key=self._dossier(day.year),
        )

    def _letter(self, number: int, about: str, day: date) -> Paper:
        blocks = (
            Paragraph(f"Thực hiện kế hoạch năm {day.year}, {self.cell.unit.name} báo cáo và đề nghị về việc {about}."),
            Paragraph("Kính đề nghị các đồng chí phối hợp thực hiện."),
        )
        return party_paper(
            self.cell, blocks, day=day, number_line=f"Số {number:02d}-CV/CB", abstract=f"về việc {about}",
            addressed=(f"Đảng ủy {self.cell.committee}",), recipients=recipients_of(self.cell),
            signatures=(signed_by(self.cell, cast_of(self.cell, self.seed)),),
        )  # fmt: skip

    def _merit(self, day: date) -> Paper:
        paper = Paper(
            superior="Đảng bộ thành phố Yên Bái",
            issuer=committee_name(self.cell),
            blocks=(
                Centred("BAN CHẤP HÀNH ĐẢNG BỘ TẶNG", 14, bold=True),
                Centred(self.cell.unit.name, 18, bold=True),
                Centred(f"Có thành tích xây dựng đời sống văn hóa năm {day.year}", 14),
            ),
            place_date=printed_date(self.cell.place, day),
            type_line="Giấy khen",
            abstract=f"tặng {self.cell.unit.name} năm {day.year}",
            framed=True,
        )
        return spelled(self.cell, paper)

    def _dossier(self, year: int) -> str:
        return f"{self.cell.code}-{year}"
