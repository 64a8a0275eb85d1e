"""What npm installed for the tests (tests/node/package.json), and the Node.js that runs it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

_FOLDER = Path(__file__).resolve().parents[1] / "node"


def node_package(name: str) -> Path:
    """The folder of an installed package; skips the test, saying so, where npm has not installed it.

    Mark the test `needs_node`, so that CI fails instead of skipping.
    """
    folder = _FOLDER / "node_modules" / name
    if not (folder / "package.json").is_file():
        pytest.skip(f"the npm package {name} is not installed (make test does it, or: cd tests/node && npm ci)")
    return folder


def node_program() -> str:
    """The path of Node.js; skips the test, saying so, where there is none."""
    program = shutil.which("node") or shutil.which("nodejs")
    if program is None:
        pytest.skip("Node.js is not installed")
    return program
