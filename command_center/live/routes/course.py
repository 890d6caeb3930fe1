"""The course of a drill: the wall's figures over time, for charts."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

from fastapi import Depends
from pydantic import Field

from command_center.live.access import Who
from command_center.live.course import Stands
from command_center.live.needs import WALL, DrillId, TheRoom
from command_center.live.routes.table import Route, Told, plain


class BandTold(Told):
    """From ``t`` (ms) on, this mode and response level held (empty = none)."""

    t: int
    mode: Literal["peacetime", "wartime"]
    response_level: Literal["", "IV", "III", "II", "I"]


class InjectTold(Told):
    """An inject: when it came and when it was to come (ms; -1 = not yet, or not for the caller to know)."""

    state: str
    released: int
    planned: int
    zh: str
    en: str


class CourseTold(Told):
    """Columns of one length: value ``i`` is that of the moment ``at[i]`` (ms); the last moment is ``now``.

    ``open``: tickets by step. ``arrived``: contacts. ``due``, ``on_time``: limits of handling so far, those met.
    ``depth``: cm by low point, the greatest since the moment before. ``scores``: shares so far, null = no case yet.
    Moments are close together up to ``span`` and far apart from there to ``end``.
    """

    now: int = Field(examples=[240_000])
    span: int = Field(examples=[36_000_000])
    end: int = Field(examples=[201_600_000])
    status: str = Field(examples=["running"])
    at: tuple[int, ...] = Field(examples=[[0, 120_000, 240_000]])
    open: dict[str, tuple[int, ...]] = Field(examples=[{"accept": [0, 3, 2], "transfer": [0, 1, 4]}])
    arrived: tuple[int, ...] = Field(examples=[[0, 5, 12]])
    due: tuple[int, ...] = Field(examples=[[0, 2, 5]])
    on_time: tuple[int, ...] = Field(examples=[[0, 2, 4]])
    depth: dict[str, tuple[float, ...]] = Field(examples=[{"LP01": [0.0, 4.5, 12.0]}])
    scores: dict[str, tuple[float | None, ...]] = Field(examples=[{"B2": [None, 1.0, 0.8]}])
    bands: tuple[BandTold, ...] = Field(examples=[[{"t": 0, "mode": "peacetime", "response_level": ""}]])
    injects: dict[str, InjectTold] = Field(
        examples=[{"I01": {"state": "released", "released": 0, "planned": -1, "zh": "预警", "en": "Warning"}}]
    )


async def course(room: TheRoom, drill: DrillId, who: Annotated[Who, Depends(WALL)]) -> Any:
    """The drill over time; when injects are to come is told to directors and evaluators only."""
    planned = bool(who.roles(drill) & {"director", "evaluator"})
    moment = room.moment()
    stands = Stands(moment.now, moment.facts, room.over)
    return plain(room.course.kept(stands, planned) or await room.tell(partial(room.course.tell, stands, planned)))


ROUTES = (
    Route(
        "GET", "/api/drills/{drill}/course", course, WALL, "The drill over time", model=CourseTold, refusals=(404, 409)
    ),
)
