"""Grants: links and codes that let people in, and taking them back."""

from __future__ import annotations

import io
import time
from typing import Annotated, Any

from fastapi import Path
from pydantic import Field
from starlette.responses import Response

from command_center.live.access import Grant, Role
from command_center.live.house import House
from command_center.live.needs import DIRECT, TheHouse, TheRoom
from command_center.live.problems import Trouble
from command_center.live.room import Room
from command_center.live.routes.table import Route, Told, a_file, plain

GrantId = Annotated[str, Path(max_length=40, description="The grant.", examples=["5f0c2d9e8b7a6143"])]


MOST = 1_000
"""Grants of a drill at most that count at the same time."""


class GrantAsked(Told):
    """Whom to let in: the role, the seats of a seat's grant, a label for people, minutes until it expires."""

    role: Role = Field(examples=["seat"])
    seats: tuple[str, ...] = Field((), max_length=100, examples=[["A3"]])
    label: str = Field("", max_length=80, examples=["Ms Li"])
    minutes: int | None = Field(None, ge=1, le=60 * 24 * 30)


class GrantGiven(Told):
    """A grant with what stands for it; ``connected`` is how many sockets it has now, ``expires`` wall time (s)."""

    id: str
    role: Role
    seats: tuple[str, ...]
    label: str
    link: str
    code: str
    made: float
    expires: float
    connected: int


def _given(house: House, room: Room, grant: Grant) -> GrantGiven:
    connected = sum(grant.id in viewer.grants for viewer in room.hub.viewers)
    return GrantGiven(
        id=grant.id, role=grant.role, seats=grant.seats, label=grant.label, link=_link(house, grant),
        code=house.access.code(grant.id), made=grant.made, expires=house.access.expires(grant), connected=connected,
    )  # fmt: skip


def _link(house: House, grant: Grant) -> str:
    """The key stands after ``#``, which no browser sends and no log sees."""
    return f"{house.base}/join#key={house.access.key(grant.id)}"


async def grants(house: TheHouse, room: TheRoom) -> list[GrantGiven]:
    """Everybody who was let in and still is."""
    return [_given(house, room, grant) for grant in house.access.of_drill(room.id)]


async def give(house: TheHouse, room: TheRoom, asked: GrantAsked) -> GrantGiven:
    """Let somebody in."""
    if (asked.role == "seat") != bool(asked.seats):
        raise Trouble(422, "grant_role")
    for seat in asked.seats:
        if not room.has_seat(seat):
            raise Trouble(404, "no_seat", seat=seat[:40])
    if len(house.access.of_drill(room.id)) >= MOST:
        raise Trouble(409, "too_many_grants", most=MOST)
    now = time.time()
    expires = now + 60 * asked.minutes if asked.minutes else 0.0
    grant = Grant(house.access.new_id(), room.id, asked.role, asked.seats, asked.label, now, expires)
    await room.give(grant)
    return _given(house, room, grant)


def _known(house: House, room: Room, name: str) -> Grant:
    grant = house.access.grant(name)
    if grant is None or grant.drill != room.id:
        raise Trouble(404, "no_grant", grant=name)
    return grant


async def revoke(house: TheHouse, room: TheRoom, grant: GrantId) -> Response:
    """Take a grant back: its sessions and sockets end at once."""
    await room.revoke(_known(house, room, grant))
    return Response(status_code=204)


async def qr(house: TheHouse, room: TheRoom, grant: GrantId) -> Any:
    """The link of a grant as a QR picture, to be shown on a screen."""
    import segno

    picture = io.BytesIO()
    segno.make(_link(house, _known(house, room, grant)), micro=False).save(
        picture, kind="svg", scale=8, border=2, xmldecl=False
    )
    return plain(picture.getvalue(), "image/svg+xml")


_PATH = "/api/drills/{drill}/grants"
ROUTES = (
    Route("GET", _PATH, grants, DIRECT, "Who was let in", model=list[GrantGiven], refusals=(404, 409)),
    Route("POST", _PATH, give, DIRECT, "Let somebody in", status=201, model=GrantGiven, refusals=(404, 409)),
    Route("DELETE", _PATH + "/{grant}", revoke, DIRECT, "Take a grant back", status=204, refusals=(404, 409)),
    Route(
        "GET", _PATH + "/{grant}/qr.svg", qr, DIRECT, "A grant's link as a QR picture", refusals=(404, 409),
        answers=a_file("The picture.", "image/svg+xml"),
    ),
)  # fmt: skip
