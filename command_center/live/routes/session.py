"""Sessions: joining with a key or a code, asking who one is, leaving."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from command_center.live.access import SESSION as AGE
from command_center.live.access import Grant, Who
from command_center.live.house import House
from command_center.live.limits import neighbourhood
from command_center.live.needs import COOKIE, OPEN, SESSION, TheHouse, house_of
from command_center.live.problems import Trouble
from command_center.live.routes.table import Route, Told


class Joining(Told):
    """A key (from a link) or a code (typed)."""

    key: str = Field("", max_length=400, examples=["ImhvdXNlIg.w6Yt"])
    code: str = Field("", max_length=20, examples=["K7MQ2XPA"])


class GrantTold(Told):
    """A role that one has in a drill; ``drill`` is empty for whoever started the server."""

    id: str
    drill: str
    role: str
    seats: tuple[str, ...]
    label: str
    expires: float


class SessionTold(Told):
    """Who one is: the strongest role, its drill, all seats, and every grant; ``expires`` is wall time (s), 0 = open."""

    role: str = Field(examples=["seat"])
    seats: tuple[str, ...] = Field(examples=[["A3"]])
    drill: str = Field(examples=["city-waterlogging-1"])
    label: str
    expires: float
    grants: tuple[GrantTold, ...]


def _told(house: House, who: Who) -> SessionTold:
    grants = [_grant(house, grant) for grant in who.grants]
    first = grants[-1]  # what was joined last is what the page is about
    role = who.role(first.drill) or first.role
    return SessionTold(
        role=role, seats=who.seats(first.drill), drill=first.drill, label=first.label, expires=first.expires,
        grants=tuple(grants),
    )  # fmt: skip


def _grant(house: House, grant: Grant) -> GrantTold:
    return GrantTold(
        id=grant.id, drill=grant.drill, role=grant.role, seats=grant.seats, label=grant.label,
        expires=house.access.expires(grant),
    )  # fmt: skip


async def who_am_i(house: TheHouse, who: Annotated[Who, Depends(SESSION)]) -> SessionTold:
    """Who the caller is."""
    return _told(house, who)


async def join(request: Request, response: Response, joining: Joining) -> SessionTold:
    """Join with a key or a code; sets the session cookie, to which the grant is added."""
    house = house_of(request)
    if bool(joining.key) == bool(joining.code):
        raise Trouble(422, "key_or_code")
    address = neighbourhood(request.client.host if request.client else "")
    tries = request.app.state.tries
    if joining.code and tries.left(address) < 1:
        raise Trouble(429, "too_many")  # a code might be guessed, a key cannot
    grant = house.access.by_key(joining.key) if joining.key else house.access.by_code(joining.code)
    if grant is None:
        if joining.code:
            tries.take(address)
        raise Trouble(401, "bad_key")
    cookie = request.cookies.get(COOKIE, "")
    text = house.access.session(house.access.who(cookie), grant)
    response.set_cookie(
        COOKIE, text, max_age=AGE, path="/", secure=request.app.state.secure, httponly=True, samesite="strict"
    )
    if grant.drill:
        (await house.room(grant.drill)).note("joined", grant=grant.id)
    return _told(house, house.access.who(text))


async def leave(request: Request, who: Annotated[Who, Depends(OPEN)]) -> Response:
    """Leave: the session counts no more, its sockets end and its cookie is taken away. A bare key is no session."""
    await house_of(request).leave(who)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/", secure=request.app.state.secure, httponly=True, samesite="strict")
    return response


ROUTES = (
    Route("GET", "/api/session", who_am_i, SESSION, "Who the caller is", model=SessionTold),
    Route("POST", "/api/session", join, OPEN, "Join with a key or a code", model=SessionTold, refusals=(401, 409, 429)),
    Route("DELETE", "/api/session", leave, OPEN, "Leave", status=204, refusals=(507,)),
)
