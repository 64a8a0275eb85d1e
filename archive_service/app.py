"""create_app: one Flask application with two doors, the web pages and the REST interface."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from archive_service import api, health, http, web
from archive_service.http import uploads
from archive_service.key_files import key_in
from archive_service.services import Archive
from archive_service.settings import Settings


def create_app(archive: Archive, settings: Settings) -> Flask:
    """The application over an archive that is already put together."""
    app = Flask(__name__, static_folder=None, template_folder=None)
    app.config.update(
        SECRET_KEY=key_in(settings.data_dir, "session.key"),
        SESSION_COOKIE_NAME=http.cookie_name("archive_session", settings),
        SESSION_COOKIE_SECURE=settings.server.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=settings.deposit.max_file_bytes + (16 << 20),
    )
    app.url_map.merge_slashes = False  # no redirect is made from an address that somebody else wrote
    if settings.server.trusted_proxies:
        hops = settings.server.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    http.install(app, archive, settings)
    uploads.install(app)
    health.install(app)
    api.install(app)
    web.install(app)
    # Tokens are never sent by a browser on its own, so there is no request to forge.
    app.extensions["csrf"].exempt(app.blueprints[api.NAME])
    return app
