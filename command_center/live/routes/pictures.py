"""Pictures: what a page draws, asked for once instead of watched."""

from __future__ import annotations

from typing import Any

from command_center.live.needs import DIRECT, RATE_TASKS, SEAT, WALL, SeatId, TheRoom
from command_center.live.routes.table import Route, an_object, plain


async def wall(room: TheRoom) -> Any:
    """The wall of this moment."""
    return plain(room.picture("wall"))


async def seat(room: TheRoom, seat: SeatId) -> Any:
    """What a seat sees at this moment."""
    return plain(room.picture(f"seat:{seat}"))


async def director(room: TheRoom) -> Any:
    """The director's desk at this moment."""
    return plain(room.picture("director"))


async def evaluator(room: TheRoom) -> Any:
    """The evaluator's page at this moment."""
    return plain(room.picture("evaluator"))


_GONE = (404, 409)
ROUTES = (
    Route(
        "GET", "/api/drills/{drill}/picture", wall, WALL, "The wall", refusals=_GONE, answers=an_object("The wall.")
    ),
    Route(
        "GET", "/api/drills/{drill}/seats/{seat}/picture", seat, SEAT, "A seat's page", refusals=_GONE,
        answers=an_object("What the seat was shown, and no more."),
    ),
    Route(
        "GET", "/api/drills/{drill}/director", director, DIRECT, "The director's desk", refusals=_GONE,
        answers=an_object("Injects, seats, feeds, orders, live scores."),
    ),
    Route(
        "GET", "/api/drills/{drill}/evaluator", evaluator, RATE_TASKS, "The evaluator's page", refusals=_GONE,
        answers=an_object("Critical tasks and where they stand."),
    ),
)  # fmt: skip
