"""What a worker's process group uses, read from /proc: the parent's own view, which the child cannot falsify."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from indexer.model import Limits, NoTextReason

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_MAX_FILES_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class GroupUse:
    """Sums over a process group: processes alive, CPU seconds, resident bytes (shared pages count each time)."""

    processes: int
    cpu_seconds: float
    resident_bytes: int


def use_of_group(group: int) -> GroupUse:
    """What the processes of a group use at this moment."""
    processes, ticks, pages = 0, 0, 0
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            stat = Path(f"/proc/{entry}/stat").read_text("utf-8", "replace")
        except OSError:
            continue  # ended while we looked
        fields = stat.rpartition(")")[2].split()
        if int(fields[2]) == group:
            processes += 1
            ticks += sum(int(value) for value in fields[11:15])
            pages += int(fields[21])
    return GroupUse(processes, ticks / _TICKS, pages * _PAGE)


def bytes_below(folder: Path) -> int:
    """The size of all files below a folder; stops counting after ten thousand entries."""
    total, seen, waiting = 0, 0, [folder]
    while waiting and seen < _MAX_FILES_COUNTED:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    seen += 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue  # the worker tidies its folder while we look
    return total


def passed_limit(group: int, folder: Path, limits: Limits, cpu_before: float = 0.0) -> NoTextReason | None:
    """The limit this group has passed, if any, in a job begun after `cpu_before` seconds of CPU.

    Memory may be twice the limit of one process, as pages are shared.
    """
    use = use_of_group(group)
    if use.cpu_seconds - cpu_before > limits.cpu_seconds + 1:
        return NoTextReason.TIME_LIMIT
    if use.resident_bytes > 2 * limits.memory_bytes:
        return NoTextReason.MEMORY_LIMIT
    if use.processes > limits.processes + 1:
        return NoTextReason.CRASHED
    if bytes_below(folder) > 2 * limits.file_bytes:
        return NoTextReason.SIZE_LIMIT
    return None
