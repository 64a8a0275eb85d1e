"""Loads the demonstration archive through the same services that real papers go through."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.progress import Progress

from archive_service.commands.demonstration_work import DemoWork
from archive_service.commands.runner import console
from archive_service.demo import DemoArchive, write_demo
from archive_service.demo.organisation import CELLS, DemoCell
from archive_service.domain.access import Actor, Grant, Role
from archive_service.domain.consultation import Consultation
from archive_service.domain.records import parse_day
from archive_service.retention_profile import load_profile
from archive_service.services import Archive
from archive_service.services.batch import deposit_batch, manifest_rows
from archive_service.services.describing import DescribedFields
from archive_service.services.unit_requests import read_events

DEMO_PASSWORD = "kho luu tru mau"  # noqa: S105 - works in the demonstration only


def load_demo(archive: Archive, actor: Actor, folder: Path, *, cells: Sequence[DemoCell] = CELLS) -> dict[str, Any]:
    """Write the papers of these cells into the folder and hand them in; what to tell people about it.

    The history of the units is recorded first: the archive begins today, with papers of the years before.
    """
    with Progress(console=console, disable=not console.is_terminal) as progress:
        writing = progress.add_task("Viết tài liệu mẫu", total=None)
        papers = write_demo(
            folder,
            progress=lambda done, total: progress.update(writing, completed=done, total=total),
            cells=cells,
        )
        with (folder / "units.csv").open(encoding="utf-8", newline="") as source:
            archive.units.import_csv(actor, source)
        with (folder / "unit_events.csv").open(encoding="utf-8", newline="") as source:
            for _, event in read_events(source):
                archive.units.apply(actor, event)
        everywhere = frozenset(archive.units.register().units)
        actor = replace(actor, grants=tuple(Grant(role, "", everywhere) for role in Role))
        people = _add_accounts(archive, actor, papers)
        _approve_rules(archive, people)
        begun = _begin_consultations(archive, people["vanthu"], papers)
        dossiers = {key: each.dossier_id for key, each in begun.items()}
        dossiers |= _open_dossiers(archive, actor, folder / "dossiers.csv", dossiers.keys())
        rows = [
            replace(row, fields=_with_dossier(row.fields, dossiers)) for row in manifest_rows(folder / "manifest.csv")
        ]
        handing_in = progress.add_task("Nộp vào kho", total=len(rows))
        records: dict[str, str] = {}
        keys = {row.label: row.record for row in rows}
        for outcome in deposit_batch(archive.deposit, actor, rows):
            if outcome.error is not None:
                raise outcome.error
            if outcome.record_id is not None:
                records[keys[outcome.file]] = outcome.record_id
            progress.advance(handing_in)
    work = DemoWork(archive, people, records)
    for told in papers.consultations:
        work.consult(told, begun.get(told.dossier or ""))
    work.excuse()
    work.close_incomplete(dossiers)
    work.save_searches()
    work.review()
    return {
        "records": len(records),
        "files": len(rows),
        "password": DEMO_PASSWORD,
        "accounts": [
            {"login": each.login, "name": each.name, "role": each.role, "unit": each.unit} for each in papers.accounts
        ],
        "samples": list(papers.samples),
    }


def _begin_consultations(archive: Archive, actor: Actor, papers: DemoArchive) -> dict[str, Consultation]:
    """Begin the consultations whose papers lie in a dossier, by its key: each opens its dossier itself."""
    return {
        told.dossier: archive.consultations.open(
            actor, told.unit_code, told.title, told.reason, told.period, opened_at=told.opened_at
        )
        for told in papers.consultations
        if told.dossier is not None
    }


def _open_dossiers(archive: Archive, actor: Actor, path: Path, opened: Collection[str]) -> dict[str, str]:
    """Open the other dossiers of the demonstration; their ids by the keys of the manifest."""
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
            if row["key"] not in opened
        }


def _with_dossier(fields: DescribedFields, dossiers: dict[str, str]) -> DescribedFields:
    key = fields.get("dossier")
    return DescribedFields({**fields.values, "dossier": dossiers[key]}) if key else fields


def _add_accounts(archive: Archive, actor: Actor, papers: DemoArchive) -> dict[str, Actor]:
    """Everybody of the demonstration, each acting with the rights of all, by login."""
    people = {}
    for account in papers.accounts:
        made = archive.accounts.create(
            actor, account.login, account.name, DEMO_PASSWORD, [(Role(account.role), account.unit)]
        )
        people[account.login] = replace(actor, user_id=made.id, name=made.name)
    return people


def _approve_rules(archive: Archive, people: dict[str, Actor]) -> None:
    """The sample rules, proposed by one and approved by another, before any paper is handed in."""
    for rule in archive.rules.propose(people["vanthu"], load_profile()):
        archive.rules.decide(people["lanhdao"], rule.id, approve=True)
