"""Every answer that the document names for a transfer can be had, and no other is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api import transfer_answers
from tests.api.house import Caller, House, build
from tests.api.test_openapi import FOR_ALL_ALIKE, Seen, documented, of_transfers


@pytest.fixture
def house_with_small_files(tmp_path: Path) -> Iterator[House]:
    built = build(tmp_path / "house", DEPOSIT_MAX_FILE_BYTES="60000")
    yield built
    built.archive.close()


def test_every_answer_about_a_transfer_can_be_had(house_with_small_files: House) -> None:
    house = house_with_small_files
    seen = Seen(house)
    made = transfer_answers.good(seen)
    transfer_answers.refused(seen, Caller(house.app.test_client(), "cra_unknown"), made)
    transfer_answers.damaged(seen, made)
    told = {each for each in documented(house) if of_transfers(*each)}
    assert {each for each in told - seen.had if each[1] not in FOR_ALL_ALIKE} == set()
    assert seen.had - told == set()
