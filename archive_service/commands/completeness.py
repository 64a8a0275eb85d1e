"""completeness: cells by months, what is there and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from archive_service.commands.runner import Verb, print_json, with_verb
from archive_service.domain.completeness import SlotState
from archive_service.services.completeness import MatrixRow
from archive_service.services.matrix_sheets import matrix_pdf, matrix_workbook
from archive_service.wire_completeness import matrix_body

_SIGNS = {
    SlotState.COMPLETE: "+", SlotState.MISSING: "x", SlotState.DRAFT_ONLY: "d", SlotState.REPLACED: "k",
    SlotState.EXCUSED: "r", SlotState.NOT_APPLICABLE: ".", SlotState.NOT_DUE: "~",
}  # fmt: skip


@click.command()
@click.option("--unit", help="Code of a unit: the cells below it.")
@click.option("--from", "first_month", required=True, help="First month: 2022-01.")
@click.option("--to", "last_month", required=True, help="Last month: 2022-12.")
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path), help="Write a workbook for Excel.")
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Write a PDF to print.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def completeness(
    verb: Verb,
    *,
    unit: str | None,
    first_month: str,
    last_month: str,
    xlsx: Path | None,
    pdf: Path | None,
    as_json: bool,
) -> None:
    """What must exist for cells and months, and whether it does."""
    register = verb.archive.units.register()
    known = verb.archive.units.named(verb.actor, unit) if unit else None
    service, actor, after = verb.archive.completeness, verb.actor, None
    if xlsx or pdf:
        sheet = service.sheet(actor, known.id if known else None, first_month, last_month)
        if xlsx:
            xlsx.write_bytes(matrix_workbook(sheet))
        if pdf:
            pdf.write_bytes(matrix_pdf(sheet))
        click.echo(f"{len(sheet.rows)} cells written.")
        return
    while True:
        matrix = service.matrix(actor, known.id if known else None, first_month, last_month, after=after)
        if as_json:
            print_json(matrix_body(matrix, register).plain())
        else:
            for line in _lines(matrix.rows):
                click.echo(line)
        if matrix.next is None:
            break
        after = matrix.next
    if not as_json:
        click.echo("+ complete  x missing  d draft only  k consultation  r excused  ~ not due  . nothing required")


def _lines(rows: tuple[MatrixRow, ...]) -> Iterator[str]:
    for row in rows:
        signs = "".join(_SIGNS[slot.state] for slot in row.slots)
        yield f"{signs}  {row.unit.code:12} {row.unit.name}"
