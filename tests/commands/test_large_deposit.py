"""A very large file, in an archive of its own: no other test reads it again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.commands.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]


def test_a_gibibyte_under_a_tight_limit(terminal: Terminal, tmp_path: Path) -> None:
    """The depositing process may take 300 MB of memory; the file has 1 GiB."""
    big = tmp_path / "lớn.txt"
    with big.open("wb") as target:
        target.truncate(1 << 30)
        target.seek(0)
        target.write("Văn bản rất dài của chi bộ\n".encode() * 1000)
    program = (
        "import sys; sys.argv = ['cli.py', *sys.argv[1:]]; import cli;"
        "base = int(open('/proc/self/statm').read().split()[0]) * 4096;"
        "cli.cli(standalone_mode=False);"
        "peak = int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) * 1024;"
        "print('PEAK', peak, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "deposit", str(big), "--unit", "CB-A", "--json"],
        cwd=ROOT,
        env={**os.environ, **terminal.environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    receipt = json.loads(done.stdout.splitlines()[0])
    peak = int(done.stderr.rsplit("PEAK", 1)[1])
    assert peak < 300_000_000
    assert (receipt["status"], receipt["code"]) in {("created", None), ("refused", "unsupported_type")}
