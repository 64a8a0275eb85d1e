"""Pictures of pages: small ones are drawn once, go with the record, and each look leaves a trace."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PIL import Image

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Actor
from archive_service.domain.errors import NotFound
from archive_service.ports import AuditFilter
from archive_service.services.text_json import TEXT_NAME
from indexer.model import ImageForm
from tests.api.house import House

KEPT = "page-1-480.webp"


def secretary(house: House) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens["secretary_a"], "web")


def test_a_small_picture_is_drawn_once_and_one_with_marks_each_time(own_house: House) -> None:
    retrieve, record, reader = own_house.archive.retrieve, own_house.records["CB-A"], secretary(own_house)
    marked = retrieve.page_image(reader, record, 1, width=480, marks=("nước sạch",), form=ImageForm.WEBP)
    assert retrieve.derived.get(record, KEPT) is None
    plain = retrieve.page_image(reader, record, 1, width=480, form=ImageForm.WEBP)
    assert plain != marked
    picture = Image.open(io.BytesIO(plain))
    assert (picture.format, picture.width) == ("WEBP", 480)
    assert retrieve.derived.get(record, KEPT) == plain
    retrieve.derived.put(record, KEPT, b"kept")
    assert retrieve.page_image(reader, record, 1, width=480, form=ImageForm.WEBP) == b"kept"
    assert retrieve.page_image(reader, record, 1, width=480) != b"kept"


def test_each_look_is_in_the_log_as_a_look(house: House) -> None:
    retrieve, record, reader = house.archive.retrieve, house.records["CB-A"], secretary(house)
    for _ in range(2):
        retrieve.page_image(reader, record, 1, width=240, form=ImageForm.WEBP)
    with house.archive.retrieve.catalog.read() as tx:
        events = tx.audit.page(AuditFilter(subject=record, actor=reader.user_id), limit=2)
    assert [event.entry.act for event in events] == ["view_page", "view_page"]
    assert events[0].entry.details["page"] == 1


def test_a_picture_of_another_cell_is_refused_though_it_was_drawn(house: House) -> None:
    record, operator = house.records["CB-B"], local_operator(house.archive)
    house.archive.retrieve.page_image(operator, record, 1, width=480, form=ImageForm.WEBP)
    with pytest.raises(NotFound):
        house.archive.retrieve.page_image(secretary(house), record, 1, width=480, form=ImageForm.WEBP)


@dataclass(frozen=True, slots=True)
class LocksMeanwhile:
    """Draws like the real one, and the record is locked away while it does."""

    house: House
    record: str

    def render_page(
        self, path: Path, media_type: str, page: int, width: int, marks: tuple[str, ...], form: ImageForm
    ) -> bytes:
        drawn = self.house.archive.retrieve.extractor.render_page(path, media_type, page, width, marks, form)
        self.house.archive.locking_away.lock_away(self.record)
        return drawn


def test_nothing_stays_of_a_record_that_went_away_while_its_page_was_drawn(own_house: House) -> None:
    record, reader = own_house.records["CB-A"], secretary(own_house)
    meanwhile = replace(own_house.archive.retrieve, extractor=LocksMeanwhile(own_house, record))  # type: ignore[arg-type]
    meanwhile.page_image(reader, record, 1, width=480, form=ImageForm.WEBP)
    assert own_house.archive.retrieve.derived.get(record, KEPT) is None
    assert own_house.archive.retrieve.derived.get(record, TEXT_NAME) is not None
    with pytest.raises(NotFound):
        own_house.archive.retrieve.page_image(reader, record, 1, width=480, form=ImageForm.WEBP)
