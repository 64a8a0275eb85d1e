"""Each kind of file that is taken, from the door to the download: kept, read, found, seen, fetched as it came."""

from __future__ import annotations

import io
import subprocess
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pytest
from PIL import Image

from archive_service.domain.access import Actor
from archive_service.domain.errors import BadPackage, NotPermitted, SecrecyMark, UnsupportedType
from archive_service.domain.records import TextState
from archive_service.services.batch import deposit_package
from archive_service.services.describing import DescribedFields
from tests.api.house import House
from tests.extraction.old_formats import excel_95, ole_container, outlook, powerpoint_97, word_97
from tests.extraction.papers import pdf_with_text
from tests.extraction.test_office import opendocument
from tests.services.papers_in import FIELDS, hand_in
from tests.web.visitor import signed_in

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."


@pytest.fixture
def secretary(house: House) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens["secretary_a"], "cli")


def saved(thing: object) -> bytes:
    content = io.BytesIO()
    thing.save(content)  # type: ignore[attr-defined]
    return content.getvalue()


def word_file(word: str) -> bytes:
    paper = docx.Document()
    paper.add_paragraph(f"Chi bộ bàn về {word}")
    return saved(paper)


def sheet_file(word: str) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Chi bộ", word])
    return saved(book)


def slides_file(word: str, folder: Path) -> bytes:
    with zipfile.ZipFile(folder / "a.pptx", "w") as package:
        package.writestr("[Content_Types].xml", "<Types>presentationml.presentation.main+xml</Types>")
        names = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        package.writestr("ppt/slides/slide1.xml", f"<s {names}><a:p><a:r><a:t>{word}</a:t></a:r></a:p></s>")
    return (folder / "a.pptx").read_bytes()


def open_file(kind: str, word: str, folder: Path) -> bytes:
    body = f"<text:p>{word}</text:p>"
    if kind == "spreadsheet":
        body = (
            f"<table:table><table:table-row><table:table-cell>{body}</table:table-cell></table:table-row></table:table>"
        )
    return opendocument(folder / "a.od", kind, body).read_bytes()


def mail_file(word: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.vn", "b@example.vn", "Xin ý kiến"
    message.set_content(f"Kính gửi đồng chí, về {word}")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename=f"kèm {word}.pdf")
    return message.as_bytes()


def paper_of(name: str, word: str, folder: Path) -> tuple[bytes, str]:
    """A file of the kind its name says, holding the word; and its media type."""
    match name.rpartition(".")[2]:
        case "pdf":
            return pdf_with_text(folder / "a.pdf", (f"Về {word}",)).read_bytes(), "application/pdf"
        case "docx":
            return word_file(word), _OFFICE + "wordprocessingml.document"
        case "doc":
            return word_97(f"Về {word}\r"), "application/msword"
        case "rtf":
            coded = "".join(f"\\u{ord(letter)}?" for letter in word)
            return b"{\\rtf1\\ansi " + coded.encode() + b"}", "text/rtf"
        case "odt":
            return open_file("text", word, folder), _OPEN + "text"
        case "ods":
            return open_file("spreadsheet", word, folder), _OPEN + "spreadsheet"
        case "odp":
            return open_file("presentation", word, folder), _OPEN + "presentation"
        case "xlsx":
            return sheet_file(word), _OFFICE + "spreadsheetml.sheet"
        case "xls":
            return excel_95("Danh sach", word), "application/vnd.ms-excel"
        case "pptx":
            return slides_file(word, folder), _OFFICE + "presentationml.presentation"
        case "ppt":
            return powerpoint_97(word), "application/vnd.ms-powerpoint"
        case "eml":
            return mail_file(word), "message/rfc822"
        case "msg":
            return outlook({"0037": "Giấy mời", "1000": f"Kính mời họp về {word}"}), "application/vnd.ms-outlook"
        case "html":
            return f"<html><body><p>Về {word}</p></body></html>".encode(), "text/html"
        case "csv":
            return f"ten,viec,ghi chu\na,{word},x\nb,{word},y\nc,{word},z\n".encode(), "text/csv"
        case _:
            return f"Chi bộ họp về {word}.".encode(), "text/plain"


ENDINGS = (
    "pdf", "docx", "doc", "rtf", "odt", "ods", "odp", "xlsx", "xls", "pptx", "ppt", "eml", "msg", "html", "csv", "txt",
)  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_from_the_door_to_the_download(house: House, secretary: Actor, ending: str, tmp_path: Path) -> None:
    word = f"dauhieu{ending}"
    name = f"Phiếu {ending}.{ending}"
    content, media_type = paper_of(name, word, tmp_path)
    record = hand_in(house.archive.deposit, secretary, (name, content), title=f"Giấy {ending}").record
    assert record.files[0].media_type == media_type
    house.index()
    entry = house.archive.retrieve.record(secretary, record.id)
    assert entry.text.state is TextState.SEARCHABLE, entry.text
    found = house.archive.search.search(secretary, word).found
    assert [each.hit.record_id for each in found] == [record.id]
    page = signed_in(house, "secretary_a").open(f"/records/{record.id}")
    assert page.status_code == 200
    assert word in page.text
    with house.archive.retrieve.file(secretary, record.id) as (_, stream):
        assert stream.read() == content


@pytest.mark.parametrize("ending", ["jpeg", "png", "tiff", "webp"])
def test_images_are_kept_and_shown_as_pages(house: House, secretary: Actor, ending: str) -> None:
    content = io.BytesIO()
    Image.new("RGB", (64, 90), {"jpeg": "red", "png": "green", "tiff": "blue", "webp": "white"}[ending]).save(
        content, ending.upper()
    )
    record = hand_in(house.archive.deposit, secretary, (f"anh.{ending}", content.getvalue())).record
    assert record.files[0].media_type == f"image/{ending}"
    house.index()
    assert house.archive.retrieve.page_image(secretary, record.id, 1).startswith(b"\x89PNG")


def test_the_ending_does_not_decide(house: House, secretary: Actor) -> None:
    content = word_file("đuôi sai")
    record = hand_in(house.archive.deposit, secretary, ("quyết định.pdf", content)).record
    assert record.files[0].media_type == _OFFICE + "wordprocessingml.document"
    with pytest.raises(UnsupportedType):
        hand_in(house.archive.deposit, secretary, ("biên bản.docx", b"MZ\x90\x00" + b"\x00" * 200))


@pytest.mark.parametrize("opening", [".TH biên bản\n", "begin\n  Điều 1\nend\n", "/* ghi chú */\nNội dung họp\n"])
def test_plain_words_that_look_like_a_program_are_words(house: House, secretary: Actor, opening: str) -> None:
    record = hand_in(
        house.archive.deposit, secretary, ("a.txt", f"{opening}Chi bộ họp, mã {len(opening)}".encode())
    ).record
    assert record.files[0].media_type == "text/plain"


@pytest.mark.parametrize("first", ["Subject", "MIME-Version", "Message-ID", "X-Mailer"])
def test_a_mail_is_one_whatever_header_stands_first(house: House, secretary: Actor, first: str) -> None:
    """Its text may be coded: read as plain words it would say nothing, not even that it is secret."""
    mail = EmailMessage()
    stated = {"Subject": "Xin ý kiến", "MIME-Version": "1.0", "Message-ID": "<a@example.vn>", "X-Mailer": "Mail"}
    for name in (first, *(name for name in ("From", *stated) if name != first)):
        mail[name] = stated.get(name, "a@example.vn")
    mail.set_content(f"Kính gửi đồng chí, về dauhieu{first}", cte="base64")
    record = hand_in(house.archive.deposit, secretary, ("thư.eml", mail.as_bytes())).record
    assert record.files[0].media_type == "message/rfc822"
    house.index()
    found = house.archive.search.search(secretary, f"dauhieu{first.replace('-', ' ')}").found
    assert record.id in [each.entry.record.id for each in found]
    mail.set_content("TỐI MẬT\nSố 12-NQ/CB\nviệc kín", cte="base64")
    with pytest.raises(SecrecyMark):
        hand_in(house.archive.deposit, secretary, ("mật.eml", mail.as_bytes()))


def test_fields_of_a_paper_are_no_mail(house: House, secretary: Actor) -> None:
    lines = "Họ và tên: Nguyễn Văn Mẫu\nFrom: tổ 8\nDate: 05/02/2022\nChi bộ họp"
    assert (
        hand_in(house.archive.deposit, secretary, ("a.txt", lines.encode())).record.files[0].media_type == "text/plain"
    )


def test_capitals_of_viscii_that_are_control_codes(house: House, secretary: Actor) -> None:
    """Half of its capitals lie where other encodings have control codes; Ẵ and Ẫ even below the blank."""
    printed = (
        "ĐẢNG BỘ PHƯỜNG YÊN THỊNH\nCHI BỘ TỔ DÂN PHỐ SỐ 8\nSố 31-NQ/CB\nNGHỊ QUYẾT\nvề MẪU ĐƠN, SẴN SÀNG, ĐỒNG LÒNG"
    )
    coded = subprocess.run(["iconv", "-t", "VISCII"], input=printed.encode(), capture_output=True, check=True).stdout
    assert {0x93, 0x8F, 0x90, 0x06, 0x05} <= set(coded)
    record = hand_in(house.archive.deposit, secretary, ("cũ.txt", coded)).record
    house.index()
    assert house.archive.retrieve.text(secretary, record.id).pages[0].text == printed


def test_quotes_of_windows_stay(house: House, secretary: Actor) -> None:
    content = "Danh hiệu \x93Gia đình văn hóa\x94 \x96 năm 2022".replace("ệ", "e").replace("đ", "d").replace("ă", "a")
    record = hand_in(house.archive.deposit, secretary, ("a.txt", content.encode("latin-1"))).record
    house.index()
    assert "“Gia dình van hóa” – n" in house.archive.retrieve.text(secretary, record.id).pages[0].text


def test_what_a_password_hides_is_kept_without_words(house: House, secretary: Actor) -> None:
    locked = ole_container({"EncryptedPackage": b"x", "EncryptionInfo": b"y"})
    record = hand_in(house.archive.deposit, secretary, ("kin.docx", locked)).record
    house.index()
    entry = house.archive.retrieve.record(secretary, record.id)
    assert (entry.text.state, entry.text.reason) == (TextState.NO_TEXT, "encrypted")


def test_the_files_in_a_mail_are_listed(house: House, secretary: Actor) -> None:
    record = hand_in(house.archive.deposit, secretary, ("thu.eml", mail_file("lietke"))).record
    assert "kèm lietke.pdf" in signed_in(house, "secretary_a").open(f"/records/{record.id}").text
    assert house.client("secretary_a").get(f"/records/{record.id}/text").json["files"][0]["attachments"] == [  # type: ignore[index]
        "kèm lietke.pdf"
    ]


def package_of(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, inner in files.items():
            package.writestr(name, inner)
    return content.getvalue()


class TestPackages:
    def hand_in(self, house: House, actor: Actor, content: bytes) -> list[tuple[str, str, str | None]]:
        service = house.archive.deposit
        with service.open_spool() as spool:
            package = spool.take("tháng 3.zip", io.BytesIO(content))
            assert service.admission.is_package(package) or not content.startswith(b"PK\x03\x04")
            outcomes = list(deposit_package(service, actor, package, DescribedFields({"unit": FIELDS["unit"]})))
        assert [path for path in service.spool_folder.rglob("*") if path.is_file()] == []
        return [(each.file, each.status, each.error.code if each.error else None) for each in outcomes]

    def test_each_file_has_its_receipt_and_its_name(self, house: House, secretary: Actor) -> None:
        inside = {
            "nghị quyết/01.docx": word_file("goi mot"),
            "../../etc/passwd": b"chi la chu trong goi",
            "virus.exe": b"MZ\x90\x00" + b"\x00" * 200,
            "rỗng.txt": b"",
            "trong.zip": package_of({"a.txt": b"goi trong goi"}),
            "lặp/01.docx": word_file("goi hai"),
        }
        inside["lại.docx"] = inside["nghị quyết/01.docx"]
        assert self.hand_in(house, secretary, package_of(inside)) == [
            ("tháng 3.zip/nghị quyết/01.docx", "created", None),
            ("tháng 3.zip/../../etc/passwd", "created", None),
            ("tháng 3.zip/virus.exe", "refused", "unsupported_type"),
            ("tháng 3.zip/rỗng.txt", "refused", "empty_file"),
            ("tháng 3.zip/trong.zip", "refused", "unsupported_type"),
            ("tháng 3.zip/lặp/01.docx", "created", None),
            ("tháng 3.zip/lại.docx", "exists", None),
        ]
        names = {
            file.name
            for entry in house.archive.retrieve.list(secretary, limit=200).entries
            for file in entry.record.files
        }
        assert {"01.docx", "passwd"} <= names
        assert not [name for name in names if "/" in name or ".." in name]

    def test_a_mark_of_secrecy_stops_its_own_file_only(self, house: House, secretary: Actor) -> None:
        inside = {"a.txt": "TUYỆT MẬT\nSố 09-NQ/CB\nviệc kín".encode(), "b.txt": b"viec thuong ngay trong goi"}
        assert [each[1:] for each in self.hand_in(house, secretary, package_of(inside))] == [
            ("refused", "secrecy_mark"),
            ("created", None),
        ]

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"PK\x03\x04" + b"\xff" * 100, "damaged"),
            (package_of({}), "empty"),
            (package_of({f"{number}": b"" for number in range(2_001)}), "size_limit"),
        ],
    )
    def test_what_cannot_be_unpacked_is_refused_whole(
        self, house: House, secretary: Actor, content: bytes, reason: str
    ) -> None:
        with pytest.raises(BadPackage) as refused:
            self.hand_in(house, secretary, content)
        assert refused.value.facts == {"reason": reason}

    def test_an_auditor_hands_in_no_package(self, house: House) -> None:
        auditor = house.archive.accounts.actor_with_token(house.tokens["auditor"], "cli")
        with pytest.raises(NotPermitted):
            self.hand_in(house, auditor, package_of({"a.txt": b"x"}))

    def test_the_page_answers_for_each_file(self, house: House) -> None:
        visitor = signed_in(house, "secretary_a")
        content = package_of({"giấy/một.txt": b"tep mot qua trang", "hai.exe": b"MZ\x90\x00" + b"\x00" * 200})
        answer = visitor.send("/deposit", page="/deposit", unit="CB-A", files=(io.BytesIO(content), "gói.zip"))
        assert "gói.zip/giấy/một.txt" in answer.text
        assert "gói.zip/hai.exe" in answer.text
        assert "đã nhận" in answer.text

    def test_a_package_itself_is_no_record(self, house: House, secretary: Actor) -> None:
        with pytest.raises(UnsupportedType):
            hand_in(house.archive.deposit, secretary, ("a.zip", package_of({"a.txt": b"x"})))
