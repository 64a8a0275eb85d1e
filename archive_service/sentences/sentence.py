"""A sentence of the archive in the languages it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened and what to do about it, in both languages."""

    vi: str
    vi_action: str
    en: str
    en_action: str
