"""What auditors take along: whole, proven without the archive, and nothing that they may not see."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import bagit
import pytest

from archive_service.bootstrap import local_operator
from archive_service.checker.verify_bundle import check_bag
from archive_service.domain.access import Actor
from archive_service.domain.errors import BadField, NotFound
from archive_service.services.bags import as_folder, as_zip
from tests.api.house import House
from tests.services.papers_in import hand_in
from tests.services.test_sealing import in_parts
from tests.web.visitor import signed_in

DAMAGE = {
    "a file": ("data/ho-so/*/tep/*", "was changed"),
    "the table": ("data/danh-sach.csv", "was changed"),
    "the log": ("data/nhat-ky/events.txt", "was changed"),
    "a list": ("manifest-sha512.txt", "was changed"),
}


@pytest.fixture
def auditor(own_house: House) -> Actor:
    return own_house.archive.accounts.actor_with_token(own_house.tokens["auditor"], "cli")


@pytest.fixture
def folder(own_house: House, auditor: Actor, tmp_path: Path) -> Path:
    """The records of both cells, the log sealed in small parts before."""
    in_parts(own_house).seal()
    made = own_house.archive.evidence.bag(auditor, list(own_house.records.values()))
    as_folder(made.entries, tmp_path / "bag")
    return tmp_path / "bag"


def checked(folder: Path, *more: str) -> tuple[int, str]:
    """Run the checker that lies in the bag, with a bare Python."""
    command = [sys.executable, "-I", "-S", str(folder / "verify_bundle.py"), *more]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, encoding="utf-8")
    assert ran.stderr == ""
    return ran.returncode, ran.stdout


def test_the_bag_is_valid_and_proves_itself(own_house: House, folder: Path) -> None:
    bag = bagit.Bag(str(folder))
    bag.validate()
    assert bag.info["Payload-Oxum"].endswith(f".{len(bag.payload_entries())}")
    head = own_house.archive.seals.head()
    assert bag.info["Log-Seal"] == f"{head.seal}:{head.digest}"
    assert checked(folder, "--head", head.digest)[0] == 0
    assert checked(folder, "--head", "0" * 64)[0] == 1
    events = (folder / "data/nhat-ky/events.txt").read_text(encoding="utf-8")
    assert events.count('"act":"deposit"') == 2
    assert "sign_in" not in events
    told = (folder / "DOC-TRUOC.txt").read_text(encoding="utf-8")
    assert "auditor" in told
    assert head.digest in told


def test_files_are_byte_for_byte_and_the_table_opens_in_excel(own_house: House, folder: Path) -> None:
    operator, record_id = local_operator(own_house.archive), own_house.records["CB-A"]
    with own_house.archive.retrieve.file(operator, record_id) as (file, content):
        assert (folder / "data/ho-so" / record_id / "tep" / file.name).read_bytes() == content.read()
    table = (folder / "data/danh-sach.csv").read_bytes()
    assert table.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    assert {row[0] for row in rows[1:-1]} == set(own_house.records.values())
    assert rows[-1][0].startswith("Người xuất: auditor (usr_")


@pytest.mark.parametrize("what", DAMAGE)
def test_whatever_is_touched_is_named(folder: Path, what: str) -> None:
    pattern, told = DAMAGE[what]
    path = next(folder.glob(pattern))
    content = path.read_bytes()
    path.write_bytes(content[:-3] + bytes([content[-3] ^ 1]) + content[-2:])
    code, said = checked(folder)
    assert code == 1
    assert told in said


def test_what_is_added_or_taken_away_is_named(folder: Path) -> None:
    (folder / "data" / "thêm.txt").write_text("x", encoding="utf-8")
    next(folder.glob("data/ho-so/*/metadata.json")).unlink()
    said = checked(folder)[1]
    assert "data/thêm.txt: bị chèn thêm" in said
    assert "metadata.json: bị xóa" in said


def test_names_on_which_readers_of_bags_disagree_are_made_plain(own_house: House, tmp_path: Path) -> None:
    archivist = own_house.archive.accounts.actor_with_token(own_house.tokens["archivist"], "cli")
    files = [(name, f"chi bộ họp {name}".encode()) for name in ("tăng 5%0A.txt", "tăng 5_0A.txt", "=1+1.txt")]
    kept = hand_in(own_house.archive.deposit, archivist, *files, symbol="1-NQ")
    made = own_house.archive.evidence.bag(archivist, [kept.record.id])
    as_folder(made.entries, tmp_path / "bag")
    bagit.Bag(str(tmp_path / "bag")).validate()
    assert checked(tmp_path / "bag")[0] == 0
    assert not (tmp_path / "bag/data/nhat-ky").exists()
    names = {path.name for path in (tmp_path / "bag/data/ho-so" / kept.record.id / "tep").iterdir()}
    assert names == {"tăng 5_0A.txt", "2-tăng 5_0A.txt", "=1+1.txt"}
    table = (tmp_path / "bag/data/danh-sach.csv").read_text(encoding="utf-8-sig")
    assert "tăng 5%0A.txt" in table
    assert "'=1+1.txt" in table


def test_a_zip_is_the_same_bag(own_house: House, auditor: Actor, tmp_path: Path) -> None:
    made = own_house.archive.evidence.bag(auditor, dossier_id=own_house.dossiers["CB-A"])
    (tmp_path / "bag.zip").write_bytes(b"".join(as_zip(made.entries, made.name, made.at)))
    with zipfile.ZipFile(tmp_path / "bag.zip") as package:
        assert package.testzip() is None
        package.extractall(tmp_path)
    bagit.Bag(str(tmp_path / made.name)).validate()
    assert checked(tmp_path / made.name)[0] == 0


def test_what_one_may_not_see_is_not_taken_along(own_house: House) -> None:
    archive = own_house.archive
    secretary = archive.accounts.actor_with_token(own_house.tokens["secretary_a"], "cli")
    never = "rec_" + "0" * 26
    for wanted in ([own_house.records["CB-B"]], [never], [own_house.records["CB-A"], own_house.records["CB-B"]]):
        with pytest.raises(NotFound):
            archive.evidence.bag(secretary, wanted)
    for dossier in (own_house.dossiers["CB-B"], "dos_" + "0" * 26):
        with pytest.raises(NotFound):
            archive.evidence.bag(secretary, dossier_id=dossier)
    with pytest.raises(BadField):
        archive.evidence.bag(secretary)


def test_every_export_is_in_the_log(own_house: House, auditor: Actor) -> None:
    made = own_house.archive.evidence.bag(auditor, [own_house.records["CB-A"]])
    for _, content in made.entries:
        assert b"".join(content)
    with own_house.archive.audit.catalog.read() as tx:
        acts = {(event.entry.act, event.entry.actor) for event in tx.audit.page(limit=5)}
    assert {("export", auditor.user_id), ("download", auditor.user_id)} <= acts


def test_the_pages_offer_it(own_house: House, tmp_path: Path) -> None:
    visitor = signed_in(own_house, "secretary_a")
    for path in (f"/records/{own_house.records['CB-A']}", f"/dossiers/{own_house.dossiers['CB-A']}"):
        assert f'href="{path}/export"' in visitor.open(path).text
        answer = visitor.open(f"{path}/export")
        assert answer.content_type == "application/zip"
        assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
    assert visitor.open(f"/records/{own_house.records['CB-B']}/export").status_code == 404


def test_what_a_search_found_is_taken_along_as_one_bag(own_house: House, tmp_path: Path) -> None:
    own_house.index()
    visitor = signed_in(own_house, "secretary_a")
    assert 'href="/search/export.zip?q=nghi+quyet"' in visitor.open("/search?q=nghi+quyet").text
    with zipfile.ZipFile(io.BytesIO(visitor.open("/search/export.zip?q=nghi+quyet").data)) as sent:
        sent.extractall(tmp_path / "sent")
    (bag,) = (tmp_path / "sent").iterdir()
    bagit.Bag(str(bag)).validate(processes=1)
    assert check_bag(bag) == []
    assert [path.name for path in (bag / "data" / "ho-so").iterdir()] == [own_house.records["CB-A"]]
    assert "không kèm nhật ký" in (bag / "DOC-TRUOC.txt").read_text(encoding="utf-8")
    nothing = visitor.open("/search/export.zip?q=khong+co+gi+nhu+the")
    assert nothing.status_code == 422
