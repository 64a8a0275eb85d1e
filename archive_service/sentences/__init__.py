"""What people are told: for each error code a sentence and what to do next, in Vietnamese and English.

Placeholders are the facts of the error. The web, REST and the command line all speak from here; the sentences stand in
one module for each part, as the errors do in `archive_service/domain/errors/`.
"""

from __future__ import annotations

from collections import defaultdict

from archive_service.domain.errors import ArchiveError
from archive_service.sentences import deposit, general, outages, requests, retention, sign_in, units
from archive_service.sentences.fields import named_field
from archive_service.sentences.locked_away import LOCKED_AWAY_ADVICE
from archive_service.sentences.sentence import Language, Sentence
from archive_service.sentences.units import unit_problem

__all__ = ("LOCKED_AWAY_ADVICE", "SENTENCES", "Language", "Sentence", "sentence_of", "told", "unit_problem")

SENTENCES: dict[str, Sentence] = {}
"""By code."""
for _part in (general, deposit, units, retention, sign_in, outages, requests):
    SENTENCES.update(_part.SENTENCES)


def sentence_of(error: ArchiveError, language: Language) -> tuple[str, str]:
    """The sentence for an error and what to do next."""
    return told(error.code, language, error.facts)


def told(code: str, language: Language, facts: dict[str, object]) -> tuple[str, str]:
    """The sentence for a code with its facts filled in; a fact that is missing reads as "…"."""
    sentence = SENTENCES.get(code, SENTENCES["error"])
    filled: defaultdict[str, object] = defaultdict(lambda: "…", facts)
    if code == "bad_field":
        filled["field"] = named_field(str(facts.get("field", "…")), language)
    if code in ("bad_unit_event", "bad_unit_register") and "problem" in facts:
        about = str(facts.get("value", facts.get("unit", "")))
        filled["problem"] = unit_problem(str(facts["problem"]), about, language)
    if language == "vi":
        return sentence.vi.format_map(filled), sentence.vi_action.format_map(filled)
    return sentence.en.format_map(filled), sentence.en_action.format_map(filled)
