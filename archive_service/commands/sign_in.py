"""user sessions, sign-out, second-factor: how people sign in, for who manages them."""

from __future__ import annotations

from dataclasses import asdict

import click

from archive_service.commands.runner import Verb, print_json, with_verb
from archive_service.key_files import SECOND_FACTOR_KEY, next_key, take_next_key


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


@click.command("second-factor")
@click.argument("login")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def second_factor(verb: Verb, login: str, as_json: bool) -> None:
    """Whether a person has a second factor, and how many recovery codes are left."""
    state = verb.archive.second_factor.of(verb.actor, login)
    if as_json:
        print_json(asdict(state))
    else:
        needed = ", needed for the role" if state.needed else ""
        click.echo(f"{'on' if state.on else 'off'}{needed}, {state.recovery_codes} recovery codes left")


@click.command("reset-second-factor")
@click.argument("login")
@with_verb
def reset_second_factor(verb: Verb, login: str) -> None:
    """Take the lost second factor of a person away; their sessions end."""
    verb.archive.second_factor.reset(verb.actor, login)


@click.command("renew-second-factor-key")
@with_verb
def renew_second_factor_key(verb: Verb) -> None:
    """Seal the secrets of second factors with a new key. Stop service and worker first: they keep the old one."""
    folder = verb.settings.data_dir
    new = bytes.fromhex(next_key(folder, SECOND_FACTOR_KEY))
    done, lost = verb.archive.second_factor.seal_anew(verb.actor, new)
    take_next_key(folder, SECOND_FACTOR_KEY)
    click.echo(f"{done} sealed with the new key; {lost} were sealed with neither and open by recovery codes only.")


@click.command("link")
@click.argument("login")
@click.argument("subject")
@with_verb
def link(verb: Verb, login: str, subject: str) -> None:
    """Let an identity (its number at the provider) sign in as this person."""
    verb.archive.provider_sign_in.link(verb.actor, login, subject)


@click.command("unlink")
@click.argument("login")
@click.argument("subject")
@with_verb
def unlink(verb: Verb, login: str, subject: str) -> None:
    """Take an identity away from a person; their sessions end."""
    verb.archive.provider_sign_in.unlink(verb.actor, login, subject)


VERBS = (list_sessions, sign_out, second_factor, reset_second_factor, renew_second_factor_key, link, unlink)
