"""The typeface of the papers: Noto Serif from a pinned package, narrowed to the width of office type.

System fonts are not used: they differ from machine to machine, and common ones (Liberation Serif) hold
no Vietnamese letters. The variable font is cut down to Latin with Vietnamese and fixed at the weights
needed, so that each paper carries little.
"""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass
from importlib import resources
from itertools import product
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FAMILY = "Noto Serif"
_PACKAGE = "fontpkg_noto_serif"
_UPRIGHT, _ITALIC = "NotoSerif[wdth,wght].ttf", "NotoSerif-Italic[wdth,wght].ttf"
_WIDTH = 80.0
_STYLES = {"": (_UPRIGHT, 400.0), "B": (_UPRIGHT, 700.0), "I": (_ITALIC, 400.0)}
_EXTRA = "–—‘’“”…²"


@dataclass(frozen=True, slots=True)
class Typeface:
    """Font files by fpdf style: "" upright, "B" bold, "I" italic."""

    files: dict[str, Path]


def vietnamese_letters() -> str:
    """Every letter of Vietnamese with every tone, lower and upper case, in NFC."""
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    lower = [unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product("aăâeêioôơuưy", tones)]
    return "".join(lower) + "".join(lower).upper() + "đĐ"


def prepare_typeface(folder: Path) -> Typeface:
    """Write the font files into `folder`. Raises ValueError when a letter of Vietnamese is missing."""
    wanted = {ord(letter) for letter in vietnamese_letters() + _EXTRA} | set(range(0x20, 0x7F))
    files = {}
    for style, (source, weight) in _STYLES.items():
        font = TTFont(io.BytesIO((resources.files(_PACKAGE) / "files" / source).read_bytes()), recalcTimestamp=False)
        missing = wanted - font.getBestCmap().keys()
        if missing:
            raise ValueError(f"{source} lacks {''.join(map(chr, sorted(missing)))}")
        options = Options(layout_features=[], hinting=False)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=wanted)
        subsetter.subset(font)
        instantiateVariableFont(font, {"wght": weight, "wdth": _WIDTH}, inplace=True)
        files[style] = folder / f"serif{style.lower()}.ttf"
        font.save(files[style])
    return Typeface(files)
