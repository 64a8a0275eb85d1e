"""A list that people sign is frozen by one digest: what is added, left out, changed or put elsewhere later shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence


def frozen(lines: Iterable[Sequence[str]]) -> str:
    """The digest of a list, `sha256:` and 64 hex digits: over its lines in order, the parts of each set off by tabs."""
    return "sha256:" + hashlib.sha256("\n".join("\t".join(parts) for parts in lines).encode()).hexdigest()
