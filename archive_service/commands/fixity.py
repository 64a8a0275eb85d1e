"""fixity: whether the store still holds what came in, and the incidents that were found."""

from __future__ import annotations

import sys

import click

from archive_service.commands.runner import REFUSED, Verb, print_json, with_verb
from archive_service.wire_custody import custody_body, incident_body


@click.group()
def fixity() -> None:
    """Whether the store still holds what came in."""


@fixity.command("check")
@click.option("--again", is_flag=True, help="Also what was checked within the days of fixity.again_days.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def check(verb: Verb, again: bool, as_json: bool) -> None:
    """One run of checks, within the budget of the settings."""
    swept = verb.archive.fixity.sweep(verb.actor, again=again)
    if as_json:
        found = [incident_body(incident).plain() for incident in swept.incidents]
        print_json({"objects": swept.objects, "bytes": swept.bytes, "incidents": found})
    else:
        for incident in swept.incidents:
            click.echo(f"{incident.id} {incident.damage.value:10} {incident.object_id} {incident.path}")
        click.echo(f"{swept.objects} objects, {swept.bytes} bytes checked; {len(swept.incidents)} new incidents.")
        if not swept.objects and not again:
            click.echo("Every object was checked within the days of fixity.again_days; --again checks them now.")
    if swept.incidents:
        sys.exit(REFUSED)


@fixity.command("status")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def status(verb: Verb, as_json: bool) -> None:
    """How far the checking has come, open incidents, and the last comparisons of store, catalog and index."""
    service = verb.archive.fixity
    body = custody_body(
        service.overview(verb.actor), service.incidents(verb.actor, limit=200), service.comparisons(verb.actor)
    )
    if as_json:
        print_json(body.plain())
        return
    oldest = f"{body.oldest_check:%Y-%m-%d %H:%M} UTC" if body.oldest_check else "none"
    click.echo(f"{body.objects} objects, {body.never_checked} never checked, oldest check {oldest}")
    for incident in body.incidents:
        click.echo(f"{incident.id} {incident.damage.value:10} {incident.object} {incident.path}")
    for each in body.comparisons:
        click.echo(f"{each.at:%Y-%m-%d %H:%M} UTC, {each.records} records, {'clean' if each.clean else 'NOT CLEAN'}")


@fixity.command("resolve")
@click.argument("incident_id")
@click.option("--note", required=True, help="How it was settled.")
@with_verb
def resolve(verb: Verb, incident_id: str, note: str) -> None:
    """Close an incident."""
    incident = verb.archive.fixity.resolve(verb.actor, incident_id, note)
    click.echo(f"{incident.id} resolved.")
