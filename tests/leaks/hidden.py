"""What is hidden: things of another cell and of other people, each beside an id of its kind that never was."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Actor, Role
from archive_service.domain.holds import HoldTarget, HoldTargetKind
from archive_service.retention_profile import load_profile
from archive_service.services.describing import DescribedFields
from archive_service.services.grant_terms import GrantTerms
from indexer.model import Filters
from tests.api.house import PASSWORD, House

NOBODYS = "0" * 26
READER, WATCHER, OTHER, KEEPER = "secretary_a", "auditor_a", "secretary_b", "archivist_a"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing. `make` puts a new one out of sight and answers its id; `seen_by` may see it."""

    never: str
    make: Callable[[House], str]
    hidden_from: tuple[str, ...] = (READER, WATCHER)
    seen_by: str = OTHER


@dataclass(frozen=True, slots=True)
class Things:
    """The ids of hidden things: one of each kind, but for what a question may use up."""

    house: House
    _kept: dict[str, str] = field(default_factory=dict)

    def id_of(self, kind: str, *, fresh: bool) -> str:
        if fresh or kind not in self._kept:
            self._kept[kind] = KINDS[kind].make(self.house)
        return self._kept[kind]


def actor(house: House, person: str) -> Actor:
    return house.archive.accounts.actor_with_token(house.tokens[person], "api")


def add_watchers(house: House) -> None:
    """An auditor of the first cell, who reads its log, and an archivist of it, who keeps that part of the register."""
    operator, accounts = local_operator(house.archive), house.archive.accounts
    for person, role in ((WATCHER, Role.AUDITOR), (KEEPER, Role.ARCHIVIST)):
        accounts.create(operator, person, person, PASSWORD, [(role, "CB-A")])
        house.tokens[person] = accounts.issue_token(operator, person, "tests")[1]


def rule_in_force(house: House) -> None:
    """Resolutions are kept for ever; proposed by one, approved by another."""
    house.archive.accounts.create(local_operator(house.archive), "leader", "leader", PASSWORD, [(Role.LEADER, "DB-YT")])
    house.tokens["leader"] = house.archive.accounts.issue_token(local_operator(house.archive), "leader", "tests")[1]
    wanted = [rule for rule in load_profile() if rule.code == "nghi-quyet"]
    for rule in house.archive.rules.propose(actor(house, "archivist"), wanted):
        house.archive.rules.decide(actor(house, "leader"), rule.id, approve=True)
    house.index()


def _unit_id(house: House) -> str:
    unit = house.archive.units.register().by_code("CB-B")
    assert unit is not None
    return unit.id


def _dossier(house: House) -> str:
    return house.archive.dossiers.open(actor(house, OTHER), _unit_id(house), "Hồ sơ không cho người khác").id


def _consultation(house: House) -> str:
    return house.archive.consultations.open(actor(house, OTHER), "CB-B", "Xin ý kiến riêng", "việc gấp").id


def _excuse(house: House) -> str:
    document = house.records["CB-B"]
    return house.archive.excuses.propose(actor(house, OTHER), "CB-B", "2026-04", "không họp", document).id


def _saved_search(house: House) -> str:
    mine = actor(house, OTHER)
    name = f"riêng {len(house.archive.saved_searches.own(mine))}"
    return house.archive.saved_searches.save(mine, name, "thôn", Filters()).id


def _batch(house: House) -> str:
    return house.archive.desk.open(actor(house, OTHER), "Đợt nộp riêng").id


def _file_of_a_batch(house: House) -> str:
    desk, batch = house.archive.desk, _batch(house)
    with house.archive.deposit.open_spool() as spool:
        arrived = spool.take("riêng.txt", io.BytesIO("Chi bộ bàn việc riêng.".encode()))
        fields = DescribedFields({"unit": "CB-B"})
        (file,) = desk.hand_in(actor(house, OTHER), batch, "riêng.txt", [arrived], fields)
    return file.file.id


def _receipt(house: House) -> str:
    return str(house.archive.search.search(actor(house, OTHER), "thôn").receipt)


def _hold(house: House) -> str:
    target = HoldTarget(HoldTargetKind.HELD_RECORD, house.records["CB-B"])
    placed = house.archive.holds.place(
        actor(house, "archivist"), [target], reason="kiểm tra", authority="UBKT", document="12-QĐ/UBKT"
    )
    return placed.id


def _disposition(house: House) -> str:
    """A list of duplicates: the papers of this house are young."""
    archive, archivist = house.archive, actor(house, "archivist")
    copies = []
    for words in ("một", "hai"):
        with archive.deposit.open_spool() as spool:
            file = spool.take("riêng.txt", io.BytesIO(f"Bản {words} {archive.deposit.clock.now()}".encode()))
            fields = DescribedFields({"unit": "CB-B", "type": "CV", "title": f"Công văn {words}"})
            copies.append(archive.deposit.deposit(archivist, [file], fields).record.id)
    return archive.dispositions.propose(archivist, "Trùng lặp", copies[:1], kept_copies={copies[0]: copies[1]}).id


def _transfer(house: House) -> str:
    """A list of a dossier that is kept for ever, by the rule that `rule_in_force` put in force."""
    archive, archivist = house.archive, actor(house, "archivist")
    dossier = archive.dossiers.open(archivist, "CB-B", "Nghị quyết riêng", opened_at=date(2015, 1, 1)).id
    with archive.deposit.open_spool() as spool:
        file = spool.take("riêng.txt", io.BytesIO(f"Nghị quyết {archive.deposit.clock.now()}".encode()))
        fields = {"unit": "CB-B", "type": "NQ", "title": "Nghị quyết", "date": "2015-03-05", "dossier": dossier}
        archive.deposit.deposit(archivist, [file], DescribedFields(fields))
    archive.dossiers.close(archivist, dossier, date(2015, 12, 31))
    return archive.transfers.propose(archivist, "Nộp lưu", "Lưu trữ lịch sử", [dossier]).id


def _token(house: House) -> str:
    return house.archive.accounts.issue_token(actor(house, OTHER), OTHER, "riêng")[0].id


def _grant(house: House) -> str:
    terms = GrantTerms(Role.SECRETARY, "CB-B", reason="thêm")
    return house.archive.grants.give(local_operator(house.archive), OTHER, [terms])[0].id


KINDS: Mapping[str, Kind] = {
    "record": Kind(f"rec_{NOBODYS}", lambda house: house.records["CB-B"], (READER, WATCHER, "administrator")),
    "record of the log": Kind(f"rec_{NOBODYS}", lambda house: house.records["CB-B"]),
    "dossier": Kind(f"dos_{NOBODYS}", _dossier, (READER, WATCHER, "administrator")),
    "filled dossier": Kind(f"dos_{NOBODYS}", lambda house: house.dossiers["CB-B"], (READER, WATCHER, "administrator")),
    "consultation": Kind(f"con_{NOBODYS}", _consultation, (READER, WATCHER, "administrator")),
    "excuse": Kind(f"exc_{NOBODYS}", _excuse, (READER, WATCHER, "administrator")),
    "unit": Kind("CB-X", lambda _: "CB-B"),
    "unit that others keep": Kind("CB-X", lambda _: "CB-B", (KEEPER, READER, WATCHER), "archivist"),
    "id of a unit": Kind(f"unit_{NOBODYS}", _unit_id),
    "saved search": Kind(f"qry_{NOBODYS}", _saved_search, (READER, WATCHER, "archivist")),
    "batch": Kind(f"bat_{NOBODYS}", _batch, (READER, WATCHER, "archivist")),
    "file of a batch": Kind(f"bfl_{NOBODYS}", _file_of_a_batch),
    "receipt": Kind("999", _receipt, (READER, WATCHER)),
    "hold": Kind(f"hld_{NOBODYS}", _hold, (READER, WATCHER), "archivist"),
    "disposition": Kind(f"dsp_{NOBODYS}", _disposition, (READER, WATCHER), "archivist"),
    "transfer": Kind(f"trf_{NOBODYS}", _transfer, (READER, WATCHER), "archivist"),
    "token": Kind(f"tok_{NOBODYS}", _token),
    "grant": Kind(f"grt_{NOBODYS}", _grant, (READER, WATCHER), "administrator"),
    "person": Kind("secretary_x", lambda _: OTHER, (READER, WATCHER), "administrator"),
}
# Made anew for each question that changes them.
USED_UP = frozenset(
    {"dossier", "consultation", "excuse", "saved search", "hold", "disposition", "transfer", "token", "grant"}
)
