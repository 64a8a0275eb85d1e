"""The OpenAPI 3.1 document, made from the same table of operations that makes the routes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from archive_service.api.endpoint import Answer, Endpoint, PathPart, RequestBody
from archive_service.api.problems import MEDIA_TYPE, Problem

BASE = "/api/v1"
DOCUMENT_PATH = "/openapi.json"
_REF = "#/components/schemas/{model}"
# The errors every operation can answer; the others stand with each operation.
COMMON_PROBLEMS = (401, 422, 429, 503)
PROBLEMS = {
    400: "The request is malformed and cannot be read.",
    401: "No valid bearer token.",
    403: "The role does not allow it.",
    404: "No such thing, or not for this reader: the same answer.",
    409: "It clashes with something done before.",
    410: "The record was destroyed after its period: `tombstone` is what is left. Only for who may know.",
    413: "Larger than the service takes.",
    415: "Another content type is needed.",
    416: "The bytes asked for lie outside the file.",
    422: "Something sent cannot be taken: `code` says why, `field` where.",
    429: "Too many requests from this address.",
    500: "Stored bytes do not match their digest, or a fault of the service.",
    503: "A part of the service does not answer; nothing was lost.",
}
_PROBLEM_HEADERS = {
    401: {"WWW-Authenticate": "Bearer"},
    416: {"Content-Range": "How many bytes the file has."},
    429: {"Retry-After": "Seconds to wait."},
    503: {"Retry-After": "Seconds to wait."},
}


def document(endpoints: Iterable[Endpoint[Any]]) -> dict[str, Any]:
    """The whole document. Everything a client needs is in it; nothing outside of it is answered."""
    listed = tuple(endpoints)
    paths: dict[str, dict[str, Any]] = {DOCUMENT_PATH: {"get": _own_operation()}}
    for endpoint in listed:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Archive of cell records",
            "version": "1",
            "description": "Hand in, find and fetch the records of Party cells. Errors are problem details "
            "(RFC 9457) with a stable `code` and sentences in Vietnamese or English after Accept-Language.",
        },
        "servers": [{"url": BASE}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": _schemas(listed),
            "responses": {f"Problem{status}": _problem(status) for status in PROBLEMS},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(endpoint: Endpoint[Any]) -> dict[str, Any]:
    statuses = sorted({*endpoint.problems, *COMMON_PROBLEMS})
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.says,
        "description": endpoint.view.__doc__ or endpoint.says,
        "parameters": [
            *(_fixed_parameter("path", name, part, required=True) for name, part in endpoint.parts.items()),
            *_query_parameters(endpoint.query),
            *(_fixed_parameter("header", name, part, required=False) for name, part in endpoint.headers.items()),
        ],
        "responses": {
            **{str(answer.status): _answer(answer) for answer in endpoint.answers},
            **{str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in statuses},
        },
    }
    if endpoint.body is not None:
        operation["requestBody"] = {"required": True, "content": {endpoint.body.media_type: _sent(endpoint.body)}}
    return operation


def _own_operation() -> dict[str, Any]:
    return {
        "operationId": "openapi",
        "summary": "Read this document",
        "security": [],
        "responses": {
            "200": {"description": "This document.", "content": {"application/json": {"schema": {"type": "object"}}}},
            "429": {"$ref": "#/components/responses/Problem429"},
        },
    }


def _fixed_parameter(place: str, name: str, part: PathPart, *, required: bool) -> dict[str, Any]:
    return {
        "in": place,
        "name": name,
        "required": required,
        "description": part.says,
        "schema": {"type": "string", "pattern": part.pattern},
    }


def _query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    """One parameter a field; a field that may be left out has no null in a query."""
    schema = model.model_json_schema(ref_template=_REF)
    parameters = []
    for name, described in schema.get("properties", {}).items():
        kept = {key: value for key, value in described.items() if key not in {"title", "anyOf", "default"}}
        kept.update(next((part for part in described.get("anyOf", ()) if part.get("type") != "null"), {}))
        if described.get("default") is not None:
            kept["default"] = described["default"]
        says = kept.pop("description", None)
        parameter = {"in": "query", "name": name, "required": False, "schema": kept}
        parameters.append({**parameter, "description": says} if says else parameter)
    return parameters


def _sent(body: RequestBody) -> dict[str, Any]:
    schema = body.schema if isinstance(body.schema, Mapping) else {"$ref": _REF.format(model=body.schema.__name__)}
    return {"schema": schema}


def _answer(answer: Answer) -> dict[str, Any]:
    said: dict[str, Any] = {"description": answer.says}
    if answer.headers:
        said["headers"] = _headers(answer.headers)
    if answer.shape is not None:
        said["content"] = {"application/json": {"schema": {"$ref": _REF.format(model=answer.shape.__name__)}}}
    elif answer.media_types:
        said["content"] = {media_type: {} for media_type in answer.media_types}
    return said


def _problem(status: int) -> dict[str, Any]:
    said: dict[str, Any] = {
        "description": PROBLEMS[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model=Problem.__name__)}}},
    }
    if status in _PROBLEM_HEADERS:
        said["headers"] = _headers(_PROBLEM_HEADERS[status])
    return said


def _headers(headers: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: {"description": says, "required": True, "schema": {"type": "string"}} for name, says in headers.items()
    }


def _schemas(endpoints: Iterable[Endpoint[Any]]) -> dict[str, Any]:
    models: dict[type[BaseModel], JsonSchemaMode] = {Problem: "serialization"}
    for endpoint in endpoints:
        models[endpoint.query] = "validation"
        models.update({answer.shape: "serialization" for answer in endpoint.answers if answer.shape is not None})
        if endpoint.body is not None and not isinstance(endpoint.body.schema, Mapping):
            models[endpoint.body.schema] = "validation"
    _, schema = models_json_schema(list(models.items()), ref_template=_REF)
    queries = {endpoint.query.__name__ for endpoint in endpoints}
    definitions: dict[str, Any] = schema["$defs"]
    return {name: definition for name, definition in definitions.items() if name not in queries}
