"""The auditor's stories at a desk: the months of a cell, all cells in one month, and the list to take along."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as shown
from selenium.webdriver.support.ui import WebDriverWait

from tests.api.house import PASSWORD
from tests.browsing import PATIENCE_SECONDS, browser_tests, chromium, press, set_width, sign_in
from tests.e2e.conftest import Ward

pytestmark = browser_tests


def test_two_years_of_a_cell_month_by_month(ward: Ward, tmp_path: Path) -> None:
    with chromium(tmp_path) as browser:
        wait = WebDriverWait(browser, PATIENCE_SECONDS)
        sign_in(browser, ward.address, "auditor", PASSWORD)
        set_width(browser, 1440, 1000)
        browser.get(f"{ward.address}/completeness?unit=CB-A&from=01/2021&to=12/2022")
        row = next(
            row
            for row in browser.find_elements(By.CSS_SELECTOR, ".matrix tbody tr:not(.group)")
            if "Tổ dân phố số 8" in row.text
        )
        months = row.find_elements(By.CSS_SELECTOR, "td.slot a")
        assert len(months) >= 24
        (march,) = [month for month in months if "03/2022" in str(month.get_attribute("title"))]
        assert "thiếu" not in str(march.get_attribute("title"))
        (february,) = [month for month in months if "02/2022" in str(month.get_attribute("title"))]
        assert "thiếu" in str(february.get_attribute("title"))
        sheet = browser.find_element(By.PARTIAL_LINK_TEXT, "Excel")
        sheet.click()
        downloads = tmp_path / "downloads"
        wait.until(lambda _: list(downloads.glob("*.xlsx")))
        (path,) = downloads.glob("*.xlsx")
        said = [str(cell) for line in openpyxl.load_workbook(path).worksheets[0].values for cell in line]
        assert any("auditor" in text for text in said)
        assert any("01/2021" in text for text in said)
        press(browser, february)
        wait.until(shown.url_contains("/completeness/slot"))
        assert "02/2022" in browser.find_element(By.TAG_NAME, "h1").text


def test_all_cells_of_a_ward_in_one_month(ward: Ward, shared_browser: webdriver.Chrome) -> None:
    sign_in(shared_browser, ward.address, "auditor", PASSWORD)
    set_width(shared_browser, 1440, 1000)
    shared_browser.get(f"{ward.address}/completeness/month?unit=DB-YT&month=03/2022")
    rows = {
        row.find_element(By.TAG_NAME, "th").text.splitlines()[0]: row.text
        for row in shared_browser.find_elements(By.CSS_SELECTOR, "table.compared tbody tr")
    }
    assert set(rows) == {"Chi bộ Tổ dân phố số 8", "Chi bộ thôn Châu Giang"}
    assert "12-NQ/CB" in rows["Chi bộ Tổ dân phố số 8"]
    assert "thiếu" in rows["Chi bộ thôn Châu Giang"]
