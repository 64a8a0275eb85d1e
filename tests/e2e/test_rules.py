"""Rules by mouse: proposed by one, who sees every record whose day would move, approved by another, never edited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Role
from tests.api.house import PASSWORD, House, copy_of
from tests.browsing import browser_tests, overflow, press, served, set_width, sign_in, visit
from tests.services.disposing import deposited

pytestmark = browser_tests
AWARDS = {"Giấy khen một": "2010-05-05", "Giấy khen hai": "2020-07-01"}


@pytest.fixture(scope="module")
def office(closed_staff: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str]]:
    """A house without rules, with two awards and minutes, and its address."""
    house = copy_of(closed_staff, tmp_path_factory.mktemp("office"))
    try:
        archive = house.archive
        archive.accounts.create(local_operator(archive), "lanhdao", "Lãnh đạo Mẫu", PASSWORD, [(Role.LEADER, "DB-YT")])
        archivist = archive.accounts.actor_with_token(house.tokens["archivist"], "web")
        for title, day in AWARDS.items():
            deposited(house, archivist, title, day)
        deposited(house, archivist, "Biên bản họp", "2012-01-01", "BB")
        house.index()
        with served(house.app) as address:
            yield house, address
    finally:
        house.archive.close()


@dataclass(frozen=True, slots=True)
class Register:
    """Somebody at the register of rules."""

    browser: webdriver.Chrome
    address: str

    def as_(self, login: str, page: str) -> None:
        sign_in(self.browser, self.address, login, PASSWORD)
        visit(self.browser, page)

    def propose(self, years: str, name: str) -> str:
        """Fill in the form for awards and send it; the address of the page of the proposed rule."""
        visit(self.browser, f"{self.address}/retention/rules")
        self.browser.find_element(By.CSS_SELECTOR, "#propose summary").click()
        typed = {"code": "giay-khen", "name": name, "types": "GK", "years": years, "source": "TT 09/2011, vận dụng"}
        for field, value in typed.items():
            self.browser.find_element(By.ID, field).send_keys(value)
        Select(self.browser.find_element(By.ID, "keeps")).select_by_visible_text("Số năm")
        Select(self.browser.find_element(By.ID, "mark")).select_by_value("secondary")
        press(self.browser, self.browser.find_element(By.CSS_SELECTOR, "#propose form button"))
        return self.browser.current_url

    def moves(self) -> dict[str, list[str]]:
        """What the page says would move: by title, how it stands now and after the approval."""
        rows = self.browser.find_elements(By.CSS_SELECTOR, "table:not(.rules) tbody tr")
        return {
            row.find_element(By.TAG_NAME, "th").text: [each.text for each in row.find_elements(By.TAG_NAME, "td")]
            for row in rows
        }

    def press(self, selector: str) -> None:
        press(self.browser, self.browser.find_element(By.CSS_SELECTOR, selector))

    def told(self) -> str:
        return self.browser.find_element(By.TAG_NAME, "main").text


def test_a_rule_is_proposed_looked_at_approved_and_superseded(
    office: tuple[House, str], shared_browser: webdriver.Chrome
) -> None:
    house, address = office
    register = Register(shared_browser, address)
    set_width(shared_browser, 1440, 1000)
    sign_in(shared_browser, address, "archivist", PASSWORD)
    register.propose("90", "Giấy khen")
    assert "Số năm (years)" in register.told()
    assert shared_browser.find_element(By.ID, "name").get_attribute("value") == "Giấy khen"
    visit(shared_browser, f"{address}/retention/rules")
    first = register.propose("10", "Giấy khen")
    assert register.moves() == {
        "Giấy khen một": ["chưa có quy tắc áp dụng", "đã hết thời hạn, 01/01/2021"],
        "Giấy khen hai": ["chưa có quy tắc áp dụng", "đang giữ, 01/01/2031"],
    }
    assert "người khác có quyền sẽ duyệt" in register.told()
    assert shared_browser.find_elements(By.CSS_SELECTOR, "button[value='approve']") == []

    register.as_("lanhdao", first)
    register.press("button[value='approve']")
    house.index()
    assert "đang áp dụng" in register.told()

    sign_in(shared_browser, address, "archivist", PASSWORD)
    second = register.propose("20", "Giấy khen, 20 năm")
    assert register.moves() == {
        "Giấy khen một": ["đã hết thời hạn, 01/01/2021", "đang giữ, 01/01/2031"],
        "Giấy khen hai": ["đang giữ, 01/01/2031", "đang giữ, 01/01/2041"],
    }
    register.as_("lanhdao", second)
    register.press("button[value='approve']")
    house.index()
    set_width(shared_browser, 360, 740)
    visit(shared_browser, first)
    assert overflow(shared_browser) == []
    assert "đã thay thế" in register.told()
    assert "bị thay thế" in register.told()
    register.press(f".facts a[href$='{second.rpartition('/')[2]}']")
    assert "thay thế Giấy khen (10 năm)" in register.told()
    visit(shared_browser, f"{address}/retention")
    assert "Không có tài liệu nào hết thời hạn" in register.told()
