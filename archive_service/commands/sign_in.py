"""user sessions, user sign-out: how people are signed in, seen and ended by who manages them."""

from __future__ import annotations

import click

from archive_service.commands.runner import Verb, print_json, with_verb


@click.command("sessions")
@click.argument("login")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def list_sessions(verb: Verb, login: str, as_json: bool) -> None:
    """Where a person is signed in at this moment, the session seen last first."""
    for session in verb.archive.sessions.of(verb.actor, login):
        if as_json:
            print_json(
                {
                    "id": session.id,
                    "created_at": session.created_at.isoformat(),
                    "seen_at": session.seen_at.isoformat(),
                    "network": session.network,
                    "browser": session.browser,
                }
            )
        else:
            click.echo(f"{session.id}  {session.seen_at:%Y-%m-%d %H:%M}  {session.network:20} {session.browser}")


@click.command("sign-out")
@click.argument("login")
@with_verb
def sign_out(verb: Verb, login: str) -> None:
    """End every session of a person at once; tokens stay, `token revoke` ends them."""
    click.echo(verb.archive.sessions.end_all(verb.actor, login))


VERBS = (list_sessions, sign_out)
