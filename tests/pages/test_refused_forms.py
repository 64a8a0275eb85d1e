"""Forms that were refused, as their pages come back: the fault is told, nothing sticks out, axe-core finds nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from selenium import webdriver

from tests.api.house import PASSWORD
from tests.browsing import another_page, browser_tests, come_as, complaints, overflow, set_width, visit
from tests.pages.furnished import Furnished
from tests.pages.test_every_page import AXE, DESK, PHONE, faults

pytestmark = [
    *browser_tests,
    pytest.mark.needs_node,
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run make test once, with npm"),
]
# Past what the browser itself would ask for: an old browser, or a hand that writes addresses.
SEND = """
const [action, fields] = arguments;
const form = [...document.forms].find((each) => new URL(each.action).pathname.endsWith(action));
for (const [name, value] of Object.entries(fields)) for (const each of form.querySelectorAll(`[name="${name}"]`)) {
  if (each.type !== "file") each.value = value;
}
form.noValidate = true;
HTMLFormElement.prototype.submit.call(form);
"""


@dataclass(frozen=True, slots=True)
class Refused:
    """A form: who sends it, on which page, to an address that ends so, with what."""

    person: str
    page: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)


FORMS = (
    Refused("", "/sign-in", "/sign-in", {"login": "ai đó", "password": "không đúng"}),
    Refused("secretary_a", "/consultations", "/consultations", {"title": "", "reason": ""}),
    Refused("secretary_a", "/consultations/{begun}", "/send", {"deadline": "31/02/2026", "members": "Nguyễn Văn An"}),
    Refused("secretary_a", "/consultations/{ended}?edit=yes", "/opinions", {"received_at": "hôm qua"}),
    Refused("secretary_a", "/consultations/{undecided}", "/issue", {"resolution": "rec_never"}),
    Refused("secretary_a", "/deposit/photos", "/deposit/photos", {"period": "13/2026"}),
    Refused("archivist", "/records/{record}/edit", "/edit", {"date": "30/02/2026"}),
    Refused("archivist", "/dossiers/{dossier}", "/close", {"closed_at": "30/02/2026"}),
)


@pytest.mark.parametrize("person", sorted({form.person for form in FORMS}), ids=lambda person: person or "stranger")
def test_what_is_refused_comes_back_readable(
    address: str, furnished: Furnished, browser: webdriver.Chrome, person: str
) -> None:
    come_as(browser, address, person, PASSWORD)
    wrong: list[str] = []
    for language, width in (("vi", PHONE), ("en", DESK)):
        set_width(browser, width)
        browser.get(f"{address}/language/{language}?next=/sign-in")
        for form in (form for form in FORMS if form.person == person):
            visit(browser, address + form.page.format(**furnished.known))
            complaints(browser)
            with another_page(browser):
                browser.execute_script(SEND, form.action, form.fields)
            told = browser.execute_script("return document.querySelector('main .notice, main h1')?.textContent.trim()")
            said = [f"axe {fault}" for fault in faults(browser)] + [f"sticks out: {each}" for each in overflow(browser)]
            said += [each for each in complaints(browser) if "status of 4" not in each]
            wrong += [f"{form.page} {form.action} ({language}): {each}" for each in said]
            assert told, form
    assert not wrong, "\n".join(wrong)
