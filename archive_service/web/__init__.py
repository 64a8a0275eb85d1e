"""The web door: server-rendered pages in Vietnamese and English."""

from flask import Flask

from archive_service.web import (
    account,
    administration,
    completeness,
    consultations,
    deposit,
    desk,
    desk_review,
    desk_together,
    dispositions,
    dossiers,
    error_pages,
    holds,
    home,
    language,
    log,
    pages,
    password_again,
    people,
    person_sign_in,
    photos,
    provider_sign_in,
    records,
    retention,
    saved_searches,
    search,
    second_factor,
    sessions,
    transfers,
    units,
)


def install(app: Flask) -> None:
    """Add the pages to the application."""
    language.install(app)
    sessions.install(app)
    pages.install(app)
    password_again.install(app)  # after the check against forged requests, which stands in `pages`
    for module in (
        home, account, second_factor, provider_sign_in, person_sign_in, search, saved_searches,
        records, deposit, photos, desk, desk_review, desk_together,
        dossiers, consultations, completeness, log,
        administration, people, units, retention, holds, dispositions, transfers,
    ):  # fmt: skip
        app.register_blueprint(module.blueprint)
    error_pages.install(app)
