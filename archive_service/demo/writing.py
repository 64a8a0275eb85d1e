"""How one cell prints a paper: its number, its head, its signature, its spelling."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from archive_service.demo.organisation import DemoCell, NumberForm, committee_unit
from archive_service.demo.paper import (
    Block,
    Centred,
    Heading,
    Paper,
    Paragraph,
    Signature,
    Table,
    old_tone,
    printed_date,
)
from archive_service.demo.people import Cast


@dataclass(frozen=True, slots=True)
class Numbered:
    """A running number of a type, as catalogued (`symbol`) and as printed in the head (`line`)."""

    number: int
    symbol: str
    line: str


def numbered(form: NumberForm, number: int, symbol: str, body: str = "CB") -> Numbered:
    """The number of a paper in the form its cell is used to; below 10 it takes a zero."""
    digits = f"{number:02d}"
    if form is NumberForm.STATE:
        return Numbered(number, f"{digits}/{symbol}-{body}", f"Số: {digits}/{symbol}-{body}")
    canonical = f"{digits}-{symbol}/{body}"
    line = {
        NumberForm.PARTY: f"Số {canonical}",
        NumberForm.COLON: f"Số: {canonical}",
        NumberForm.SPACED: f"Số: {digits} - {symbol}/{body}",
    }[form]
    return Numbered(number, canonical, line)


def superior_line(cell: DemoCell) -> str:
    """The committee as the cell prints it: ĐẢNG BỘ …, or ĐẢNG ỦY … against the rule."""
    return f"{cell.habits.superior_word} {cell.committee.upper()}"


def party_paper(
    cell: DemoCell,
    blocks: tuple[Block, ...],
    *,
    day: date | None,
    number_line: str = "",
    type_line: str = "",
    abstract: str = "",
    addressed: tuple[str, ...] = (),
    recipients: tuple[str, ...] = (),
    signatures: tuple[Signature, ...] = (),
) -> Paper:
    """A paper of the cell under its own head and in its own spelling; without a day it has no date line."""
    paper = Paper(
        superior=superior_line(cell),
        issuer=cell.issuer,
        blocks=blocks,
        number_line=number_line,
        place_date=printed_date(cell.place, day) if day else "",
        type_line=type_line,
        abstract=abstract,
        addressed=addressed,
        recipients=recipients,
        signatures=signatures,
    )
    return spelled(cell, paper)


def spelled(cell: DemoCell, paper: Paper) -> Paper:
    """The paper with the tone marks where this cell puts them."""
    if not cell.habits.old_tone:
        return paper
    return replace(
        paper,
        superior=old_tone(paper.superior),
        issuer=old_tone(paper.issuer),
        abstract=old_tone(paper.abstract),
        addressed=tuple(map(old_tone, paper.addressed)),
        recipients=tuple(map(old_tone, paper.recipients)),
        blocks=tuple(_spelled_block(block) for block in paper.blocks),
        signatures=tuple(
            Signature(old_tone(each.authority), each.role, old_tone(each.name)) for each in paper.signatures
        ),
    )


def _spelled_block(block: Block) -> Block:
    match block:
        case Heading(text):
            return Heading(old_tone(text))
        case Paragraph(text):
            return Paragraph(old_tone(text))
        case Centred(text, size, bold):
            return Centred(old_tone(text), size, bold)
        case Table(widths, rows):
            return Table(widths, tuple(tuple(map(old_tone, row)) for row in rows))


def signed_by(cell: DemoCell, cast: Cast, *, deputy: bool = False) -> Signature:
    """Who signs for the cell; a committee acts together, so the deputy signs in its name too."""
    if deputy:
        return Signature(cell.habits.signs_for, "PHÓ BÍ THƯ", cast.deputy)
    return Signature(cell.habits.signs_for, "BÍ THƯ", cast.secretary)


def recipients_of(cell: DemoCell) -> tuple[str, ...]:
    return (f"- Đảng ủy {cell.committee} (để báo cáo);", "- Các đồng chí đảng viên chi bộ;", "- Lưu Chi bộ.")


def committee_name(cell: DemoCell) -> str:
    """The committee in sentence case: "Đảng bộ phường Yên Thịnh"."""
    return committee_unit(cell).name


def month_words(period: str, *, padded: bool = True) -> str:
    """ "tháng 02 năm 2022", "tháng 3 năm 2022" for "2022-03": months 1 and 2 take a zero."""
    year, month = int(period[:4]), int(period[5:])
    return f"tháng {month:02d} năm {year}" if month < 3 and padded else f"tháng {month} năm {year}"


def month_before(period: str) -> str:
    """The period of the month before: "2021-12" for "2022-01"."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year - 1}-12" if month == 1 else f"{year}-{month - 1:02d}"
