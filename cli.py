#!/usr/bin/env python3
"""The command line: a table of contents. `python cli.py VERB --help` explains each verb."""

import click

from archive_service.commands import (
    completeness,
    consultation_steps,
    consultations,
    custody,
    desk,
    dispositions,
    exporting,
    fixity,
    holds,
    links,
    log,
    organisation,
    people,
    records,
    retention,
    saved_searches,
    searching,
    serving,
    sign_in,
    transfers,
    unit_history,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Archive of the records of Party cells (kho hồ sơ chi bộ).

    Exit codes: 0 all well, 1 something refused or failed, 2 usage, 3 not permitted, 4 not found,
    5 store or catalog unavailable.
    """


for verb in (
    serving.init, serving.demo, serving.run, serving.serve, serving.worker,
    records.deposit, records.show, records.get, records.correct, records.accept, searching.search,
    saved_searches.saved, desk.desk, links.link, consultations.consultation,
    organisation.unit, organisation.dossier, people.user, people.token,
    completeness.completeness, retention.rule, holds.hold, dispositions.dispose, transfers.transfer,
    log.audit, custody.index, custody.store, custody.reconcile, custody.rebuild,
    exporting.export, fixity.fixity, custody.backup, custody.restore, custody.doctor,
):  # fmt: skip
    cli.add_command(verb)
for verb in sign_in.VERBS:
    people.user.add_command(verb)
for verb in consultation_steps.VERBS:
    consultations.consultation.add_command(verb)
for verb in unit_history.VERBS:
    organisation.unit.add_command(verb)

if __name__ == "__main__":
    cli()
