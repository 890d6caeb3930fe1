"""The app: every route from its table, errors as problem+json, the guard around all of it.

A fault of ours has no handler here: such a handler would answer outside the guard, without its headers.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from command_center.live import needs
from command_center.live.guard import Guard
from command_center.live.house import House
from command_center.live.limits import Buckets
from command_center.live.problems import TYPE, Trouble, lang_of
from command_center.live.routes import (
    course,
    drills,
    grants,
    orders,
    pages,
    pictures,
    ratings,
    records,
    session,
    stories,
    watch,
)  # fmt: skip
from command_center.live.routes.table import Route
from command_center.live.words import Lang
from command_center.plan.explain import explain
from command_center.version import VERSION

NOUNS = (session, drills, pictures, course, stories, orders, grants, ratings, records, pages)
"""The modules of routes; the pages come last, since they answer for everything else."""
TRIES, TRIES_AT_ONCE = 10 / 60, 10.0
"""Wrong keys and codes a second from one address, and at once."""


class ProblemTold(BaseModel):
    """What went wrong (RFC 9457): ``code`` for programs, ``detail`` for people, in the language of the request."""

    type: str
    title: str
    status: int
    detail: str
    code: str


def make_app(house: House, *, names: Iterable[str] = (), secure: bool = False, log_name: str = "") -> FastAPI:
    """The app of a house. ``names`` are further host names of ours; ``secure`` where it is reached by https."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        tidying = asyncio.create_task(house.tidy())
        yield
        tidying.cancel()
        await house.close()

    app = FastAPI(
        title="command-center", version=VERSION, docs_url=None, redoc_url=None, openapi_url=None,
        lifespan=lifespan, description="EXERCISE 演练: a live drill.", separate_input_output_schemas=False,
    )  # fmt: skip
    app.state.house = house
    app.state.secure = secure
    app.state.described = None  # the interface as OpenAPI, once somebody asked for it
    app.state.buckets = Buckets(needs.RATE, needs.BURST)
    app.state.readings = Buckets(needs.READINGS, needs.READINGS_AT_ONCE)
    app.state.tries = Buckets(TRIES, TRIES_AT_ONCE)
    app.add_middleware(Guard, names=tuple(names), secure=secure, log_name=log_name or "server.log")
    for each in _HANDLERS:
        app.add_exception_handler(*each)
    app.add_api_websocket_route(watch.PATH, watch.watch, "watch")
    for noun in NOUNS:
        for route in noun.ROUTES:
            _add(app, route)
    app.openapi = partial(_described, app)  # type: ignore[method-assign]
    return app


_KEYS: dict[str, dict[str, str]] = {
    "session": {"type": "apiKey", "in": "cookie", "name": needs.COOKIE, "description": "From POST /api/session."},
    "key": {"type": "http", "scheme": "bearer", "description": "The key of a link."},
}
"""How one says who one is, for the manual."""


def _described(app: FastAPI) -> dict[str, Any]:
    told = FastAPI.openapi(app)
    told["components"]["securitySchemes"] = _KEYS
    return told


def _add(app: FastAPI, route: Route) -> None:
    statuses = {422, 429, *route.refusals} | (set() if route.need is needs.OPEN else {401, 403})
    answers: dict[int | str, dict[str, Any]] = {
        status: {"description": "Refused", "model": ProblemTold, "content": {TYPE: {}}} for status in sorted(statuses)
    }
    if route.answers:
        answers[route.status] = route.answers
    extra: dict[str, Any] = {"requestBody": route.body} if route.body else {}
    if route.need is not needs.OPEN:
        extra["security"] = [{name: []} for name in _KEYS]
    asked = [Depends(route.need), *([Depends(needs.Cost(route.cost))] if route.cost > 1 else [])]
    app.add_api_route(
        route.path, route.endpoint, methods=[route.method], status_code=route.status, summary=route.summary,
        dependencies=asked, response_model=route.model, responses=answers, openapi_extra=extra,
        include_in_schema=route.in_manual,
    )  # fmt: skip


# -- errors


async def _trouble(request: Request, error: Exception) -> Response:
    assert isinstance(error, Trouble)
    return error.answer(lang_of(request.headers))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    trouble = Trouble(error.status_code, "form")
    if isinstance(error.__cause__, Trouble):  # FastAPI met it while it read the body
        trouble = error.__cause__
    elif error.status_code == 405:
        trouble = Trouble(405, "method", method=request.method)
    elif error.status_code == 404:
        trouble = Trouble(404, "no_path")
    answer = trouble.answer(lang_of(request.headers))
    answer.headers.update(error.headers or {})
    return answer


async def _form(request: Request, error: Exception) -> Response:
    """What is wrong in a request, field by field, and what would be right."""
    assert isinstance(error, RequestValidationError)
    errors = error.errors()

    def told(lang: Lang) -> list[dict[str, str]]:
        return [_field(each, lang) for each in errors]

    return Trouble(422, "form", {"errors": told}).answer(lang_of(request.headers))


def _field(error: dict[str, Any], lang: Lang) -> dict[str, str]:
    place = error["loc"]
    wrong, right = explain({**error, "loc": place[1:] or place}, BaseModel)
    where = ".".join(str(part) for part in place)
    return {"where": where, "wrong": str(getattr(wrong, lang, wrong)), "right": str(getattr(right, lang, right))}


_HANDLERS: tuple[tuple[type[Exception], Callable[..., Any]], ...] = (
    (Trouble, _trouble),
    (HTTPException, _http),
    (RequestValidationError, _form),
)
