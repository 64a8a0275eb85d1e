"""One walk in a real browser: sign in, upload, see it indexed, find it without marks, open the page, download."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as shown
from selenium.webdriver.support.ui import Select, WebDriverWait

from archive_service.bootstrap import local_operator, open_archive
from archive_service.domain.access import Role
from tests.api.house import PASSWORD, UNITS, settings_in
from tests.browsing import PATIENCE_SECONDS, browser_tests, chromium, press, sign_in, visit
from tests.extraction.papers import RESOLUTION, pdf_with_text
from tests.text.evidence_cases import GIFTS

ROOT = Path(__file__).resolve().parents[2]

pytestmark = browser_tests


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Service and worker as `cli.py run` starts them, on a port of their own."""
    import io

    data = tmp_path_factory.mktemp("e2e") / "data"
    archive = open_archive(settings_in(data))
    archive.units.import_csv(local_operator(archive), io.StringIO(UNITS))
    archive.accounts.create(local_operator(archive), "vanthu", "Văn thư", PASSWORD, [(Role.ARCHIVIST, "DB-YT")])
    archive.close()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "ARCHIVE_DATA_DIR": str(data),
        "ARCHIVE_SERVER_PORT": str(port),
        "ARCHIVE_SERVER_SECURE_COOKIES": "false",
        "ARCHIVE_SERVER_PROCESSES": "1",
        "ARCHIVE_EXTRACTION_CHILDREN": "1",
    }
    running = subprocess.Popen([sys.executable, "cli.py", "run"], cwd=ROOT, env=environment)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(base)
        yield base
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0


def _wait_until_up(base: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{base}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("the service did not come up")


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path) as driver:
        yield driver


def test_the_archivists_walk(address: str, browser: webdriver.Chrome, tmp_path: Path) -> None:
    paper = pdf_with_text(
        tmp_path / "Nghị quyết tháng 3.pdf", RESOLUTION, ("Trang hai", "Chi bộ quyết định làm đường bê tông xóm Giữa.")
    )
    wait = WebDriverWait(browser, PATIENCE_SECONDS)

    sign_in(browser, address, "vanthu", PASSWORD)
    browser.get(f"{address}/deposit")
    wait.until(shown.presence_of_element_located((By.ID, "files"))).send_keys(str(paper))
    evidence = browser.find_element(By.CSS_SELECTOR, ".evidence[data-field=symbol]")
    wait.until(lambda _: "Số 12-NQ/CB" in evidence.text)
    assert browser.find_element(By.ID, "symbol").get_attribute("value") == "12-NQ/CB"
    browser.get_screenshot_as_file(str(tmp_path / "deposit.png"))
    Select(browser.find_element(By.ID, "unit")).select_by_value("CB-A")
    browser.find_element(By.CSS_SELECTOR, "#deposit button:not([type]):not([formaction])").click()
    wait.until(shown.presence_of_element_located((By.CSS_SELECTOR, "#queue li.searchable")))

    browser.get(f"{address}/")
    browser.find_element(By.ID, "q").send_keys("duong be tong xom giua")
    press(browser, browser.find_element(By.CSS_SELECTOR, "form.search button"))
    hit = wait.until(shown.presence_of_element_located((By.CSS_SELECTOR, ".hits .hit-title")))
    assert "bê tông" in browser.find_element(By.CSS_SELECTOR, ".snippet").text
    assert "1" in browser.find_element(By.ID, "coverage").text
    press(browser, hit)

    image = wait.until(shown.presence_of_element_located((By.CSS_SELECTOR, "img.page")))
    assert "page=2" in browser.current_url
    wait.until(lambda driver: driver.execute_script("return arguments[0].naturalWidth", image) > 0)
    assert _has_yellow(browser, image)

    browser.find_element(By.LINK_TEXT, "Tải về").click()
    downloaded = tmp_path / "downloads" / paper.name
    wait.until(lambda _: downloaded.exists())
    assert hashlib.sha512(downloaded.read_bytes()).hexdigest() == hashlib.sha512(paper.read_bytes()).hexdigest()


def test_a_list_of_gifts_says_its_sum_before_it_is_handed_in(
    address: str, browser: webdriver.Chrome, tmp_path: Path
) -> None:
    gifts, resolution = tmp_path / "ủng hộ.txt", pdf_with_text(tmp_path / "b.pdf", RESOLUTION)
    gifts.write_text(GIFTS["a total that is not the sum"][0], encoding="utf-8")
    wait = WebDriverWait(browser, PATIENCE_SECONDS)
    sign_in(browser, address, "vanthu", PASSWORD)
    visit(browser, f"{address}/deposit")
    browser.find_element(By.ID, "files").send_keys(str(gifts))
    wait.until(shown.text_to_be_present_in_element((By.ID, "facts"), "50.000 đồng"))
    browser.find_element(By.ID, "files").send_keys(str(resolution))  # two papers: what one says fits no common field
    wait.until(lambda _: browser.find_element(By.ID, "facts").text == "")


def _has_yellow(browser: webdriver.Chrome, image: object) -> bool:
    """Whether the page image has pixels of the marking colour."""
    count = browser.execute_script(
        """
        const image = arguments[0], canvas = document.createElement("canvas");
        canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
        const pen = canvas.getContext("2d"); pen.drawImage(image, 0, 0);
        const pixels = pen.getImageData(0, 0, canvas.width, canvas.height).data;
        let marked = 0;
        for (let at = 0; at < pixels.length; at += 4) {
          if (pixels[at] > 200 && pixels[at + 1] > 170 && pixels[at + 2] < 170) marked += 1;
        }
        return marked;
        """,
        image,
    )
    return int(count) > 50
