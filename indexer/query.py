"""The user's query text to an engine-free tree. A query is never an error.

What is not understood is searched as words and noted. The reading is one pass over the text, its
length, its items and its depth are bounded, so that any bytes are read in bounded time.
The syntax is documented in docs/search-syntax.md, whose examples are tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indexer.query_items import WORDLIKE, Item, Part, Reader, Sign
from indexer.query_tree import AllOf, AnyOf, Everything, Exclude, InField, Node, Query, Word, Words
from indexer.text.normalise import nfc

LONGEST_QUERY = 2_000
DEEPEST_NESTING = 16


def parse(text: str, today: date) -> Query:
    """Read a query. `today` is what "năm nay" and its like are counted from. Never raises."""
    clean = nfc(text[:LONGEST_QUERY].encode("utf-8", "replace").decode("utf-8"))
    clean = " ".join("".join(c if c.isprintable() else " " for c in clean).split())
    reader = Reader(clean, today)
    if len(text) > LONGEST_QUERY:
        reader.note("query_cut", clean[-20:])
    root = _Grammar(reader.items(), reader).query()
    return Query(root=root, text=clean, notes=tuple(dict.fromkeys(reader.notes)))


@dataclass(slots=True)
class _Grammar:
    """or := and (OR and)* ; and := run (AND run)* ; run := [NOT] item ... ; never fails."""

    parts: list[Part]
    reader: Reader
    at: int = 0
    depth: int = 0

    def query(self) -> Node:
        """The whole tree; Everything for no query at all."""
        self._settle_operators()
        signs = {part.kind for part in self.parts if isinstance(part, Sign)}
        boolean = bool(signs & {"and", "or"})
        if signs <= {"(", ")"}:
            # Nothing to group: these are the parentheses of a sentence.
            self.parts = [part for part in self.parts if isinstance(part, Item)]
        nodes: list[Node] = []
        while self.at < len(self.parts):
            node = self._or(soft=not boolean)
            if node:
                nodes.append(node)
            if self.at < len(self.parts):  # only a stray ")" stops the reading early
                self.reader.note("parenthesis", ")")
                self.at += 1
        return _join(nodes, AllOf) or Everything()

    def _settle_operators(self) -> None:
        """AND and OR with nothing on one side are words like any other."""
        for at, part in enumerate(self.parts):
            if isinstance(part, Sign) and part.kind in ("and", "or"):
                before, after = self.parts[at - 1 : at], self.parts[at + 1 : at + 2]
                if not (before and _ends_operand(before[0]) and after and _begins_operand(after[0])):
                    self.reader.note("operator_as_word", part.text)
                    self.parts[at] = Item(Word(part.text))

    def _kind(self) -> str:
        part = self.parts[self.at] if self.at < len(self.parts) else None
        return part.kind if isinstance(part, Sign) else "item" if part else "end"

    def _or(self, *, soft: bool) -> Node | None:
        return self._chain("or", AnyOf, soft=soft)

    def _chain(self, kind: str, join: type[AnyOf] | type[AllOf], *, soft: bool) -> Node | None:
        operand = self._run if kind == "and" else self._and
        nodes = [operand(soft=soft)]
        while self._kind() == kind:
            self.at += 1
            nodes.append(operand(soft=soft))
        return _join([node for node in nodes if node], join)

    def _and(self, *, soft: bool) -> Node | None:
        return self._chain("and", AllOf, soft=soft)

    def _run(self, *, soft: bool) -> Node | None:
        plain: list[Node] = []
        required: list[Node] = []
        while (kind := self._kind()) not in ("and", "or", ")", "end"):
            node, is_required = self._one(kind)
            if node:
                (required if is_required or not soft else plain).append(node)
        if plain:
            required.insert(0, Words(tuple(plain)))
        return _join(required, AllOf)

    def _one(self, kind: str) -> tuple[Node | None, bool]:
        part = self.parts[self.at]
        self.at += 1
        if isinstance(part, Item):
            return part.node, part.required
        if kind == "not":
            inner = self._one(self._kind())[0] if self._kind() not in ("and", "or", ")", "end", "not") else None
            if inner is None:
                self.reader.note("operator_as_word", part.text)
                return (Word(part.text), False) if WORDLIKE.search(part.text) else (None, False)
            return Exclude(inner), True
        if kind.startswith("field "):
            inner = self._one(self._kind())[0] if self._kind() == "(" else None
            return (InField(kind[6:], inner), True) if inner else (None, False)
        return self._group(), True

    def _group(self) -> Node | None:
        if self.depth >= DEEPEST_NESTING:
            self.reader.note("parenthesis", "(")
            return None
        self.depth += 1
        node = self._or(soft=False)
        self.depth -= 1
        if self._kind() == ")":
            self.at += 1
        else:
            self.reader.note("parenthesis", "(")
        return node


def _ends_operand(part: Part) -> bool:
    return isinstance(part, Item) or part.kind == ")"


def _begins_operand(part: Part) -> bool:
    return isinstance(part, Item) or part.kind not in ("and", "or", ")")


def _join(nodes: list[Node], join: type[AnyOf] | type[AllOf]) -> Node | None:
    return nodes[0] if len(nodes) == 1 else join(tuple(nodes)) if nodes else None
