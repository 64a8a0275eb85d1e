"""One operation of the REST door: what it takes and answers, from which both its route and its document are made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, NoReturn, TypeVar, get_origin

from flask import Blueprint, Response, g, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from archive_service import http
from archive_service.api.asked import Asked
from archive_service.domain.access import Actor
from archive_service.domain.errors import BadField, NotFound, NotSignedIn
from archive_service.wire_shapes import Body

JSON_BODY_LIMIT = 1 << 16
_Query = TypeVar("_Query", bound=Asked)
_Sent = TypeVar("_Sent", bound=Asked)


@dataclass(frozen=True, slots=True)
class PathPart:
    """A variable part of an address: what it looks like and what it is. Another form is an unknown thing: 404."""

    pattern: str
    says: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer: its JSON shape, or its media types, or neither for an empty one."""

    status: int
    says: str
    shape: type[BaseModel] | None = None
    media_types: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RequestBody:
    """What is sent along: `schema` is JSON Schema, or the model it is made from."""

    media_type: str
    schema: type[BaseModel] | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call(Generic[_Query]):
    """A request that passed its checks: who asks, the variable parts of the address, the parameters."""

    actor: Actor
    path: Mapping[str, str]
    query: _Query


@dataclass(frozen=True, slots=True)
class Endpoint(Generic[_Query]):
    """An operation. `problems` are the statuses of its errors beyond those that every operation has."""

    method: str
    path: str
    name: str
    says: str
    view: Callable[[Call[_Query]], Response]
    query: type[_Query]
    answers: tuple[Answer, ...]
    problems: tuple[int, ...] = ()
    parts: Mapping[str, PathPart] = field(default_factory=dict)
    headers: Mapping[str, PathPart] = field(default_factory=dict)
    body: RequestBody | None = None

    def handle(self, **path: str) -> Response:
        """Answer a request: who asks comes first, so that nobody else learns anything from the checks."""
        actor = signed_in()
        for name, text in path.items():
            if re.fullmatch(self.parts[name].pattern, text) is None:
                raise NotFound
        if self.body is not None and request.mimetype != self.body.media_type:
            raise UnsupportedMediaType(self.body.media_type)
        return self.view(Call(actor, path, read_query(self.query)))

    def add_to(self, blueprint: Blueprint) -> None:
        """Make the route. Flask adds HEAD to GET by itself."""
        rule = re.sub(r"{(\w+)}", r"<\1>", self.path)
        blueprint.add_url_rule(rule, self.name, self.handle, methods=[self.method], provide_automatic_options=False)


def signed_in() -> Actor:
    """Whoever the bearer token stands for. Raises NotSignedIn; sessions of the pages do not count here."""
    sent = request.authorization
    if sent is None or sent.type != "bearer" or not sent.token:
        raise NotSignedIn
    return http.archive().accounts.actor_with_token(sent.token, "api")


def read_query(model: type[_Query]) -> _Query:
    """The query parameters. Raises BadField for one that is unknown, doubled or wrong."""
    values: dict[str, object] = {}
    lists = {field.validation_alias or name for name, field in model.model_fields.items() if _is_list(field.annotation)}
    for name, texts in request.args.lists():
        if name not in lists and len(texts) > 1:
            raise BadField(field=name, value=", ".join(texts))
        values[name] = texts if name in lists else texts[0]
    try:
        return model.model_validate(values)
    except ValidationError as error:
        refuse(error)


def read_json(model: type[_Sent]) -> _Sent:
    """The JSON body. Raises BadField, BadRequest for what is no JSON, RequestEntityTooLarge."""
    request.max_content_length = JSON_BODY_LIMIT
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as error:
        if error.errors()[0]["type"] == "json_invalid":
            raise BadRequest from None
        refuse(error)


def refuse(error: ValidationError) -> NoReturn:
    """Raise BadField for the first field that is wrong."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    raise BadField(field=place, value=first["input"] if isinstance(first["input"], str | int) else "") from None


def json_answer(body: Body, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(body.model_dump_json(by_alias=True), status, dict(headers or {}), content_type="application/json")


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple


def close_answer(response: Response) -> Response:
    """What every answer of this door carries, good or bad."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    name = 'attachment; filename="api.json"' if response.is_json else "attachment"
    response.headers.setdefault("Content-Disposition", name)  # no browser shows it, whatever it takes it for
    response.headers["X-Request-Id"] = g.request_id
    if "Cache-Control" not in response.headers:
        response.cache_control.private = True
        response.cache_control.no_store = True
    return response
