"""The engines of the search benchmark behind one small face: add documents, ask, commit, open again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

from whoosh import analysis, fields, index
from whoosh import query as q

from benchmarks.search_corpus import Document, Question
from indexer.engines.whoosh.array_index import ArrayIndex
from indexer.engines.whoosh.fields import Folded, Keyword, Number, Pairs, Tokens
from indexer.engines.whoosh.filters import ColumnBetween, ColumnIn
from indexer.engines.whoosh.searcher import ALL, By
from indexer.text.analysis import folded_term

TOP = 10


class Engine(Protocol):
    """One engine over one folder."""

    def build(self, documents: Iterable[Document]) -> None:
        """A new index of these documents."""
        ...

    def add(self, documents: Iterable[Document]) -> None:
        """Add and commit."""
        ...

    def open(self) -> None:
        """Open what is on the disk, as a new process would."""
        ...

    def ask(self, question: Question) -> int:
        """The ten best and the exact total; returns the total."""
        ...


class Arrays:
    """This project's engine. `streams` 4 is what the archive uses, 1 is what the others are given."""

    def __init__(self, folder: Path, streams: int = 4) -> None:
        self._folder = folder
        streams_of_text: dict[str, Any] = {"text": Tokens(), "text_pairs": Pairs("text")}
        if streams == 4:
            streams_of_text["text_folded"] = Folded("text", folded_term)
            streams_of_text["text_folded_pairs"] = Pairs("text_folded")
        if streams == 1:
            streams_of_text = {"text": Tokens(positions=True)}
        self._schema = fields.Schema(
            id=Keyword(unique=True, stored=True), unit=Keyword(), day=Number(), **streams_of_text
        )

    def build(self, documents: Iterable[Document]) -> None:
        ArrayIndex.create(self._folder, self._schema)
        self.open()
        self.add(documents)

    def add(self, documents: Iterable[Document]) -> None:
        writer = self.index.writer()
        for document in documents:
            writer.add_document(id=document.id, unit=document.unit, day=document.day, text=document.text)
        writer.commit()

    def open(self) -> None:
        self.index = ArrayIndex.open(self._folder)

    def ask(self, question: Question) -> int:
        allow: q.Query = ALL
        sort = (By(),)
        if question.kind == "and unit":
            allow = ColumnIn("unit", {question.unit})
        if question.kind == "and dates":
            allow, sort = ColumnBetween("day", question.first_day, question.last_day), (By("day"),)
        return self.index.searcher().find(whoosh_query(question), allow=allow, sort=sort, limit=TOP).total


def whoosh_query(question: Question) -> q.Query:
    """The words of a question as a query tree."""
    if question.kind.startswith("phrase"):
        return q.Phrase("text", list(question.words))
    if question.kind == "prefix":
        return q.Prefix("text", question.words[0])
    terms = [q.Term("text", word) for word in question.words]
    return terms[0] if len(terms) == 1 else q.Or(terms) if question.kind == "or four" else q.And(terms)


class Stock:
    """Stock Whoosh, with the same words."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = fields.Schema(
            id=fields.ID(stored=True, unique=True),
            unit=fields.ID(),
            day=fields.NUMERIC(int, 32, sortable=True),
            text=fields.TEXT(analyzer=analysis.RegexTokenizer(r"\S+")),
        )

    def build(self, documents: Iterable[Document]) -> None:
        self._folder.mkdir()
        index.create_in(str(self._folder), self._schema)
        self.open()
        self.add(documents)

    def add(self, documents: Iterable[Document]) -> None:
        writer = self._index.writer(limitmb=256)
        for document in documents:
            writer.add_document(id=document.id, unit=document.unit, day=document.day, text=document.text)
        writer.commit()
        self._searcher = self._index.searcher()

    def open(self) -> None:
        self._index = index.open_dir(str(self._folder))
        self._searcher = self._index.searcher()

    def ask(self, question: Question) -> int:
        query, options = whoosh_query(question), {}
        if question.kind == "and unit":
            query = q.And([query, q.Term("unit", question.unit)])
        if question.kind == "and dates":
            query = q.And([query, q.NumericRange("day", question.first_day, question.last_day)])
            options = {"sortedby": "day", "reverse": True}
        return len(self._searcher.search(query, limit=TOP, **options))


class Tantivy:
    """Tantivy through its Python binding."""

    def __init__(self, folder: Path) -> None:
        import tantivy  # noqa: PLC0415  an optional package: without it the other engines still run

        self._tantivy, self._folder = tantivy, folder
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("unit", tokenizer_name="raw")
        builder.add_integer_field("day", indexed=True, fast=True)
        builder.add_text_field("text", tokenizer_name="whitespace")
        self._schema = builder.build()

    def build(self, documents: Iterable[Document]) -> None:
        self._folder.mkdir()
        self._index = self._tantivy.Index(self._schema, path=str(self._folder))
        self.add(documents)

    def add(self, documents: Iterable[Document]) -> None:
        writer = self._index.writer(heap_size=256 << 20, num_threads=1)
        for found in documents:
            writer.add_document(self._tantivy.Document(id=found.id, unit=found.unit, day=found.day, text=found.text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def open(self) -> None:
        self._index = self._tantivy.Index.open(str(self._folder))
        self._searcher = self._index.searcher()

    def ask(self, question: Question) -> int:
        make, must = self._tantivy.Query, self._tantivy.Occur.Must
        schema = self._schema
        if question.kind.startswith("phrase"):
            query = make.phrase_query(schema, "text", list(question.words))
        elif question.kind == "prefix":
            query = make.regex_query(schema, "text", question.words[0] + ".*")
        else:
            how = self._tantivy.Occur.Should if question.kind == "or four" else must
            parts = [(how, make.term_query(schema, "text", word)) for word in question.words]
            query = parts[0][1] if len(parts) == 1 else make.boolean_query(parts)
        options: dict[str, Any] = {}
        if question.kind == "and unit":
            query = make.boolean_query([(must, query), (must, make.term_query(schema, "unit", question.unit))])
        if question.kind == "and dates":
            days = make.range_query(
                schema, "day", self._tantivy.FieldType.Integer, question.first_day, question.last_day
            )
            query = make.boolean_query([(must, query), (must, days)])
            options = {"order_by_field": "day"}
        answer: Any = self._searcher.search(query, limit=TOP, count=True, **options)  # its types know no count
        return int(answer.count)


class Fts5:
    """SQLite's full-text index."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def build(self, documents: Iterable[Document]) -> None:
        self._folder.mkdir()
        self.open()
        self._base.executescript(
            "CREATE VIRTUAL TABLE papers USING fts5(text, content='', tokenize='unicode61 remove_diacritics 0');"
            "CREATE TABLE facts(id INTEGER PRIMARY KEY, unit TEXT, day INTEGER);"
            "CREATE INDEX by_unit ON facts(unit); CREATE INDEX by_day ON facts(day);"
        )
        self.add(documents)

    def add(self, documents: Iterable[Document]) -> None:
        with self._base:
            for found in documents:
                row = self._base.execute(
                    "INSERT INTO facts(unit, day) VALUES (?, ?)", (found.unit, found.day)
                ).lastrowid
                self._base.execute("INSERT INTO papers(rowid, text) VALUES (?, ?)", (row, found.text))

    def open(self) -> None:
        self._base = sqlite3.connect(self._folder / "index.db")

    def ask(self, question: Question) -> int:
        quoted = [f'"{word}"' for word in question.words]
        match = " AND ".join(quoted)
        if question.kind == "or four":
            match = " OR ".join(quoted)
        elif question.kind.startswith("phrase"):
            match = '"' + " ".join(question.words) + '"'
        elif question.kind == "prefix":
            match = quoted[0] + "*"
        where, given = "papers MATCH ?", [match]
        if question.kind == "and unit":
            where, given = where + " AND facts.unit = ?", [match, question.unit]
        if question.kind == "and dates":
            where, given = (
                where + " AND facts.day BETWEEN ? AND ?",
                [match, str(question.first_day), str(question.last_day)],
            )
        source = "papers JOIN facts ON facts.id = papers.rowid" if " AND " in where else "papers"
        order = "facts.day DESC" if question.kind == "and dates" else "bm25(papers)"
        self._base.execute(
            f"SELECT papers.rowid FROM {source} WHERE {where} ORDER BY {order} LIMIT {TOP}", given
        ).fetchall()
        return int(self._base.execute(f"SELECT count(*) FROM {source} WHERE {where}", given).fetchone()[0])


ENGINES: dict[str, Callable[[Path], Engine]] = {
    "arrays": Arrays,
    "arrays, one stream": lambda folder: Arrays(folder, streams=1),
    "stock Whoosh": Stock,
    "Tantivy": Tantivy,
    "SQLite FTS5": Fts5,
}
