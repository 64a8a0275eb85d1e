"""/audit and /jobs: for those who look after the archive."""

from __future__ import annotations

from flask import Response

from archive_service import http
from archive_service.api import asked
from archive_service.api.endpoint import Answer, Call, Endpoint, json_answer
from archive_service.wire_json import audit_body, job_body
from archive_service.wire_shapes import AuditList, JobList


def audit(call: Call[asked.AuditQuery]) -> Response:
    """Events of the log, newest first."""
    query = call.query
    events = http.archive().audit.page(
        call.actor, before=query.before, limit=query.limit, subject=query.subject, person=query.person, act=query.act
    )
    more = len(events) == query.limit and events[-1].number > 1
    listed = tuple(audit_body(event) for event in events)
    return json_answer(AuditList(events=listed, next=listed[-1].number if more else None))


def jobs(call: Call[asked.Nothing]) -> Response:
    """The queue: how many jobs are in each state, and the ones that were given up."""
    custody = http.archive().custody
    parked = tuple(job_body(job) for job in custody.parked_jobs(call.actor))
    return json_answer(JobList(counts=dict(custody.status().jobs), parked=parked))


ENDPOINTS = (
    Endpoint(
        "GET", "/audit", "audit", "Read the log", audit, asked.AuditQuery,
        answers=(Answer(200, "A page of the log.", AuditList),), problems=(403,),
    ),
    Endpoint(
        "GET", "/jobs", "jobs", "See the queue", jobs, asked.Nothing,
        answers=(Answer(200, "The queue.", JobList),), problems=(403,),
    ),
)  # fmt: skip
