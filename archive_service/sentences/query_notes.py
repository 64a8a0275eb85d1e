"""What a person is told about a piece of a query that was not understood, and was searched as words or left out."""

from __future__ import annotations

from dataclasses import dataclass

from archive_service.sentences.sentence import Language


@dataclass(frozen=True, slots=True)
class QueryNote:
    """One sentence in both languages; `{text}` is the piece of the query."""

    vi: str
    en: str


QUERY_NOTES = {
    "query_cut": QueryNote(
        "Câu tìm quá dài, phần từ “{text}” đã bỏ qua.",
        "The query is too long; what follows “{text}” was left out.",
    ),
    "unclosed_quote": QueryNote(
        "Thiếu dấu ngoặc kép đóng: {text}",
        "A closing quotation mark is missing: {text}",
    ),
    "impossible_date": QueryNote(
        "Ngày không có thật, tìm như chữ thường: {text}",
        "No such date, searched as words: {text}",
    ),
    "date_expected": QueryNote(
        "Chờ một ngày nhưng gặp: {text}",
        "A date was expected but this came: {text}",
    ),
    "unknown_field": QueryNote(
        "Không có mục “{text}”, tìm như chữ thường.",
        "There is no field “{text}”; searched as words.",
    ),
    "star_as_word": QueryNote(
        "Dấu * đứng không đúng chỗ: {text}",
        "The * stands in the wrong place: {text}",
    ),
    "field_without_value": QueryNote(
        "Mục chưa có giá trị: {text}",
        "A field has no value: {text}",
    ),
    "parenthesis": QueryNote(
        "Dấu ngoặc đơn không khớp, đã bỏ qua.",
        "The parentheses do not match and were left out.",
    ),
    "operator_as_word": QueryNote(
        "Từ nối đứng không đúng chỗ, tìm như chữ thường: {text}",
        "An operator stands in the wrong place, searched as a word: {text}",
    ),
}
"""By the code of `indexer.query_tree.Query.notes`."""


def query_note(code: str, text: str, language: Language) -> str:
    """What to tell about a piece of a query."""
    note = QUERY_NOTES[code]
    return (note.vi if language == "vi" else note.en).format(text=text)
