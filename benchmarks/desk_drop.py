"""What dropping many files onto the desk costs, in a real browser on a running service with its worker.

    python benchmarks/desk_drop.py [--files N] [--papers DIR] [--port PORT]

The papers are those of the demonstration (PDF, Word, scans), drawn with another seed, or those of a folder in which it
was drawn before. They are handed to the desk's file field at once; when two fifths have been sent the browser is
closed, opened anew, led to the batch from the desk, and given all of them once more. Told: seconds until everything is
sent (both parts), until everything is read, the memory of the page and of each process of the service, and what the
desk counts at the end.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from archive_service.demo import write_demo
from archive_service.demo.organisation import CELLS
from tests.browsing import chromium, complaints, sign_in, visit

ROOT = Path(__file__).parents[1]
PASSWORD = "một câu dài để đo"
SEED, PATIENCE_SECONDS, LOOK_SECONDS = 99, 1800, 0.5
SCANS = 5
FALLBACK_CELL = "CB-YT-08"
_COUNT = re.compile(r"(\d+)")


def main() -> None:
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        papers = made_papers(arguments.papers or folder / "papers", arguments.files)
        size = sum(each.stat().st_size for each in papers)
        kinds = sorted({each.suffix for each in papers})
        print(f"{len(papers)} files, {size / 1e6:.1f} MB: " + ", ".join(_of_kind(papers, kind) for kind in kinds))
        with service(folder / "data", arguments.port) as (address, process):
            measure(folder, address, process, papers)


def measure(folder: Path, address: str, process: int, papers: list[Path]) -> None:
    with chromium(folder / "first") as browser:
        began = drop(browser, address, "/desk", papers)
        batch = until(lambda: browser.current_url if "/batches/" in browser.current_url else "")
        enough = len(papers) * 2 // 5
        until(lambda: sent(browser) >= enough)
        told("first part", began, browser, process)
    with chromium(folder / "second") as browser:
        sign_in(browser, address, "vanthu", PASSWORD)
        visit(browser, f"{address}/desk")
        link = browser.find_element(By.CSS_SELECTOR, f'a[href="{batch.removeprefix(address)}"]')
        visit(browser, str(link.get_attribute("href")))
        print("the batch says:", browser.find_element(By.CSS_SELECTOR, ".notice").text)
        began = hand_over(browser, papers)
        until(lambda: browser.find_element(By.ID, "sending-told").text.startswith("Đã gửi xong"))
        told("second part", began, browser, process)
        print("the page says:", browser.find_element(By.ID, "sending-told").text)
        print("complaints of the browser:", complaints(browser) or "none")
        until(lambda: read_states(browser, batch).get("mới nhận") == 0)
        told("all read", began, browser, process)
        print("the desk says:", read_states(browser, batch))


def drop(browser: webdriver.Chrome, address: str, page: str, papers: list[Path]) -> float:
    sign_in(browser, address, "vanthu", PASSWORD)
    visit(browser, address + page)
    return hand_over(browser, papers)


def hand_over(browser: webdriver.Chrome, papers: list[Path]) -> float:
    """Give the files to the page, with a cell for papers that do not say theirs; when that was."""
    Select(browser.find_element(By.ID, "unit")).select_by_value(FALLBACK_CELL)
    began = time.monotonic()
    browser.find_element(By.ID, "files").send_keys("\n".join(map(str, papers)))
    return began


def sent(browser: webdriver.Chrome) -> int:
    found = _COUNT.search(browser.find_element(By.ID, "sending-told").text)
    return int(found[1]) if found else 0


def read_states(browser: webdriver.Chrome, batch: str) -> dict[str, int]:
    """The counts above the queue, by the words of the states."""
    visit(browser, batch)
    links = [each.text for each in browser.find_elements(By.CSS_SELECTOR, ".desk-states > a")]
    return {" ".join(text.split()[:-1]).lstrip("◔◑!✓ "): int(text.split()[-1]) for text in links}


def until(looked: Callable[[], str | bool]) -> str:
    """Ask again and again until there is an answer. Raises TimeoutError."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if answer := looked():
            return str(answer)
        time.sleep(LOOK_SECONDS)
    raise TimeoutError


def told(what: str, began: float, browser: webdriver.Chrome, process: int) -> None:
    seconds = time.monotonic() - began
    browser.execute_cdp_cmd("Performance.enable", {})
    metrics = browser.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    page = {each["name"]: each["value"] for each in metrics}
    memory = ", ".join(f"{name} {mebibytes}" for name, mebibytes in sorted(resident(process).items()))
    heap = page.get("JSHeapUsedSize", 0) / 2**20
    print(
        f"{what}: {seconds:.1f} s; page {heap:.1f} MiB of JavaScript, {page.get('Nodes', 0):.0f} nodes; "
        f"service (MiB resident): {memory}; load {os.getloadavg()[0]:.1f}"
    )


def resident(process: int) -> dict[str, int]:
    """MiB resident of every process below this one, by what it does; the largest of a kind."""
    found: dict[str, int] = {}
    for child in _below(process):
        try:
            words = Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8").split("\0")
            pages = int(Path(f"/proc/{child}/statm").read_text(encoding="utf-8").split()[1])
        except (OSError, IndexError):
            continue  # it ended while we looked
        name = next((word for word in ("serve", "worker", "child") if any(word in each for each in words)), "other")
        found[name] = max(found.get(name, 0), pages * os.sysconf("SC_PAGE_SIZE") >> 20)
    return found


def _below(process: int) -> Iterator[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    for child in map(int, children):
        yield child
        yield from _below(child)


def made_papers(folder: Path, number: int) -> list[Path]:
    """So many papers of the demonstration, at most five of them scans, in one order for every run."""
    if not folder.exists():
        write_demo(folder, seed=SEED, cells=CELLS)
    found = sorted(each for each in (folder / "papers").rglob("*") if each.is_file())
    random.Random(SEED).shuffle(found)
    scans = [each for each in found if _is_scan(each)]
    plain = [each for each in found if each not in scans]
    return [*plain[: number - SCANS], *scans[:SCANS]]


def _is_scan(paper: Path) -> bool:
    """Whether a paper of the demonstration is pictures of pages: what was written as text brings its letters along."""
    return paper.suffix == ".pdf" and b"/FontFile" not in paper.read_bytes()


def _of_kind(papers: list[Path], ending: str) -> str:
    return f"{sum(1 for each in papers if each.suffix == ending)} {ending}"


@contextmanager
def service(data: Path, port: int) -> Iterator[tuple[str, int]]:
    """A new archive with one archivist, served with its worker; the address and the process over both."""
    environment = {
        **os.environ, "ARCHIVE_DATA_DIR": str(data), "ARCHIVE_SERVER_PORT": str(port),
        "ARCHIVE_SERVER_SECURE_COOKIES": "false",
    }  # fmt: skip
    cli = [sys.executable, str(ROOT / "cli.py")]
    units = str(ROOT / "config" / "units.example.csv")
    for words in (
        ["init", "--units", units],
        ["user", "add", "vanthu", "--name", "Văn thư", "--grant", "archivist:DB-YB", "--password", PASSWORD],
    ):
        subprocess.run([*cli, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
    log = (data.parent / "service.log").open("wb")
    running = subprocess.Popen([*cli, "run"], env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _answers(address))
        yield address, running.pid
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(60)
        log.close()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--papers", type=Path)
    parser.add_argument("--port", type=int, default=8331)
    return parser.parse_args()


if __name__ == "__main__":
    main()
