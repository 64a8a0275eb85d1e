"""A real OpenID provider (npm: oidc-provider) on loopback, and somebody who signs in on its pages."""

from __future__ import annotations

import html
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import requests

from tests.servers.node import node_package, node_program

SCRIPT = Path(__file__).resolve().parents[1] / "node" / "provider.mjs"
CALLBACK = "http://localhost/sign-in/provider/callback"
AFTER_SIGN_OUT = "http://localhost/sign-in"
_SECONDS = 10


@contextmanager
def running_provider() -> Iterator[str]:
    """The issuer of a running provider; skips the test, saying so, where it is not installed."""
    node_package("oidc-provider")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [node_program(), str(SCRIPT), str(port), CALLBACK, AFTER_SIGN_OUT]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert running.stdout is not None
        assert running.stdout.readline() == "up\n"
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(_SECONDS)
        if running.stdout is not None:
            running.stdout.close()


class Surfer:
    """A browser at the provider: it keeps cookies and fills forms in, and stops where the way leads back to us."""

    def __init__(self) -> None:
        self.session = requests.Session()

    def sign_in(self, address: str, name: str) -> str:
        """Follow the address, sign in, agree; the address with the provider's answer."""
        answer = self._follow(address)
        for _ in range(4):
            if isinstance(answer, str):
                return answer
            form = Form(answer.text)
            fields = {**form.fields, **({"login": name, "password": "any"} if "login" in form.asked else {})}
            answer = self._follow(urljoin(answer.url, form.action), fields)
        raise AssertionError("the provider asks without end")

    def refuse(self, address: str) -> str:
        """Follow the address and break off."""
        answer = self._follow(address)
        assert not isinstance(answer, str)
        broken_off = re.search(r'href="([^"]+/abort)"', answer.text)
        assert broken_off is not None
        found = self._follow(urljoin(answer.url, html.unescape(broken_off[1])))
        assert isinstance(found, str)
        return found

    def sign_out(self, address: str) -> str:
        """Follow the address and confirm; where the provider sends us then."""
        answer = self._follow(address)
        assert not isinstance(answer, str)
        form = Form(answer.text)
        found = self._follow(urljoin(answer.url, form.action), {**form.fields, "logout": "yes"})
        assert isinstance(found, str)
        return found

    def close(self) -> None:
        self.session.close()

    def _follow(self, address: str, fields: dict[str, str] | None = None) -> requests.Response | str:
        method = "GET" if fields is None else "POST"
        for _ in range(10):
            if address.startswith("http://localhost/"):
                return address
            answer = self.session.request(method, address, data=fields, allow_redirects=False, timeout=_SECONDS)
            if answer.status_code not in (302, 303):
                answer.raise_for_status()
                return answer
            address, method, fields = urljoin(address, answer.headers["Location"]), "GET", None
        raise AssertionError("redirects without end")


class Form:
    """The form of a page: where it goes, what it carries, what it asks."""

    def __init__(self, page: str) -> None:
        action = re.search(r'<form[^>]*action="([^"]+)"', page)
        assert action is not None, page
        self.action = html.unescape(action[1])
        inputs = [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<input([^>]*)>", page)]
        self.fields = {tag["name"]: tag["value"] for tag in inputs if "name" in tag and "value" in tag}
        self.asked = {tag["name"] for tag in inputs if "name" in tag and "value" not in tag}
