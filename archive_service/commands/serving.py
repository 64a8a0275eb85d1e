"""init, demo, run, serve, worker: bringing the archive up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from archive_service.app import create_app
from archive_service.bootstrap import open_archive, open_worker
from archive_service.commands.demonstration import load_demo
from archive_service.commands.runner import REFUSED, Verb, console, with_verb
from archive_service.key_files import key_in
from archive_service.settings import DEMO_NOTE, ROOT, Settings

_STOP_SECONDS = 20
_START_SECONDS = 60


@click.command()
@click.option("--units", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV of units to import.")
@with_verb
def init(verb: Verb, units: Path | None) -> None:
    """Make the data directory, the catalog and the store; running it again does no harm."""
    archive = verb.archive
    key_in(verb.settings.data_dir, "session.key")
    if units is not None:
        with units.open(encoding="utf-8-sig", newline="") as source:
            archive.units.import_csv(verb.actor, source)
    known = len(archive.units.register().units)
    click.echo(f"Ready in {verb.settings.data_dir.resolve()}: {known} units.")
    if not known:
        click.echo("Next: cli.py unit import UNITS.csv (see config/units.example.csv), then cli.py user add.")


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when the archive holds anything already.")
@with_verb
def demo(verb: Verb, if_empty: bool) -> None:
    """Load the demonstration archive: invented papers of invented cells, plainly marked as samples."""
    empty = not verb.archive.units.register().units
    if not empty:
        if if_empty:
            return
        console.print(
            "[red]not empty[/red]: The demonstration goes into an empty archive only; "
            "set ARCHIVE_DATA_DIR to a new folder.",
            soft_wrap=True,
        )
        sys.exit(REFUSED)
    verb.settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=verb.settings.data_dir, prefix="demo-") as folder:
        note = load_demo(verb.archive, verb.actor, Path(folder))
    (verb.settings.data_dir / DEMO_NOTE).write_text(json.dumps(note, ensure_ascii=False, indent=2), encoding="utf-8")
    _tell_demo(verb.settings)


def _tell_demo(settings: Settings) -> None:
    """Print the demonstration's accounts and what to try, where there is a demonstration."""
    path = settings.data_dir / DEMO_NOTE
    if not path.exists():
        return
    note = json.loads(path.read_text(encoding="utf-8"))
    click.echo(f"\nKho mẫu / demonstration: {note['records']} hồ sơ, {note['files']} tệp (nội dung hư cấu)")
    click.echo(f"Tài khoản / accounts, mật khẩu / password: {note['password']}")
    for account in note["accounts"]:
        click.echo(f"  {account['login']:12} {account['name']} – {account['role']}, {account['unit']}")
    click.echo("Thử / try:")
    for sample in note["samples"]:
        click.echo(f"  {sample}")


class _Gunicorn(BaseApplication):
    """Gunicorn with our settings; each process opens the archive for itself."""

    def __init__(self, settings: Settings, host: str, port: int) -> None:
        self._settings = settings
        self._address = (host, port)
        super().__init__()

    def load_config(self) -> None:
        host, port = self._address
        server = self._settings.server
        options: dict[str, Any] = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": server.processes,
            "threads": server.threads,
            "worker_class": "gthread",
            "timeout": 120,
            "graceful_timeout": 15,
            "keepalive": 5,
            "loglevel": self._settings.log.level,
            "proc_name": "cell-records-archive",
            "control_socket_disable": True,
            # What a proxy says is believed as server.trusted_proxies counts, by nothing else: not a path, nor a scheme.
            "forwarded_allow_ips": "",
            "forwarder_headers": "",
            "pre_request": self._hang_up_on_silence,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def _hang_up_on_silence(self, worker: Any, request: Any) -> None:
        """A client that went away in the middle must not keep a thread for ever."""
        request.unreader.sock.settimeout(self._settings.server.silence_seconds)

    def load(self) -> Any:
        return create_app(open_archive(self._settings), self._settings)


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@with_verb
def serve(verb: Verb, host: str | None, port: int | None) -> None:
    """Serve the web pages and REST. The worker runs beside it: cli.py worker."""
    verb.archive.units.register()
    verb.close()
    key_in(verb.settings.data_dir, "session.key")
    _Gunicorn(verb.settings, host or verb.settings.server.host, port or verb.settings.server.port).run()


@click.command()
@click.option("--once", is_flag=True, help="Do what is due, then end.")
@with_verb
def worker(verb: Verb, once: bool) -> None:
    """Read and index what was deposited."""
    working = open_worker(verb.settings, verb.archive)
    if once:
        click.echo(f"{working.drain()} jobs done.")
        return

    def stop(number: int, frame: FrameType | None) -> None:
        working.stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    working.run()


@click.command()
@click.option("--demo", "with_demo", is_flag=True, help="Load the demonstration archive when there is none.")
@with_verb
def run(verb: Verb, with_demo: bool) -> None:
    """Start service and worker together, until Ctrl-C."""
    settings = verb.settings
    verb.archive.units.register()
    verb.close()
    verbs: list[list[str]] = [["serve"], ["worker"]]
    if with_demo:
        subprocess.run([sys.executable, str(ROOT / "cli.py"), "demo", "--if-empty"], check=True)
    stopping = Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    children = [
        subprocess.Popen([sys.executable, str(ROOT / "cli.py"), *words], start_new_session=True) for words in verbs
    ]
    try:
        if _wait_until_up(settings, children, stopping):
            click.echo(f"\nMở / open  http://{settings.server.host}:{settings.server.port}/")
            _tell_demo(settings)
            click.echo("\nCtrl-C để dừng / to stop.")
        while not stopping.is_set() and all(child.poll() is None for child in children):
            stopping.wait(0.5)
    finally:
        codes = _stop(children)
    if not stopping.is_set():
        console.print(f"[red]stopped[/red]: A part ended by itself (exit codes {codes}); see the lines above.")
        sys.exit(REFUSED)


def _wait_until_up(settings: Settings, children: list[subprocess.Popen[bytes]], stopping: Event) -> bool:
    address = f"http://{settings.server.host}:{settings.server.port}/healthz"
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and not stopping.is_set():
        if any(child.poll() is not None for child in children):
            return False
        try:
            with urllib.request.urlopen(address, timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            stopping.wait(0.2)
    return False


def _stop(children: list[subprocess.Popen[bytes]]) -> list[int | None]:
    """End the parts gently, then firmly; nothing of them stays."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    return [child.returncode for child in children]
