"""What a segment keeps for each document: stored fields, columns, field lengths.

Arrays, one entry a document unless said otherwise:
    lengths/<field>            the field's length as one byte, as Whoosh's scoring knows it; 0 for none
    numbers/<field>            the number in Whoosh's sortable unsigned form
    codes/<field>              1 + the place of the value in the dictionary; 0 for none
    values/<field>/term_bytes, term_offsets    the dictionary: sorted distinct values
    stored/bytes, stored/starts                zlib-compressed JSON; one more start than documents
Facts: documents, and for each scorable field the sum of its lengths.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from whoosh.codec import base
from whoosh.columns import Column, ColumnReader, NumericColumn
from whoosh.util.numeric import byte_to_length, length_to_byte

from indexer.engines.whoosh.array_file import Array, ArrayFile, ArrayFileWriter, FileDigest, unsigned
from indexer.engines.whoosh.spool import Spool, SpooledArray
from indexer.engines.whoosh.terms import ByteTerms, starts_of, write_byte_terms

BYTE_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], "<i8")
COMPRESSION = 1
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Deletions(Protocol):
    """What a segment knows of its deleted documents."""

    def deleted_docs(self) -> Sequence[int]: ...


class DocumentsWriter:
    """Collects documents one by one, or whole segments at once, and writes the arrays at the end."""

    def __init__(self, folder: str | None = None) -> None:
        self._spool = Spool(folder)
        self._blobs = SpooledArray(self._spool, "<u1")
        self._blob_sizes = array("I")
        self._lengths: dict[str, bytearray] = defaultdict(bytearray)
        self._totals: dict[str, int] = defaultdict(int)
        self._numbers: dict[str, tuple[int, array[int]]] = {}
        self._codes: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._values: dict[str, dict[bytes, int]] = defaultdict(dict)
        self.count = 0

    def add(
        self,
        lengths: Mapping[str, int],
        columns: Mapping[str, tuple[Column, Any]],
        stored: bytes,
    ) -> None:
        """One document; `stored` are its packed stored fields."""
        for field, length in lengths.items():
            self._lengths[field].extend(bytes(self.count - len(self._lengths[field])))
            self._lengths[field].append(length_to_byte(length))
            self._totals[field] += length
        for field, (column, value) in columns.items():
            if isinstance(column, NumericColumn):
                self._number_column(field, column).append(value)
            else:
                values = self._values[field]
                self._code_column(field).append(values.setdefault(value, len(values) + 1))
        self._blobs.add(np.frombuffer(stored, "<u1"))
        self._blob_sizes.append(len(stored))
        self.count += 1

    def add_segment(self, source: DocumentsReader, columns: Mapping[str, Column], kept: Array | None) -> None:
        """All documents of a segment, or those numbered in `kept`."""
        count = source.doc_count_all() if kept is None else len(kept)
        for field in source.length_fields():
            lengths = source.lengths(field) if kept is None else source.lengths(field)[kept]
            self._lengths[field].extend(bytes(self.count - len(self._lengths[field])) + lengths.tobytes())
            self._totals[field] += int(BYTE_LENGTHS[lengths].sum())
        for field, column in columns.items():
            if not source.has_column(field):
                continue
            if isinstance(column, NumericColumn):
                numbers = source.numbers(field) if kept is None else source.numbers(field)[kept]
                self._number_column(field, column).frombytes(numbers.tobytes())
            else:
                self._add_codes(field, source, kept)
        for sizes, blobs in source.stored_pieces(kept):
            self._blobs.add(blobs)
            self._blob_sizes.frombytes(sizes.astype("<u4").tobytes())
        self.count += count

    def _add_codes(self, field: str, source: DocumentsReader, kept: Array | None) -> None:
        codes = source.codes(field) if kept is None else source.codes(field)[kept]
        used = np.unique(codes[codes > 0])
        values, known = source.values(field), self._values[field]
        table = np.zeros(len(values) + 1, "<u4")
        for code in used.tolist():
            table[code] = known.setdefault(values[code - 1], len(known) + 1)
        self._code_column(field).frombytes(table[codes].tobytes())

    def _number_column(self, field: str, column: NumericColumn) -> array[int]:
        if field not in self._numbers:
            self._numbers[field] = (column.default_value(), array(column._typecode))
        default, numbers = self._numbers[field]
        numbers.extend([default] * (self.count - len(numbers)))
        return numbers

    def _code_column(self, field: str) -> array[int]:
        codes = self._codes[field]
        codes.frombytes(bytes(codes.itemsize * (self.count - len(codes))))
        return codes

    def write(self, out: ArrayFileWriter) -> FileDigest:
        """Write everything; the digest of the file."""
        for field, lengths in sorted(self._lengths.items()):
            lengths.extend(bytes(self.count - len(lengths)))
            out.write(f"lengths/{field}", [np.frombuffer(lengths, "<u1")], "<u1")
        for field, (default, numbers) in sorted(self._numbers.items()):
            numbers.extend([default] * (self.count - len(numbers)))
            found = np.array(numbers)
            out.write(f"numbers/{field}", [found], found.dtype.newbyteorder("<"))
        for field in sorted(self._codes):
            self._write_codes(out, field)
        out.write("stored/bytes", self._blobs.pieces(), "<u1")
        starts = starts_of(np.frombuffer(self._blob_sizes, "<u4"))
        out.write("stored/starts", [starts], unsigned(int(starts[-1])))
        digest = out.finish({"documents": self.count, "lengths": dict(self._totals)})
        self.close()
        return digest

    def _write_codes(self, out: ArrayFileWriter, field: str) -> None:
        values = list(self._values[field])
        ranks = sorted(range(len(values)), key=values.__getitem__)
        table = np.zeros(len(values) + 1, unsigned(len(values)))
        table[np.array(ranks, "<i8") + 1] = np.arange(1, len(values) + 1)
        out.write(f"codes/{field}", [table[np.array(self._code_column(field))]], table.dtype)
        write_byte_terms(out, f"values/{field}", [values[rank] for rank in ranks])

    def close(self) -> None:
        self._spool.close()


def packed(stored: Mapping[str, Any]) -> bytes:
    """Stored fields as they are kept. Raises TypeError for what JSON cannot say."""
    return zlib.compress(_to_json(stored).encode(), COMPRESSION) if stored else b""


class DocumentsReader(base.PerDocumentReader):
    """The per-document arrays of a segment, for Whoosh one value at a time, for us whole."""

    def __init__(self, arrays: ArrayFile, deletions: Deletions) -> None:
        self._arrays = arrays
        self._count: int = arrays.facts["documents"]
        self._deleted = frozenset(deletions.deleted_docs())
        self._value_cache: dict[str, list[bytes]] = {}
        self._starts = arrays["stored/starts"].data
        self._map, self._blobs_at = arrays.bytes("stored/bytes")

    def supports_columns(self) -> bool:
        return True

    def doc_count(self) -> int:
        return self._count - len(self._deleted)

    def doc_count_all(self) -> int:
        return self._count

    def has_deletions(self) -> bool:
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted

    def deleted_docs(self) -> frozenset[int]:
        return self._deleted

    def length_fields(self) -> list[str]:
        """The fields that have lengths in this segment."""
        return list(self._arrays.facts["lengths"])

    def lengths(self, field: str) -> Array:
        """The length byte of every document; zeros for a field this segment does not have."""
        name = f"lengths/{field}"
        return self._arrays[name] if name in self._arrays else np.zeros(self._count, "<u1")

    def numbers(self, field: str) -> Array:
        """A number column in sortable form."""
        return self._arrays[f"numbers/{field}"]

    def codes(self, field: str) -> Array:
        """A keyword column as places in its dictionary, from 1; 0 for none."""
        return self._arrays[f"codes/{field}"]

    def values(self, field: str) -> list[bytes]:
        """The dictionary of a keyword column."""
        if field not in self._value_cache:
            self._value_cache[field] = ByteTerms(self._arrays, f"values/{field}").all()
        return self._value_cache[field]

    def has_column(self, field: str) -> bool:
        return f"numbers/{field}" in self._arrays or f"codes/{field}" in self._arrays

    def column_reader(self, field: str, column: Column) -> ColumnReader:
        if isinstance(column, NumericColumn):
            return _NumberReader(self.numbers(field))
        return _ValueReader(self.codes(field), self.values(field))

    def doc_field_length(self, docnum: int, field: str, default: int = 0) -> int:
        byte = int(self.lengths(field)[docnum])
        return int(BYTE_LENGTHS[byte]) if byte else default

    def field_length(self, field: str) -> int:
        return int(self._arrays.facts["lengths"].get(field, 0))

    def min_field_length(self, field: str) -> int:
        return int(BYTE_LENGTHS[self.lengths(field).min()])

    def max_field_length(self, field: str) -> int:
        return int(BYTE_LENGTHS[self.lengths(field).max()])

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        start, end = self._starts[docnum], self._starts[docnum + 1]
        if start == end:
            return {}
        blob = self._map[self._blobs_at + start : self._blobs_at + end]
        fields: dict[str, Any] = json.loads(zlib.decompress(blob))
        return fields

    def stored_pieces(self, kept: Array | None, step: int = 512) -> Iterator[tuple[Array, Array]]:
        """Sizes and compressed bytes of the stored fields, a few hundred documents at a time."""
        starts, blobs = self._arrays["stored/starts"].astype("<i8"), self._arrays["stored/bytes"]
        for first in range(0, self._count, step):
            last = min(first + step, self._count)
            piece, sizes = blobs[starts[first] : starts[last]], np.diff(starts[first : last + 1])
            if kept is not None:
                wanted = np.zeros(last - first, bool)
                wanted[kept[np.searchsorted(kept, first) : np.searchsorted(kept, last)] - first] = True
                piece, sizes = piece[np.repeat(wanted, sizes)], sizes[wanted]
            yield sizes, piece


class _ArrayColumnReader(ColumnReader):
    def __init__(self, entries: Array) -> None:
        self._entries = entries
        self._sign = 1

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Any:
        return (self[docnum] for docnum in range(len(self)))

    def set_reverse(self) -> None:
        self._sign = -1


class _NumberReader(_ArrayColumnReader):
    def __getitem__(self, docnum: int) -> int:
        return int(self._entries[docnum])

    def sort_key(self, docnum: int) -> int:
        return self._sign * self[docnum]


class _ValueReader(_ArrayColumnReader):
    def __init__(self, entries: Array, values: list[bytes]) -> None:
        super().__init__(entries)
        self._values = values

    def __getitem__(self, docnum: int) -> bytes:
        code = int(self._entries[docnum])
        return self._values[code - 1] if code else b""

    def sort_key(self, docnum: int) -> Any:
        return self._sign * int(self._entries[docnum])
