"""A real S3 server on this machine: Debian's Ceph gateway over https, in a folder, on loopback, without systemd.

Needs the packages ceph-mon ceph-osd radosgw ceph-common; runs as root or as anybody.

    python -m tests.servers.radosgw start FOLDER [memstore|bluestore]    prints how to reach it, as JSON
    python -m tests.servers.radosgw stop FOLDER

memstore forgets everything when it stops; bluestore keeps it in a sparse file. One disk, no redundancy: to try
things out and to test, not to keep records in.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

PROGRAMS = ("ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph", "ceph-authtool", "monmaptool", "openssl")
_DAEMONS = {"mon.a": "ceph-mon", "osd.0": "ceph-osd", "client.rgw": "radosgw"}
_PATIENCE_SECONDS = 60.0

_CONFIGURATION = """\
[global]
fsid = {fsid}
mon_initial_members = a
mon_host = v2:127.0.0.1:{mon_port}
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
public_network = 127.0.0.0/8
ms_bind_msgr1 = false
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
auth_allow_insecure_global_id_reclaim = false
keyring = {folder}/keyring
run_dir = {folder}/run
admin_socket =
pid_file = {folder}/run/$name.pid
log_file = {folder}/log/$name.log
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pgp_num = 8
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
mon_data_avail_warn = 2
mon_data_avail_crit = 1
[mon]
mon_data = {folder}/mon/$id
paxos_propose_interval = 0.05
paxos_min_wait = 0.01
[mon.a]
public_addr = v2:127.0.0.1:{mon_port}
[osd]
osd_data = {folder}/osd/$id
osd_objectstore = {objectstore}
bluestore_block_create = true
bluestore_block_size = 10737418240
memstore_device_bytes = 4294967296
osd_memory_target = 1073741824
[client.rgw]
rgw_frontends = beast ssl_endpoint=127.0.0.1:{port} ssl_certificate={folder}/cert.pem ssl_private_key={folder}/key.pem tcp_nodelay=1
rgw_data = {folder}/run
rgw_enable_usage_log = false
rgw_thread_pool_size = 64
"""  # noqa: E501 - one setting per line


@dataclass(frozen=True, slots=True)
class User:
    name: str
    access_key: str
    secret_key: str


def missing_programs() -> list[str]:
    """What has to be installed before a server can start."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


class Radosgw:
    """The daemons that live in one folder. `start` makes what is missing, so it also restarts."""

    def __init__(self, folder: Path, objectstore: str = "memstore") -> None:
        self.folder = folder.resolve()
        self.objectstore = objectstore

    @property
    def ca_file(self) -> Path:
        return self.folder / "cert.pem"

    @property
    def endpoint(self) -> str:
        return f"https://localhost:{json.loads((self.folder / 'ports.json').read_text())['port']}"

    def start(self) -> None:
        """Start what does not run. Raises RuntimeError with the last words of the logs when it does not come up."""
        fresh = not (self.folder / "ready").exists()
        if fresh:
            self._prepare()
        self._start_daemon("mon.a", "ceph-mon", "-i", "a")
        self._wait("the monitor", lambda: self._run("ceph", "--connect-timeout", "5", "mon", "stat", check=False) == 0)
        if fresh or not (self.folder / "osd" / "0" / "keyring.done").exists():
            self._make_disk()
        self._start_daemon("osd.0", "ceph-osd", "-i", "0")
        self._wait("the disk", lambda: " 1 up" in self._output("ceph", "osd", "stat"))
        self.start_gateway()
        (self.folder / "ready").touch()

    def start_gateway(self) -> None:
        """Start the gateway alone, over daemons that run."""
        self._start_daemon("client.rgw", "radosgw", "-n", "client.rgw")
        self._wait("the gateway", self._answers)

    def stop(self, names: tuple[str, ...] = ("client.rgw", "osd.0", "mon.a"), *, kill: bool = False) -> None:
        """End the daemons by their process ids; with `kill` all at once, as a power cut would."""
        running = {name: pid for name in names if (pid := self._pid(name)) is not None}
        if kill:
            for pid in running.values():
                os.kill(pid, signal.SIGKILL)
        for name, pid in running.items():
            if not kill:
                os.kill(pid, signal.SIGTERM)
            deadline = time.monotonic() + 5
            while _is_running(pid, _DAEMONS[name]):
                if time.monotonic() > deadline:
                    os.kill(pid, signal.SIGKILL)
                    deadline = time.monotonic() + 5
                time.sleep(0.05)
            (self.folder / "run" / f"{name}.pid").unlink(missing_ok=True)

    def add_user(self, name: str) -> User:
        """Make a user with keys that stand on no command line but this machine's own."""
        user = User(name, f"AK{secrets.token_hex(9)}", secrets.token_hex(20))
        self._admin(
            "user", "create", f"--uid={name}", f"--display-name={name}", "--max-buckets=0",
            f"--access-key={user.access_key}", f"--secret-key={user.secret_key}",
        )  # fmt: skip
        return user

    def suspend_user(self, name: str) -> None:
        """Make the user's keys worthless."""
        self._admin("user", "suspend", f"--uid={name}")

    def limit_bucket(self, user: str, bucket: str, objects: int) -> None:
        """Let the bucket hold only so many objects."""
        self._admin("quota", "set", "--quota-scope=bucket", f"--uid={user}", f"--bucket={bucket}",
                    f"--max-objects={objects}")  # fmt: skip
        self._admin("quota", "enable", "--quota-scope=bucket", f"--uid={user}", f"--bucket={bucket}")

    # ---------------------------------------------------------------- making

    def _prepare(self) -> None:
        if self.folder.exists() and any(self.folder.iterdir()):
            shutil.rmtree(self.folder)
        for name in ("mon", "osd/0", "log", "run"):
            (self.folder / name).mkdir(parents=True)
        self.folder.chmod(0o700)
        fsid = str(uuid.uuid4())
        mon_port, port = _free_ports(2)
        (self.folder / "ports.json").write_text(json.dumps({"port": port}))
        (self.folder / "ceph.conf").write_text(
            _CONFIGURATION.format(
                fsid=fsid, mon_port=mon_port, port=port, folder=self.folder, objectstore=self.objectstore
            )
        )
        self._run(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem",
        )  # fmt: skip
        self._run("ceph-authtool", "-C", "keyring", "--gen-key", "-n", "mon.", "--cap", "mon", "allow *")
        self._run(
            "ceph-authtool", "keyring", "--gen-key", "-n", "client.admin",
            "--cap", "mon", "allow *", "--cap", "osd", "allow *", "--cap", "mgr", "allow *",
        )  # fmt: skip
        self._run(
            "ceph-authtool", "keyring", "--gen-key", "-n", "client.rgw", "--cap", "mon", "allow rwx",
            "--cap", "osd", "allow rwx",
        )  # fmt: skip
        address = f"[v2:127.0.0.1:{mon_port}]"
        self._run("monmaptool", "--create", "--clobber", "--fsid", fsid, "--addv", "a", address, "monmap")
        self._run("ceph-mon", "-i", "a", "--mkfs", "--monmap", "monmap", "--keyring", "keyring")

    def _make_disk(self) -> None:
        number = str(uuid.uuid4())
        key = self._output("ceph-authtool", "--gen-print-key").strip()
        self._run("ceph", "osd", "new", number, "-i", "-", said=json.dumps({"cephx_secret": key}))
        self._run(
            "ceph-authtool", "keyring", "-n", "osd.0", "--add-key", key,
            "--cap", "mon", "allow profile osd", "--cap", "osd", "allow *", "--cap", "mgr", "allow profile osd",
        )  # fmt: skip
        self._run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", number)
        (self.folder / "osd" / "0" / "keyring.done").touch()

    # ---------------------------------------------------------------- running

    def _start_daemon(self, name: str, *command: str) -> None:
        if self._pid(name) is None:
            self._run(*command)

    def _pid(self, name: str) -> int | None:
        """The daemon's process id, if it is really that daemon."""
        try:
            pid = int((self.folder / "run" / f"{name}.pid").read_text())
        except (OSError, ValueError):
            return None
        return pid if _is_running(pid, _DAEMONS[name]) else None

    def _answers(self) -> bool:
        port = int(self.endpoint.rpartition(":")[2])
        context = ssl.create_default_context(cafile=self.ca_file)
        try:
            with (
                socket.create_connection(("127.0.0.1", port), timeout=5) as plain,
                context.wrap_socket(plain, server_hostname="localhost") as secured,
            ):
                secured.sendall(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return secured.recv(12).startswith(b"HTTP/1.1 200")
        except OSError:
            return False

    def _wait(self, what: str, is_up: object) -> None:
        assert callable(is_up)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not is_up():
            if time.monotonic() > deadline:
                logs = [log.read_text(errors="replace")[-500:] for log in (self.folder / "log").glob("*.log")]
                raise RuntimeError(f"{what} did not come up\n" + "\n".join(logs))
            time.sleep(0.05)

    def _admin(self, *arguments: str) -> None:
        self._run("radosgw-admin", "-n", "client.rgw", *arguments)

    def _run(self, *command: str, said: str | None = None, check: bool = True) -> int:
        return self._call(command, said, check).returncode

    def _output(self, *command: str) -> str:
        return self._call(command, None, False).stdout

    def _call(self, command: tuple[str, ...], said: str | None, check: bool) -> subprocess.CompletedProcess[str]:
        with (self.folder / "log" / "commands.log").open("a") as complaints:
            done = subprocess.run(
                command,
                cwd=self.folder,
                env={**os.environ, "CEPH_CONF": str(self.folder / "ceph.conf")},
                input=said,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
                check=False,
                timeout=_PATIENCE_SECONDS,
            )
        if check and done.returncode:
            raise RuntimeError(f"{command[0]} failed: {(self.folder / 'log' / 'commands.log').read_text()[-2000:]}")
        return done


def _is_running(pid: int, program: str) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return program.encode() in command and state != "Z"


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def main(arguments: list[str]) -> int:
    match arguments:
        case ["start", folder, *rest] if len(rest) <= 1:
            if absent := missing_programs():
                print(f"not installed: {', '.join(absent)}", file=sys.stderr)
                return 1
            server = Radosgw(Path(folder), *rest)
            fresh = not (server.folder / "ready").exists()
            server.start()
            users = [asdict(server.add_user("owner"))] if fresh else []
            print(json.dumps({"endpoint": server.endpoint, "ca_file": str(server.ca_file), "users": users}))
            return 0
        case ["stop", folder]:
            Radosgw(Path(folder)).stop()
            return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
