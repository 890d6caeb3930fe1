"""What a route asks of whoever calls it. Each route names exactly one need; the app refuses one that names none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import Depends, Path
from starlette.requests import HTTPConnection

from command_center.live.access import NOBODY, Role, Who
from command_center.live.house import House
from command_center.live.limits import Buckets
from command_center.live.problems import Trouble
from command_center.live.room import Room
from command_center.live.storage import ID
from command_center.live.words import Lang, say

COOKIE = "session"
BEARER = "bearer."
"""What a socket's subprotocol begins with where a key follows."""
RATE, BURST = 30.0, 120.0
"""Requests a second of one session, and at once."""
READINGS, READINGS_AT_ONCE = 60.0, 600.0
"""The same of what costs more, of one grant: whoever has a key makes as many sessions from it as they like."""

Test = Callable[[Who, str, str], bool]
"""Whether somebody may, given the drill and the seat that the address names (each may be empty)."""


def who_of(connection: HTTPConnection) -> Who:
    """Who is asking: by key in ``Authorization`` or in a socket's subprotocol, else by session cookie."""
    access = house_of(connection).access
    scheme, _, key = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return access.bearer(key.strip())
    for offered in connection.scope.get("subprotocols", ()):
        if offered.startswith(BEARER):
            return access.bearer(offered.removeprefix(BEARER))
    cookie = connection.cookies.get(COOKIE)
    return access.who(cookie) if cookie else NOBODY


def house_of(connection: HTTPConnection) -> House:
    """The house that the app serves."""
    house: House = connection.app.state.house
    return house


class Need:
    """What a caller must be; as a dependency it gives who is asking. ``name`` is what the access test knows it by."""

    def __init__(self, name: str, test: Test, open_to_all: bool = False) -> None:
        self.name = name
        self._test = test
        self._open = open_to_all

    async def __call__(self, connection: HTTPConnection) -> Who:
        """Who is asking; Trouble where they may not."""
        who = who_of(connection)
        path = connection.path_params
        self.check(who, str(path.get("drill", "")), str(path.get("seat", "")))
        buckets: Buckets = connection.app.state.buckets
        if who.grants and not buckets.take(who.caller):
            raise Trouble(429, "too_many")
        return who

    def met(self, who: Who, drill: str, seat: str = "") -> bool:
        """Whether somebody may."""
        return self._open or (bool(who.grants) and self._test(who, drill, seat))

    def check(self, who: Who, drill: str, seat: str = "") -> None:
        """Trouble where somebody may not."""
        if self.met(who, drill, seat):
            return
        if not who.grants:
            raise Trouble(401, "no_session")
        role = who.role(drill) or "none"
        raise Trouble(403, "not_allowed", role=lambda lang: _role(role, lang))


class Cost:
    """Counts a request as several, for its session and for its grant; a dependency after the need, which counts one."""

    def __init__(self, cost: float) -> None:
        self._cost = cost

    async def __call__(self, connection: HTTPConnection) -> None:
        """Trouble where the requests of the session or of the grant are used up."""
        who = who_of(connection)
        buckets: Buckets = connection.app.state.buckets
        readings: Buckets = connection.app.state.readings
        grant = who.name(str(connection.path_params.get("drill", "")))
        if not buckets.take(who.caller, self._cost - 1.0) or not readings.take(grant, self._cost):
            raise Trouble(429, "too_many")


def _role(role: str, lang: Lang) -> str:
    return say(lang, f"role.{role}")


def _one_of(*roles: Role) -> Test:
    """Any of somebody's roles counts, not only the strongest: who plays a seat may look on by another grant."""
    return lambda who, drill, _seat: not who.roles(drill).isdisjoint(roles)


OPEN = Need("open", lambda _who, _drill, _seat: True, open_to_all=True)
SESSION = Need("session", lambda _who, _drill, _seat: True)
HOUSE = Need("house", lambda who, _drill, _seat: who.is_house)
MEMBER = Need("member", lambda who, drill, _seat: who.role(drill) is not None)
WALL = Need("wall", lambda who, drill, _seat: who.looks_on(drill))
RATE_TASKS = Need("rate", _one_of("director", "evaluator"))
DIRECT = Need("direct", _one_of("director"))
ORDER = Need("order", lambda who, drill, _seat: who.role(drill) == "director" or bool(who.seats(drill)))
SEAT = Need("seat", lambda who, drill, seat: who.role(drill) == "director" or seat in who.seats(drill))
STORY = Need("story", lambda who, drill, seat: who.looks_on(drill) or seat in who.seats(drill))

NEEDS = {need.name: need for need in (OPEN, SESSION, HOUSE, MEMBER, WALL, RATE_TASKS, DIRECT, ORDER, SEAT, STORY)}
"""Every need by its name."""


def need_of_view(view: str) -> tuple[Need, str]:
    """What a socket's view asks, and the seat that it shows (else empty)."""
    kind, _, seat = view.partition(":")
    return {"seat": SEAT, "director": DIRECT, "evaluator": RATE_TASKS}.get(kind, WALL), seat


# -- what endpoints are handed

DrillId = Annotated[str, Path(pattern=ID, description="The drill.", examples=["city-waterlogging-1"])]
SeatId = Annotated[str, Path(max_length=40, description="The seat.", examples=["A3"])]


async def room_of(connection: HTTPConnection, drill: DrillId) -> AsyncIterator[Room]:
    """The drill that an address names; it stays open until the request is done."""
    room = await house_of(connection).room(drill)
    with room.used():
        yield room


async def _the_house(connection: HTTPConnection) -> House:
    """The house; a coroutine, since FastAPI would call a plain function in a thread, for every request."""
    return house_of(connection)


TheHouse = Annotated[House, Depends(_the_house)]
TheRoom = Annotated[Room, Depends(room_of)]
