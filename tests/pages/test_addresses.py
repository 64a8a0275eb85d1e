"""The table of addresses knows every page of the application."""

from __future__ import annotations

from tests.pages.addresses import NOT_PAGES, PAGES
from tests.pages.furnished import Furnished


def test_no_page_is_forgotten(furnished: Furnished) -> None:
    shown = {
        rule.endpoint
        for rule in furnished.house.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith("api.") and rule.endpoint != "static"
    }
    assert shown == {page.endpoint for page in PAGES} | NOT_PAGES
