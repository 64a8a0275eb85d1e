"""Keys of this installation: made once, kept beside the data, readable by their owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

SECOND_FACTOR_KEY = "second-factor.key"


def key_in(folder: Path, name: str) -> str:
    """The key in this file, 64 hexadecimal digits. Of several processes that start at once all get the same."""
    path = folder / name
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        new = path.with_name(f"{name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(new, path)  # whole at once, and only if nobody was faster
        except FileExistsError:
            return path.read_text(encoding="ascii")
        finally:
            new.unlink()
        return path.read_text(encoding="ascii")


def next_key(folder: Path, name: str) -> str:
    """The key that is to follow the one in this file: made once, also when it was begun before and broken off."""
    return key_in(folder, f"{name}.next")


def take_next_key(folder: Path, name: str) -> None:
    """Put the next key in the place of the one in this file, in one step."""
    os.replace(folder / f"{name}.next", folder / name)
