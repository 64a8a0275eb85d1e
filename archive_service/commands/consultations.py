"""consultation: written consultations as they stand, and whom to remind; the steps are in consultation_steps.py."""

from __future__ import annotations

import click

from archive_service.commands.runner import Verb, print_json, with_verb
from archive_service.domain.local_time import local_time
from archive_service.wire_consultations import consultation_body, lines_body, reminders_body


@click.group()
def consultation() -> None:
    """Written consultations: what is due, late and missing, and their steps."""


@consultation.command("list")
@click.option("--open", "open_only", is_flag=True, help="Only those that are not closed.")
@click.option("--after", help="The id of the last one seen.")
@click.option("--limit", type=click.IntRange(1, 200), default=50)
@click.option("--json", "as_json", is_flag=True)
@with_verb
def list_them(verb: Verb, *, open_only: bool, after: str | None, limit: int, as_json: bool) -> None:
    """Consultations you may read, the newest first."""
    archive = verb.archive
    found, more = archive.consultations.list(verb.actor, after=after, limit=limit, open_only=open_only)
    now = archive.consultations.clock.now()
    body = lines_body(found, more=more, register=archive.units.register(), now=now)
    if as_json:
        print_json(body.plain())
        return
    for each in body.consultations:
        due = f"{local_time(each.due_at):%d/%m/%Y %H:%M}{' OVERDUE' if each.overdue else ''}" if each.due_at else ""
        count = each.tally
        told = f"agree {count.agree}/{count.members}, late {count.late}, no reply {count.no_reply}" if count else ""
        click.echo(f"{each.id}  {each.state.value:13}  {due:24}  {told:36}  {each.title}")
    if body.next:
        click.echo(f"More: --after {body.next}")


@consultation.command()
@click.argument("consultation_id")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def show(verb: Verb, consultation_id: str, as_json: bool) -> None:
    """One of them: late and missing replies by name for who may see names, the checklist, what came of it."""
    archive = verb.archive
    seen = archive.consultations.see(verb.actor, consultation_id)
    body = consultation_body(seen, archive.units.register(), archive.consultations.clock.now())
    if as_json:
        print_json(body.plain())
        return
    click.echo(f"{body.title}  ({body.unit.name})  {body.state.value}{'  OVERDUE' if body.overdue else ''}")
    if body.tally is not None:
        for name, value in body.tally:
            click.echo(f"  {name:13} {value}")
    for asked in body.rounds:
        click.echo(f"round {asked.number}, until {local_time(asked.deadline):%d/%m/%Y %H:%M}")
        for opinion in asked.opinions:
            click.echo(f"  {opinion.answer.value:9} {opinion.member}{'  LATE' if opinion.late else ''}")
        for name in asked.no_reply:
            click.echo(f"  no reply  {name}")
    click.echo("missing: " + (", ".join(item.value for item in body.missing) or "nothing"))


@consultation.command()
@click.argument("consultation_id")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def reminders(verb: Verb, consultation_id: str, as_json: bool) -> None:
    """A message for each member without a reply, to send on."""
    found = verb.archive.consultation_watch.unanswered(verb.actor, consultation_id)
    body = reminders_body(found, verb.archive.units.register().units[found.consultation.unit_id])
    if as_json:
        print_json(body.plain())
        return
    for message in body.messages:
        click.echo(message.text)
