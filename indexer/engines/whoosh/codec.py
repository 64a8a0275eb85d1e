"""The codec: what Whoosh asks for when it writes and reads a segment.

A segment is two array files, `<segment>.docs` (see `documents`) and `<segment>.terms` (see
`postings`). Their digests travel in the segment object, which Whoosh keeps in the table of contents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.fields import Schema

from indexer.engines.whoosh.array_file import Array, ArrayFile, ArrayFileWriter, FileDigest
from indexer.engines.whoosh.documents import DocumentsReader, DocumentsWriter
from indexer.engines.whoosh.fields import Pairs
from indexer.engines.whoosh.inversion import Inversion
from indexer.engines.whoosh.layout import DEFAULT, Layout
from indexer.engines.whoosh.postings import FieldPostings
from indexer.engines.whoosh.postings_writer import FieldPostingsWriter
from indexer.engines.whoosh.stock_view import ArrayTermsReader

DOCS, TERMS = ".docs", ".terms"


class ArraySegment(base.Segment):
    """Documents, deletions, and what its two files must be."""

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self._count = 0
        self._deleted: set[int] = set()
        self.digests: dict[str, FileDigest] = {}

    def codec(self) -> ArrayCodec:
        return ArrayCodec()

    def should_assemble(self) -> bool:
        return False  # the arrays are one file already, and aligned

    def set_doc_count(self, count: int) -> None:
        self._count = count

    def doc_count_all(self) -> int:
        return self._count

    def deleted_count(self) -> int:
        return len(self._deleted)

    def deleted_docs(self) -> list[int]:
        return sorted(self._deleted)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_deleted": np.array(self.deleted_docs(), "<u4").tobytes()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._deleted = set(np.frombuffer(state["_deleted"], "<u4").tolist())


class ArrayCodec(base.Codec):
    """Whoosh's door to the array files."""

    length_stats = False  # term statistics are read from the arrays when someone asks

    def __init__(self, layout: Layout = DEFAULT) -> None:
        self._layout = layout

    def per_document_writer(self, storage: Any, segment: ArraySegment) -> ArrayPerDocumentWriter:
        return ArrayPerDocumentWriter(storage, segment)

    def field_writer(self, storage: Any, segment: ArraySegment) -> ArrayFieldWriter:
        return ArrayFieldWriter(storage, segment, self._layout)

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> DocumentsReader:
        with segment.open_file(storage, DOCS) as file:
            return DocumentsReader(ArrayFile(file), segment)

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTermsReader:
        with segment.open_file(storage, TERMS) as file:
            arrays = ArrayFile(file)
        return ArrayTermsReader(arrays, read_fields(arrays, segment.doc_count_all()))

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        return ArraySegment(indexname)


def read_fields(arrays: ArrayFile, doc_count: int) -> dict[str, FieldPostings]:
    """The fields of a terms file; pair fields are read after the fields they refer to."""
    fields: dict[str, FieldPostings] = {}
    origins: dict[str, str | None] = arrays.facts["fields"]
    for name in sorted(origins, key=lambda name: origins[name] is not None):
        origin = origins[name]
        fields[name] = FieldPostings(arrays, name, doc_count, None if origin is None else fields[origin])
    return fields


class ArrayPerDocumentWriter(base.PerDocumentWriter):
    """Writes `<segment>.docs`; documents come through `documents`, from ArrayWriter only."""

    def __init__(self, storage: Any, segment: ArraySegment) -> None:
        self._storage, self._segment = storage, segment
        self.documents = DocumentsWriter(storage.folder)
        self.is_closed = False

    def close(self) -> None:
        if self.documents.count:
            out = ArrayFileWriter(self._segment.create_file(self._storage, DOCS))
            self._segment.digests[DOCS] = self.documents.write(out)
        else:
            self.documents.close()
        self.is_closed = True


class ArrayFieldWriter(base.FieldWriter):
    """Writes `<segment>.terms` from an inversion."""

    def __init__(self, storage: Any, segment: ArraySegment, layout: Layout) -> None:
        self._storage, self._segment, self._layout = storage, segment, layout
        self.is_closed = False

    def add_postings(self, schema: Schema, lengths: Any, items: Inversion) -> None:
        count = self._segment.doc_count_all()
        out = ArrayFileWriter(self._segment.create_file(self._storage, TERMS))
        origins: dict[str, str | None] = {}
        sizes: dict[str, int] = {}
        for name, terms, chunks in items.fields():
            kind = schema[name]
            origins[name] = kind.of if isinstance(kind, Pairs) else None
            sizes[name] = len(terms)
            writer = FieldPostingsWriter(items.spool, count, self._layout)
            for chunk in chunks:
                writer.add(chunk)
            writer.write(out, name, terms, sizes[kind.of] if isinstance(kind, Pairs) else None)
        self._segment.digests[TERMS] = out.finish({"fields": origins})

    def close(self) -> None:
        self.is_closed = True


def new_numbers(reader: DocumentsReader, base_number: int) -> tuple[Array | None, Array | None]:
    """(the surviving documents, the new number of every document or -1); (None, None) when all survive."""
    if not reader.has_deletions():
        return None, None
    alive = np.ones(reader.doc_count_all(), bool)
    alive[list(reader.deleted_docs())] = False
    kept = np.flatnonzero(alive)
    numbers = np.full(len(alive), -1, "<i8")
    numbers[kept] = np.arange(base_number, base_number + len(kept))
    return kept, numbers


def merge_source(
    schema: Schema, terms: ArrayTermsReader, numbers: Array | None, base_number: int, layout: Layout
) -> Iterator[tuple[str, Iterable[Any], list[bytes]]]:
    """The fields of a segment as input of an inversion: name, chunks, terms by number."""
    vocabularies: dict[str, list[bytes]] = {}
    for name, postings in terms.fields.items():
        if name in schema:
            kind = schema[name]
            if not isinstance(kind, Pairs):
                vocabularies[name] = postings.terms.all()
            origin = kind.of if isinstance(kind, Pairs) else name
            yield name, postings.chunks(numbers, base_number, layout.chunk), vocabularies[origin]
            terms.arrays.forget_pages()
