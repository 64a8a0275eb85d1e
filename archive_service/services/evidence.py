"""Evidence for auditors: chosen records as a bag, with a table, the part of the log about them and its proof."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from archive_service.checker import verify_bundle
from archive_service.checker.verify_bundle import (
    EVENTS,
    EXTRACT_FACT,
    LOG_FOLDER,
    PROOFS,
    SEALS,
    extract_digest,
)
from archive_service.domain.access import Act, Actor, may_anywhere, visible_scopes
from archive_service.domain.audit import AuditEvent
from archive_service.domain.errors import BadField, BytesDamaged, NotFound
from archive_service.domain.local_time import local_day, local_time
from archive_service.domain.seals import ChainHead, Proofs, event_line, seal_line
from archive_service.ports import Catalog, Clock, RecordEntry
from archive_service.services.bags import Bag, Entry
from archive_service.services.consultation_seen import readable_units
from archive_service.services.dossier_contents import filed_elsewhere
from archive_service.services.retrieve import RetrieveService
from archive_service.services.sealing import SealService, object_of
from archive_service.services.spreadsheet import csv_lines
from archive_service.services.table_cells import cell
from archive_service.services.trace import traced
from archive_service.services.units import UnitService

MOST_RECORDS = 1000
_CHUNK = 1 << 20
_LOG = LOG_FOLDER.removeprefix("data/")
_COLUMNS = (
    "Mã", "Loại", "Số, ký hiệu", "Trích yếu", "Tổ chức đảng", "Ngày", "Kỳ", "Trạng thái", "Tệp", "Dung lượng (byte)",
    "SHA-512",
)  # fmt: skip
_READ_ME = """GÓI HỒ SƠ XUẤT TỪ KHO HỒ SƠ CHI BỘ

Người xuất: {person}
Lúc:        {at} (giờ Việt Nam)
Số hồ sơ:   {records}
Mã niêm:    {seal}

Trong gói:
  data/danh-sach.csv     bảng kê, mở được bằng Excel
  data/ho-so/            mỗi hồ sơ một thư mục: tệp gốc, giữ nguyên từng byte, và metadata.json
{log}  manifest-sha512.txt    mã băm của từng tệp; gói theo chuẩn BagIt 1.0 (RFC 8493)

Kiểm tra gói, không cần mạng, chỉ cần Python:
  python3 verify_bundle.py

Mọi tệp bị sửa, thêm, bớt đều được nêu tên.
{seals}"""
_LOG_LINE = "  data/nhat-ky/          phần nhật ký về các hồ sơ này, kèm chứng minh\n"
_WITH_LOG = """Chương trình in mã niêm cuối: mã đó phải trùng với mã niêm ghi trên đây và trên biên bản.
Phần nhật ký chứng minh từng mục có thật, không bị sửa, và không thiếu mục nào đã đưa vào gói lúc xuất: mục cuối là việc
xuất gói, ghi số mục và mã băm của chúng.
"""
_WITHOUT_LOG = """Gói này không kèm nhật ký, vì người xuất không xem nhật ký; chương trình vì vậy không in mã niêm nào.
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A bag ready to be sent: its name, its time, its entries, and the seal that is printed in it."""

    name: str
    at: datetime
    records: int
    head: ChainHead
    entries: Iterator[Entry]


@dataclass(frozen=True, slots=True)
class EvidenceService:
    catalog: Catalog
    retrieve: RetrieveService
    seals: SealService
    units: UnitService
    clock: Clock

    def bag(self, actor: Actor, record_ids: Sequence[str] = (), *, dossier_id: str | None = None) -> Evidence:
        """The records, and those of the dossier, as far as all of them are for this actor; with those of the dossier
        the papers of its written consultation that are filed elsewhere.

        Raises NotFound when one is not, BadField for none or too many, before anything is made. A file that turns out
        damaged ends the sending with BytesDamaged: what was sent then is no whole bag.
        """
        entries = self._chosen(actor, record_ids, dossier_id)
        subjects = [entry.record.id for entry in entries] + ([dossier_id] if dossier_id else [])
        told = self._told_about(subjects) if may_anywhere(actor, Act.READ_AUDIT) else None
        listed = "\n".join(entry.record.id for entry in entries)
        facts = {"records": len(entries), "list_sha256": hashlib.sha256(listed.encode()).hexdigest()}
        if told is not None:
            facts |= {"events": len(told), EXTRACT_FACT: extract_digest(event.digest for event in told)}
        with self.catalog.write() as tx:
            own = tx.audit.append(traced(self.clock, actor, "export", dossier_id or "", "done", **facts))
        head = self.seals.seal()
        now = self.clock.now()
        course = self._course(Bag(now), actor, entries, None if told is None else [*told, own], head)
        return Evidence(f"ho-so-{local_day(now):%Y%m%d}-{own.number}", now, len(entries), head, course)

    def _told_about(self, subjects: Sequence[str]) -> list[AuditEvent]:
        """The events about these subjects so far, oldest first."""
        with self.catalog.read() as tx:
            return list(tx.audit.about(subjects))

    def _chosen(self, actor: Actor, record_ids: Sequence[str], dossier_id: str | None) -> list[RecordEntry]:
        wanted = dict.fromkeys(record_ids)
        if len(wanted) > MOST_RECORDS:
            raise BadField(field="record", value=str(len(wanted)))
        with self.catalog.read() as tx:
            found = dict(tx.records.get_many(list(wanted), visible_scopes(actor)))
            if dossier_id is not None:
                page = tx.records.list(visible_scopes(actor), dossier_id=dossier_id, limit=MOST_RECORDS)
                if page.more:
                    raise BadField(field="dossier", value=dossier_id)
                found.update({entry.record.id: entry for entry in page.entries})
                consultation = tx.consultations.of_dossier(dossier_id, readable_units(actor))
                if consultation is not None:
                    elsewhere = filed_elsewhere(tx, consultation, found, visible_scopes(actor))
                    found.update({entry.record.id: entry for entry in elsewhere})
        if not wanted and dossier_id is None:
            raise BadField(field="record", value="")
        if not found or any(record_id not in found for record_id in wanted):
            raise NotFound
        return [found[record_id] for record_id in sorted(found)]

    def _course(
        self,
        bag: Bag,
        actor: Actor,
        entries: Sequence[RecordEntry],
        extract: Sequence[AuditEvent] | None,
        head: ChainHead,
    ) -> Iterator[Entry]:
        seal = f"{head.seal}:{head.digest}"
        person = f"{actor.name} ({actor.user_id})"
        for entry in entries:
            record_id = entry.record.id
            yield bag.file(f"ho-so/{record_id}/metadata.json", [self.retrieve.metadata(actor, record_id)])
            for name, file in zip(_names(entry), entry.record.files, strict=True):
                yield bag.file(f"ho-so/{record_id}/tep/{name}", self._content(actor, record_id, file.name))
        at, logged = f"{local_time(bag.modified):%d/%m/%Y %H:%M:%S}", extract is not None
        yield bag.file("danh-sach.csv", self._listing(entries, f"Người xuất: {person}; lúc {at}; {seal}"))
        if extract is not None:
            yield from self._extract(bag, extract, head)
        yield bag.tag("verify_bundle.py", Path(verify_bundle.__file__).read_bytes())
        told = _READ_ME.format(
            person=person, at=at, records=len(entries), seal=seal, log=_LOG_LINE if logged else "",
            seals=_WITH_LOG if logged else _WITHOUT_LOG,
        )  # fmt: skip
        yield bag.tag("DOC-TRUOC.txt", told.encode())
        info = {"Source-Organization": "Kho hồ sơ chi bộ", "Contact-Name": person, "Log-Seal": seal}
        yield from bag.end(info)

    def _content(self, actor: Actor, record_id: str, name: str) -> Iterator[bytes]:
        with self.retrieve.file(actor, record_id, name) as (_, content):
            while chunk := content.read(_CHUNK):
                yield chunk

    def _listing(self, entries: Sequence[RecordEntry], watermark: str) -> Iterator[bytes]:
        """The table; who took it and when stands in its last row, so that the first one names the columns."""
        register = self.units.register()

        def rows() -> Iterator[Sequence[object]]:
            for entry in entries:
                about = entry.record.description
                unit = register.units.get(about.unit_id)
                issuer = unit.name if unit else about.unit_id
                for file in entry.record.files:
                    yield (
                        entry.record.id, about.type_code, about.symbol, about.title, issuer, about.date,
                        about.period, about.lifecycle.value, file.name, file.size, file.sha512,
                    )  # fmt: skip
            yield (cell(watermark),)

        for line in csv_lines(_COLUMNS, rows()):
            yield line.encode()

    def _extract(self, bag: Bag, events: Sequence[AuditEvent], head: ChainHead) -> Iterator[Entry]:
        """The events, that of this taking out last, all seals, and how each event lies under its seal."""
        with self.catalog.read() as tx:
            seals = [seal for seal in tx.seals.all() if seal.number <= head.seal]
        yield bag.file(f"{_LOG}/{EVENTS}", map(event_line, events))
        yield bag.file(f"{_LOG}/{SEALS}", map(seal_line, seals))
        yield bag.file(f"{_LOG}/{PROOFS}", self._proofs(events))

    def _proofs(self, events: Sequence[AuditEvent]) -> Iterator[bytes]:
        """One tree for each seal over any of the events, which come in order."""
        proofs: Proofs | None = None
        for event in events:
            if proofs is None or event.number > proofs.seal.last:
                proofs = self._tree_over(event)
            yield proofs.line(event.number)

    def _tree_over(self, event: AuditEvent) -> Proofs:
        with self.catalog.read() as tx:
            seal = tx.seals.over(event.number)
            if seal is None:
                raise NotFound
            under = islice(tx.audit.events(after=seal.first - 1), seal.last - seal.first + 1)
            proofs = Proofs(seal, [each.digest for each in under])
        if not proofs.holds():
            raise BytesDamaged(record=object_of(seal.number))
        return proofs


def _names(entry: RecordEntry) -> list[str]:
    """The names of the files in the bag: as they are, but for the percent sign, on which readers of bags disagree."""
    names: list[str] = []
    for number, file in enumerate(entry.record.files, start=1):
        plain = file.name.replace("%", "_")
        names.append(f"{number}-{plain}" if plain in names else plain)
    return names
