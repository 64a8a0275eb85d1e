"""Loads the demonstration archive through the same services that real papers go through."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.progress import Progress

from archive_service.commands.runner import console
from archive_service.demo import DemoArchive, write_demo
from archive_service.domain.access import Actor, Grant, Role
from archive_service.domain.records import parse_day
from archive_service.services import Archive
from archive_service.services.batch import deposit_batch, manifest_rows
from archive_service.services.describing import DescribedFields

DEMO_NOTE = "demonstration.json"
DEMO_PASSWORD = "kho luu tru mau"  # noqa: S105 - works in the demonstration only


def load_demo(archive: Archive, actor: Actor, folder: Path) -> dict[str, Any]:
    """Write the papers into the folder and hand them in; what to tell people about it."""
    with Progress(console=console, disable=not console.is_terminal) as progress:
        writing = progress.add_task("Viết tài liệu mẫu", total=None)
        papers = write_demo(folder, progress=lambda done, total: progress.update(writing, completed=done, total=total))
        with (folder / "units.csv").open(encoding="utf-8", newline="") as source:
            archive.units.import_csv(actor, source)
        everywhere = frozenset(archive.units.register().units)
        actor = replace(actor, grants=tuple(Grant(role, "", everywhere) for role in Role))
        dossiers = _open_dossiers(archive, actor, folder / "dossiers.csv")
        rows = [
            replace(row, fields=_with_dossier(row.fields, dossiers)) for row in manifest_rows(folder / "manifest.csv")
        ]
        handing_in = progress.add_task("Nộp vào kho", total=len(rows))
        records = set()
        for outcome in deposit_batch(archive.deposit, actor, rows):
            if outcome.error is not None:
                raise outcome.error
            records.add(outcome.record_id)
            progress.advance(handing_in)
    _add_accounts(archive, actor, papers)
    return {
        "records": len(records),
        "files": len(rows),
        "password": DEMO_PASSWORD,
        "accounts": [
            {"login": each.login, "name": each.name, "role": each.role, "unit": each.unit} for each in papers.accounts
        ],
        "samples": list(papers.samples),
    }


def _open_dossiers(archive: Archive, actor: Actor, path: Path) -> dict[str, str]:
    """Open the dossiers of the demonstration; their ids by the keys of the manifest."""
    with path.open(encoding="utf-8", newline="") as source:
        return {
            row["key"]: archive.dossiers.open(
                actor,
                row["unit"],
                row["title"],
                kind=row["kind"],
                opened_at=parse_day(row["opened_at"]) if row["opened_at"] else None,
                closed_at=parse_day(row["closed_at"]) if row["closed_at"] else None,
            ).id
            for row in csv.DictReader(source)
        }


def _with_dossier(fields: DescribedFields, dossiers: dict[str, str]) -> DescribedFields:
    key = fields.get("dossier")
    return DescribedFields({**fields.values, "dossier": dossiers[key]}) if key else fields


def _add_accounts(archive: Archive, actor: Actor, papers: DemoArchive) -> None:
    for account in papers.accounts:
        archive.accounts.create(actor, account.login, account.name, DEMO_PASSWORD, [(Role(account.role), account.unit)])
