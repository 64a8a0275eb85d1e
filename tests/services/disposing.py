"""How the tests put papers in whose time is over, and bring a list from step to step."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from datetime import UTC, datetime

from archive_service.domain.access import Actor
from archive_service.domain.disposition import Council, Disposition, DispositionState, HandingOver
from archive_service.domain.local_time import local_day
from archive_service.retention_profile import load_profile
from archive_service.services.describing import DescribedFields
from archive_service.services.spool import SpooledFile
from archive_service.services.step_papers import Paper
from archive_service.services.weighing import ItemView
from tests.api.house import House, paper

COUNCIL = Council("Nguyễn Văn An, Phó Bí thư", "Trần Thị Bình, văn thư", ("Lê Văn Cường, chi ủy viên",))
SIDES = HandingOver("Trần Thị Bình, văn thư", "Phạm Văn Dũng, công chức xã")
STEPS = ("founding", "council", "superior", "decision", "handover")


def rules_in_force(house: House, archivist: Actor, leader: Actor) -> None:
    """Some of the shipped rules, proposed and approved."""
    rules = house.archive.rules
    wanted = [rule for rule in load_profile() if rule.code in ("nghi-quyet", "bien-ban", "giay-khen")]
    for rule in rules.propose(archivist, wanted):
        rules.decide(leader, rule.id, approve=True)
    house.index()


def deposited(
    house: House, actor: Actor, words: str, day: str = "2010-05-05", type_code: str = "GK", **more: str
) -> str:
    """The id of a new record that says these words."""
    archive = house.archive
    with archive.deposit.open_spool() as spool:
        file = spool.take(f"{words}.pdf", io.BytesIO(paper(house.settings.data_dir.parent, words)))
        fields = {"unit": "CB-A", "type": type_code, "title": words, "date": day, **more}
        return archive.deposit.deposit(actor, [file], DescribedFields(fields)).record.id


def signed(house: House, number: str, content: bytes = b"%PDF-1.4 signed") -> Paper:
    """A signed paper of today as it lies in the spool."""
    digest = hashlib.sha512(content).hexdigest()
    path = house.settings.data_dir.parent / f"signed-{digest[:16]}"
    path.write_bytes(content)
    return Paper(SpooledFile("bien ban.pdf", path, len(content), digest), number, local_day(datetime.now(UTC)))


def step_taken(house: House, actor: Actor, disposition_id: str, step: str) -> Disposition:
    """The paper of one step entered, with the council where it is founded and both sides of the handing over."""
    founded, sides = COUNCIL if step == "founding" else None, SIDES if step == "handover" else None
    paper = signed(house, f"{step}-1")
    return house.archive.dispositions.take_step(actor, disposition_id, step, paper, council=founded, handing_over=sides)


def brought_to_execution(
    house: House,
    archivist: Actor,
    leader: Actor,
    *record_ids: str,
    views: Mapping[str, ItemView] | None = None,
    kept_copies: Mapping[str, str] | None = None,
) -> Disposition:
    """A list with every paper that must be there before its records are destroyed; the decision is 3-QĐ/ĐU."""
    service = house.archive.dispositions
    listed = service.propose(archivist, "Đợt 1", record_ids, kept_copies=kept_copies)
    for step in STEPS:
        if step == "council" and views:
            service.weigh(archivist, listed.id, views)
        if step == "decision":
            listed = service.take_step(leader, listed.id, step, signed(house, "3-QĐ/ĐU"))
        else:
            listed = step_taken(house, archivist, listed.id, step)
    assert listed.state is DispositionState.PAPERS_HANDED_OVER
    return listed
