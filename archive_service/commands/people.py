"""user, token: who may sign in, and as what."""

from __future__ import annotations

import click

from archive_service.commands.runner import Verb, print_json, with_verb
from archive_service.domain.access import Role
from archive_service.domain.errors import BadField
from archive_service.services.grants import GrantTerms


@click.group()
def user() -> None:
    """People who sign in."""


def _grants(written: tuple[str, ...]) -> list[tuple[Role, str]]:
    """ROLE:UNIT pairs. Raises BadField."""
    grants = []
    for pair in written:
        role, _, unit = pair.partition(":")
        try:
            grants.append((Role(role), unit))
        except ValueError:
            raise BadField(field="grant", value=pair) from None
    return grants


@user.command("add")
@click.argument("login")
@click.option("--name", default="", help="Full name.")
@click.option("--grant", "grants", multiple=True, help="ROLE:UNIT-CODE, such as secretary:YT-08; may be repeated.")
@click.password_option()
@with_verb
def add_user(verb: Verb, login: str, name: str, grants: tuple[str, ...], password: str) -> None:
    """Add a person."""
    account = verb.archive.accounts.create(verb.actor, login, name, password, _grants(grants))
    click.echo(account.id)


@user.command("grant")
@click.argument("login")
@click.argument("grants", nargs=-1)
@with_verb
def grant_user(verb: Verb, login: str, grants: tuple[str, ...]) -> None:
    """Give a person these roles."""
    verb.archive.grants.give(verb.actor, login, [GrantTerms(role, unit) for role, unit in _grants(grants)])


@user.command("password")
@click.argument("login")
@click.password_option()
@with_verb
def set_password(verb: Verb, login: str, password: str) -> None:
    """Set a password; every session of that person ends."""
    verb.archive.accounts.set_password(verb.actor, login, password)


@user.command("disable")
@click.argument("login")
@with_verb
def disable_user(verb: Verb, login: str) -> None:
    """Shut a person out at once."""
    verb.archive.accounts.disable(verb.actor, login)


@user.command("enable")
@click.argument("login")
@with_verb
def enable_user(verb: Verb, login: str) -> None:
    """Let a person in again."""
    verb.archive.accounts.disable(verb.actor, login, disabled=False)


@user.command("list")
@click.option("--after", help="Go on after this id.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def list_users(verb: Verb, after: str | None, as_json: bool) -> None:
    """People and their roles."""
    register = verb.archive.units.register()
    for account in verb.archive.accounts.list(verb.actor, after=after):
        roles = [
            f"{grant.role.value}:{register.units[grant.unit_id].code if grant.unit_id in register.units else '?'}"
            for grant in account.grants
        ]
        if as_json:
            print_json(
                {
                    "id": account.id,
                    "login": account.login,
                    "name": account.name,
                    "grants": roles,
                    "disabled": account.disabled,
                }
            )
        else:
            click.echo(f"{account.login:20} {account.name:30} {' '.join(roles)}{' (disabled)' * account.disabled}")


@click.group()
def token() -> None:
    """Bearer tokens for REST and the command line (ARCHIVE_TOKEN)."""


@token.command("issue")
@click.argument("login")
@click.option("--label", default="", help="What it is for.")
@click.option("--days", type=click.IntRange(1, 3650), help="Days until it ends.")
@with_verb
def issue_token(verb: Verb, login: str, label: str, days: int | None) -> None:
    """Make a token. Its secret is shown this once."""
    _, secret = verb.archive.accounts.issue_token(verb.actor, login, label, days)
    click.echo(secret)


@token.command("revoke")
@click.argument("token_id")
@with_verb
def revoke_token(verb: Verb, token_id: str) -> None:
    """End a token at once."""
    verb.archive.accounts.revoke_token(verb.actor, token_id)


@token.command("list")
@with_verb
def list_tokens(verb: Verb) -> None:
    """Your own tokens."""
    for each in verb.archive.accounts.tokens(verb.actor):
        state = "revoked" if each.revoked else f"until {each.expires_at:%Y-%m-%d}" if each.expires_at else "no end"
        used = f"{each.last_used_at:%Y-%m-%d %H:%M}" if each.last_used_at else "never"
        click.echo(f"{each.id}  {each.label:20} {state}, last used {used}")
