"""consultation open, send, opinion, opinions, remind, end, synthesise, issue, reject, close: its steps as verbs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from archive_service.commands.runner import Verb, print_json, with_verb
from archive_service.domain.consultation import Answer, Channel, Consultation, Reminder, Taken
from archive_service.domain.errors import BadManifest
from archive_service.domain.records import parse_day, parse_moment
from archive_service.services.consultation_lists import NOON, members_in, opinion_of, opinions_in
from archive_service.services.consultations import Sending
from archive_service.wire_consultations import consultation_body

_File = click.Path(exists=True, dir_okay=False, path_type=Path)
_CHANNEL = click.Choice([each.value for each in Channel])


def _step(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A verb about one consultation; without a version, the step is done on the one that stands."""

    def made(function: Callable[..., Any]) -> click.Command:
        for decorate in (
            with_verb,
            click.option("--json", "as_json", is_flag=True),
            click.option("--version", type=click.IntRange(1), help="The version you looked at, if it must be that."),
            click.argument("consultation_id"),
        ):
            function = decorate(function)
        return click.command(name)(function)

    return made


def _written(path: Path) -> list[str]:
    """The lines of a file. Raises BadManifest for what is no text."""
    try:
        return path.read_text("utf-8-sig").splitlines(keepends=True)
    except UnicodeDecodeError as error:
        raise BadManifest(problem=str(error)) from None


def _standing(verb: Verb, consultation_id: str, version: int | None) -> int:
    return version or verb.archive.consultations.see(verb.actor, consultation_id).consultation.version


def _tell(verb: Verb, moved: Consultation, *, as_json: bool) -> None:
    archive = verb.archive
    seen = archive.consultations.see(verb.actor, moved.id)
    body = consultation_body(seen, archive.units.register(), archive.consultations.clock.now())
    if as_json:
        print_json(body.plain())
        return
    lacks = ", ".join(item.value for item in body.missing) or "nothing"
    click.echo(f"{body.id}  {body.state.value}  version {body.version}  missing: {lacks}")


@click.command("open")
@click.argument("unit")
@click.argument("title")
@click.option("--reason", required=True, help="Why members are asked in writing.")
@click.option("--period", help="The month, quarter or year it is for.")
@click.option("--draft", help="The id of the draft it is about.")
@click.option("--opened", help="The day it began, where it is entered afterwards.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def open_one(
    verb: Verb,
    unit: str,
    title: str,
    *,
    reason: str,
    period: str | None,
    draft: str | None,
    opened: str | None,
    as_json: bool,
) -> None:
    """Begin a consultation of a unit; it opens a dossier of its own."""
    day = parse_day(opened) if opened else None
    made = verb.archive.consultations.open(verb.actor, unit, title, reason, period, draft, opened_at=day)
    _tell(verb, made, as_json=as_json)


@click.option("--draft", required=True, help="The id of the draft.")
@click.option("--letter", help="The id of the letter that asks.")
@click.option("--members", type=_File, required=True, help="A file, one name a line; (dự bị) after probationary ones.")
@click.option("--until", required=True, help="The deadline: 03/03/2022 17:00.")
@click.option("--sent", help="When it was sent; now by default.")
@click.option("--channel", type=_CHANNEL, default=Channel.PAPER.value)
def _send(
    verb: Verb,
    consultation_id: str,
    *,
    draft: str,
    letter: str | None,
    members: Path,
    until: str,
    sent: str | None,
    channel: str,
    version: int | None,
    as_json: bool,
) -> None:
    """Send the draft: it and the list of members are frozen."""
    sending = Sending(
        draft, letter, members_in(_written(members)), parse_moment(until, "17:00"),
        Channel(channel), parse_moment(sent, "07:00") if sent else None,
    )  # fmt: skip
    standing = _standing(verb, consultation_id, version)
    _tell(verb, verb.archive.consultations.send(verb.actor, consultation_id, sending, standing), as_json=as_json)


@click.option("--text", default="", help="What the member said.")
@click.option("--document", default="", help="The id of the record that shows it.")
@click.option("--received", "received_at", required=True, help="When it came: 02/03/2022 19:30.")
@click.option("--channel", type=_CHANNEL, required=True)
@click.option("--answer", type=click.Choice([each.value for each in Answer]), required=True)
@click.option("--member", required=True)
def _opinion(verb: Verb, consultation_id: str, *, version: int | None, as_json: bool, **written: str) -> None:
    """Record the reply of one member; one that is late is kept and marked."""
    service, standing = verb.archive.consultations, _standing(verb, consultation_id, version)
    moved = service.record_opinions(verb.actor, consultation_id, [opinion_of(written)], standing)
    _tell(verb, moved, as_json=as_json)


@click.argument("sheet", type=_File)
def _opinions(verb: Verb, consultation_id: str, *, sheet: Path, version: int | None, as_json: bool) -> None:
    """Record many replies from a CSV: member, answer, channel, received_at, text, document."""
    standing = _standing(verb, consultation_id, version)
    moved = verb.archive.consultations.record_opinions(
        verb.actor, consultation_id, list(opinions_in(_written(sheet))), standing
    )
    _tell(verb, moved, as_json=as_json)


@click.option("--sent", help="When; now by default.")
@click.option("--channel", type=_CHANNEL, required=True)
@click.option("--member", "members", multiple=True, required=True)
def _remind(
    verb: Verb,
    consultation_id: str,
    *,
    members: tuple[str, ...],
    channel: str,
    sent: str | None,
    version: int | None,
    as_json: bool,
) -> None:
    """Note that members without a reply were reminded."""
    service, standing = verb.archive.consultations, _standing(verb, consultation_id, version)
    reminder = Reminder(parse_moment(sent, NOON) if sent else service.clock.now(), Channel(channel), members)
    _tell(verb, service.remind(verb.actor, consultation_id, reminder, standing), as_json=as_json)


def _end(verb: Verb, consultation_id: str, *, version: int | None, as_json: bool) -> None:
    """End the replies: the deadline is past, or everybody replied."""
    standing = _standing(verb, consultation_id, version)
    _tell(verb, verb.archive.consultations.end_replies(verb.actor, consultation_id, standing), as_json=as_json)


@click.option("--not-taken", multiple=True, nargs=2, metavar="ABOUT WHY", help="An opinion that was not taken up.")
@click.option("--taken", "accepted", multiple=True, metavar="ABOUT", help="An opinion that was taken up.")
@click.option("--synthesis", required=True, help="The id of the record of the synthesis.")
def _synthesise(
    verb: Verb,
    consultation_id: str,
    *,
    synthesis: str,
    accepted: tuple[str, ...],
    not_taken: tuple[tuple[str, str], ...],
    version: int | None,
    as_json: bool,
) -> None:
    """Enter the synthesis, with what was taken up and what not."""
    standing = _standing(verb, consultation_id, version)
    taken = [*(Taken(each, True) for each in accepted), *(Taken(about, False, why) for about, why in not_taken)]
    moved = verb.archive.consultations.synthesise(verb.actor, consultation_id, synthesis, taken, standing)
    _tell(verb, moved, as_json=as_json)


@click.option("--resolution", required=True, help="The id of the record of the issued resolution.")
def _issue(verb: Verb, consultation_id: str, *, resolution: str, version: int | None, as_json: bool) -> None:
    """Link the issued resolution: more than half of the official members must have agreed in time."""
    standing = _standing(verb, consultation_id, version)
    _tell(verb, verb.archive.consultations.issue(verb.actor, consultation_id, resolution, standing), as_json=as_json)


def _reject(verb: Verb, consultation_id: str, *, version: int | None, as_json: bool) -> None:
    """Say that the draft was not adopted."""
    standing = _standing(verb, consultation_id, version)
    _tell(verb, verb.archive.consultations.reject(verb.actor, consultation_id, standing), as_json=as_json)


@click.option("--although-incomplete", default="", help="Why it is closed although something is missing.")
@click.option("--notice", help="The id of the notice to the members.")
def _close(
    verb: Verb,
    consultation_id: str,
    *,
    notice: str | None,
    although_incomplete: str,
    version: int | None,
    as_json: bool,
) -> None:
    """Close the consultation and its dossier."""
    standing = _standing(verb, consultation_id, version)
    closed = verb.archive.consultations.close(
        verb.actor, consultation_id, standing, notice_id=notice, although_incomplete=although_incomplete
    )
    _tell(verb, closed, as_json=as_json)


VERBS = (
    open_one, _step("send")(_send), _step("opinion")(_opinion), _step("opinions")(_opinions), _step("remind")(_remind),
    _step("end")(_end), _step("synthesise")(_synthesise), _step("issue")(_issue), _step("reject")(_reject),
    _step("close")(_close),
)  # fmt: skip
