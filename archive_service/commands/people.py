"""user, token: who may sign in, and as what."""

from __future__ import annotations

from datetime import datetime

import click

from archive_service.commands.runner import Verb, print_json, with_verb
from archive_service.domain.access import Reach, Role
from archive_service.domain.errors import BadField
from archive_service.domain.local_time import local_day
from archive_service.domain.records import AccessLevel
from archive_service.services.accounts import LONGEST_TOKEN_DAYS, TOKEN_DAYS, FirstPassword
from archive_service.services.grant_terms import Assignment, GrantTerms
from archive_service.wire_people import first_password_body, grant_body


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
@click.option("--json", "as_json", is_flag=True)
@with_verb
def add_user(verb: Verb, login: str, name: str, grants: tuple[str, ...], as_json: bool) -> None:
    """Add a person. Their first password is shown this once; they change it at their first sign-in."""
    _tell_password(verb.archive.accounts.add(verb.actor, login, name, _grants(grants)), as_json)


def _tell_password(first: FirstPassword, as_json: bool) -> None:
    if as_json:
        print_json(first_password_body(first).model_dump(mode="json"))
    else:
        click.echo(f"{first.account.id}  {first.password}  to be changed before {first.ends_at:%Y-%m-%d %H:%M} UTC")


_DAY = click.DateTime(["%Y-%m-%d"])


@user.command("grant")
@click.argument("login")
@click.argument("grants", nargs=-1, required=True)
@click.option(
    "--level",
    "levels",
    multiple=True,
    type=click.Choice([level.value for level in AccessLevel]),
    help="Only these levels.",
)
@click.option("--from", "holds_from", type=_DAY, help="First day of the role.")
@click.option("--to", "holds_to", type=_DAY, help="Last day of the role.")
@click.option("--papers-from", "records_from", type=_DAY, help="Only papers from this day on.")
@click.option("--papers-to", "records_to", type=_DAY, help="Only papers up to this day.")
@click.option("--reason", default="")
@click.option("--document", default="", help="The paper the role rests on.")
@with_verb
def grant_user(
    verb: Verb, login: str, grants: tuple[str, ...], levels: tuple[str, ...], reason: str, document: str,
    **days: datetime | None,
) -> None:  # fmt: skip
    """Give a person these ROLE:UNIT-CODE roles."""
    narrowed = frozenset(AccessLevel(level) for level in levels) or None
    dates = {name: day.date() if day else None for name, day in days.items()}
    terms = [
        GrantTerms(role, unit, narrowed, reason=reason, document=document, **dates) for role, unit in _grants(grants)
    ]
    for grant in verb.archive.grants.give(verb.actor, login, terms):
        click.echo(grant.id)


@user.command("assign")
@click.argument("login")
@click.argument("units", nargs=-1, required=True)
@click.option("--papers-from", "records_from", type=_DAY, required=True, help="First day of the papers.")
@click.option("--papers-to", "records_to", type=_DAY, required=True, help="Last day of the papers.")
@click.option("--from", "holds_from", type=_DAY, required=True, help="First day of access.")
@click.option("--to", "holds_to", type=_DAY, required=True, help="Last day of access.")
@click.option("--named-opinions", is_flag=True, help="Papers of restricted handling too.")
@click.option("--document", required=True, help="The decision that sends the auditor.")
@with_verb
def assign_user(
    verb: Verb,
    login: str,
    units: tuple[str, ...],
    records_from: datetime,
    records_to: datetime,
    holds_from: datetime,
    holds_to: datetime,
    named_opinions: bool,
    document: str,
) -> None:
    """Send an auditor to units, for papers of some days and for some days."""
    assignment = Assignment(
        units, records_from.date(), records_to.date(), holds_from.date(), holds_to.date(), named_opinions, document
    )
    for grant in verb.archive.grants.assign(verb.actor, login, assignment):
        click.echo(grant.id)


@user.command("revoke")
@click.argument("grant_id")
@click.option("--why", required=True)
@with_verb
def revoke_grant(verb: Verb, grant_id: str, why: str) -> None:
    """Take a role back at once; it stays in the history."""
    verb.archive.grants.take_back(verb.actor, grant_id, why)


@user.command("handover")
@click.argument("grant_id")
@click.argument("to_login")
@click.option("--day", type=_DAY, required=True, help="The first day of the new person.")
@click.option("--document", required=True, help="The record of the handover.")
@with_verb
def hand_over(verb: Verb, grant_id: str, to_login: str, day: datetime, document: str) -> None:
    """Pass a role on to another person on a day."""
    click.echo(verb.archive.grants.hand_over(verb.actor, grant_id, to_login, day.date(), document).id)


@user.command("break-glass")
@click.argument("unit")
@click.option("--reason", required=True, help="Seen by everybody who reads the log.")
@click.option("--minutes", type=int, default=60, show_default=True)
@with_verb
def break_glass(verb: Verb, unit: str, reason: str, minutes: int) -> None:
    """For leaders: read everything of a unit for a short time."""
    click.echo(verb.archive.grants.break_glass(verb.actor, unit, reason, minutes).id)


@user.command("history")
@click.argument("login")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def grant_history(verb: Verb, login: str, as_json: bool) -> None:
    """Every role a person ever had, newest first."""
    register = verb.archive.units.register()
    for grant in verb.archive.grants.history(verb.actor, login):
        body = grant_body(grant, register)
        if as_json:
            print_json(body.model_dump(mode="json"))
        else:
            ended = f" taken back {local_day(body.revoked_at)}: {body.revoked_why}" if body.revoked_at else ""
            until = f"{body.holds_from or ''}..{body.holds_to or ''}"
            click.echo(f"{body.id}  {body.role.value}:{body.unit.code}  {until}  {body.reason} {body.document}{ended}")


@user.command("password")
@click.argument("login")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def reset_password(verb: Verb, login: str, as_json: bool) -> None:
    """Make a new password for a person, shown this once; every session of theirs ends."""
    _tell_password(verb.archive.accounts.reset_password(verb.actor, login), as_json)


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
@click.option("--days", type=click.IntRange(1, LONGEST_TOKEN_DAYS), default=TOKEN_DAYS, show_default=True)
@click.option(
    "--reach", type=click.Choice([reach.value for reach in Reach]), default="full", help="What it may be used for."
)
@with_verb
def issue_token(verb: Verb, login: str, label: str, days: int, reach: str) -> None:
    """Make a token. Its secret is shown this once."""
    _, secret = verb.archive.accounts.issue_token(verb.actor, login, label, days, Reach(reach))
    click.echo(secret)


@token.command("revoke")
@click.argument("token_id")
@with_verb
def revoke_token(verb: Verb, token_id: str) -> None:
    """End a token at once."""
    verb.archive.accounts.revoke_token(verb.actor, token_id)


@token.command("list")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def list_tokens(verb: Verb, as_json: bool) -> None:
    """Your own tokens."""
    for each in verb.archive.accounts.tokens(verb.actor):
        if as_json:
            told = {name: getattr(each, name) for name in ("id", "label", "reach", "revoked")}
            dates = {name: getattr(each, name) for name in ("created_at", "expires_at", "last_used_at")}
            print_json({**told, **{name: at.isoformat() if at else None for name, at in dates.items()}})
            continue
        state = "revoked" if each.revoked else f"until {local_day(each.expires_at)}" if each.expires_at else "no end"
        used = f"{each.last_used_at:%Y-%m-%d %H:%M}" if each.last_used_at else "never"
        click.echo(f"{each.id}  {each.label:20} {each.reach.value:8} {state}, last used {used}")
