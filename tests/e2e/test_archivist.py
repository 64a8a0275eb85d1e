"""The archivist's stories: the same scan again is no second copy, and a consultation from draft to closed dossier."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support import expected_conditions as shown
from selenium.webdriver.support.ui import Select, WebDriverWait

from archive_service.domain.local_time import LOCAL_TIME
from tests.api.house import PASSWORD
from tests.browsing import PATIENCE_SECONDS, browser_tests, press, set_width, sign_in, visit
from tests.e2e.conftest import Ward
from tests.extraction.papers import page_image, pdf_with_text

pytestmark = browser_tests
MEMBERS = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Thị Hồng Nhung", "Phạm Văn Dũng")


@pytest.fixture
def office(ward: Ward, shared_browser: webdriver.Chrome) -> webdriver.Chrome:
    """The archivist's screen, signed in."""
    sign_in(shared_browser, ward.address, "archivist", PASSWORD)
    set_width(shared_browser, 1280, 1000)
    return shared_browser


def test_the_same_scan_again_is_told_and_kept_once(ward: Ward, office: webdriver.Chrome, tmp_path: Path) -> None:
    archive, record = ward.house.archive, ward.records["issued 2018"]
    operator = archive.accounts.actor_with_token(ward.house.tokens["archivist"], "web")
    with archive.retrieve.file(operator, record) as (kept, original):
        (tmp_path / "quét lại.pdf").write_bytes(original.read())
    visit(office, f"{ward.address}/desk")
    office.find_element(By.ID, "files").send_keys(str(tmp_path / "quét lại.pdf"))
    why = WebDriverWait(office, PATIENCE_SECONDS).until(
        shown.presence_of_element_located((By.CSS_SELECTOR, "#sent .attention .why"))
    )
    assert "đã có trong kho (trùng SHA-512); không giữ bản thứ hai" in why.text
    press(office, why.find_element(By.TAG_NAME, "a"))
    assert office.current_url.endswith(record)
    with archive.desk.catalog.read() as tx:
        assert [each.id for each in tx.records.with_digest(kept.sha512)] == [record]


def test_a_consultation_from_draft_to_closed_dossier(ward: Ward, office: webdriver.Chrome, tmp_path: Path) -> None:
    page = begun(office, ward)
    assert set(lacking(office)) >= {"công văn xin ý kiến", "dự thảo", "tổng hợp ý kiến", "nghị quyết ban hành"}
    sent_to_members(office, paper(tmp_path, "Dự thảo nghị quyết tháng 9", "Dự thảo lần 1"))
    assert "dự thảo" not in lacking(office)
    assert not office.find_elements(By.ID, "members"), "draft and members are frozen"

    scan = tmp_path / "zalo.png"
    page_image("Zalo: nhất trí với dự thảo", width=620).save(scan)
    rows = office.find_elements(By.CSS_SELECTOR, ".replies > li")
    for row in rows[:3]:
        Select(row.find_element(By.NAME, "answer")).select_by_value("agree")
    rows[0].find_element(By.TAG_NAME, "summary").click()
    rows[0].find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(scan))
    press(office, button(office, "Ghi ý kiến"))
    (silent,) = office.find_elements(By.CSS_SELECTOR, ".replies .silent")
    assert MEMBERS[3] in silent.text
    visit(office, ward.address)
    assert "1 chưa trả lời, 0 trả lời muộn: không tính là đồng ý" in office.find_element(By.ID, "main").text

    visit(office, page)
    press(office, button(office, "Kết thúc nhận ý kiến"))
    attach(office, "synthesis", paper(tmp_path, "Báo cáo tổng hợp ý kiến tháng 9"))
    press(office, button(office, "Ghi tổng hợp"))
    attach(office, "resolution", paper(tmp_path, "Nghị quyết tháng 9", "Số 21-NQ/CB"))
    press(office, button(office, "Gắn nghị quyết"))
    assert lacking(office) == ["công văn xin ý kiến"]
    reason = office.find_element(By.ID, "reason")
    button(office, "Đóng hồ sơ").click()
    assert office.execute_script("return !arguments[0].validity.valid", reason), "not without a reason"
    assert office.find_element(By.CSS_SELECTOR, ".steps [aria-current]").text == "đã ban hành"
    reason.send_keys("công văn mất khi ngập nhà văn hóa")
    press(office, button(office, "Đóng hồ sơ"))
    assert office.find_element(By.CSS_SELECTOR, ".steps [aria-current]").text == "hồ sơ đóng"
    assert "công văn mất khi ngập nhà văn hóa" in office.find_element(By.ID, "main").text

    press(office, office.find_element(By.PARTIAL_LINK_TEXT, "Nghị quyết đã ban hành"))
    related = office.find_element(By.CSS_SELECTOR, ".related").text
    assert "ban hành từ dự thảo" in related


def begun(browser: webdriver.Chrome, ward: Ward) -> str:
    """A new consultation of a cell; the address of its page."""
    visit(browser, f"{ward.address}/consultations")
    browser.find_element(By.CSS_SELECTOR, "details.card summary").click()
    browser.find_element(By.ID, "title").send_keys("Nghị quyết tháng 9 năm 2026")
    browser.find_element(By.ID, "reason").send_keys("bão, không họp được")
    Select(browser.find_element(By.ID, "unit")).select_by_index(0)
    press(browser, browser.find_element(By.CSS_SELECTOR, "details.card button"))
    return browser.current_url


def sent_to_members(browser: webdriver.Chrome, draft: Path) -> None:
    """The draft goes out to all members, three days ago and until yesterday, without a letter."""
    attach(browser, "draft", draft)
    now = datetime.now(LOCAL_TIME)
    for field, text in (
        ("sent_at", f"{now - timedelta(days=3):%d/%m/%Y} 08:00"),
        ("deadline", f"{now - timedelta(days=1):%d/%m/%Y} 17:00"),
        ("members", "\n".join(MEMBERS)),
    ):
        browser.find_element(By.ID, field).clear()
        browser.find_element(By.ID, field).send_keys(text)
    press(browser, button(browser, "Gửi và khóa dự thảo, danh sách"))


def attach(browser: webdriver.Chrome, part: str, file: Path) -> None:
    browser.find_element(By.ID, f"{part}-file").send_keys(str(file))


def paper(folder: Path, *lines: str) -> Path:
    return pdf_with_text(folder / f"{lines[0]}.pdf", lines)


def lacking(browser: webdriver.Chrome) -> list[str]:
    """What the checklist says is missing."""
    lines = (each.text for each in browser.find_elements(By.CSS_SELECTOR, ".checklist .missing"))
    return [line.lstrip("✕ ").removesuffix(": thiếu") for line in lines]


def button(browser: webdriver.Chrome, words: str) -> WebElement:
    return browser.find_element(By.XPATH, f'//button[normalize-space()="{words}"]')
