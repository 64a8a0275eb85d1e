"""audit: reading the log, taking it along, sealing it, proving it whole; receipts of searches."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import click

from archive_service.commands.runner import REFUSED, Verb, print_json, with_verb
from archive_service.domain.records import parse_day
from archive_service.services.audit import AuditQuestion
from archive_service.services.spreadsheet import audit_csv
from archive_service.wire_audit import receipt_body
from archive_service.wire_json import audit_body


@click.group()
def audit() -> None:
    """The log of all acts."""


@audit.command("seal")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def seal_audit(verb: Verb, as_json: bool) -> None:
    """Seal the log into the store up to its end, and print the digest of the last seal."""
    head = verb.archive.audit.seal_now(verb.actor)
    if as_json:
        print_json({"seal": head.seal, "digest": head.digest, "last_event": head.last_event})
    else:
        click.echo(f"seal {head.seal} {head.digest}, up to event {head.last_event}")


@audit.command("verify")
@click.option("--store", "from_store", is_flag=True, help="Read the sealed log from the store alone.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def verify_audit(verb: Verb, from_store: bool, as_json: bool) -> None:
    """Walk the whole chain: any changed, missing or reordered event is found and named."""
    if from_store:
        _verify_store(verb, as_json)
        return
    result = verb.archive.audit.verify(verb.actor)
    if as_json:
        print_json(
            {
                "events": result.events,
                "head": result.head[1] if result.head else None,
                "faults": [{"number": fault.number, "problem": fault.problem} for fault in result.faults],
            }
        )
    else:
        for fault in result.faults:
            click.echo(f"event {fault.number}: {fault.problem}")
        click.echo(f"{result.events} events, {'the chain is whole' if not result.faults else 'THE CHAIN IS BROKEN'}.")
    if result.faults:
        sys.exit(REFUSED)


def _verify_store(verb: Verb, as_json: bool) -> None:
    stored = verb.archive.seals.verify_store(verb.actor)
    if as_json:
        faults = [{"place": fault.place, "problem": fault.problem} for fault in stored.faults]
        print_json({"events": stored.events, "seal": stored.head or None, "faults": faults})
    else:
        for fault in stored.faults:
            click.echo(str(fault))
        whole = "the sealed log is whole" if not stored.faults else "THE SEALED LOG IS BROKEN"
        click.echo(f"{stored.events} events, {whole}; last seal {stored.head or 'none'}.")
    if stored.faults:
        sys.exit(REFUSED)


def _narrowing(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that narrow the log."""
    for option in reversed(
        (
            click.option("--subject", help="Only about this record, dossier or account."),
            click.option("--person", help="Only by this person (id or login name)."),
            click.option("--act", help="Only this act."),
            click.option("--unit", help="Only about this unit and those below it (code or id)."),
            click.option("--since", help="First day, such as 2026-01-31."),
            click.option("--until", help="Last day."),
        )
    ):
        function = option(function)
    return function


def _question(verb: Verb, unit: str | None, since: str | None, until: str | None, **words: str | None) -> AuditQuestion:
    named = verb.archive.units.named(verb.actor, unit) if unit else None
    return AuditQuestion(unit_id=named.id if named else None, since=_day(since), until=_day(until), **words)


def _day(text: str | None) -> date | None:
    return parse_day(text) if text else None


@audit.command("log")
@click.option("--limit", type=click.IntRange(1, 200), default=50)
@click.option("--before", type=int, help="Only events before this number.")
@_narrowing
@click.option("--json", "as_json", is_flag=True)
@with_verb
def audit_log(verb: Verb, *, limit: int, before: int | None, as_json: bool, **narrowing: str | None) -> None:
    """Events, newest first."""
    events = verb.archive.audit.page(verb.actor, _question(verb, **narrowing), before=before, limit=limit)
    for event in events:
        entry = event.entry
        if as_json:
            print_json(audit_body(event).plain())
        else:
            what = f"{entry.actor:30} {entry.act:18} {entry.outcome:8} {entry.subject}"
            click.echo(f"{event.number:8} {entry.at:%Y-%m-%d %H:%M:%S} {what}")


@audit.command("csv")
@_narrowing
@click.option("--output", type=click.File("w", encoding="utf-8", atomic=True), default="-", help="A file to write.")
@with_verb
def audit_sheet(verb: Verb, *, output: Any, **narrowing: str | None) -> None:
    """All events that are asked for, as a table for spreadsheets, newest first."""
    events = verb.archive.audit.rows(verb.actor, _question(verb, **narrowing))
    for line in audit_csv(events, verb.archive.units.register()):
        output.write(line)


@audit.command("receipt")
@click.argument("number", type=click.IntRange(1))
@click.option("--again", is_flag=True, help="Search for the same again and compare.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def receipt(verb: Verb, number: int, again: bool, as_json: bool) -> None:
    """The receipt of a search: what was asked, when, and what was answered."""
    shown = verb.archive.receipts.show(verb.actor, number)
    repeated = verb.archive.receipts.repeat(verb.actor, number) if again else None
    if as_json:
        print_json(receipt_body(shown, repeated).plain())
        return
    click.echo(
        f"{shown.at:%Y-%m-%d %H:%M:%S} UTC, {shown.name} ({shown.person}): {shown.query!r} {dict(shown.filters) or ''}"
    )
    click.echo(f"{shown.total} found; {shown.listed} listed from {shown.offset}, SHA-256 {shown.list_sha256}")
    sealed = f"seal {shown.seal.seal} {shown.seal.digest}" if shown.seal else "not sealed yet"
    click.echo(f"event {shown.number} {shown.digest}, {sealed}")
    if repeated is not None:
        word = "the same" if repeated.same else "ANOTHER ANSWER"
        click.echo(f"Today: {word}; {repeated.total} found, SHA-256 {repeated.list_sha256}")
