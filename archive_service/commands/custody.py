"""index, reconcile, rebuild, doctor: looking after the archive."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from archive_service.backup import back_up
from archive_service.backup import restore as restore_backup
from archive_service.bootstrap import child_isolation
from archive_service.commands.runner import REFUSED, Verb, cli_language, console, print_json, with_verb
from archive_service.domain.errors import StoreCannotLock
from archive_service.health_checks import Check, examine
from archive_service.sentences import LOCKED_AWAY_ADVICE
from archive_service.storage.copying import copy_store
from archive_service.stores import last_probe, prepare_bucket, probe_store, store_at
from archive_service.wire_recognition import locked_body, recognition_body


@click.group()
def index() -> None:
    """The search index: disposable, made again from the store."""


@index.command("status")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def index_status(verb: Verb, as_json: bool) -> None:
    """State, documents and size of the index, and what waits to be read."""
    status = verb.archive.indexing.status()
    whole = verb.archive.custody.status()
    document = {
        "state": status.state.value,
        "documents": status.documents,
        "fingerprint": status.fingerprint,
        "committed_at": status.committed_at.isoformat() if status.committed_at else None,
        "bytes": status.bytes_on_disk,
        "detail": status.detail,
        "jobs": dict(whole.jobs),
        "recognitions": [recognition_body(each).plain() for each in verb.archive.recognition.list(verb.actor)],
        **locked_body(verb.archive.locking_away.locked(verb.actor), verb.archive.units.register()).plain(),
    }
    if as_json:
        print_json(document)
    else:
        _tell_recognition(document.pop("recognitions"), document.pop("locked_away"))
        for name, value in document.items():
            click.echo(f"{name:14} {value}")


def _tell_recognition(recognitions: list[dict[str, Any]], locked_away: list[dict[str, Any]]) -> None:
    for each in recognitions:
        click.echo(
            f"recognition    {each['id']} {each['state']} {each['read']}/{each['wanted']} failed {each['failed']}"
        )
    for each in locked_away:
        click.echo(f"LOCKED AWAY    {each['id']} {each['unit']['code']}")
    if locked_away:
        click.echo(f"               {LOCKED_AWAY_ADVICE[cli_language()]}")


@index.command("stop")
@click.argument("record_id")
@with_verb
def stop_recognition(verb: Verb, record_id: str) -> None:
    """Stop the recognition of a record; `index retry` takes it up again at the page."""
    verb.archive.recognition.stop(verb.actor, record_id)
    click.echo("Stopped before its next page.")


@index.command("rebuild")
@with_verb
def rebuild_index(verb: Verb) -> None:
    """Build the index again from catalog and store; searching goes on meanwhile."""
    with console.status("Dựng lại chỉ mục"):
        count = verb.archive.indexing.rebuild()
    click.echo(f"{count} records indexed.")


@index.command("retry")
@click.option("--reason", help="All records without text for this reason, such as ocr or damaged.")
@click.option("--json", "as_json", is_flag=True)
@click.argument("record_id", required=False)
@with_verb
def retry(verb: Verb, reason: str | None, as_json: bool, record_id: str | None) -> None:
    """Read one record again, or all that have no text for a reason."""
    if (reason is None) == (record_id is None):
        raise click.UsageError("Name one record, or a --reason.")
    queued = 1
    if record_id is not None:
        verb.archive.indexing.retry(verb.actor, record_id)
    elif reason is not None:
        queued = verb.archive.indexing.retry_reason(verb.actor, reason)
    if as_json:
        print_json({"queued": queued})
    else:
        click.echo(f"{queued} record{'' if queued == 1 else 's'} queued.")


@click.command()
@click.option("--json", "as_json", is_flag=True)
@with_verb
def reconcile(verb: Verb, as_json: bool) -> None:
    """Compare store, catalog and index; adopt, queue and sweep what differs."""
    result = verb.archive.custody.reconcile(verb.actor)
    document = {
        "records": result.records,
        "adopted": list(result.adopted),
        "missing_from_store": list(result.missing_from_store),
        "missing_from_index": list(result.missing_from_index),
        "orphans_in_index": list(result.orphans_in_index),
        "swept": list(result.swept),
        "wrong_counts": result.wrong_counts,
    }
    if as_json:
        print_json(document)
    else:
        for name, value in document.items():
            click.echo(f"{name:20} {len(value) if isinstance(value, list) else value}")
    if result.missing_from_store:
        sys.exit(REFUSED)


@click.command()
@with_verb
def rebuild(verb: Verb) -> None:
    """Restore units, dossiers and records from the store alone, then the index."""
    with console.status("Khôi phục từ kho") as status:
        result = verb.archive.custody.rebuild(verb.actor, lambda count: status.update(f"Khôi phục từ kho: {count}"))
    for unknown in result.unknown:
        click.echo(f"not ours, left alone: {unknown}")
    indexed = verb.archive.indexing.rebuild()
    restored = ", ".join(f"{name} {count}" for name, count in result.counts.items())
    click.echo(f"Restored: {restored}; {indexed} indexed.")


@click.group()
def store() -> None:
    """The object store itself."""


@store.command("prepare")
@with_verb
def prepare(verb: Verb) -> None:
    """Make the bucket of the settings, with versions and Object Lock (needs its owner's credential)."""
    prepare_bucket(verb.settings)
    click.echo(f"The bucket {verb.settings.s3.bucket} is ready.")


@store.command("probe")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def probe_the_store(verb: Verb, as_json: bool) -> None:
    """Try out what the S3 store keeps, on a bucket of its own, and keep the dated result."""
    with console.status("Thử kho S3"):
        result = probe_store(verb.settings)
    if as_json:
        click.echo(result.as_json())
    else:
        for finding in result.findings:
            click.echo(f"{finding.outcome.value:8} {finding.capability.value:24} {finding.detail}")
    if result.missing_for_worm():
        raise StoreCannotLock(missing=", ".join(result.missing_for_worm()))


@store.command("copy")
@click.argument("source")
@click.argument("target")
@click.option("--recheck", is_flag=True, help="Read what the target has already, too.")
@with_verb
def copy(verb: Verb, source: str, target: str, recheck: bool) -> None:
    """Copy one store into another, each a folder or s3://BUCKET; a copy that broke off is run again."""
    with console.status("Sao chép kho") as status:
        copied = copy_store(
            store_at(verb.settings, source),
            store_at(verb.settings, target),
            lambda keys, size: status.update(f"Sao chép kho: {keys} ({size >> 20} MiB)"),
            recheck=recheck,
        )
    click.echo(f"{copied.copied} keys copied, {copied.same} were there, {copied.bytes_copied} bytes.")
    for damaged in copied.damaged:
        click.echo(f"damaged in the source, left out: {damaged}")
    if copied.damaged:
        sys.exit(REFUSED)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_verb
def backup(verb: Verb, folder: Path) -> None:
    """Write a backup of catalog and store into a folder, or bring the one there up to date."""
    with console.status("Sao lưu") as status:
        note = back_up(verb.settings, folder, lambda keys, _: status.update(f"Sao lưu: {keys}"))
    click.echo(f"{note.keys} keys and the catalog in {folder}, {note.made_at}.")
    for record_id in note.still_locked:
        click.echo(f"destroyed, still locked in the backup: {record_id}")
    for damaged in note.damaged:
        click.echo(f"damaged, left out: {damaged}")
    if note.damaged:
        sys.exit(REFUSED)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--ledger", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The newest ledger of destructions, where retention.ledger names none that is left.",
)  # fmt: skip
@click.option("--nothing-destroyed-since", "nothing_since", is_flag=True, help="Nothing was, for certain.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def restore(verb: Verb, folder: Path, ledger: Path | None, *, nothing_since: bool, as_json: bool) -> None:
    """Bring a backup back into an empty data directory, but for what was destroyed since."""
    with console.status("Phục hồi") as status:
        restored = restore_backup(
            verb.settings,
            folder,
            lambda keys, _: status.update(f"Phục hồi: {keys}"),
            ledger=ledger,
            nothing_since=nothing_since,
        )
    note = restored.note
    if as_json:
        withheld = [{"id": stone.record_id, "decision": stone.decision} for stone in restored.withheld]
        print_json({"made_at": note.made_at, "keys": note.keys, "withheld": withheld})
        return
    for stone in restored.withheld:
        click.echo(f"destroyed since, not brought back: {stone.record_id} {stone.title} ({stone.decision})")
    click.echo(f"Restored the backup of {note.made_at}: {note.keys} keys. Next: cli.py worker --once")


@store.command("ledger")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def check_ledger(verb: Verb, *, as_json: bool) -> None:
    """Read the ledger of destructions from end to end and compare it with the log."""
    checked = verb.archive.remembering.verify(verb.actor)
    if as_json:
        print_json({"lines": checked.lines, "digest": checked.digest, "unknown": list(checked.unknown)})
    else:
        click.echo(f"{checked.lines} lines, the last one {checked.digest or '-'}")
        for record_id in checked.unknown:
            click.echo(f"destroyed, not in the ledger: {record_id}")
    if checked.unknown:
        sys.exit(REFUSED)


@click.command()
@click.option("--json", "as_json", is_flag=True)
@with_verb
def doctor(verb: Verb, as_json: bool) -> None:
    """What is installed, what is degraded, and how to mend it."""
    checks = examine(verb.settings, verb.archive, child_isolation(verb.settings), last_probe(verb.settings))
    for check in checks:
        if as_json:
            print_json({"name": check.name, "state": check.state, "detail": check.detail, "remedy": check.remedy})
        else:
            _print_check(check)
    if any(check.state == "failed" for check in checks):
        sys.exit(REFUSED)


def _print_check(check: Check) -> None:
    sign = {"ok": "✓", "degraded": "!", "failed": "✗"}[check.state]
    click.echo(f"{sign} {check.name:22} {check.detail}")
    if check.remedy:
        click.echo(f"  {'':22} → {check.remedy}")
