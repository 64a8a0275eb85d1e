"""Many files at once: from a manifest or a list of files to one receipt a file.

A row that is wrong is refused by itself and names its column; the others are not affected. What is
there already is answered, so a batch that broke off is simply run again.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive_service.domain.access import Act, Actor, may_anywhere
from archive_service.domain.errors import (
    ArchiveError,
    BadManifest,
    BadManifestRow,
    BadPackage,
    NotPermitted,
    Refused,
    Unavailable,
)
from archive_service.services.deposit import DepositService, Note
from archive_service.services.describing import FIELDS, DescribedFields, field_of
from archive_service.services.reading import reading_child
from archive_service.services.spool import SpooledFile
from indexer.errors import ExtractionFailed
from indexer.model import UnpackedFile

MANIFEST_COLUMNS = ("file", "record", *FIELDS)
_ROW_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One file to hand in. Rows with the same `record` key become one record; `row` is 0 outside manifests."""

    path: Path
    label: str
    record: str
    fields: DescribedFields
    row: int = 0
    name: str = ""
    """The name to keep the file under, where it is not that of the path."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """The receipt of one file. `status` is created, exists, refused or failed."""

    file: str
    status: str
    record_id: str | None = None
    sha512: str | None = None
    error: ArchiveError | None = None


def files_as_rows(paths: Iterable[Path], fields: DescribedFields, *, together: bool = False) -> list[BatchRow]:
    """Each file a record of its own, or all `together` one record in this order; all with the same fields."""
    return [BatchRow(path, str(path), "" if together else str(number), fields) for number, path in enumerate(paths)]


def manifest_rows(manifest: Path) -> list[BatchRow]:
    """The rows of a manifest CSV. Raises BadManifest when it cannot be read as a whole."""
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as source:
            reader = csv.DictReader(source, strict=True)
            names = reader.fieldnames or ()
            if "file" not in names:
                raise BadManifest(problem="the column file is missing")
            unknown = [name for name in names if name not in MANIFEST_COLUMNS]
            if unknown:
                raise BadManifest(problem=f"unknown column {unknown[0]}")
            rows = [_row(manifest.parent, number, row) for number, row in enumerate(reader, start=2)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadManifest(problem=str(error)) from None
    except OSError as error:
        raise BadManifest(problem=error.strerror or "unreadable") from None
    if len(rows) > _ROW_LIMIT:
        raise BadManifest(problem=f"more than {_ROW_LIMIT} rows")
    return rows


def _row(folder: Path, number: int, row: dict[str, str | None]) -> BatchRow:
    fields = {name: row.get(name) or "" for name in FIELDS if row.get(name)}
    file = row.get("file") or ""
    return BatchRow(folder / file, file, row.get("record") or f"row {number}", DescribedFields(fields), number)


def deposit_batch(
    service: DepositService,
    actor: Actor,
    rows: Sequence[BatchRow],
    *,
    on_total: Callable[[int], None] = lambda total: None,
    packages: bool = True,
    note: Note | None = None,
) -> Iterator[FileOutcome]:
    """Hand in the rows, record by record, in the order of their first file; one outcome a file.

    When the store or the catalog is away the rest is not tried: each remaining file fails with that error.
    A .zip is unpacked and its files answered one by one, unless `packages` is off: a package in a package is refused.
    `note` as for a deposit.
    """
    groups: dict[str, list[BatchRow]] = {}
    for row in rows:
        groups.setdefault(row.record, []).append(row)
    on_total(len(rows))
    away: Unavailable | None = None
    for group in groups.values():
        if away is not None:
            yield from (FileOutcome(row.label, "failed", error=away) for row in group)
            continue
        try:
            yield from _deposit_one(service, actor, group, packages, note)
        except Unavailable as error:
            away = error
            yield from (FileOutcome(row.label, "failed", error=error) for row in group)
        except ArchiveError as error:
            yield from (FileOutcome(row.label, "refused", error=_in_row(error, row)) for row in group)


def _deposit_one(
    service: DepositService, actor: Actor, group: Sequence[BatchRow], packages: bool, note: Note | None
) -> list[FileOutcome]:
    with service.open_spool() as spool:
        files: list[SpooledFile] = []
        for row in group:
            try:
                source = row.path.open("rb")
            except OSError as error:
                raise BadManifestRow(row=row.row, column="file", problem=error.strerror or "unreadable") from None
            with source:
                files.append(spool.take(row.name or row.path.name, source))
        if packages and len(files) == 1 and service.admission.is_package(files[0]):
            return list(deposit_package(service, actor, files[0], group[0].fields, group[0].label, note=note))
        receipt = service.deposit(actor, files, group[0].fields, note=note)
    status = "created" if receipt.created else "exists"
    return [
        FileOutcome(row.label, status, receipt.record.id, file.sha512) for row, file in zip(group, files, strict=True)
    ]


def deposit_package(
    service: DepositService,
    actor: Actor,
    package: SpooledFile,
    fields: DescribedFields,
    label: str = "",
    *,
    note: Note | None = None,
) -> Iterator[FileOutcome]:
    """Hand in what is in a .zip, each file a record of its own; one outcome a file, named by its place in the package.

    The package itself is not kept. Raises NotPermitted and BadPackage before the first file.
    """
    if not may_anywhere(actor, Act.DEPOSIT):
        raise NotPermitted
    with service.open_spool() as spool:
        try:
            with reading_child():
                files = service.admission.extractor.unpack(package.path, spool.folder("unpacked"))
        except ExtractionFailed as failure:
            raise BadPackage(reason=failure.reason.value) from None
        if not files:
            raise BadPackage(reason="empty")
        rows = [_row_of_package(file, label or package.name, fields) for file in files]
        for row in rows:
            yield from deposit_batch(service, actor, [row], packages=False, note=note)
            row.path.unlink()


def _row_of_package(file: UnpackedFile, package: str, fields: DescribedFields) -> BatchRow:
    """The folders of a name inside a package are told in the receipt; the file is kept under its last part."""
    return BatchRow(
        file.path, f"{package}/{file.name}", file.name, fields, name=file.name.rstrip("/") or file.path.name
    )


def _in_row(error: ArchiveError, row: BatchRow) -> ArchiveError:
    """A refusal said again with the row and column of the manifest it comes from."""
    column = field_of(error) if isinstance(error, Refused) else None
    if not row.row or column is None or isinstance(error, BadManifestRow):
        return error
    value = row.fields.get(column) or ""
    return BadManifestRow(row=row.row, column=column, problem=f"{error.code}: {value[:60]}")
