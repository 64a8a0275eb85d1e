"""The desk in a real browser: a folder is sent file by file, the queue outlives the page, keys do the work."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions as shown
from selenium.webdriver.support.ui import Select, WebDriverWait
from werkzeug.serving import make_server

from tests.api.house import PASSWORD, House, build
from tests.browsing import PATIENCE_SECONDS, another_page, browser_tests, chromium, complaints, press, sign_in
from tests.services.test_desk import SECRET, paper

pytestmark = browser_tests


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = build(tmp_path_factory.mktemp("desk"))
    yield made
    made.archive.close()


@pytest.fixture(scope="module")
def address(house: House) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()


def a_folder(place: Path) -> Path:
    folder = place / "Tủ số 3"
    (folder / "tháng 2").mkdir(parents=True)
    for number in (301, 302, 303):
        (folder / "tháng 2" / f"NQ {number}.txt").write_bytes(paper(number))
    (folder / "kín.txt").write_bytes(SECRET)
    (folder / ".DS_Store").write_bytes(b"\0")
    return folder


def test_a_folder_is_sent_and_worked_through_by_keyboard(house: House, address: str, tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    with chromium(tmp_path) as browser:
        wait = WebDriverWait(browser, PATIENCE_SECONDS)
        sign_in(browser, address, "archivist", PASSWORD)
        browser.get(f"{address}/desk")
        Select(browser.find_element(By.ID, "unit")).select_by_value("CB-A")
        browser.find_element(By.ID, "folder").send_keys(str(folder))
        wait.until(
            shown.text_to_be_present_in_element((By.ID, "sending-told"), "Đã gửi xong 4 tệp: 3 đã nhận, 1 cần xem.")
        )
        assert "Tủ số 3/tháng 2/NQ 301.txt" in browser.find_element(By.ID, "sent").text
        assert "dấu chỉ độ mật" in browser.find_element(By.CSS_SELECTOR, "#sent .attention .why").text
        batch = browser.current_url
        assert "/desk/batches/" in batch, "coming back to this address comes back to the batch"

        browser.find_element(By.ID, "folder").send_keys(str(folder))
        wait.until(lambda _: browser.find_element(By.ID, "sent").text.count("đã gửi trước đó") == 3)
        wait.until(shown.text_to_be_present_in_element((By.ID, "sending-told"), "Đã gửi xong 8 tệp"))

        browser.get(batch)
        house.index()
        wait.until(lambda _: len(browser.find_elements(By.CSS_SELECTOR, "[data-state=read]")) == 3)
        press(browser, browser.find_element(By.CSS_SELECTOR, "[data-state=read] .row-title"))
        for _ in range(3):
            assert browser.find_element(By.ID, "review")
            with another_page(browser):
                ActionChains(browser).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
        wait.until(shown.presence_of_element_located((By.CSS_SELECTOR, ".notice.good")))
        assert len(browser.find_elements(By.CSS_SELECTOR, "[data-state=done]")) == 3
        assert complaints(browser) == []
