"""What the child gives up before it touches a document: rights, network, files, processes.

Every measure says whether it took hold; what a system does not offer is reported, not hidden.
Linux only; numbers are from the kernel's headers (landlock.h, seccomp.h, audit.h, unistd.h).
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

Measure = tuple[str, bool, str]

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 36, 38
_CLONE_NEWNS, _MS_BIND, _MS_PRIVATE = 0x00020000, 0x1000, 0x44000
_CLONE_NEWUSER, _CLONE_NEWIPC, _CLONE_NEWNET = 0x10000000, 0x08000000, 0x40000000
NOBODY = 65534


def drop_root(uid: int | None) -> Measure:
    """Become `uid` when the parent is root; limits on processes do not bind root."""
    if uid is None:
        as_root = os.geteuid() == 0
        return ("own user", not as_root, "runs as root" if as_root else "runs as an ordinary user")
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    _libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)  # a changed user makes /proc/self unwritable otherwise
    return ("own user", True, f"changed from root to {uid}")


def enter_namespaces() -> Measure:
    """A user namespace (processes are counted on their own) with an empty network namespace."""
    uid, gid = os.geteuid(), os.getegid()
    if _libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) != 0:
        return ("network namespace", False, os.strerror(ctypes.get_errno()))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    return ("network namespace", True, "empty: not even loopback")


def own_tmp(folder: Path, needed: Iterable[str]) -> Path:
    """Let `folder` be /tmp for this process and what it starts; programs put sockets there without asking.

    The path of the folder from here on: unchanged where the system does not allow it, or where one of the
    `needed` trees lies below /tmp and would be hidden.
    """
    if any(Path(tree).is_relative_to("/tmp") for tree in needed):  # noqa: S108
        return folder
    if _libc.unshare(_CLONE_NEWNS) != 0 or _libc.mount(b"none", b"/", None, _MS_PRIVATE, None) != 0:
        return folder
    return Path("/tmp") if _libc.mount(bytes(folder), b"/tmp", None, _MS_BIND, None) == 0 else folder  # noqa: S108


def adopt_orphans() -> None:
    """Orphaned grandchildren become ours, so that they can be waited for."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with_parent() -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0)


def forbid_new_privileges() -> None:
    """No set-user-id program gains anything; also the condition for Landlock and seccomp without root."""
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def limit_cpu(seconds: int) -> None:
    """End this process with SIGXCPU when it has used so much CPU time since its start; can be set again."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def set_limits(*, memory_bytes: int, file_bytes: int, processes: int) -> None:
    """Resource limits, for good, of this process and what it starts. Memory is per process."""
    for kind, value in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (bound, bound))


def tasks_of_user() -> int:
    """How many threads the current user runs; the base for a process limit without a user namespace."""
    uid, count = os.geteuid(), 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if entry.stat().st_uid == uid:
                    count += sum(1 for _ in (entry / "task").iterdir())
            except OSError:
                continue  # ended while we looked
    return count


# --- Landlock: which files, and no TCP -------------------------------------------------------------

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ = (1 << 0) | (1 << 2) | (1 << 3)  # execute, read a file, read a folder
_FILE_ONLY = (1 << 0) | (1 << 1) | (1 << 2) | (1 << 14)
_ALL_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
_NETWORK = 0b11  # bind, connect
_SCOPES = 0b11  # abstract sockets and signals stay inside


def landlock_version() -> int:
    """The version the kernel offers; 0 when there is none."""
    return max(0, int(_libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)))


def restrict_files(readable: Iterable[str], writable: str) -> None:
    """From here on only `readable` trees can be read or run and only `writable` can be changed.

    Does nothing where the kernel has no Landlock (see `landlock_version`). TCP is forbidden too and
    signals cannot leave, where the version knows it.
    """
    version = landlock_version()
    if not version:
        return
    everything = _ALL_BY_VERSION[min(version, 3)]
    attributes = struct.pack("QQQ", everything, _NETWORK if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(size), 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    for path, access in [(path, _READ) for path in readable] + [(writable, everything), ("/dev/null", 0b110)]:
        _allow(ruleset, path, access & everything)
    if _libc.syscall(_RESTRICT_SELF, ruleset, 0) != 0:
        raise OSError(ctypes.get_errno(), "landlock_restrict_self")
    os.close(ruleset)


def _allow(ruleset: int, path: str, access: int) -> None:
    try:
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # not there on this system: nothing to allow
    try:
        access &= access if os.path.isdir(path) else _FILE_ONLY
        rule = struct.pack("=Qi", access, folder)
        if _libc.syscall(_ADD_RULE, ruleset, 1, rule, 0) != 0:
            raise OSError(ctypes.get_errno(), f"landlock_add_rule {path}")
    finally:
        os.close(folder)


# --- seccomp: which system calls -------------------------------------------------------------------

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# ptrace, process_vm_readv/writev, setpgid, setsid, io_uring_setup, bpf, perf_event_open, userfaultfd,
# keyctl, add_key, request_key, mount, umount2, pivot_root, unshare, setns, connect
_DENIED = {
    "x86_64": (101, 310, 311, 109, 112, 425, 321, 298, 323, 250, 248, 249, 165, 166, 155, 272, 308, 42),
    "aarch64": (117, 270, 271, 154, 157, 425, 280, 241, 282, 219, 217, 218, 40, 39, 41, 97, 268, 203),
}
_SOCKET = {"x86_64": 41, "aarch64": 198}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435
_X32 = 0x40000000
_AF_UNIX, _EPERM, _ENOSYS = 1, 1, 38
_LOAD, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _JUMP_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_CLONE_THREAD = 0x00010000
_STARTING = {"x86_64": (57, 58, 59, 322), "aarch64": (221, 281)}  # fork, vfork, execve, execveat
Instruction = tuple[int, int, int, int]
_DENY: Instruction = (_RETURN, 0, 0, _ERRNO | _EPERM)


def seccomp_available() -> bool:
    return platform.machine() in _ARCHITECTURES and sys.platform == "linux"


def restrict_system_calls() -> None:
    """No network sockets, no leaving the process group, no new namespaces, no looking into other processes."""
    machine = platform.machine()
    if not seccomp_available():
        return
    program = _denying(machine, _DENIED[machine])
    program += [
        (_JUMP_EQUAL, 0, 1, _CLONE3),  # its flags are out of reach of a filter; the C library falls back to clone
        (_RETURN, 0, 0, _ERRNO | _ENOSYS),
        (_JUMP_EQUAL, 0, 3, _CLONE[machine]),
        (_LOAD, 0, 0, 16),
        (_JUMP_SET, 4, 0, _CLONE_NEWUSER),
        (_RETURN, 0, 0, _ALLOW),
        (_JUMP_EQUAL, 0, 3, _SOCKET[machine]),
        (_LOAD, 0, 0, 16),
        (_JUMP_EQUAL, 1, 0, _AF_UNIX),
        _DENY,
        (_RETURN, 0, 0, _ALLOW),
    ]
    _install(program)


def forbid_new_processes() -> None:
    """From here on no fork and no other program; threads remain. On top of `restrict_system_calls`."""
    machine = platform.machine()
    if not seccomp_available():
        return
    program = _denying(machine, _STARTING[machine])
    program += [
        (_JUMP_EQUAL, 0, 3, _CLONE[machine]),
        (_LOAD, 0, 0, 16),
        (_JUMP_SET, 1, 0, _CLONE_THREAD),
        _DENY,
        (_RETURN, 0, 0, _ALLOW),
    ]
    _install(program)


def _denying(machine: str, numbers: Iterable[int]) -> list[Instruction]:
    """The opening of a filter: calls of a foreign architecture and these are refused; the number stays loaded."""
    program: list[Instruction] = [
        (_LOAD, 0, 0, 4),
        (_JUMP_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        _DENY,
        (_LOAD, 0, 0, 0),
        (_JUMP_GREATER_EQUAL, 0, 1, _X32),
        _DENY,
    ]
    for number in numbers:
        program += [(_JUMP_EQUAL, 0, 1, number), _DENY]
    return program


def _install(program: list[Instruction]) -> None:
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer))
    if _libc.prctl(_PR_SET_SECCOMP, 2, header, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")
