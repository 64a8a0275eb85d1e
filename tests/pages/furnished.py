"""A house with something of everything in it, so that each page has a state to be looked at.

`known` holds what addresses need: ids by a short name, as they stand in braces in tests/pages/addresses.py.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Actor, Role
from archive_service.domain.batches import OnDesk
from archive_service.domain.holds import HoldTarget, HoldTargetKind
from archive_service.domain.unit_events import EventKind
from archive_service.retention_profile import load_profile
from archive_service.services.describing import DescribedFields
from archive_service.services.unit_requests import EventRequest
from indexer.model import Filters
from tests.api.house import PASSWORD, House, paper, said
from tests.extraction.papers import page_image
from tests.pages.consultations import consultations
from tests.services.disposing import signed, step_taken
from tests.services.test_transfers import filled_dossier

LONG_NAME = (
    "Chi bộ Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Nguyễn Thị Minh Khai, "
    "liên thôn Châu Giang – Nước Mát – Đầm Hồng"
)
MORE_UNITS = """code,name,kind,parent_code,aliases
CB-DAI,Chi bộ Trường Nguyễn Thị Minh Khai,cell,DB-YT,
"""
MORE_PEOPLE = {"leader": (Role.LEADER, "DB-YT"), "secretary_long": (Role.SECRETARY, "CB-DAI")}


@dataclass(frozen=True, slots=True)
class Furnished:
    house: House
    known: dict[str, str]


def furnish(house: House, folder: Path) -> Furnished:
    """Add to the house what its two papers do not show. Each piece is made by the service that people use."""
    archive = house.archive
    operator = local_operator(archive)
    archive.units.import_csv(operator, io.StringIO(MORE_UNITS))
    archive.units.apply(operator, EventRequest(EventKind.RENAME, date(2020, 9, 5), ("CB-DAI",), name=LONG_NAME))
    for login, grant in MORE_PEOPLE.items():
        archive.accounts.create(operator, login, f"{login} {LONG_NAME[:60]}", PASSWORD, [grant])
        house.tokens[login] = archive.accounts.issue_token(operator, login, "tests")[1]
    newcomer = archive.accounts.create(operator, "newcomer", LONG_NAME[:60], PASSWORD, [(Role.SECRETARY, "CB-A")])
    with archive.accounts.catalog.write() as tx:
        tx.accounts.ask_for_new_password(newcomer.id)
    known = {"record": house.records["CB-A"], "dossier": house.dossiers["CB-A"]}
    known["long"] = _long_record(house, folder)
    known |= _batch(house, _actor(house, "archivist"), folder)
    known["unit"] = _unit_id(house, "CB-A")
    archivist, leader = _actor(house, "archivist"), _actor(house, "leader")
    known |= consultations(house, _actor(house, "secretary_a"), archivist, folder)
    _page_that_waits(house, folder)
    known["hold"] = archive.holds.place(
        leader,
        [HoldTarget(HoldTargetKind.HELD_RECORD, house.records["CB-B"])],
        reason="Đang kiểm tra theo đơn phản ánh",
        authority="Ủy ban Kiểm tra Đảng ủy",
        document="12-TB/UBKTĐU",
    ).id
    proposed = archive.rules.propose(archivist, load_profile())
    for rule in proposed[:-1]:
        archive.rules.decide(leader, rule.id, approve=True)
    known["rule"] = proposed[-1].id
    archive.excuses.propose(_actor(house, "secretary_a"), "CB-A", "05/2021", "Cách ly y tế", known["record"])
    known["saved"] = archive.saved_searches.save(
        _actor(house, "auditor"), "Nghị quyết tháng 3", "nghi quyet thang 3", Filters()
    ).id
    known["disposition"] = _disposition(house, archivist)
    known |= _transfers(house, archivist, leader)
    known["receipt"] = str(archive.search.search(_actor(house, "auditor"), "nghi quyet").receipt)
    house.index()
    return Furnished(house, known)


def _actor(house: House, login: str) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens[login], "web")


def _disposition(house: House, archivist: Actor) -> str:
    """A list of one duplicate, as everything here is young, that its council weighs."""
    copies = []
    for number in (1, 2):
        with house.archive.deposit.open_spool() as spool:
            file = spool.take("cong van.txt", io.BytesIO(f"Bản chụp thứ {number}".encode()))
            fields = DescribedFields({"unit": "CB-B", "type": "CV", "title": f"Công văn, bản {number}"})
            copies.append(house.archive.deposit.deposit(archivist, [file], fields).record.id)
    listed = house.archive.dispositions.propose(
        archivist, "Tài liệu trùng lặp năm 2026", copies[:1], kept_copies={copies[0]: copies[1]}
    )
    return step_taken(house, archivist, listed.id, "founding").id


def _transfers(house: House, archivist: Actor, leader: Actor) -> dict[str, str]:
    """Dossiers of resolutions that were closed long ago: one due, one listed, one handed over, one gone."""
    service, receiver = house.archive.transfers, "Lưu trữ lịch sử của Đảng thuộc Văn phòng Tỉnh ủy"
    dossiers = [filled_dossier(house, archivist, year, papers=1) for year in (2012, 2013, 2014, 2015)]
    made = [
        service.propose(archivist, f"Nộp lưu hồ sơ năm {year}", receiver, [dossier]).id
        for year, (dossier, _) in zip((2013, 2014, 2015), dossiers[1:], strict=True)
    ]
    for each in made[1:]:
        handed = service.hand_over(archivist, each, signed(house, "01-BB/CB"))
    service.receive(leader, made[2], signed(house, "02-BN/LTLS"), [item.digest for item in handed.items])
    service.release(archivist, made[2])
    return {"transfer": made[0], "handed": made[1], "gone": made[2], "stub": dossiers[3][1][0]}


def _unit_id(house: House, code: str) -> str:
    unit = house.archive.units.register().by_code(code)
    assert unit is not None
    return unit.id


def _long_record(house: House, folder: Path) -> str:
    """A photo of a paper with a title, a number and a file name as long as they come."""
    picture = io.BytesIO()
    page_image("BIÊN BẢN", "sinh hoạt chi bộ thường kỳ tháng 3 năm 2026").save(picture, "PNG")
    title = "về việc " + "tiếp tục đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh " * 4
    kept = house.client("archivist").deposit(
        picture.getvalue(),
        "Ảnh chụp biên bản sinh hoạt chi bộ mở rộng kỳ tháng 3 năm 2026 bản cuối cùng đã ký.png",
        unit="CB-DAI",
        type="BB",
        symbol="08-BB/CB",
        title=title[:480],
        source="photo",
        date="2026-03-28",
        period="2026-03",
        access_level="restricted",
    )
    assert kept.status_code == 201, kept.text
    return str(said(kept)["id"])


def _batch(house: House, archivist: Actor, folder: Path) -> dict[str, str]:
    """A batch with a file in each state: to be compared with its paper, a scan, a duplicate, refusals, done."""
    desk = house.archive.desk
    batch = desk.open(archivist, "Tủ hồ sơ phòng họp, ngăn thứ ba từ trên xuống, năm 2021–2022", announced=9)
    scan = io.BytesIO()
    page_image("NGHỊ QUYẾT", "về nước sạch").save(scan, "PNG")
    with house.archive.retrieve.file(archivist, house.records["CB-A"]) as (_, original):
        kept = original.read()
    contents = {
        "2022/tháng 2/NQ 31.pdf": paper(folder, "Chi bộ thống nhất nội dung thứ nhất."),
        "2022/tháng 3/ảnh chụp.png": scan.getvalue(),
        "2022/tháng 2/NQ 12 (bản sao).pdf": kept,
        "2022/tháng 4/kín.txt": "TUYỆT MẬT\nSố 09-NQ/CB".encode(),
        "2022/trống.bin": b"\x00\x01" * 40,
        "2022/tháng 5/đã xong.txt": "BIÊN BẢN\nsinh hoạt chi bộ tháng 5 năm 2022".encode(),
    }
    files: list[OnDesk] = []
    for name, content in contents.items():
        with house.archive.deposit.open_spool() as spool:
            arrived = [spool.take(name, io.BytesIO(content))]
            files += desk.hand_in(archivist, batch.id, name, arrived, DescribedFields({}), {"unit": "CB-A"})
    desk.settle(archivist, [files[-1].file.id])
    return {"batch": batch.id, "file": files[0].file.id, "scan": files[1].file.id}


def _page_that_waits(house: House, folder: Path) -> None:
    """A photo that arrived before its line broke."""
    page_image("BIÊN BẢN", "trang đầu", width=300).save(folder / "001-trang.jpg")
    with house.archive.deposit.open_spool() as spool, (folder / "001-trang.jpg").open("rb") as photo:
        house.archive.waiting_pages.keep(_actor(house, "secretary_b"), spool.take("001-trang.jpg", photo))
