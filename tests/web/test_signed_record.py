"""A signed paper through all doors: kept as it came, its signatures told everywhere."""

from __future__ import annotations

from pathlib import Path

from tests.api.house import House, said
from tests.extraction.papers import RESOLUTION
from tests.extraction.signing import signed_paper
from tests.services.papers_in import hand_in
from tests.web.visitor import signed_in


def test_a_signed_paper_is_kept_as_it_came_and_says_who_signed(house: House, tmp_path: Path) -> None:
    secretary = house.archive.accounts.actor_with_token(house.tokens["secretary_a"], "cli")
    content = signed_paper(tmp_path, *RESOLUTION, "bản ký số")
    record = hand_in(house.archive.deposit, secretary, ("ký số.pdf", content)).record
    with house.archive.retrieve.file(secretary, record.id) as (_, stream):
        assert stream.read() == content
    [signature] = said(house.client("secretary_a").get(f"/records/{record.id}/text"))["files"][0]["signatures"]
    assert signature["signer"] == "Nguyễn Văn Mẫu, Chi bộ Tổ dân phố số 8"
    assert (signature["intact"], signature["covers_whole_file"], signature["chain"]) == (True, True, "not_checked")
    page = signed_in(house, "secretary_a").open(f"/records/{record.id}").text
    for words in ("Chữ ký số", "Nguyễn Văn Mẫu", "còn nguyên vẹn", "phủ toàn bộ tệp", "không được kiểm tra"):
        assert words in page
