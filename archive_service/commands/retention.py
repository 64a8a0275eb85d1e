"""rule: the register of retention rules, and why a record is kept or may go."""

from __future__ import annotations

from pathlib import Path

import click

from archive_service.commands.runner import Verb, cli_language, print_json, with_verb
from archive_service.domain.end_of_force import EndOfForce
from archive_service.domain.local_time import local_day
from archive_service.domain.records import parse_day
from archive_service.domain.retention import RuleState
from archive_service.retention_profile import load_profile, read_profile
from archive_service.retention_words import Told, explained, mark_words, period_words
from archive_service.wire_retention import retention_body, rule_body, what_if_body


@click.group()
def rule() -> None:
    """Retention rules: how long what is kept, and on whose word."""


@rule.command("list")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def list_rules(verb: Verb, *, as_json: bool) -> None:
    """Every rule with the day of its proposal or decision, its source, and how well that source is known."""
    for each in verb.archive.rules.list(verb.actor):
        if as_json:
            print_json(rule_body(each).plain())
            continue
        period, mark = said(period_words(each)), said(mark_words(each.source.mark))
        source = f"{each.source.title}, {each.source.article} ({mark})"
        day = local_day(each.decided_at or each.proposed_at)
        click.echo(f"{each.id}  {each.state.value:10} {day}  {each.code}: {period}. {source}")


@rule.command()
@click.argument("profile", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@with_verb
def propose(verb: Verb, *, profile: Path | None, as_json: bool) -> None:
    """Propose the rules of a profile, the shipped one by default. Another person approves them."""
    rules = read_profile(profile.read_text(encoding="utf-8")) if profile else load_profile()
    for each in verb.archive.rules.propose(verb.actor, rules):
        if as_json:
            print_json(rule_body(each).plain())
        else:
            click.echo(f"{each.id}  {each.code}")


@rule.command()
@click.argument("rule_ids", nargs=-1, required=True)
@click.option("--refuse", is_flag=True, help="Refuse instead.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def approve(verb: Verb, *, rule_ids: tuple[str, ...], refuse: bool, as_json: bool) -> None:
    """Approve rules that another person proposed ("all": every one that waits)."""
    waiting = [each.id for each in verb.archive.rules.list(verb.actor) if each.state is RuleState.RULE_PROPOSED]
    for rule_id in waiting if rule_ids == ("all",) else rule_ids:
        done = verb.archive.rules.decide(verb.actor, rule_id, approve=not refuse)
        if as_json:
            print_json(rule_body(done).plain())
        else:
            click.echo(f"{done.id}  {done.state.value}  {done.code}")


@rule.command("what-if")
@click.argument("rule_id")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def what_if(verb: Verb, *, rule_id: str, as_json: bool) -> None:
    """Every record whose day of review a proposed rule would move."""
    after = None
    while True:
        found = verb.archive.rules.what_if(verb.actor, rule_id, after=after)
        if as_json:
            print_json(what_if_body(found).plain())
        for each in found.moved if not as_json else ():
            before, later = each.before or each.state_before.value, each.after or each.state_after.value
            click.echo(f"{each.record_id}  {before} -> {later}")
        if found.next is None:
            return
        after = found.next


@rule.command()
@click.argument("record_id")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def explain(verb: Verb, *, record_id: str, as_json: bool) -> None:
    """Until when a record is kept and why."""
    _tell(verb, record_id, as_json=as_json)


def _tell(verb: Verb, record_id: str, *, as_json: bool) -> None:
    decision = verb.archive.retention.explain(verb.actor, record_id)
    if as_json:
        print_json(retention_body(decision, cli_language()).plain())
        return
    for line in explained(decision):
        click.echo(said(line))


@rule.command("end-of-force")
@click.argument("record_id")
@click.option("--day", required=True, help="The first day on which it was no longer in force.")
@click.option("--document", required=True, help="The paper that says so; kept with the new version.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def end_of_force(verb: Verb, *, record_id: str, day: str, document: str, as_json: bool) -> None:
    """Note since when a paper is no longer in force, where a rule waits for that; again, to correct it."""
    known = verb.archive.retrieve.record(verb.actor, record_id).record
    end = EndOfForce(parse_day(day), document)
    verb.archive.ends_of_force.note(verb.actor, record_id, end, expected_version=known.version)
    _tell(verb, record_id, as_json=as_json)


def said(told: Told) -> str:
    """The sentence in the language of the terminal."""
    return told.en if cli_language() == "en" else told.vi
