from __future__ import annotations

import json

import pytest

from archive_service.storage.layout import LAYOUT_CONFIG_KEY, LAYOUT_KEY, object_path, root_files
from tests.storage.ocfl_validator import path_by_validator


@pytest.mark.parametrize(
    ("object_id", "path"),
    [  # examples in the text of extension 0003
        ("object-01", "3c0/ff4/240/object-01"),
        ("..hor/rib:le-$id", "487/326/d8c/%2e%2ehor%2frib%3ale-%24id"),
    ],
)
def test_the_path_of_an_object(object_id: str, path: str) -> None:
    assert object_path(object_id) == path


@pytest.mark.parametrize("object_id", ["urn:cell-records:record:rec_01", "giữ lại/1", "x" * 100, "x" * 101, "ế" * 50])
def test_other_software_finds_the_object(object_id: str) -> None:
    assert object_path(object_id) == path_by_validator(object_id)


def test_the_root_names_its_layout() -> None:
    files = root_files()
    assert list(files)[-1] == "0=ocfl_1.1"
    assert json.loads(files[LAYOUT_KEY])["extension"] == json.loads(files[LAYOUT_CONFIG_KEY])["extensionName"]
