"""Transfer on its pages: from what is due to the stub, each side with its paper, and who may do what."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Role
from tests.api.house import PASSWORD, House, build_staff
from tests.services.disposing import rules_in_force
from tests.services.test_transfers import RECEIVER, filled_dossier
from tests.web.visitor import Visitor, signed_in

SIGNED = b"%PDF-1.4 signed by both"
LAST_LIST = "tagmanifest-sha512.txt"


@pytest.fixture(scope="module")
def due(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with two dossiers of resolutions that were closed long ago, and a leader."""
    house = build_staff(tmp_path_factory.mktemp("transfers") / "house")
    archive, operator = house.archive, local_operator(house.archive)
    archive.accounts.create(operator, "leader", "Lãnh đạo Mẫu", PASSWORD, [(Role.LEADER, "DB-YT")])
    token = archive.accounts.issue_token(operator, "leader", "tests")[1]
    archivist = archive.accounts.actor_with_token(house.tokens["archivist"], "web")
    rules_in_force(house, archivist, archive.accounts.actor_with_token(token, "web"))
    for year in (2012, 2015):
        house.dossiers[str(year)], (house.records[str(year)],) = filled_dossier(house, archivist, year, papers=1)
    yield house
    archive.close()


def place_of(answer: TestResponse) -> str:
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def step(visitor: Visitor, page: str, name: str, **more: Any) -> TestResponse:
    day = re.search(r'name="day" required[^>]* placeholder="([^"]+)"', visitor.open(page).text)
    fields: dict[str, Any] = {
        "number": "1-BB/CB", "day": day[1] if day else "05/01/2026", "document": (io.BytesIO(SIGNED), "bien ban.pdf"),
    }  # fmt: skip
    return visitor.send(f"{page}/steps/{name}", page=page, **{**fields, **more})


def listed(visitor: Visitor, dossier: str, title: str) -> str:
    form: dict[str, Any] = {"title": title, "receiver": RECEIVER, "dossier": dossier}
    return place_of(visitor.send("/transfers", page="/transfers/due", **form))


def unpacked(visitor: Visitor, page: str, dossier: str) -> dict[str, bytes]:
    """The files of a package by their path below its folder."""
    answer = visitor.open(f"{page}/packages/{dossier}.zip")
    assert answer.status_code == 200, answer.text
    assert f'filename="nop-luu-{dossier}.zip"' in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as package:
        return {name.partition("/")[2]: package.read(name) for name in package.namelist()}


def test_a_list_without_a_dossier_is_asked_for_again(due: House) -> None:
    archivist = signed_in(due, "archivist")
    nothing = archivist.send("/transfers", page="/transfers/due", title="Đợt 0", receiver=RECEIVER)
    assert nothing.status_code == 422
    assert "Chưa chọn tài liệu hoặc hồ sơ nào." in nothing.text
    assert nothing.text.count('name="dossier"') == 2
    assert 'value="Đợt 0"' in nothing.text


def test_a_dossier_goes_from_the_due_list_to_its_stub(due: House) -> None:
    archivist, leader = signed_in(due, "archivist"), signed_in(due, "leader")
    dossier, record = due.dossiers["2015"], due.records["2015"]
    shown = archivist.open("/transfers/due").text
    assert shown.count('name="dossier"') == 2
    assert "31/12/2021" in shown
    assert "Luật Lưu trữ 33/2024/QH15, điều 17 (đã đọc trong văn bản" in shown
    page = listed(archivist, dossier, "Nộp lưu đợt 1")
    assert dossier not in archivist.open("/transfers/due").text

    package = unpacked(archivist, page, dossier)
    assert {"bagit.txt", "data/METS.xml", "data/metadata/premis.xml"} <= set(package)
    digest = hashlib.sha256(package[LAST_LIST]).hexdigest()
    assert archivist.open(f"{page}/record.docx").data[:2] == b"PK"
    assert archivist.open(f"{page}/record.pdf").data[:5] == b"%PDF-"
    assert archivist.open(f"{page}/record.odt").status_code == 404
    assert digest not in archivist.open(page).text
    assert place_of(step(archivist, page, "handing-over"))
    assert digest in leader.open(page).text

    assert "người khác phải ghi biên nhận" in archivist.open(page).text
    wrong = step(leader, page, "receipt", digests="0" * 64)
    assert wrong.status_code == 422
    assert 'role="alert"' in wrong.text
    assert "0" * 64 in wrong.text  # what was typed is not lost
    assert place_of(step(leader, page, "receipt", digests=f" {digest}\n", number="2-BN/LTLS"))
    paper = re.search(rf'href="({page}/papers/02[^"]+)"', leader.open(page).text)
    assert paper is not None
    assert archivist.open(paper[1]).data == SIGNED
    assert archivist.open(f"{page}/papers/khong-co.pdf").status_code == 404

    assert archivist.open(f"/records/{record}").status_code == 200
    assert place_of(archivist.send(f"{page}/leaving", page=page))
    assert "1 tài liệu đã rời kho" in archivist.open(page).text
    gone = archivist.open(f"/records/{record}")
    assert gone.status_code == 410
    assert RECEIVER in gone.text
    assert f'href="{page}">2-BN/LTLS</a>' in gone.text
    assert f"nộp vào {RECEIVER}" in archivist.open("/tombstones").text
    assert "đã nộp lưu" in archivist.open("/transfers").text
    emptied = signed_in(due, "secretary_a").open(f"/dossiers/{dossier}").text
    assert f"Hồ sơ đã nộp vào {RECEIVER} theo biên nhận 2-BN/LTLS" in emptied  # not: it lacks everything
    assert "Tính đầy đủ" not in emptied
    assert "đã nộp vào" not in archivist.open(f"/dossiers/{due.dossiers['2012']}").text
    assert signed_in(due, "secretary_b").open(f"/dossiers/{dossier}").status_code == 404


def test_who_may_do_what(due: House) -> None:
    archivist, leader, auditor = (signed_in(due, name) for name in ("archivist", "leader", "auditor"))
    dossier = due.dossiers["2012"]
    assert 'name="dossier"' not in auditor.open("/transfers/due").text
    asked: dict[str, Any] = {"title": "x", "receiver": RECEIVER, "dossier": dossier}
    assert auditor.send("/transfers", page="/transfers/due", **asked).status_code == 403
    page = listed(archivist, dossier, "Nộp lưu đợt 2")
    assert "Nộp lưu đợt 2" in auditor.open(page).text
    for stranger in (auditor, leader):
        assert step(stranger, page, "handing-over").status_code == 403
        assert stranger.send(f"{page}/dropping", page=page).status_code == 403
        assert stranger.open(f"{page}/packages/{dossier}.zip").status_code == 403
        assert "/packages/" not in stranger.open(page).text
    early = step(leader, page, "receipt", digests="")
    assert early.status_code == 409
    assert step(archivist, page, "handing-over", day="").status_code == 422
    assert step(archivist, page, "khong-co").status_code == 404
    assert archivist.send(f"{page}/burning", page=page).status_code == 404
    secretary = signed_in(due, "secretary_a")
    assert secretary.open("/transfers").status_code == secretary.open("/transfers/due").status_code == 403
    assert secretary.open(page).status_code == 403
    assert signed_in(due, "secretary_b").open(page).status_code == 404
    assert place_of(archivist.send(f"{page}/dropping", page=page))
    assert "đã bỏ" in archivist.open(page).text
    assert dossier in archivist.open("/transfers/due").text


def test_a_refused_list_keeps_what_was_chosen(due: House) -> None:
    archivist = signed_in(due, "archivist")
    nameless: dict[str, Any] = {"title": " ", "receiver": RECEIVER, "dossier": due.dossiers["2012"]}
    refused = archivist.send("/transfers", page="/transfers/due", **nameless)
    assert refused.status_code == 422
    assert f'value="{RECEIVER}"' in refused.text
    assert f'value="{due.dossiers["2012"]}" checked' in refused.text
    assert archivist.open("/transfers/due?after=khong-phai-ngay").status_code == 422
    rest = archivist.open(f"/transfers/due?after=2012-12-31_{due.dossiers['2012']}")
    assert 'name="dossier"' not in rest.text
