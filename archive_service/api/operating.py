"""/jobs: for those who look after the archive."""

from __future__ import annotations

from flask import Response

from archive_service import http
from archive_service.api import asked
from archive_service.api.endpoint import Answer, Call, Endpoint, json_answer
from archive_service.wire_custody import CustodyBody, custody_body
from archive_service.wire_json import job_body
from archive_service.wire_shapes import JobList


def jobs(call: Call[asked.Nothing]) -> Response:
    """The queue: how many jobs are in each state, and the ones that were given up."""
    custody = http.archive().custody
    parked = tuple(job_body(job) for job in custody.parked_jobs(call.actor))
    return json_answer(JobList(counts=dict(custody.status().jobs), parked=parked))


def custody(call: Call[asked.Nothing]) -> Response:
    """How far the bytes of the store were checked, what was found, and how store, catalog and index compared."""
    fixity = http.archive().fixity
    found = fixity.incidents(call.actor, limit=200)
    return json_answer(custody_body(fixity.overview(call.actor), found, fixity.comparisons(call.actor)))


ENDPOINTS = (
    Endpoint(
        "GET", "/custody", "custody", "See the state of the store", custody, asked.Nothing,
        answers=(Answer(200, "Checks, incidents, comparisons.", CustodyBody),), problems=(403,),
    ),
    Endpoint(
        "GET", "/jobs", "jobs", "See the queue", jobs, asked.Nothing,
        answers=(Answer(200, "The queue.", JobList),), problems=(403,),
    ),
)  # fmt: skip
