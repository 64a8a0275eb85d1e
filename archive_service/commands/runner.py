"""The one place where an error becomes an exit code and a sentence; how verbs get their archive and actor."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import click
from rich.console import Console

from archive_service.bootstrap import local_operator, open_archive
from archive_service.domain.access import Actor
from archive_service.domain.errors import (
    ArchiveError,
    BadCredentials,
    BytesDamaged,
    IndexNotReady,
    NotFound,
    NotPermitted,
    NotSignedIn,
    Unavailable,
)
from archive_service.observability import set_up_logging
from archive_service.sentences import Language, sentence_of
from archive_service.services import Archive
from archive_service.settings import Settings, SettingsError, load_settings
from indexer.errors import IndexerError

DONE, REFUSED, USAGE, NOT_PERMITTED, NOT_FOUND, UNAVAILABLE = range(6)
_EXIT_CODES: tuple[tuple[type[ArchiveError], int], ...] = (
    (BytesDamaged, REFUSED),
    (Unavailable, UNAVAILABLE),
    (NotFound, NOT_FOUND),
    (NotPermitted, NOT_PERMITTED),
    (NotSignedIn, NOT_PERMITTED),
    (BadCredentials, NOT_PERMITTED),
    (ArchiveError, REFUSED),
)

console = Console(stderr=True, highlight=False)


def exit_code_of(error: ArchiveError) -> int:
    """The exit code of an error: the first class of the table it belongs to."""
    return next(code for kind, code in _EXIT_CODES if isinstance(error, kind))


def cli_language() -> Language:
    """Vietnamese unless the terminal's language is another one."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if spoken.lower().startswith("en") else "vi"


def print_json(document: Any) -> None:
    """One JSON document on one line of standard output."""
    click.echo(json.dumps(document, ensure_ascii=False))


def complain(error: ArchiveError) -> None:
    """The sentence for an error and what to do, on standard error."""
    sentence, action = sentence_of(error, cli_language())
    console.print(f"[red]{error.code}[/red]: {sentence} {action}", soft_wrap=True)


@dataclass(slots=True)
class Verb:
    """What a verb works with; the archive is opened when it is first needed and closed at the end."""

    settings: Settings
    _opened: Archive | None = field(default=None)

    @property
    def archive(self) -> Archive:
        if self._opened is None:
            self._opened = open_archive(self.settings)
        return self._opened

    @property
    def actor(self) -> Actor:
        """Whom ARCHIVE_TOKEN stands for; without it the operator of this machine."""
        if secret := os.environ.get("ARCHIVE_TOKEN"):
            return self.archive.accounts.actor_with_token(secret, "cli")
        return local_operator(self.archive)

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()


@contextmanager
def _running() -> Iterator[Verb]:
    try:
        settings = load_settings()
    except SettingsError as error:
        console.print(f"[red]settings[/red]: {error}", soft_wrap=True)
        sys.exit(USAGE)
    set_up_logging(settings.log)
    verb = Verb(settings)
    try:
        yield verb
    except IndexerError:
        complain(IndexNotReady())
        sys.exit(UNAVAILABLE)
    except ArchiveError as error:
        complain(error)
        sys.exit(exit_code_of(error))
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is wrong with the archive.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    finally:
        verb.close()


def with_verb(function: Callable[..., None]) -> Callable[..., None]:
    """Give the function its Verb as first argument and translate its errors."""

    def run(*args: Any, **kwargs: Any) -> None:
        with _running() as current:
            function(current, *args, **kwargs)

    run.__name__ = function.__name__
    run.__doc__ = function.__doc__
    parameters = getattr(function, "__click_params__", None)
    if parameters is not None:
        cast(Any, run).__click_params__ = parameters
    return run
