"""Drills: what there is, making new ones, pace, orders of time."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import Depends
from pydantic import Field

from command_center.library import Kind, names
from command_center.live.access import Who
from command_center.live.house import recipe_named
from command_center.live.needs import DIRECT, HOUSE, MEMBER, SESSION, DrillId, TheHouse, TheRoom
from command_center.live.pace import FASTEST, SLOWEST
from command_center.live.problems import Trouble
from command_center.live.routes.table import Route, Told, an_object, plain
from command_center.live.words import Lang
from command_center.plan.asked import WrongArgument
from command_center.plan.calendar import LONGEST
from command_center.plan.problems import PlanError
from command_center.plan.spans import parse_span


class Name(Told):
    """A name in both languages."""

    zh: str
    en: str


class DrillTold(Told):
    """A drill in a list: times in ms of simulated time, ``root`` once it has ended, ``parent`` of a fork."""

    id: str = Field(examples=["city-waterlogging-1"])
    title: Name
    scenario: str = Field(examples=["city-waterlogging"])
    roster: str
    seed: int
    staffing: str
    state: Literal["ready", "running", "paused", "ended", "damaged"]
    now: int
    end: int
    root: str
    parent: str


class Listed(Told):
    """The names of what ships with the program."""

    names: tuple[str, ...]


class NewDrill(Told):
    """What a new drill is played from; what is left out is the scenario's own."""

    scenario: str = Field(max_length=80, examples=["city-waterlogging"])
    roster: str | None = Field(None, max_length=80, examples=["d-city"])
    seed: int = Field(1, ge=0, le=2**53)
    staffing: str | None = Field(None, max_length=80, examples=["full"])
    horizon: str | None = Field(None, max_length=20, examples=["8h"])


class PaceAsked(Told):
    """What is to become of the pace; ``speed`` goes with any action and must be there for ``speed``."""

    action: Literal["start", "pause", "speed", "minute", "next_inject"]
    speed: float | None = Field(None, ge=SLOWEST, le=FASTEST, examples=[60])


class PaceTold(Told):
    """How the drill's clock goes, and where it stands (ms); ``behind`` where the engine cannot keep up."""

    state: Literal["paused", "running", "ended"]
    speed: float
    behind: bool
    stepping: bool
    now: int


class ForkAsked(Told):
    """The moment (ms) up to which the new drill is as the old one."""

    at: int = Field(ge=0, examples=[3_600_000])


async def scenarios(_who: Annotated[Who, Depends(HOUSE)]) -> Listed:
    """The scenarios that a drill can be made of."""
    return Listed(names=tuple(names("scenarios")))


async def rosters(_who: Annotated[Who, Depends(HOUSE)]) -> Listed:
    """The rosters that a drill can be made of."""
    return Listed(names=tuple(names("seats")))


async def drills(house: TheHouse, who: Annotated[Who, Depends(SESSION)]) -> list[DrillTold]:
    """The drills in which the caller has a role, the latest first."""
    return [DrillTold(**each) for each in await house.summaries(who.role)]


async def new_drill(house: TheHouse, asked: NewDrill) -> DrillTold:
    """A new drill, ready to start. Only what ships with the program can be named here, never a path."""
    horizon = _horizon(asked.horizon)
    _must_ship("scenarios", asked.scenario, "no_scenario")
    if asked.roster is not None:
        _must_ship("seats", asked.roster, "no_roster")
    try:
        made_of = await asyncio.to_thread(
            recipe_named, asked.scenario, asked.roster, asked.seed, asked.staffing, horizon
        )
    except PlanError as error:
        raise Trouble(422, "plan", reason=partial(_listed, error)) from None
    except WrongArgument as error:
        said = error.said
        raise Trouble(422, "plan", reason=lambda lang: getattr(said, lang, said)) from None
    return DrillTold(**(await house.create(made_of)).summary())


def _must_ship(kind: Kind, name: str, code: str) -> None:
    known = names(kind)
    if name not in known:
        raise Trouble(422, code, name=name, known=", ".join(known))


def _listed(error: PlanError, lang: Lang) -> str:
    return "; ".join(problem.text(lang) for problem in error.problems)


def _horizon(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        span = parse_span(text)
    except ValueError:
        span = None
    if span is None or span.workdays or not 0 < span.ms <= LONGEST:
        raise Trouble(422, "horizon", text=text)
    return span.ms


async def one_drill(room: TheRoom) -> DrillTold:
    """One drill."""
    return DrillTold(**room.summary())


async def setting(room: TheRoom, drill: DrillId, who: Annotated[Who, Depends(MEMBER)]) -> Any:
    """What does not change in a drill; what is planned is told to directors and evaluators only."""
    return plain(room.told[bool(who.roles(drill) & {"director", "evaluator"})])


async def set_pace(room: TheRoom, drill: DrillId, asked: PaceAsked, who: Annotated[Who, Depends(DIRECT)]) -> PaceTold:
    """Start, pause, change the speed, play one minute on, or on to the next inject."""
    if asked.action == "speed" and asked.speed is None:
        raise Trouble(422, "speed")
    await room.set_pace(asked.action, asked.speed, who.name(drill))
    return PaceTold(**room.live.pace.told(), now=room.live.now)


async def fork(house: TheHouse, room: TheRoom, asked: ForkAsked) -> DrillTold:
    """A new drill that is this one up to a moment, with its orders up to there."""
    return DrillTold(**(await house.fork(room, asked.at)).summary())


ROUTES = (
    Route("GET", "/api/scenarios", scenarios, HOUSE, "Shipped scenarios", model=Listed),
    Route("GET", "/api/rosters", rosters, HOUSE, "Shipped rosters", model=Listed),
    Route("GET", "/api/drills", drills, SESSION, "The caller's drills", model=list[DrillTold]),
    Route("POST", "/api/drills", new_drill, HOUSE, "A new drill", status=201, model=DrillTold, refusals=(409,)),
    Route("GET", "/api/drills/{drill}", one_drill, MEMBER, "One drill", model=DrillTold, refusals=(404, 409)),
    Route(
        "GET", "/api/drills/{drill}/setting", setting, MEMBER, "What does not change", refusals=(404, 409),
        answers=an_object("Seats, systems, categories, low points, injects, the city map."),
    ),
    Route("POST", "/api/drills/{drill}/pace", set_pace, DIRECT, "Set the pace", model=PaceTold, refusals=(404, 409)),
    Route(
        "POST", "/api/drills/{drill}/fork", fork, HOUSE, "A new drill from a moment of this one", status=201,
        model=DrillTold, refusals=(404, 409),
    ),
)  # fmt: skip
