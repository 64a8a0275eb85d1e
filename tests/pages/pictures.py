"""Pictures of the main pages for the documents, taken of the demonstration archive: `make screenshots`."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from selenium import webdriver

from archive_service.app import create_app
from archive_service.bootstrap import local_operator, open_archive, open_worker
from archive_service.commands.demonstration import DEMO_PASSWORD, load_demo
from tests.api.house import settings_in
from tests.browsing import chromium, served, set_width, sign_in, visit


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as one person sees it on a screen of this size, in CSS pixels."""

    name: str
    person: str
    path: str
    width: int = 1280
    height: int = 860


PHONE = (390, 800)
PICTURES = (
    Picture("first-page-phone", "bithu8", "/", *PHONE),
    Picture("search-phone", "bithu8", "/search?q=nghi+quyet+thang+3+nam+2022", *PHONE),
    Picture("search", "kiemtra", "/search?q=xin+y+kien+bang+van+ban&unit=DB-YT"),
    Picture("completeness", "kiemtra", "/completeness?from=01/2021&to=12/2022", 1440),
    Picture("desk", "vanthu", "/desk"),
    Picture("due", "lanhdao", "/retention"),
    Picture("units", "vanthu", "/units"),
    Picture("status", "quantri", "/status"),
)


def take(browser: webdriver.Chrome, address: str, picture: Picture, folder: Path) -> Path:
    """Open the page and write what shows of it as a PNG. The person must be signed in."""
    set_width(browser, picture.width, picture.height)
    visit(browser, address + picture.path)
    path = folder / f"{picture.name}.png"
    assert browser.get_screenshot_as_file(str(path))
    return path


def main(folder: Path) -> None:
    """Load the demonstration into a temporary folder, have it read, and take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        settings = settings_in(Path(scratch) / "data")
        archive = open_archive(settings)
        load_demo(archive, local_operator(archive), Path(scratch) / "papers")
        open_worker(settings, archive).drain()
        with served(create_app(archive, settings)) as address, chromium(Path(scratch)) as browser:
            for picture in PICTURES:
                sign_in(browser, address, picture.person, DEMO_PASSWORD)
                print(take(browser, address, picture, folder))
        archive.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
