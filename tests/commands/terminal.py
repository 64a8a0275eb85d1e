"""The command line over one archive, as a person at the machine types it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from cli import cli


@dataclass(frozen=True, slots=True)
class Terminal:
    """A command line over one archive."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {"ARCHIVE_DATA_DIR": str(self.folder / "data"), "ARCHIVE_EXTRACTION_CHILDREN": "1", "LANG": "en"}

    def run(self, *words: str | Path, **more: Any) -> Result:
        environment = {**self.environment, **more.pop("env", {})}
        return CliRunner().invoke(cli, [str(word) for word in words], env=environment, **more)

    def json(self, *words: str | Path, code: int = 0, **more: Any) -> list[dict[str, Any]]:
        result = self.run(*words, "--json", **more)
        assert result.exit_code == code, result.output
        return [json.loads(line) for line in result.stdout.splitlines()]
