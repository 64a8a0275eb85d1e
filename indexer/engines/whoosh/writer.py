"""The writer: Whoosh's own, with documents going into arrays instead of a pool of postings.

Locking, deletion, segments, merge policies and the commit are Whoosh's. Segments are closed at
65,536 documents, which keeps document numbers at two bytes and every merge in bounded memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh.reading import SegmentReader
from whoosh.writing import IndexingError, SegmentWriter

from indexer.engines.whoosh.codec import ArrayCodec, ArraySegment, merge_source, new_numbers
from indexer.engines.whoosh.documents import DocumentsReader, packed
from indexer.engines.whoosh.intake import Intake, Receiver
from indexer.engines.whoosh.inversion import Inversion
from indexer.engines.whoosh.layout import DEFAULT, Layout
from indexer.engines.whoosh.merge_policy import to_merge
from indexer.engines.whoosh.stock_view import ArrayTermsReader
from indexer.engines.whoosh.toc import commit_toc, generations


class ArrayWriter(SegmentWriter):
    """Adds, replaces and deletes documents; everything becomes durable and visible at commit()."""

    generation: int
    docnum: int

    def __init__(self, ix: Any, layout: Layout = DEFAULT, **options: Any) -> None:
        super().__init__(ix, codec=ArrayCodec(layout), **options)
        self.layout = layout
        self._before = self.generation - 1
        # A newer table that is damaged keeps its number to itself.
        self.generation = max(generations(Path(self.storage.folder), self.indexname)) + 1
        self.pool = Inversion(self.schema, self.storage.folder, self.layout)
        self._closed: list[ArraySegment] = []
        self._receiver = Receiver(self.schema)
        self._own: dict[tuple[str, bytes], tuple[ArraySegment, int]] = {}

    def add_document(self, **fields: Any) -> None:
        """Add a document. Raises before anything is kept when a value does not fit its field."""
        self._check_state()
        self._keep(self._receiver.read(fields), self._receiver.keys(fields))

    def update_document(self, **fields: Any) -> None:
        """Add a document in place of those with the same value in a unique field."""
        self._check_state()
        found, keys = self._receiver.read(fields), self._receiver.keys(fields)
        blob = packed(found.stored)
        for name, value in keys:
            self.delete_values(name, [value])
        self._keep(found, keys, blob)

    def _keep(self, found: Intake, keys: list[tuple[str, bytes]], blob: bytes | None = None) -> None:
        blob = packed(found.stored) if blob is None else blob
        if self.docnum >= self.layout.segment_documents:
            self._roll()
        self.perdocwriter.documents.add(found.lengths, found.columns, blob)
        for name, terms in found.terms.items():
            self.pool.add(name, self.docnum, terms)
        for key in keys:
            self._own[key] = self.newsegment, self.docnum
        self._added = True
        self.docnum += 1

    def delete_values(self, fieldname: str, values: Iterable[Any]) -> int:
        """Delete the documents with any of these exact values; how many there were."""
        kind = self.schema[fieldname]
        terms = [kind.to_bytes(value) for value in values]
        deleted = 0
        for reader, segment in zip(self._readers(), self.segments, strict=True):
            for term in terms:
                found = reader._terms.find(fieldname, term)
                for docnum in found[0].docs_of(found[1]).tolist() if found else ():
                    deleted += not segment.is_deleted(docnum)
                    segment.delete_document(docnum)
        for term in terms:
            own = self._own.pop((fieldname, term), None)
            if own is not None and not own[0].is_deleted(own[1]):
                own[0].delete_document(own[1])
                deleted += 1
        return deleted

    def _readers(self) -> list[SegmentReader]:
        if self._open_readers is None:
            self._open_readers = [SegmentReader(self.storage, self.schema, segment) for segment in self.segments]
        return self._open_readers

    _open_readers: list[SegmentReader] | None = None

    def add_reader(self, reader: SegmentReader) -> None:
        """Merge a segment into the one being written, array by array."""
        self._check_state()
        if not isinstance(reader._terms, ArrayTermsReader):
            raise IndexingError("only segments of this codec can be merged")
        if self.docnum and self.docnum + reader.doc_count() > self.layout.segment_documents:
            self._roll()
        documents: DocumentsReader = reader._perdoc
        kept, numbers = new_numbers(documents, self.docnum)
        columns = {name: kind.column_type for name, kind in self.schema.items() if kind.column_type}
        self.perdocwriter.documents.add_segment(documents, columns, kept)
        for name, chunks, vocabulary in merge_source(self.schema, reader._terms, numbers, self.docnum, self.layout):
            self.pool.add_run(name, iter(chunks), vocabulary)
        self.docnum += reader.doc_count()
        self._added = True

    def _roll(self) -> None:
        """Close the segment being written and begin another."""
        self._closed.append(self._finalize_segment())
        self.newsegment = self.codec.new_segment(self.storage, self.indexname)
        self.perdocwriter = self.codec.per_document_writer(self.storage, self.newsegment)
        self.fieldwriter = self.codec.field_writer(self.storage, self.newsegment)
        self.pool = Inversion(self.schema, self.storage.folder, self.layout)
        self.docnum = self.docbase

    def _flush_segment(self) -> None:
        self.get_segment()
        self.perdocwriter.close()
        self.fieldwriter.add_postings(self.schema, None, self.pool)
        self.fieldwriter.close()

    def _close_segment(self) -> None:
        self.perdocwriter.documents.close()
        self.perdocwriter.is_closed = self.fieldwriter.is_closed = True
        self.pool.close()

    def _cleanup_on_error(self) -> None:
        super()._cleanup_on_error()
        self.perdocwriter.documents.close()
        self.pool.close()

    def _commit_toc(self, segments: list[ArraySegment]) -> None:
        whole = [s for s in (*self._closed, *segments) if s.doc_count()]
        commit_toc(self.storage, self.indexname, self.schema, whole, self.generation, self._before)

    def _finish(self) -> None:
        for reader in self._open_readers or ():
            reader.close()
        self._open_readers = None
        super()._finish()

    def commit(self, mergetype: Any = None, optimize: bool | None = None, merge: bool | None = None) -> None:
        """Make everything durable and visible. `optimize` merges all there is into as few segments as allowed."""
        if mergetype is None and not optimize and merge is not False:
            mergetype = tiered
        super().commit(mergetype=mergetype, optimize=optimize, merge=merge)


def tiered(writer: ArrayWriter, segments: list[ArraySegment]) -> list[ArraySegment]:
    """Merge the segments the policy chooses, and those that are two fifths deleted; the segments that stay."""
    chosen = to_merge([segment.doc_count() for segment in segments], writer.docnum, writer.layout.segment_documents)
    keep: list[ArraySegment] = []
    for place, segment in enumerate(segments):
        if place in chosen or segment.deleted_count() * 5 > segment.doc_count_all() * 2:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
        else:
            keep.append(segment)
    return keep
