"""A disposition by mouse: from what is due to its certificate, by an archivist and a leader, a paper at each step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Role
from archive_service.domain.local_time import local_day
from tests.api.house import PASSWORD, House, copy_of
from tests.browsing import PATIENCE_SECONDS, browser_tests, overflow, press, served, set_width, sign_in, visit
from tests.extraction.papers import RESOLUTION, pdf_with_text
from tests.services.disposing import deposited, rules_in_force
from tests.services.test_excuses import person

pytestmark = browser_tests
AWARDS = ("một", "hai", "ba", "bốn")


@pytest.fixture(scope="module")
def office(closed_staff: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str]]:
    """A house with four awards of 2010 whose ten years are over, and its address."""
    house = copy_of(closed_staff, tmp_path_factory.mktemp("office"), RETENTION_BACKUP_DAYS="0")
    archive = house.archive
    archive.accounts.create(local_operator(archive), "lanhdao", "Lãnh đạo Mẫu", PASSWORD, [(Role.LEADER, "DB-YT")])
    archivist = archive.accounts.actor_with_token(house.tokens["archivist"], "web")
    rules_in_force(house, archivist, person(house, "leader", Role.LEADER, "DB-YT"))
    for words in AWARDS:
        deposited(house, archivist, f"Giấy khen {words}")
    house.index()
    with served(house.app) as address:
        yield house, address
    archive.close()


class Desk:
    """Somebody at the page of a disposition."""

    def __init__(self, browser: webdriver.Chrome, paper: Path) -> None:
        self.browser, self.paper = browser, paper
        self.wait = WebDriverWait(browser, PATIENCE_SECONDS)

    def enter(self, step: str, **fields: str) -> None:
        """Fill in the form of a step and send it; the number is that which the form gives as an example."""
        form = self.browser.find_element(By.CSS_SELECTOR, f"form:has(#document-{step})")
        for name, value in fields.items():
            form.find_element(By.ID, name).send_keys(value)
        form.find_element(By.ID, f"document-{step}").send_keys(str(self.paper))
        number = form.find_element(By.ID, f"number-{step}")
        number.send_keys(str(number.get_attribute("placeholder")))
        form.find_element(By.ID, f"day-{step}").send_keys(f"{local_day(datetime.now(UTC)):%d/%m/%Y}")
        press(self.browser, form.find_elements(By.CSS_SELECTOR, "button")[-1])

    def weigh(self, title: str, outcome: str, years: str, dissent: str, overruled: str) -> None:
        """What the council thinks of one record."""
        row = self.row(title)
        Select(row.find_element(By.NAME, "outcome")).select_by_visible_text(outcome)
        for name, value in (("years", years), ("dissent", dissent), ("overruled", overruled)):
            row.find_element(By.NAME, name).send_keys(value)

    def row(self, title: str) -> WebElement:
        return self.browser.find_element(By.XPATH, f"//tr[th/a[normalize-space()='{title}']]")

    def next(self) -> str:
        """The name of the step that is next."""
        return self.browser.find_element(By.CSS_SELECTOR, ".steps .next strong").text

    def told(self) -> str:
        return self.browser.find_element(By.TAG_NAME, "main").text


def listed(desk: Desk, address: str) -> str:
    """Choose everything that is due and freeze the list; the address of its page."""
    visit(desk.browser, f"{address}/retention")
    for box in desk.browser.find_elements(By.CSS_SELECTOR, "input[name='record']"):
        box.click()
    desk.browser.find_element(By.NAME, "title").send_keys("Giấy khen năm 2010")
    press(desk.browser, desk.browser.find_element(By.CSS_SELECTOR, "button[name='which'][value='chosen']"))
    return desk.browser.current_url


def weighed(desk: Desk) -> None:
    """One record each is kept, kept longer, kept for ever and destroyed; kept once before the minutes are signed."""
    desk.enter("founding", chair="Nguyễn Văn An, Phó Bí thư", secretary="Trần Thị Bình", members="Lê Văn Cường")
    desk.weigh("Giấy khen một", "giữ lại", "", "Đồng chí Cường đề nghị hủy", "còn dùng để tra cứu")
    desk.weigh("Giấy khen hai", "gia hạn", "5", "", "")
    desk.weigh("Giấy khen ba", "bảo quản vĩnh viễn", "", "", "")
    press(desk.browser, desk.browser.find_element(By.CSS_SELECTOR, "button[formaction$='/views']"))


def test_from_what_is_due_to_the_certificate(
    office: tuple[House, str], shared_browser: webdriver.Chrome, tmp_path: Path
) -> None:
    house, address = office
    desk = Desk(shared_browser, pdf_with_text(tmp_path / "da ky.pdf", RESOLUTION))
    sign_in(shared_browser, address, "archivist", PASSWORD)
    set_width(shared_browser, 1440, 1000)
    page = listed(desk, address)
    assert desk.next() == "Quyết định lập hội đồng"
    weighed(desk)
    assert desk.row("Giấy khen một").find_element(By.NAME, "overruled").get_attribute("value") == "còn dùng để tra cứu"
    desk.enter("council")
    assert "gia hạn 5 năm" in desk.row("Giấy khen hai").text
    desk.enter("superior")
    assert desk.next() == "Quyết định hủy"
    assert "người khác phải quyết định" in desk.told()

    sign_in(shared_browser, address, "lanhdao", PASSWORD)
    visit(shared_browser, page)
    desk.enter("decision")
    assert "Bạn không làm bước này được." in desk.told()

    sign_in(shared_browser, address, "archivist", PASSWORD)
    set_width(shared_browser, 360, 740)
    visit(shared_browser, page)
    assert overflow(shared_browser) == []
    desk.enter("handover", keeper="Trần Thị Bình", destroyer="Phạm Văn Dũng")
    shared_browser.find_element(By.CSS_SELECTOR, ".check input").click()
    press(desk.browser, shared_browser.find_element(By.CSS_SELECTOR, "form[action$='/execution'] button"))
    house.index()
    visit(shared_browser, page)
    assert "1 trên 1 tài liệu đã hủy" in desk.told()
    desk.enter("certificate")
    press(desk.browser, shared_browser.find_element(By.CSS_SELECTOR, "form[action$='/closing'] button"))
    assert "đã kết thúc" in desk.told()
    states = {words: desk.row(f"Giấy khen {words}").find_elements(By.TAG_NAME, "td")[-1].text for words in AWARDS}
    assert states == {"một": "đã giữ lại", "hai": "đã giữ lại", "ba": "đã giữ lại", "bốn": "đã hủy"}
