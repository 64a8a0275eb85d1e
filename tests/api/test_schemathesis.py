"""Schemathesis against a real server: no 5xx, nothing undocumented, garbage refused, nobody in without a token."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.api.house import House, said

LONGEST_SECONDS = 90
# Whether a unit or a type exists is in the archive's registers, not in the document: a valid guess may be refused.
# The same holds for units of the matrix, for months that follow each other, for a version that was read, for the days
# of signed papers; and a second step refuses the person of the first.
KNOWN_BY_REGISTERS = (
    "POST /records", "POST /batches", "POST /dossiers", "GET /search", "POST /saved-searches", "GET /completeness",
    "GET /completeness/slot", "GET /audit.csv", "GET /audit", "POST /records/{id}/corrections",
    "POST /records/{id}/proposals", "POST /saved-searches/{id}/run", "POST /rules", "GET /due", "POST /holds",
    "POST /dispositions", "POST /units/events", "GET /export", "GET /units/find", "GET /search/export",
    "POST /dispositions/{id}/steps/{step}", "POST /saved-searches/{id}/hold", "POST /holds/{id}/lift",
    "POST /rules/{id}/decision", "POST /transfers", "POST /transfers/{id}/handing-over", "POST /transfers/{id}/receipt",
    "GET /transfers/due", "POST /records/{id}/links", "POST /dispositions/{id}/views", "GET /tombstones",
    "POST /consultations", "POST /consultations/{id}/rounds", "POST /consultations/{id}/opinions",
    "POST /consultations/{id}/reminders", "POST /consultations/{id}/synthesis", "POST /consultations/{id}/resolution",
    "POST /consultations/{id}/closing", "POST /records/{id}/end-of-force",
)  # fmt: skip

# A record is there at once; whether its scan is being read, or has a reading copy, is another thing.
OF_SCANS_ALONE = (
    "GET /records/{id}/recognition", "POST /records/{id}/recognition/stop", "GET /records/{id}/reading-copy",
)  # fmt: skip


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Thousands of requests are not worth a line each."""


@pytest.fixture
def address(own_house: House) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, own_house.app, threaded=True, request_handler=_Quiet)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.port}/api/v1/openapi.json"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.mark.slow
def test_nothing_the_document_allows_or_forbids_surprises(own_house: House, address: str) -> None:
    config = SchemathesisConfig.from_dict(
        {
            "seed": 8,
            "max-time": LONGEST_SECONDS,
            "headers": {"Authorization": f"Bearer {own_house.tokens['archivist']}"},
            "generation": {"max-examples": 3, "deterministic": True, "no-shrink": True},
            "phases": {"stateful": {"max-steps": 3}},
            "operations": [
                {"include-name": name, "checks": {"positive_data_acceptance": {"enabled": False}}}
                for name in KNOWN_BY_REGISTERS
            ]
            + [
                {"include-name": name, "checks": {"ensure_resource_availability": {"enabled": False}}}
                for name in OF_SCANS_ALONE
            ],
        }
    )
    tested: set[str] = set()
    faults: list[str] = []
    for event in from_schema(schemathesis.openapi.from_url(address, config=config)).execute():
        if isinstance(event, events.ScenarioFinished):
            if event.recorder.interactions:
                tested.add(event.recorder.label)
            faults += _failures(event)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            faults.append(repr(event))
    assert not faults, "\n".join(dict.fromkeys(faults))
    paths = said(own_house.client("archivist").get("/openapi.json"))["paths"]
    assert tested >= {f"{method.upper()} {path}" for path in paths for method in paths[path]} - {"GET /openapi.json"}


def _failures(event: events.ScenarioFinished) -> list[str]:
    return [
        f"{event.recorder.label}: {check.name}: {check.failure_info.failure.message}: {check.failure_info.code_sample}"
        for checks in event.recorder.checks.values()
        for check in checks
        if check.status is Status.FAILURE and check.failure_info is not None
    ]
