"""ocfl-py as an independent validator, in a process of its own: it warns on import, and imports slowly."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from pathlib import Path

_PROGRAM = """
import json, logging, sys
logging.disable()
import ocfl
from ocfl.layout_registry import get_layout
for line in sys.stdin:
    question = json.loads(line)
    if "id" in question:
        answer = get_layout("0003-hash-and-id-n-tuple-storage-layout").identifier_to_path(question["id"])
    else:
        root = ocfl.StorageRoot(root=question["root"])
        sound = root.validate(log_errors=False)
        problems = list(root.log.codes) + [text for _, text in root.errors or []]
        whole = sound and root.num_objects == root.good_objects
        answer = {"valid": whole, "problems": problems}
    print(json.dumps(answer), flush=True)
"""


@functools.cache
def _process() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", _PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _ask(question: dict[str, str]) -> object:
    process = _process()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(question) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def stop() -> None:
    """End the process, if there is one."""
    if _process.cache_info().currsize:
        process = _process()
        _process.cache_clear()
        process.communicate()


def path_by_validator(object_id: str) -> object:
    """Where the validator would look for the object."""
    return _ask({"id": object_id})


def problems_of(root: Path) -> list[str]:
    """What is wrong with the storage root; nothing for a valid one."""
    answer = _ask({"root": str(root)})
    assert isinstance(answer, dict)
    if answer["valid"]:
        return []
    return answer["problems"] or ["invalid, without a word why"]
