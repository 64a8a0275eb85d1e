"""What the child tells of signed PDFs: the facts the file proves, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from pyhanko.sign.timestamps import DummyTimeStamper

from indexer.extraction.answers import checked_signature
from indexer.extraction.sandbox import SandboxExtractor
from indexer.extraction.wire import WireError
from indexer.model import Signature
from tests.extraction.papers import RESOLUTION, pdf_with_text
from tests.extraction.signing import signed, signed_paper, signer_named


@pytest.fixture(scope="module")
def extractor() -> Iterator[SandboxExtractor]:
    with SandboxExtractor() as made:
        yield made


def signatures(extractor: SandboxExtractor, path: Path, content: bytes) -> tuple[Signature, ...]:
    path.write_bytes(content)
    answer = extractor.extract(path, "application/pdf")
    assert answer.no_text is None, answer
    return answer.signatures


def test_who_when_and_whole(extractor: SandboxExtractor, tmp_path: Path) -> None:
    [signature] = signatures(extractor, tmp_path / "a.pdf", signed_paper(tmp_path, *RESOLUTION))
    assert signature.signer == signature.issuer == "Nguyễn Văn Mẫu, Chi bộ Tổ dân phố số 8"
    assert (signature.covers_whole_file, signature.intact, signature.stamped) == (True, True, False)
    assert abs((datetime.now(UTC) - datetime.fromisoformat(signature.time)).total_seconds()) < 600


def test_the_time_of_an_authority_goes_before_that_of_the_signer(extractor: SandboxExtractor, tmp_path: Path) -> None:
    signer = signer_named("Nguyễn Văn Mẫu", "Chi bộ Tổ dân phố số 8")
    stamper = DummyTimeStamper(
        signer.signing_cert,
        signer.signing_key,
        fixed_dt=datetime(2026, 3, 5, 8, 30, tzinfo=timezone(timedelta(hours=7))),
    )
    plain = pdf_with_text(tmp_path / "plain.pdf", RESOLUTION).read_bytes()
    [signature] = signatures(extractor, tmp_path / "a.pdf", signed(plain, signer, stamper=stamper))
    assert (signature.time, signature.stamped, signature.intact) == ("2026-03-05T01:30:00Z", True, True)


def test_an_earlier_signature_does_not_cover_a_later_one(extractor: SandboxExtractor, tmp_path: Path) -> None:
    once = signed_paper(tmp_path, *RESOLUTION)
    twice = signed(once, signer_named("Văn phòng Đảng ủy", "Đảng ủy phường"), "Signature2")
    first, second = signatures(extractor, tmp_path / "a.pdf", twice)
    assert (first.covers_whole_file, first.intact) == (False, True)
    assert (second.signer, second.covers_whole_file) == ("Văn phòng Đảng ủy, Đảng ủy phường", True)


def test_a_changed_byte_is_seen(extractor: SandboxExtractor, tmp_path: Path) -> None:
    content = signed_paper(tmp_path, *RESOLUTION)
    changed = content.replace(b"/Title", b"/Titel", 1)
    assert changed != content
    [signature] = signatures(extractor, tmp_path / "a.pdf", changed)
    assert signature.intact is False


def test_a_signature_of_rubbish_says_that_it_cannot_be_told(extractor: SandboxExtractor, tmp_path: Path) -> None:
    content = signed_paper(tmp_path, *RESOLUTION)
    start = content.index(b"/Contents <") + 11
    broken = content[:start] + b"ff" * 40 + content[start + 80 :]
    [signature] = signatures(extractor, tmp_path / "a.pdf", broken)
    assert signature.intact is None
    assert signature.detail


def test_an_unsigned_paper_has_none(extractor: SandboxExtractor, tmp_path: Path) -> None:
    plain = pdf_with_text(tmp_path / "plain.pdf", RESOLUTION).read_bytes()
    assert signatures(extractor, tmp_path / "a.pdf", plain) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"intact": 1},
        {"stamped": None},
        {"time": "yesterday"},
        {"signer": 5},
        {"more": ""},
        {"covers_whole_file": "yes"},
    ],
)
def test_what_a_child_makes_up_is_no_signature(change: dict[str, object]) -> None:
    good = {
        "signer": "a", "issuer": "b", "time": "2026-03-05T01:02:03Z", "stamped": False, "covers_whole_file": None,
        "intact": True, "detail": "",
    }  # fmt: skip
    assert checked_signature(good).signer == "a"
    with pytest.raises(WireError):
        checked_signature({**good, **change})
