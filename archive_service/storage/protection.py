"""Locks and holds of the filesystem store: one small file for all keys of a folder, enforced by this program.

They stand outside the tree of objects, so that the tree stays a valid OCFL storage root.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive_service.domain.errors import StoreUnavailable
from archive_service.ports import LockMode, LockState
from archive_service.storage.disk import disk_errors
from archive_service.storage.exclusive import FileLocks
from archive_service.storage.layout import OBJECT_DEPTH

UNPROTECTED = LockState()
_FORMAT = "protection/1"


def stronger(now: LockState, until: datetime, mode: LockMode) -> LockState:
    """The state with the lock added: a date is never moved nearer, compliance never becomes governance."""
    if now.until is None:
        return LockState(until, mode, now.held)
    kept = LockMode.COMPLIANCE if LockMode.COMPLIANCE in {now.mode, mode} else LockMode.GOVERNANCE
    return LockState(max(now.until, until), kept, now.held)


def weakest(states: Sequence[LockState]) -> LockState:
    """What protects all of them: the nearest date, the weaker mode, held only if every one is."""
    held = all(state.held for state in states)
    dates = [state.until for state in states if state.until is not None]
    if len(dates) < len(states):
        return LockState(held=held)
    modes = {state.mode for state in states}
    mode = LockMode.GOVERNANCE if LockMode.GOVERNANCE in modes else LockMode.COMPLIANCE
    return LockState(min(dates), mode, held)


def strictest(states: Sequence[LockState]) -> LockState:
    """What protects any of them: the farthest date, the stronger mode that still has one, held if one is."""
    dates = [state.until for state in states if state.until is not None]
    modes = {state.mode for state in states if state.mode is not None}
    mode = LockMode.COMPLIANCE if LockMode.COMPLIANCE in modes else next(iter(modes), None)
    return LockState(max(dates, default=None), mode, any(state.held for state in states))


def forbids(state: LockState, now: datetime, *, bypass_governance: bool) -> bool:
    """Whether bytes in this state must stay at this time."""
    if state.held:
        return True
    if state.until is None or state.until <= now:
        return False
    return state.mode is not LockMode.GOVERNANCE or not bypass_governance


@dataclass(frozen=True, slots=True)
class Protection:
    """The protection files under `folder`. `save` writes a file durably in one step."""

    folder: Path
    locks: FileLocks
    save: Callable[[Path, bytes], None]

    @contextmanager
    def guarded(self, keys: Sequence[str]) -> Iterator[dict[str, LockState]]:
        """The states of the keys, which nobody else changes meanwhile."""
        with self.locks.hold(str(self._file(key)) for key in keys):
            yield self.states(keys)

    def states(self, keys: Sequence[str]) -> dict[str, LockState]:
        """The state of each key. Raises StoreUnavailable when a file cannot be understood: then nothing may go."""
        files = {path: self._load(path) for path in {self._file(key) for key in keys}}
        return {key: files[self._file(key)].get(key, UNPROTECTED) for key in keys}

    def set(self, states: Mapping[str, LockState]) -> None:
        """Note the states durably and read them back. Call it while guarded; unprotected keys are dropped."""
        for path in {self._file(key) for key in states}:
            now = self._load(path)
            wanted = now | {key: state for key, state in states.items() if self._file(key) == path}
            wanted = {key: state for key, state in wanted.items() if state != UNPROTECTED}
            if wanted == now:
                continue
            self.save(path, _encode(wanted))
            if self._load(path) != wanted:
                raise StoreUnavailable

    def _file(self, key: str) -> Path:
        segments = key.split("/")[:OBJECT_DEPTH]
        segments[-1] += ".json"
        return self.folder.joinpath(*segments)

    def _load(self, path: Path) -> dict[str, LockState]:
        with disk_errors():
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                return {}
        try:
            return _decode(content)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreUnavailable from error


def _encode(states: Mapping[str, LockState]) -> bytes:
    keys = {
        key: {
            "until": state.until.isoformat() if state.until else None,
            "mode": state.mode.value if state.mode else None,
            "held": state.held,
        }
        for key, state in sorted(states.items())
    }
    return (json.dumps({"format": _FORMAT, "keys": keys}, ensure_ascii=False, indent=1) + "\n").encode()


def _decode(content: bytes) -> dict[str, LockState]:
    document = json.loads(content)
    if document["format"] != _FORMAT:
        raise ValueError(document["format"])
    return {
        key: LockState(
            datetime.fromisoformat(entry["until"]) if entry["until"] else None,
            LockMode(entry["mode"]) if entry["mode"] else None,
            bool(entry["held"]),
        )
        for key, entry in document["keys"].items()
    }
