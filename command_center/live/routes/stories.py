"""Stories: what befell a ticket, a seat, a system, a place, and the chain around one fact.

Every chain of causes leads to the fact that holds the whole recipe, and an order to add an inject holds the inject. So
what is planned is blank in every story that is told to anybody but directors and evaluators.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import Depends, Path, Query

from command_center.facts import DrillStarted, InjectAdded, OrderAccepted, OrderRefused, WorkArrived, kind_of
from command_center.folds import stories
from command_center.folds.stories import Line, Story
from command_center.live.access import Who
from command_center.live.needs import MEMBER, STORY, WALL, DrillId, SeatId, TheRoom
from command_center.live.problems import Trouble
from command_center.live.room import Room
from command_center.live.routes.table import READING, Route, an_object, plain
from command_center.orders import AddInject

LINES = 300
"""Lines of a story unless more are asked for: its latest."""
ARRIVED = kind_of(WorkArrived(0, 0, 0, 0, "", ""))
PLANNED: dict[str, tuple[str, ...]] = {
    str(DrillStarted.__struct_config__.tag): ("scenario", "inputs"),
    str(InjectAdded.__struct_config__.tag): ("plan",),
}
"""Kind of a fact -> its fields that tell what is planned."""
ORDERED = {str(kind.__struct_config__.tag) for kind in (OrderAccepted, OrderRefused)}
ADDING = str(AddInject.__struct_config__.tag)

Last = Annotated[int, Query(ge=1, le=2000, description="So many lines at most, the latest.")]
Ticket = Annotated[int, Path(ge=0, le=2**53, description="The ticket's number.", examples=[7])]
Number = Annotated[int, Path(ge=0, le=2**53, description="The fact's number.", examples=[120])]
SystemId = Annotated[str, Path(max_length=40, description="The system.", examples=["SYS26"])]
PlacePath = Annotated[str, Path(max_length=120, description="The place.", examples=["D1/S1"])]


async def _told(room: Room, who: Who, make: Callable[[stories.Facts], Story], last: int, missing: Trouble) -> Any:
    story: Story = await room.tell(partial(make, room.facts))
    if not story.lines:
        raise missing
    return _answer(room, who, story, story.lines, last)


def _answer(room: Room, who: Who, story: Story, lines: tuple[Line, ...], last: int) -> Any:
    """The latest lines; ``left_out`` says how many came before them, ``names`` what ids are called."""
    shown = lines[-last:]
    if not who.roles(room.id) & {"director", "evaluator"}:
        shown = tuple(_without_plan(line) for line in shown)
    told = {"about": story.about, "lines": shown, "left_out": max(len(lines) - last, 0), "names": story.names}
    return plain(msgspec.json.encode(told))


def _without_plan(line: Line) -> Line:
    """A line as those may read it who are not to know what is planned."""
    hidden = PLANNED.get(line.kind, ())
    if line.kind in ORDERED and msgspec.json.decode(line.fields["order"])["order"] == ADDING:
        hidden = ("order", "reason")
    fields = {name: "" if name in hidden else value for name, value in line.fields.items()}
    return msgspec.structs.replace(line, fields=fields)


async def ticket(
    room: TheRoom, drill: DrillId, ticket: Ticket, who: Annotated[Who, Depends(MEMBER)], last: Last = LINES
) -> Any:
    """The story of a ticket. A seat is told of those that were shown to it, and without what lies around them."""
    missing = Trouble(404, "no_ticket", number=ticket)
    if who.looks_on(drill):
        return await _told(room, who, lambda facts: stories.ticket_story(facts, ticket), last, missing)
    story: Story = await room.tell(partial(stories.ticket_story, room.facts, ticket))
    own = tuple(line for line in story.lines if line.role == "story")
    if not any(_shows(line, who.seats(drill)) for line in own):
        raise Trouble(403, "not_shown", number=ticket)
    return _answer(room, who, story, own, last)


def _shows(line: Line, seats: tuple[str, ...]) -> bool:
    """Whether with this fact a ticket was on a seat's screen; of a caller who still waits nothing is known yet."""
    waits = line.kind == ARRIVED and line.fields.get("step") == "accept"
    return not waits and line.fields.get("seat") in seats


async def seat(room: TheRoom, seat: SeatId, who: Annotated[Who, Depends(STORY)], last: Last = LINES) -> Any:
    """All that a seat did."""
    if not room.has_seat(seat):
        raise Trouble(404, "no_seat", seat=seat)
    missing = Trouble(404, "no_story", name=seat)
    return await _told(room, who, lambda facts: stories.seat_story(facts, seat), last, missing)


async def system(room: TheRoom, system: SystemId, who: Annotated[Who, Depends(WALL)], last: Last = LINES) -> Any:
    """All that befell a business system."""
    missing = Trouble(404, "no_story", name=system)
    return await _told(room, who, lambda facts: stories.system_story(facts, system), last, missing)


async def place(room: TheRoom, place: PlacePath, who: Annotated[Who, Depends(WALL)], last: Last = LINES) -> Any:
    """All that befell a place and what lies below it."""
    return await _told(
        room, who, lambda facts: stories.place_story(facts, place), last, Trouble(404, "no_story", name=place)
    )


async def fact(room: TheRoom, number: Number, who: Annotated[Who, Depends(WALL)], last: Last = LINES) -> Any:
    """A fact with what led to it and what it led to."""
    missing = Trouble(404, "no_fact", number=number)
    return await _told(room, who, lambda facts: stories.fact_story(facts, number), last, missing)


_DRILL = "/api/drills/{drill}"
_STORY = an_object("The story: lines with number, time, kind, role, cause, depth and fields; names of what they name.")
_GONE = (404, 409)
ROUTES = tuple(
    Route("GET", _DRILL + path, endpoint, need, summary, refusals=_GONE, answers=_STORY, cost=READING)
    for path, endpoint, need, summary in (
        ("/tickets/{ticket}", ticket, MEMBER, "The story of a ticket"),
        ("/seats/{seat}/story", seat, STORY, "The story of a seat"),
        ("/systems/{system}/story", system, WALL, "The story of a system"),
        ("/places/{place:path}/story", place, WALL, "The story of a place"),
        ("/facts/{number}", fact, WALL, "A fact with its causes and effects"),
    )
)
