"""A real PostgreSQL for tests: its own server in a temporary folder, reached by a socket there, gone afterwards.

Never runs as root (PostgreSQL refuses to): root starts it as the user `postgres` or `nobody`.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

SUPERUSER = "archive_tests"
_PORT = 5432  # only a part of the socket's name: the server listens on no address
_START_SECONDS = 30


class PostgresImpossible(Exception):
    """No server can be started here; the message says why."""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server. `folder` holds its data and its socket; `pid` is its process."""

    folder: Path
    pid: int
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def new_database(self, template: str = "template0") -> str:
        """Create a database and answer its name."""
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(self._conninfo("postgres"), autocommit=True) as connection:
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop_database(self, name: str) -> None:
        with psycopg.connect(self._conninfo("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def url(self, database: str) -> str:
        """The address of the database as a setting of the archive."""
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self.folder}&port={_PORT}"

    def _conninfo(self, database: str) -> str:
        return psycopg.conninfo.make_conninfo(host=str(self.folder), port=_PORT, user=SUPERUSER, dbname=database)

    def answers(self) -> bool:
        try:
            psycopg.connect(self._conninfo("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def running_postgres(settings: Sequence[str] = ("fsync=off",)) -> Iterator[PostgresServer]:
    """Start a server, stop it by its process id, remove its folder. Raises PostgresImpossible."""
    binaries = _binaries()
    user = _unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="archive-pg-", dir="/tmp"))  # the path of a socket is short
    try:
        os.chown(folder, user.pw_uid, user.pw_gid)
        _make_cluster(binaries, user, folder)
        options = [part for setting in (*settings, "listen_addresses=", f"port={_PORT}") for part in ("-c", setting)]
        command = [str(binaries / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *options]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen([*_as(user), *command], cwd=folder, stdout=subprocess.DEVNULL, stderr=log)
        try:
            server = PostgresServer(folder, process.pid)
            _wait_until_ready(server, process)
            yield server
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    found = shutil.which("initdb")
    if found is None:
        raise PostgresImpossible("PostgreSQL is not installed (Debian: postgresql-15)")
    return Path(found).resolve().parent


def _unprivileged_user() -> pwd.struct_passwd:
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresImpossible("running as root, and there is neither a user postgres nor nobody to start it as")


def _as(user: pwd.struct_passwd) -> list[str]:
    """Become the user and die with the tests, however these end."""
    dying = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() != 0:
        return dying
    return [*dying, "--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]


def _make_cluster(binaries: Path, user: pwd.struct_passwd, folder: Path) -> None:
    # A locale whose order is not that of bytes, as on a real server: keys must not depend on it.
    locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=vi"]
    command = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", SUPERUSER, "--auth=trust", "--no-sync"]
    made = subprocess.run([*_as(user), *command, *locale], cwd=folder, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise PostgresImpossible(f"initdb failed: {made.stderr.strip()[-500:]}")


def _wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not server.answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise PostgresImpossible(f"the server did not start: {(server.folder / 'log').read_text()[-500:]}")
        time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)  # fast shutdown: sessions are ended, nothing is lost
    try:
        process.wait(timeout=_START_SECONDS)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait()
