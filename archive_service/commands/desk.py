"""desk: where the files stand that were handed in."""

from __future__ import annotations

import click

from archive_service.commands.runner import Verb, cli_language, print_json, with_verb
from archive_service.domain.batches import DeskState
from archive_service.services.desk import EVERY_STATE, DeskView
from archive_service.wire_desk import SettledBody, desk_body


@click.group()
def desk() -> None:
    """Files that were handed in, until a person has compared each with its paper."""


@desk.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice([state.value for state in DeskState]))
@click.option("--all", "everybodys", is_flag=True, help="Everybody's files, for who describes records.")
@click.option("--batch", "batch_id", help="Only files of this batch.")
@click.option("--after", help="The id of the last file seen.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50)
@click.option("--json", "as_json", is_flag=True)
@with_verb
def list_files(
    verb: Verb,
    states: tuple[str, ...],
    *,
    everybodys: bool,
    batch_id: str | None,
    after: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Files in the order they came, each with its state and why it needs attention."""
    service = verb.archive.desk
    view = DeskView(everybodys, batch_id, frozenset(map(DeskState, states)) or EVERY_STATE)
    entries, more = service.queue(verb.actor, view, after=after, limit=limit)
    counts = service.counts(verb.actor, DeskView(everybodys, batch_id))
    body = desk_body(counts, entries, more=more, language=cli_language())
    if as_json:
        print_json(body.plain())
        return
    click.echo("  ".join(f"{state.value} {count}" for state, count in body.counts.items()))
    for file in body.files:
        click.echo(f"{file.id}  {file.state.value:9}  {file.title or file.name}  {file.message or file.reason or ''}")
    if body.next:
        click.echo(f"More: --after {body.next}")


@desk.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--undo", is_flag=True, help="Put them back onto the desk.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def settle(verb: Verb, files: tuple[str, ...], *, undo: bool, as_json: bool) -> None:
    """Take files off the desk that a person has dealt with."""
    body = SettledBody(settled=verb.archive.desk.settle(verb.actor, list(dict.fromkeys(files)), done=not undo))
    if as_json:
        print_json(body.plain())
    else:
        click.echo(f"{body.settled} of {len(files)}")
