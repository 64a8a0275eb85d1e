"""saved: one's own searches under names."""

from __future__ import annotations

import click

from archive_service.commands.runner import Verb, print_json, with_verb
from archive_service.commands.searching import print_answer
from archive_service.services.saved_searches import News
from archive_service.wire_saved_searches import run_body, saved_search_body, search_hold_body


@click.group()
def saved() -> None:
    """Searches kept under a name: `search WORDS --save NAME` keeps one."""


@saved.command("list")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def list_saved(verb: Verb, as_json: bool) -> None:
    """Your own, with how many records are new in each since its last run."""
    register = verb.archive.units.register()
    for news in verb.archive.saved_searches.news(verb.actor):
        if as_json:
            print_json(saved_search_body(news, register).plain())
        else:
            click.echo(f"{news.search.id}  {_told(news):12}  {news.search.name}")


@saved.command("run")
@click.argument("search_id")
@click.option("--offset", type=click.IntRange(0), default=0)
@click.option("--limit", type=click.IntRange(1, 200), default=20)
@click.option("--json", "as_json", is_flag=True)
@with_verb
def run_saved(verb: Verb, search_id: str, offset: int, limit: int, as_json: bool) -> None:
    """Search for the same again, with your rights of now."""
    news, result = verb.archive.saved_searches.run(verb.actor, search_id, offset=offset, limit=limit)
    body = run_body(news, result, verb.archive.units.register())
    if as_json:
        print_json(body.plain())
    else:
        click.echo(f"{news.search.name}: {_told(news)}")
        print_answer(body.answer)


@saved.command("hold")
@click.argument("search_id")
@click.option("--reason", required=True)
@click.option("--authority", required=True, help="Who ordered it.")
@click.option("--document", required=True, help="The order, as people cite it.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def hold_found(verb: Verb, search_id: str, reason: str, authority: str, document: str, *, as_json: bool) -> None:
    """Hold every record that it finds now, frozen to a list with a receipt."""
    placed = verb.archive.search_holds.place(
        verb.actor, search_id, reason=reason, authority=authority, document=document
    )
    body = search_hold_body(placed)
    if as_json:
        print_json(body.plain())
        return
    click.echo(f"{body.hold}  {body.records} records held, receipt {body.receipt}, list {body.list_sha256}")
    if body.unread:
        click.echo(f"{body.unread} records had no words yet: run it again when they are read.")


@saved.command("remove")
@click.argument("search_id")
@with_verb
def remove_saved(verb: Verb, search_id: str) -> None:
    """Forget one."""
    verb.archive.saved_searches.remove(verb.actor, search_id)


def _told(news: News) -> str:
    if news.new is None:
        return "? new"
    return f"{'at least ' if news.at_least else ''}{news.new} new"
