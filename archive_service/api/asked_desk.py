"""What clients may ask about the desk, about consultations and about links."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from archive_service.api.asked import ID_BODY, RECORD_ID, Asked, Limit
from archive_service.domain.batches import DeskState
from archive_service.domain.links import LinkKind

CONSULTATION_ID = f"^con_{ID_BODY}$"
LINK_ID = f"^lnk_{ID_BODY}$"
BATCH_ID = f"^bat_{ID_BODY}$"
BATCH_FILE_ID = f"^bfl_{ID_BODY}$"


class ConsultationListQuery(Asked):
    after: Annotated[str, Field(pattern=CONSULTATION_ID, description="The id of the last one seen.")] | None = None
    open: Annotated[Literal["yes", "no"], Field(description="Whether to leave out those that are closed.")] = "no"
    limit: Limit = 50


class DeskQuery(Asked):
    whose: Annotated[
        Literal["own", "all"], Field(description="One's own files, or everybody's, for who describes records.")
    ] = "own"
    state: Annotated[tuple[DeskState, ...], Field(max_length=4, description="Only files in these states.")] = ()
    batch: Annotated[str, Field(pattern=BATCH_ID, description="Only files of this batch.")] | None = None
    after: Annotated[str, Field(pattern=BATCH_FILE_ID, description="The id of the last file seen.")] | None = None
    limit: Limit = 50


class SettleRequest(Asked):
    """Files that a person has dealt with; `done` false puts them back onto the desk."""

    files: Annotated[tuple[Annotated[str, Field(pattern=BATCH_FILE_ID)], ...], Field(min_length=1, max_length=500)]
    done: StrictBool = True


class LinkRequest(Asked):
    """What the other record is to this one."""

    kind: LinkKind
    record: Annotated[str, Field(pattern=RECORD_ID)]
