"""link: what one record is to another."""

from __future__ import annotations

import click

from archive_service.commands.runner import Verb, print_json, with_verb
from archive_service.domain.links import LinkKind
from archive_service.wire_links import link_body, links_body


@click.group()
def link() -> None:
    """Links between records: a draft and what came of it, a resolution and its evidence."""


@link.command("list")
@click.argument("record_id")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def list_links(verb: Verb, record_id: str, as_json: bool) -> None:
    """The links of a record, both ways."""
    body = links_body(verb.archive.links.seen(verb.actor, record_id))
    if as_json:
        print_json(body.plain())
        return
    for each in body.links:
        click.echo(f"{each.id}  {each.kind.value:11}  {each.direction:4}  {each.other}  {each.other_title}")


@link.command()
@click.argument("record_id")
@click.argument("kind", type=click.Choice([kind.value for kind in LinkKind]))
@click.argument("other")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def add(verb: Verb, record_id: str, kind: str, other: str, as_json: bool) -> None:
    """Link a record to another one: RECORD_ID became, is shown by or is replaced by OTHER."""
    made = link_body(verb.archive.links.link(verb.actor, record_id, LinkKind(kind), other))
    if as_json:
        print_json(made.plain())
    else:
        click.echo(made.id)


@link.command()
@click.argument("record_id")
@click.argument("link_id")
@with_verb
def remove(verb: Verb, record_id: str, link_id: str) -> None:
    """Take a link of a record back."""
    verb.archive.links.remove(verb.actor, record_id, link_id)
