"""/saved-searches: one's own searches under names; each run has the rights of its moment."""

from __future__ import annotations

from flask import Response, url_for

from archive_service import http
from archive_service.api import asked
from archive_service.api.endpoint import Answer, Call, Endpoint, PathPart, RequestBody, json_answer, read_json
from archive_service.api.finding import filters_of_query, unit_id_of
from archive_service.wire_saved_searches import (
    SavedSearchBody,
    SavedSearchList,
    SavedSearchRun,
    SearchHoldBody,
    kept_body,
    run_body,
    saved_search_body,
    search_hold_body,
)

_ONE = {"id": PathPart(asked.SAVED_SEARCH_ID, "The id of a saved search.")}


def own(call: Call[asked.Nothing]) -> Response:
    """One's own, with what is new in each."""
    archive = http.archive()
    register = archive.units.register()
    news = archive.saved_searches.news(call.actor)
    return json_answer(SavedSearchList(saved_searches=tuple(saved_search_body(each, register) for each in news)))


def save(call: Call[asked.FoundQuery]) -> Response:
    """Keep the search of the parameters under a name."""
    archive, query = http.archive(), call.query
    wanted = read_json(asked.SavedSearchRequest)
    kept = archive.saved_searches.save(
        call.actor, wanted.name, query.q, filters_of_query(query), unit_id=unit_id_of(call),
        lineage=query.lineage == "yes", retention=query.retention, sort=query.sort,
    )  # fmt: skip
    place = url_for("api.saved_searches")
    return json_answer(kept_body(kept, archive.units.register()), 201, {"Location": place})


def run(call: Call[asked.PageQuery]) -> Response:
    """Search for the same again; what there is now counts as seen."""
    archive = http.archive()
    news, result = archive.saved_searches.run(
        call.actor, call.path["id"], offset=call.query.offset, limit=call.query.limit
    )
    return json_answer(run_body(news, result, archive.units.register()))


def hold(call: Call[asked.Nothing]) -> Response:
    """Hold every record that the search finds now, frozen to a list."""
    sent = read_json(asked.SearchHoldRequest)
    placed = http.archive().search_holds.place(
        call.actor, call.path["id"], reason=sent.reason, authority=sent.authority, document=sent.document
    )
    return json_answer(search_hold_body(placed), 201)


def remove(call: Call[asked.Nothing]) -> Response:
    """Forget a search."""
    http.archive().saved_searches.remove(call.actor, call.path["id"])
    return Response(status=204)


ENDPOINTS = (
    Endpoint(
        "GET", "/saved-searches", "saved_searches", "List saved searches", own, asked.Nothing,
        answers=(Answer(200, "All of one's own.", SavedSearchList),),
    ),
    Endpoint(
        "POST", "/saved-searches", "save_search", "Save a search", save, asked.FoundQuery,
        answers=(Answer(201, "What is kept.", SavedSearchBody, headers={"Location": "The address of the list."}),),
        problems=(400, 403, 409, 413, 415),
        body=RequestBody("application/json", asked.SavedSearchRequest),
    ),
    Endpoint(
        "POST", "/saved-searches/{id}/run", "run_saved_search", "Run a saved search", run, asked.PageQuery,
        answers=(Answer(200, "What it finds now.", SavedSearchRun),), problems=(403, 404), parts=_ONE,
    ),
    Endpoint(
        "POST", "/saved-searches/{id}/hold", "hold_saved_search", "Hold what a saved search finds", hold, asked.Nothing,
        answers=(Answer(201, "The hold and the receipt of its list.", SearchHoldBody),),
        problems=(400, 403, 404, 413, 415), parts=_ONE,
        body=RequestBody("application/json", asked.SearchHoldRequest),
    ),
    Endpoint(
        "DELETE", "/saved-searches/{id}", "remove_saved_search", "Forget a saved search", remove, asked.Nothing,
        answers=(Answer(204, "It is gone."),), problems=(404,), parts=_ONE,
    ),
)  # fmt: skip
