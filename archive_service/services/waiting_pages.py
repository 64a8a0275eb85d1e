"""Pages that a phone has sent while others of the same paper are still on their way: kept for their sender, for a day.

A line that breaks then costs the page it broke in and not those before. They are no records: nobody but the sender
reaches them, nothing is read of them, and what did not become part of a record within a day is removed when the next
page of anybody arrives. They lie on the machine that took them; another one asks for them again.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from archive_service.domain.access import Act, Actor, may_anywhere
from archive_service.domain.errors import BadField, NotFound, NotPermitted, StoreUnavailable
from archive_service.ports import Clock
from archive_service.services.spool import Spool, SpooledFile

KEPT_FOR = timedelta(days=1)
_LARGEST_PICTURE = 20_000_000
_DIGEST = re.compile("[0-9a-f]{128}")
_HEADS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page that has arrived whole. `size` in bytes; `sha512` in hex is what it is asked for by."""

    name: str
    size: int
    sha512: str


@dataclass(frozen=True, slots=True)
class WaitingPageService:
    """`folder` is this machine's own; `most` pages wait for one person."""

    folder: Path
    most: int
    clock: Clock

    def keep(self, actor: Actor, page: SpooledFile) -> WaitingPage:
        """Keep a page out of the spool of its request, again without harm.

        Raises NotPermitted for who hands in nothing anywhere, BadField (files) past the limit, StoreUnavailable.
        """
        if not may_anywhere(actor, Act.DEPOSIT):
            raise NotPermitted
        self._forget_old()
        own = self._own(actor)
        waiting = self.waiting(actor)
        if len(waiting) >= self.most and page.sha512 not in {each.sha512 for each in waiting}:
            raise BadField(field="files", value=len(waiting) + 1)
        try:
            own.mkdir(parents=True, exist_ok=True, mode=0o700)
            # The name comes first: a page without one is never seen.
            _name_of(own / page.sha512).write_text(json.dumps(page.name), "utf-8")
            shutil.move(page.path, own / page.sha512)
            moment = self.clock.now().timestamp()
            os.utime(own / page.sha512, (moment, moment))
        except OSError as error:
            raise StoreUnavailable from error
        return WaitingPage(page.name, page.size, page.sha512)

    def waiting(self, actor: Actor) -> Sequence[WaitingPage]:
        """The pages that wait for this person, by their names."""
        found = []
        oldest = (self.clock.now() - KEPT_FOR).timestamp()
        own = self._own(actor)
        for path in own.iterdir() if own.is_dir() else ():
            with suppress(FileNotFoundError):  # another request has just used it up
                facts = path.stat()
                if _DIGEST.fullmatch(path.name) and facts.st_mtime >= oldest:
                    name = str(json.loads(_name_of(path).read_text("utf-8")))
                    found.append(WaitingPage(name, facts.st_size, path.name))
        return sorted(found, key=lambda each: each.name)

    def take(self, actor: Actor, sha512: str, name: str, spool: Spool) -> SpooledFile:
        """A copy of a waiting page, under a name, in a spool. Raises NotFound, NameTooLong, BadFileName."""
        try:
            with self._path(actor, sha512).open("rb") as kept:
                copy = spool.take(name, kept)
        except FileNotFoundError:
            raise NotFound from None
        if copy.sha512 != sha512:
            raise NotFound  # what lies there is not what was sent: it is sent again
        return copy

    def picture(self, actor: Actor, sha512: str) -> tuple[bytes, str]:
        """The bytes and the media type of a page that a browser can show. Raises NotFound, also past 20 MB."""
        try:
            with self._path(actor, sha512).open("rb") as kept:
                content = kept.read(_LARGEST_PICTURE + 1)
        except FileNotFoundError:
            raise NotFound from None
        kind = next((kind for head, kind in _HEADS if content.startswith(head)), None)
        if kind is None or len(content) > _LARGEST_PICTURE:
            raise NotFound
        return content, kind

    def forget(self, actor: Actor, digests: Iterable[str]) -> None:
        """Remove pages of this person: they became a record, or are not wanted."""
        for sha512 in digests:
            if _DIGEST.fullmatch(sha512):
                _remove(self._own(actor) / sha512)

    def _path(self, actor: Actor, sha512: str) -> Path:
        if _DIGEST.fullmatch(sha512) is None:
            raise NotFound
        return self._own(actor) / sha512

    def _own(self, actor: Actor) -> Path:
        return self.folder / actor.user_id

    def _forget_old(self) -> None:
        oldest = (self.clock.now() - KEPT_FOR).timestamp()
        for path in self.folder.glob("*/*"):
            with suppress(FileNotFoundError):
                if _DIGEST.fullmatch(path.name) and path.stat().st_mtime < oldest:
                    _remove(path)


def _name_of(path: Path) -> Path:
    return path.with_suffix(".name")


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _name_of(path).unlink(missing_ok=True)
