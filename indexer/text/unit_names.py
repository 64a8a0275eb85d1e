"""A printed issuer against a register of units: by folded name, superior and date, never by name alone.

"Chi bộ Tổ dân phố số 8" exists in every ward, and one cell is printed as TDP 8, tổ 8, Tổ dân phố số 8. So
the names are reduced to a key, and a match is sure only when the superior and the day agree as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from indexer.text.normalise import fold

_WORD = re.compile(r"[^\W_]+")
_ABBREVIATIONS = {
    "tdp": "to dan pho",
    "kp": "khu pho",
    "tp": "thanh pho",
    "tx": "thi xa",
    "tt": "thi tran",
    "p": "phuong",
    "x": "xa",
    "q": "quan",
    "h": "huyen",
    "th": "tieu hoc",
    "thcs": "trung hoc co so",
    "thpt": "trung hoc pho thong",
    "mn": "mam non",
    "ubnd": "uy ban nhan dan",
    "ca": "cong an",
    "htx": "hop tac xa",
}
_OWN_KIND = re.compile(r"^(?:dai hoi )?(?:dang vien )?(?:chi uy )?(?:chi bo )?(?:truc thuoc )?")
_SUPERIOR_KIND = re.compile(r"^(?:ban (?:chap hanh|thuong vu) )?(?:dang bo|dang uy|dang uy bo phan) ")
_PLACE_KIND = re.compile(r"^(?:to dan pho|khu pho|thon|ban|buon|lang|ap|xom|khom|khu|to) ")
_LEVEL = re.compile(r"^(?:phuong|xa|thi tran|dac khu|quan|huyen|thi xa|thanh pho|tinh) ")
_NEAR = 0.88

SAME, SAME_WITHOUT_DATE, SUPERIOR_UNKNOWN, OTHER_TIME, OTHER_KIND, SPELT_NEARLY, AMBIGUOUS = (
    0.95, 0.9, 0.8, 0.6, 0.6, 0.65, 0.55,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitName:
    """One name of a unit, from a register: `parent` is the superior's name; the days are inclusive, None is open."""

    unit_id: str
    name: str
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """A unit the printed issuer can be, and how sure that is (0..1)."""

    unit: UnitName
    confidence: float


def match_unit(
    printed: str, parent: str | None, candidates: Iterable[UnitName], on: date | None = None
) -> tuple[UnitMatch, ...]:
    """The units the printed issuer can be, best first; empty when none is near.

    `parent` is the superior as printed, `on` the day of the paper. Sure (0.9 and more) is a match whose
    name and superior agree, that was valid on the day, and that no second unit shares.
    """
    best: dict[str, UnitMatch] = {}
    for unit in candidates:
        confidence = _confidence(printed, parent, unit, on)
        known = best.get(unit.unit_id)
        if confidence and (known is None or known.confidence < confidence):
            best[unit.unit_id] = UnitMatch(unit, confidence)
    ranked = sorted(best.values(), key=lambda match: (-match.confidence, match.unit.name, match.unit.unit_id))
    shared = len(ranked) > 1 and ranked[0].confidence == ranked[1].confidence
    if not shared:
        return tuple(ranked)
    return tuple(UnitMatch(match.unit, min(match.confidence, AMBIGUOUS)) for match in ranked)


def unit_key(name: str) -> str:
    """What is left of a unit's name to compare: "Chi bộ TDP số 08" and "Chi bộ Tổ dân phố 8" give "to dan pho 8"."""
    return _OWN_KIND.sub("", _spelt_out(name))


def superior_key(name: str) -> str:
    """The same for a superior: Đảng bộ and Đảng ủy of one place are one."""
    return _SUPERIOR_KIND.sub("", _spelt_out(name))


def _confidence(printed: str, parent: str | None, unit: UnitName, on: date | None) -> float:
    key = unit_key(printed)
    likeness = max(_likeness(key, unit_key(name)) for name in (unit.name, *unit.aliases)) if key else 0.0
    if not likeness:
        return 0.0
    superior = _superior_agrees(parent, unit.parent)
    if superior is False:
        return 0.0
    if not _valid(unit, on):
        return min(likeness, OTHER_TIME)
    if superior is None:
        return min(likeness, SUPERIOR_UNKNOWN)
    return min(likeness, SAME if on else SAME_WITHOUT_DATE)


def _likeness(one: str, other: str) -> float:
    if one == other:
        return SAME
    if _PLACE_KIND.sub("", one) == _PLACE_KIND.sub("", other) and not one[-1:].isdigit():
        return OTHER_KIND
    digits = re.findall(r"\d+", one) == re.findall(r"\d+", other)
    return SPELT_NEARLY if digits and SequenceMatcher(None, one, other).ratio() >= _NEAR else 0.0


def _superior_agrees(printed: str | None, registered: str | None) -> bool | None:
    """Whether the superiors are the same; None when one is not known or may be misread."""
    if not printed or not registered:
        return None
    one, other = superior_key(printed), superior_key(registered)
    if one == other or _LEVEL.sub("", one) == other or one == _LEVEL.sub("", other):
        return True
    # Yên Bình and Yên Ninh are two wards: what is only near may be a misreading and may be another.
    return None if SequenceMatcher(None, one, other).ratio() >= _NEAR else False


def _valid(unit: UnitName, on: date | None) -> bool:
    return on is None or ((unit.valid_from or on) <= on <= (unit.valid_to or on))


def _spelt_out(name: str) -> str:
    words = [_ABBREVIATIONS.get(word, word.lstrip("0") or word) for word in _WORD.findall(fold(name))]
    spelt = re.sub(r"\bso (?=\d)", "", " ".join(words))
    return re.sub(r"\bto (?=\d)", "to dan pho ", spelt)
