"""Handing in with the camera of a phone: pages in order, made smaller or as taken, sent again after a lost line."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as shown
from selenium.webdriver.support.ui import Select, WebDriverWait

from archive_service.domain.access import Actor
from tests.api.house import PASSWORD
from tests.browsing import PATIENCE_SECONDS, browser_tests, set_width, sign_in, visit
from tests.e2e.conftest import Ward
from tests.extraction.papers import page_image
from tests.servers.tampering_proxy import TamperingProxy, tampering

pytestmark = browser_tests
OFFLINE = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


@pytest.fixture
def phone(ward: Ward, shared_browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The new secretary's phone, at the page for photos."""
    sign_in(shared_browser, ward.address, "moi", PASSWORD)
    set_width(shared_browser, 360, 740)
    visit(shared_browser, f"{ward.address}/deposit/photos")
    shared_browser.execute_cdp_cmd("Network.enable", {})
    yield shared_browser
    shared_browser.execute_cdp_cmd("Network.emulateNetworkConditions", {**OFFLINE, "offline": False})


def photo(folder: Path, name: str, seed: int) -> Path:
    """A picture as large as a camera makes them, and as little compressible."""
    grain = random.Random(seed).randbytes(1000 * 750)
    image = Image.frombytes("L", (1000, 750), grain).resize((4000, 3000)).convert("RGB")
    image.save(folder / name, "JPEG", quality=92)
    return folder / name


def take(phone: webdriver.Chrome, paths: list[Path]) -> None:
    """Choose the pictures, and say what they are; comes back when each is shown with its size."""
    phone.find_element(By.ID, "gallery").send_keys("\n".join(map(str, paths)))
    Select(phone.find_element(By.ID, "type")).select_by_value("BB")
    period = phone.find_element(By.ID, "period")
    period.clear()
    period.send_keys("10/2025")
    WebDriverWait(phone, PATIENCE_SECONDS).until(
        lambda browser: len(browser.find_elements(By.CSS_SELECTOR, "#pages li")) == len(paths)
    )


def kept(ward: Ward, phone: webdriver.Chrome) -> list[tuple[str, bytes]]:
    """Name and bytes of each file of the record that was made, once its page is open."""
    WebDriverWait(phone, PATIENCE_SECONDS).until(shown.url_contains("/records/rec_"))
    record_id = phone.current_url.rsplit("/", 1)[-1]
    reader = _archivist(ward)
    files = []
    for file in ward.house.archive.retrieve.record(reader, record_id).record.files:
        with ward.house.archive.retrieve.file(reader, record_id, file.name) as (_, content):
            files.append((file.name, content.read()))
    return files


def _archivist(ward: Ward) -> Actor:
    return ward.house.archive.accounts.actor_with_token(ward.house.tokens["archivist"], "web")


def test_pictures_of_pages_become_one_record(ward: Ward, phone: webdriver.Chrome, tmp_path: Path) -> None:
    pictures = []
    for number in (2, 1):
        pictures.append(tmp_path / f"anh-{number}.png")
        page_image("BIÊN BẢN", f"Trang thứ {number} của biên bản viết tay").save(pictures[-1])
    assert "chưa đạt chuẩn PDF/A" in phone.find_element(By.TAG_NAME, "main").text
    take(phone, pictures)
    phone.find_elements(By.CSS_SELECTOR, "#pages li")[1].find_element(By.CSS_SELECTOR, '[data-move="up"]').click()
    phone.find_element(By.ID, "send").click()
    files = kept(ward, phone)
    assert [name for name, _ in files] == ["001-anh-1.png", "002-anh-2.png"], "small pictures are left as they are"
    assert "chưa đạt chuẩn PDF" in phone.find_element(By.TAG_NAME, "main").text


def test_large_photos_are_sent_small_again_after_a_lost_line(
    ward: Ward, phone: webdriver.Chrome, tmp_path: Path
) -> None:
    taken = [photo(tmp_path, f"anh{number}.jpg", number) for number in (1, 2)]
    take(phone, taken)
    WebDriverWait(phone, PATIENCE_SECONDS).until(lambda _: "thay cho" in phone.find_element(By.ID, "told").text)
    phone.execute_cdp_cmd("Network.emulateNetworkConditions", OFFLINE)
    phone.find_element(By.ID, "send").click()
    WebDriverWait(phone, PATIENCE_SECONDS).until(
        shown.text_to_be_present_in_element((By.ID, "told"), "Ảnh vẫn còn ở đây")
    )
    assert len(phone.find_elements(By.CSS_SELECTOR, "#pages li progress")) == 2
    phone.execute_cdp_cmd("Network.emulateNetworkConditions", {**OFFLINE, "offline": False})
    files = kept(ward, phone)
    assert [name for name, _ in files] == ["001-anh1.thu-gon.jpg", "002-anh2.thu-gon.jpg"]
    for (_, content), original in zip(files, taken, strict=True):
        assert len(content) < original.stat().st_size / 2
        with Image.open(io.BytesIO(content)) as image:
            assert (image.format, image.size) == ("JPEG", (3000, 2250))


@pytest.fixture
def line(ward: Ward) -> Iterator[TamperingProxy]:
    """The line between the phone and the archive."""
    with tampering(int(ward.address.rsplit(":", 1)[-1])) as proxy:
        yield proxy


def break_in_the_second_page(ward: Ward, phone: webdriver.Chrome, line: TamperingProxy, taken: list[Path]) -> None:
    """Send two photos as they were taken, over a line that is lost in the middle of the second."""
    visit(phone, f"{line.address}/deposit/photos")
    take(phone, taken)
    phone.find_element(By.CSS_SELECTOR, "input[name=form][value=whole]").click()
    phone.execute_script(NOTE_WHAT_IS_SENT)
    line.request_bytes_left = taken[0].stat().st_size + taken[1].stat().st_size // 2
    phone.find_element(By.ID, "send").click()
    WebDriverWait(phone, PATIENCE_SECONDS).until(
        shown.text_to_be_present_in_element((By.ID, "told"), "Ảnh vẫn còn ở đây")
    )
    assert line.broken_off > 0
    waiting = ward.house.archive.waiting_pages.waiting(_new_secretary(ward))
    assert [page.size for page in waiting] == [taken[0].stat().st_size]
    pages = phone.find_elements(By.CSS_SELECTOR, "#pages li")
    assert ["đã gửi" in page.text for page in pages] == [True, False]


def _new_secretary(ward: Ward) -> Actor:
    with ward.house.archive.accounts.catalog.read() as tx:
        account = tx.accounts.by_login("moi")
    assert account is not None
    return ward.house.archive.accounts.actor_as(account, "web")


# What was sent is noted where it outlives the page, so that it can be asked when the record's page is open.
NOTE_WHAT_IS_SENT = """
sessionStorage.clear();
new PerformanceObserver((seen) => {
  for (const entry of seen.getEntries()) {
    if (!entry.name.endsWith("/deposit/photos/pages")) continue;
    sessionStorage.setItem(`sent ${entry.startTime}`, String(entry.responseStatus));
  }
}).observe({ type: "resource" });
"""


def test_a_broken_line_costs_the_page_it_broke_in_and_not_those_before(
    ward: Ward, phone: webdriver.Chrome, line: TamperingProxy, tmp_path: Path
) -> None:
    taken = [photo(tmp_path, f"dut{number}.jpg", number) for number in (11, 12)]
    break_in_the_second_page(ward, phone, line, taken)
    line.request_bytes_left = None
    files = kept(ward, phone)
    assert files == [(f"00{number}-{path.name}", path.read_bytes()) for number, path in enumerate(taken, start=1)]
    told = phone.execute_script("return Object.keys(sessionStorage).map((name) => sessionStorage.getItem(name))")
    assert told.count("201") == 2, "each page arrived once"


def test_pages_outlive_the_browser_that_sent_them(
    ward: Ward, phone: webdriver.Chrome, line: TamperingProxy, tmp_path: Path
) -> None:
    taken = [photo(tmp_path, f"dong{number}.jpg", number) for number in (21, 22)]
    break_in_the_second_page(ward, phone, line, taken)
    visit(phone, f"{ward.address}/account")
    visit(phone, f"{ward.address}/deposit/photos")
    assert "đã gửi 1 trang" in phone.find_element(By.ID, "before").text
    phone.find_element(By.ID, "take-up").click()
    assert "đã gửi" in phone.find_element(By.CSS_SELECTOR, "#pages li").text
    phone.find_element(By.ID, "gallery").send_keys(str(taken[1]))
    phone.find_element(By.CSS_SELECTOR, "input[name=form][value=whole]").click()
    Select(phone.find_element(By.ID, "type")).select_by_value("BB")
    phone.find_element(By.ID, "send").click()
    files = kept(ward, phone)
    assert files == [(f"00{number}-{path.name}", path.read_bytes()) for number, path in enumerate(taken, start=1)]
    visit(phone, f"{ward.address}/deposit/photos")
    assert phone.find_elements(By.ID, "before") == []


def test_photos_are_sent_as_they_were_taken_when_one_says_so(
    ward: Ward, phone: webdriver.Chrome, tmp_path: Path
) -> None:
    taken = photo(tmp_path, "hien-truong.jpg", 3)
    take(phone, [taken])
    phone.find_element(By.CSS_SELECTOR, "input[name=form][value=whole]").click()
    phone.find_element(By.ID, "send").click()
    assert kept(ward, phone) == [("001-hien-truong.jpg", taken.read_bytes())]
