"""Somebody at the pages: signs in and sends forms with their tokens, as a browser does."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.api.house import PASSWORD, House


class Visitor:
    """A browser without scripts. `english` chooses the language of the pages."""

    def __init__(self, house: House, *, english: bool = False) -> None:
        self.client: FlaskClient = house.app.test_client()
        if english:
            self.client.get("/language/en")

    def sign_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        return self.send("/sign-in", page="/sign-in", login=login, password=password)

    def open(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def send(self, path: str, *, page: str, headers: dict[str, str] | None = None, **fields: Any) -> TestResponse:
        """Send a form with the token of the page it stands on."""
        token = re.search(r'name="csrf-token" content="([^"]+)"', self.client.get(page).text)
        assert token is not None
        return self.client.post(path, data={"csrf_token": token[1], **fields}, headers=headers)


def signed_in(house: House, login: str, *, english: bool = False) -> Visitor:
    visitor = Visitor(house, english=english)
    assert visitor.sign_in(login).status_code == 302
    return visitor
