"""The catalog for many machines keeps the same contracts, on a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive_service.catalog.sql import SqlCatalog
from tests.contracts.audit_log_contract import AuditLogContract
from tests.contracts.batches_contract import BatchesContract
from tests.contracts.catalog_contract import PeopleContract, RegistersContract, UnitsOfWorkContract
from tests.contracts.completeness_contract import CompletenessContract
from tests.contracts.consultations_contract import ConsultationsContract
from tests.contracts.custody_contract import CustodyContract
from tests.contracts.figures_contract import FiguresContract
from tests.contracts.hold_race_contract import HoldRaceContract
from tests.contracts.identities_contract import IdentitiesContract
from tests.contracts.job_queue_contract import JobQueueContract
from tests.contracts.links_contract import LinksContract
from tests.contracts.races_contract import RacesContract
from tests.contracts.recognitions_contract import RecognitionsContract
from tests.contracts.records_contract import RecordsContract
from tests.contracts.retention_contract import RetentionContract
from tests.contracts.saved_searches_contract import SavedSearchesContract
from tests.contracts.seals_contract import SealsContract
from tests.contracts.second_factors_contract import SecondFactorsContract
from tests.contracts.sessions_contract import SessionsContract
from tests.contracts.specimens import ManualClock
from tests.contracts.tombstones_contract import TombstonesContract
from tests.servers.postgres import PostgresImpossible, PostgresServer, running_postgres

pytestmark = pytest.mark.needs_postgres


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    try:
        with running_postgres() as server:
            yield server
    except PostgresImpossible as reason:
        pytest.skip(f"no PostgreSQL to test on: {reason}")


@pytest.fixture(scope="module")
def template(server: PostgresServer) -> str:
    """A database with the schema, from which those of the tests are copied."""
    name = server.new_database()
    catalog = SqlCatalog(server.url(name), ManualClock())
    catalog.upgrade()
    catalog.close()
    return name


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def catalog(server: PostgresServer, template: str, clock: ManualClock) -> Iterator[SqlCatalog]:
    name = server.new_database(template)
    catalog = SqlCatalog(server.url(name), clock)
    yield catalog
    catalog.close()
    server.drop_database(name)


@pytest.fixture
def opened(clock: ManualClock) -> Iterator[Callable[[Path], SqlCatalog]]:
    catalogs: list[SqlCatalog] = []

    def open_catalog(file: Path) -> SqlCatalog:
        catalogs.append(SqlCatalog(f"sqlite:///{file}", clock))
        return catalogs[-1]

    yield open_catalog
    for catalog in catalogs:
        catalog.close()


class TestUnitsOfWork(UnitsOfWorkContract):
    pass


class TestFigures(FiguresContract):
    pass


class TestLinks(LinksContract):
    pass


class TestRecords(RecordsContract):
    pass


class TestRegisters(RegistersContract):
    pass


class TestPeople(PeopleContract):
    pass


class TestAuditLog(AuditLogContract):
    pass


class TestCompleteness(CompletenessContract):
    pass


class TestRecognitions(RecognitionsContract):
    pass


class TestConsultations(ConsultationsContract):
    pass


class TestJobQueue(JobQueueContract):
    pass


class TestRetention(RetentionContract):
    pass


class TestTombstones(TombstonesContract):
    pass


class TestHoldRaces(HoldRaceContract):
    pass


class TestRaces(RacesContract):
    pass


class TestSeals(SealsContract):
    pass


class TestSecondFactors(SecondFactorsContract):
    pass


class TestIdentities(IdentitiesContract):
    pass


class TestSessions(SessionsContract):
    pass


class TestCustody(CustodyContract):
    pass


class TestSavedSearches(SavedSearchesContract):
    pass


class TestBatches(BatchesContract):
    pass
