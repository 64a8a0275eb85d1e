"""The package of one dossier for the historical archive: a bag with METS, PREMIS and Dublin Core inside.

`data/` holds the original files and metadata.json of each record; `data/METS.xml` says what belongs together,
`data/metadata/premis.xml` where every file comes from and what its digest is (PREMIS 3.0); Dublin Core describes the
dossier and each record within METS. The same dossier makes the same bytes again: the time in it is that of the list.
All three are valid against their schemas (`tests/services/test_transfer_packages.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from lxml import etree

from archive_service.domain.records import Dossier
from archive_service.domain.units import UnitRegister
from archive_service.ports import RecordEntry
from archive_service.services.bags import Bag, Entry

METS = "http://www.loc.gov/METS/"
PREMIS = "http://www.loc.gov/premis/v3"
DC = "http://purl.org/dc/elements/1.1/"
XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SOFTWARE = "cell-records"
_UNKNOWN_TO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Read = Callable[[str, str | None], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of the package: its path below data/, the record it belongs to, what is known of it."""

    path: str
    record_id: str
    original_name: str
    media_type: str
    size: int
    sha512: str


@dataclass(frozen=True, slots=True)
class DossierPackage:
    """What goes into the package. `read` gives the bytes of a file of a record, or of its metadata.json for None."""

    dossier: Dossier
    entries: Sequence[RecordEntry]
    register: UnitRegister
    receiver: str
    listed_at: datetime
    read: Read

    @property
    def name(self) -> str:
        return f"nop-luu-{self.dossier.id}"

    def course(self) -> Iterator[Entry]:
        """The entries of the bag, in order; the last one lists the digests of all others."""
        bag = Bag(self.listed_at)
        packed: list[PackedFile] = []
        for entry in self.entries:
            yield from self._record(bag, entry, packed)
        yield bag.file("metadata/premis.xml", [_written(self._premis(packed))])
        premis = bag.payload["data/metadata/premis.xml"]
        yield bag.file("METS.xml", [_written(self._mets(packed, premis))])
        unit = self.register.units.get(self.dossier.unit_id)
        info = {
            "Source-Organization": unit.name if unit else self.dossier.unit_id,
            "External-Description": self.dossier.title,
            "External-Identifier": self.dossier.id,
            "Internal-Sender-Description": f"Nộp lưu cho {self.receiver}",
        }
        yield from bag.end(info)

    def _record(self, bag: Bag, entry: RecordEntry, packed: list[PackedFile]) -> Iterator[Entry]:
        record = entry.record
        names = [_UNKNOWN_TO_XML.sub("_", file.name.replace("%", "_")) for file in record.files]
        for number, (name, file) in enumerate(zip(names, record.files, strict=True), start=1):
            path = f"ho-so/{record.id}/tep/{f'{number}-{name}' if names.count(name) > 1 else name}"
            yield bag.file(path, self.read(record.id, file.name))
            packed.append(PackedFile(path, record.id, file.name, file.media_type, file.size, file.sha512))
        content = b"".join(self.read(record.id, None))
        path = f"ho-so/{record.id}/metadata.json"
        yield bag.file(path, [content])
        sha512 = bag.payload[f"data/{path}"]
        packed.append(PackedFile(path, record.id, "metadata.json", "application/json", len(content), sha512))

    # ------------------------------------------------------------------------ METS

    def _mets(self, packed: Sequence[PackedFile], premis_sha512: str) -> etree._Element:
        space = {"mets": METS, "xlink": XLINK, "dc": DC, "xsi": XSI}
        facts = {"OBJID": self.dossier.id, "TYPE": "Dossier", "LABEL": _xml_words(self.dossier.title)}
        root = etree.Element(f"{{{METS}}}mets", facts, nsmap=space)
        head = _below(root, METS, "metsHdr", CREATEDATE=_moment(self.listed_at))
        agent = _below(head, METS, "agent", ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE")
        _below(agent, METS, "name", SOFTWARE)
        self._describe(root, "dmd-dossier", self._dossier_words())
        for entry in self.entries:
            self._describe(root, f"dmd-{entry.record.id}", self._record_words(entry))
        origin = _below(_below(root, METS, "amdSec", ID="premis"), METS, "digiprovMD", ID="premis-1")
        premis = _below(origin, METS, "mdRef")
        premis.attrib.update(
            {"LOCTYPE": "URL", "MDTYPE": "PREMIS", "CHECKSUM": premis_sha512, "CHECKSUMTYPE": "SHA-512"}
        )
        premis.set(f"{{{XLINK}}}href", "metadata/premis.xml")
        group = _below(_below(root, METS, "fileSec"), METS, "fileGrp", USE="original")
        for number, file in enumerate(packed):
            element = _below(
                group, METS, "file", ID=f"file-{number}", MIMETYPE=file.media_type, SIZE=str(file.size),
                CHECKSUM=file.sha512, CHECKSUMTYPE="SHA-512",
            )  # fmt: skip
            _below(element, METS, "FLocat", LOCTYPE="URL").set(f"{{{XLINK}}}href", quote(file.path))
        self._structure(root, packed)
        return root

    def _structure(self, root: etree._Element, packed: Sequence[PackedFile]) -> None:
        struct = _below(root, METS, "structMap", TYPE="physical")
        named = {"TYPE": "Directory", "LABEL": self.dossier.title, "DMDID": "dmd-dossier", "ADMID": "premis"}
        whole = _below(struct, METS, "div", **named)
        parts = {}
        for entry in self.entries:
            label, described = entry.record.description.title, f"dmd-{entry.record.id}"
            part = _below(whole, METS, "div", TYPE="Directory", LABEL=label, DMDID=described)
            parts[entry.record.id] = part
        for number, file in enumerate(packed):
            item = _below(parts[file.record_id], METS, "div", TYPE="Item", LABEL=file.original_name)
            _below(item, METS, "fptr", FILEID=f"file-{number}")

    def _describe(self, root: etree._Element, name: str, words: Sequence[tuple[str, str]]) -> None:
        wrap = _below(_below(root, METS, "dmdSec", ID=name), METS, "mdWrap", MDTYPE="DC")
        data = _below(wrap, METS, "xmlData")
        for term, value in words:
            _below(data, DC, term, value)

    def _dossier_words(self) -> list[tuple[str, str]]:
        dossier = self.dossier
        dates = "/".join(day.isoformat() for day in (dossier.opened_at, dossier.closed_at) if day)
        words = [("identifier", dossier.id), ("title", dossier.title), ("type", "Collection"), ("language", "vi")]
        return [*words, ("creator", self._unit(dossier.unit_id)), ("date", dates)]

    def _record_words(self, entry: RecordEntry) -> list[tuple[str, str]]:
        about = entry.record.description
        words = [
            ("identifier", entry.record.id), ("identifier", about.symbol or ""), ("title", about.title),
            ("type", about.type_code), ("creator", about.issuer_printed or self._unit(about.unit_id)),
            ("date", about.date.isoformat() if about.date else ""), ("coverage", about.period or ""),
        ]  # fmt: skip
        return [(term, value) for term, value in words if value]

    def _unit(self, unit_id: str) -> str:
        unit = self.register.units.get(unit_id)
        return unit.name if unit else unit_id

    # ------------------------------------------------------------------------ PREMIS

    def _premis(self, packed: Sequence[PackedFile]) -> etree._Element:
        root = etree.Element(f"{{{PREMIS}}}premis", version="3.0", nsmap={"premis": PREMIS, "xsi": XSI})
        for file in packed:
            self._premis_file(root, file)
        for entry in self.entries:
            event = _below(root, PREMIS, "event")
            _identified(event, "event", "local", f"deposit-{entry.record.id}")
            _below(event, PREMIS, "eventType", "ingestion")
            _below(event, PREMIS, "eventDateTime", _moment(entry.record.deposited_at))
            _linked(event, "Agent", "local", entry.record.deposited_by)
            for file in packed:
                if file.record_id == entry.record.id:
                    _linked(event, "Object", "path", file.path)
        for person in sorted({entry.record.deposited_by for entry in self.entries}):
            agent = _below(root, PREMIS, "agent")
            _identified(agent, "agent", "local", person)
            _below(agent, PREMIS, "agentType", "person")
        return root

    def _premis_file(self, root: etree._Element, file: PackedFile) -> None:
        element = _below(root, PREMIS, "object")
        element.set(f"{{{XSI}}}type", "premis:file")
        _identified(element, "object", "path", file.path)
        traits = _below(element, PREMIS, "objectCharacteristics")
        fixity = _below(traits, PREMIS, "fixity")
        _below(fixity, PREMIS, "messageDigestAlgorithm", "SHA-512")
        _below(fixity, PREMIS, "messageDigest", file.sha512)
        _below(traits, PREMIS, "size", str(file.size))
        form = _below(_below(traits, PREMIS, "format"), PREMIS, "formatDesignation")
        _below(form, PREMIS, "formatName", file.media_type)
        _below(element, PREMIS, "originalName", file.original_name)


def _below(
    parent: etree._Element, space: str, name: str, words: str | None = None, **attributes: str
) -> etree._Element:
    told = {key: _xml_words(value) for key, value in attributes.items()}
    element = etree.SubElement(parent, f"{{{space}}}{name}", told)
    element.text = None if words is None else _xml_words(words)
    return element


def _xml_words(words: str) -> str:
    """The words without characters that XML has no way to write."""
    return _UNKNOWN_TO_XML.sub("\ufffd", words)


def _identified(parent: etree._Element, what: str, kind: str, value: str) -> None:
    identifier = _below(parent, PREMIS, f"{what}Identifier")
    _below(identifier, PREMIS, f"{what}IdentifierType", kind)
    _below(identifier, PREMIS, f"{what}IdentifierValue", value)


def _linked(parent: etree._Element, what: str, kind: str, value: str) -> None:
    identifier = _below(parent, PREMIS, f"linking{what}Identifier")
    _below(identifier, PREMIS, f"linking{what}IdentifierType", kind)
    _below(identifier, PREMIS, f"linking{what}IdentifierValue", value)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
