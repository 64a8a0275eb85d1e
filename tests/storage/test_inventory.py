from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_service.storage.inventory import Content, Inventory, Version, decode, encode

DIGEST = "ab" * 64
WHEN = datetime(2024, 3, 5, 9, 30, tzinfo=UTC)


def an_inventory() -> Inventory:
    version = Version(WHEN, "usr_lan", "Nộp hồ sơ", {"Nghị quyết.pdf": DIGEST, "bản sao.pdf": DIGEST})
    return Inventory("rec_1", {}, ()).with_version(version, {DIGEST: 12})


def test_an_inventory_comes_back() -> None:
    inventory = an_inventory()
    assert decode(encode(inventory)) == inventory
    assert encode(decode(encode(inventory))) == encode(inventory)
    assert inventory.manifest == {DIGEST: Content(f"v1/content/{DIGEST[:48]}-12", 12)}


def test_bytes_the_object_has_get_no_second_place() -> None:
    second = an_inventory().with_version(Version(WHEN, "u", "m", {"c.pdf": DIGEST}), {DIGEST: 12})
    assert second.manifest == an_inventory().manifest
    assert list(second.paths())[-1] == f"v1/content/{DIGEST[:48]}-12"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON document."""
    found = [path]
    if isinstance(value, dict):
        for key in value:
            found += places(value[key], (*path, key))
    if isinstance(value, list):
        for number, each in enumerate(value):
            found += places(each, (*path, number))
    return found


@given(st.data())
def test_any_change_is_read_or_refused(data: st.DataObject) -> None:
    document = json.loads(encode(an_inventory()))
    path = data.draw(st.sampled_from(places(document)[1:]))
    within = document
    for step in path[:-1]:
        within = within[step]
    within[path[-1]] = data.draw(json_values)
    try:
        decoded = decode(json.dumps(document).encode())
    except ValueError:
        return
    assert decoded.head == 1
    decoded.object_version(1)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decode(content)


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "v1/content/../../x", "/v1/content/a", f"v1/content/{'cd' * 24}-12", "v1/content/x"]
)
def test_content_outside_its_place_is_refused(path: str) -> None:
    document = json.loads(encode(an_inventory()))
    document["manifest"][DIGEST] = [path]
    with pytest.raises(ValueError, match="unknown form"):
        decode(json.dumps(document).encode())
