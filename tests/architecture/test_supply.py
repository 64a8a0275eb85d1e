"""What the service is made of, and what it asks of browsers: pinned, from nowhere else, nothing kept or run there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "archive_service" / "web" / "static").glob("*.js"))
SHEETS = sorted((ROOT / "archive_service" / "web" / "static").glob("*.css"))
TEMPLATES = sorted((ROOT / "archive_service" / "web" / "templates").glob("*.html"))
SOURCES = sorted(path for folder in ("archive_service", "indexer") for path in (ROOT / folder).rglob("*.py"))
# Where chance decides nothing that anybody could gain by guessing: how long to wait, what an invented paper says.
MAY_THROW_DICE = {"archive_service/storage/s3_versions.py", "archive_service/demo"}


def test_every_dependency_is_one_version_and_one_digest() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-tools.txt"):
        text = (ROOT / name).read_text("utf-8")
        pinned = re.split(r"\n(?=[a-z0-9])", re.sub(r"(?m)^\s*#.*\n", "", text).strip())
        assert pinned
        loose = [each.splitlines()[0] for each in pinned if "==" not in each or "--hash=sha256:" not in each]
        assert loose == []


def test_pages_load_nothing_from_elsewhere() -> None:
    assert SCRIPTS
    assert SHEETS
    for path in (*SCRIPTS, *SHEETS, *TEMPLATES):
        found = re.findall(
            r"""(?:src|href|action|url|import|fetch)\b\s*[=(]?\s*["'(]*(?:https?:)?//""", path.read_text("utf-8")
        )
        assert found == [], path.name


def test_scripts_keep_nothing_run_no_text_and_use_no_sensor() -> None:
    forbidden = r"localStorage|sessionStorage|indexedDB|document\.cookie|\beval\b|new Function|innerHTML|outerHTML"
    forbidden += r"|insertAdjacentHTML|document\.write|geolocation|getUserMedia|Notification|sendBeacon"
    forbidden += r"|(?<!channel\.)postMessage"  # a channel reaches pages of this very host alone
    for path in SCRIPTS:
        assert re.findall(forbidden, path.read_text("utf-8")) == [], path.name


def test_secrets_come_from_the_source_of_chance_of_the_system() -> None:
    throwing = {
        str(path.relative_to(ROOT)) for path in SOURCES if re.search(r"^(import|from) random\b", path.read_text(), re.M)
    }
    assert {path for path in throwing if not path.startswith(tuple(MAY_THROW_DICE))} == set()


def test_broken_digests_protect_nothing() -> None:
    """MD5 stands only where a bucket wants it as a checksum on the way."""
    for path in SOURCES:
        text = path.read_text("utf-8")
        assert not re.search(r"\bsha1\(|modes\.ECB|TripleDES|ARC4", text), path.name
        assert len(re.findall(r"hashlib\.md5\(", text)) == len(
            re.findall(r"hashlib\.md5\([^)]*usedforsecurity=False", text)
        )


def test_the_image_is_built_from_what_is_pinned_and_runs_without_rights() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users == ["archive"]
    assert any("--require-hashes" in line for line in lines)
    assert lines.index("USER archive") < next(i for i, line in enumerate(lines) if line.startswith("ENTRYPOINT"))
