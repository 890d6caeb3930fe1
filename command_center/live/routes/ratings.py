"""Ratings: how evaluators saw critical tasks, and what they observed, bound to facts."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import Depends
from pydantic import Field, ValidationError

from command_center.folds.critical_tasks import automatic_rating, check_ratings
from command_center.live.access import Who
from command_center.live.house import House
from command_center.live.needs import RATE_TASKS, DrillId, TheHouse, TheRoom
from command_center.live.problems import Trouble
from command_center.live.room import Room
from command_center.live.routes.table import READING, Route, Told
from command_center.live.words import Lang
from command_center.plan.explain import explain
from command_center.plan.problems import PlanError
from command_center.plan.ratings import LETTERS, Letter, Numbered, Observation, Override, Rating, RatingsFile


class RatingAsked(Told):
    """What somebody rated or saw. ``task`` is INJECT/SEAT/ACTION, an aim, or a duty version; facts are numbers."""

    kind: Literal["observation", "rating", "override"] = Field(examples=["rating"])
    task: str = Field("", max_length=200, examples=["I03/A1/order_pump"])
    rating: Letter | None = Field(None, examples=["S"])
    text: str = Field("", max_length=4000)
    reason: str = Field("", max_length=4000)
    facts: tuple[int, ...] = Field((), max_length=200, examples=[[120]])
    inject: str = Field("", max_length=80)
    ticket: int | None = Field(None, ge=0)
    seat: str = Field("", max_length=40)


class RatingTold(RatingAsked):
    """The same as it stands in the file: by which role, when (ISO), at which ms, beside which automatic one."""

    by: str
    at: str
    t: int
    automatic: str = ""


class RatingsTold(Told):
    """Every line in the order of writing, and the letters that there are."""

    lines: tuple[RatingTold, ...]
    letters: tuple[str, ...]


Person = Observation | Rating | Override


async def ratings(room: TheRoom) -> RatingsTold:
    """Everything that was rated and observed so far."""
    lines = [line for line in await asyncio.to_thread(room.rated) if isinstance(line, Person)]
    return RatingsTold(lines=tuple(_told(line) for line in lines), letters=LETTERS)


def _told(line: Person) -> RatingTold:
    return RatingTold.model_validate(line.model_dump(mode="json"))


async def rate(
    house: TheHouse, room: TheRoom, drill: DrillId, asked: RatingAsked, who: Annotated[Who, Depends(RATE_TASKS)]
) -> RatingTold:
    """Write down a rating, an override or an observation; it is on the disk before the answer."""
    line = _line(asked, room, _role(house, who, drill))
    await room.tell(lambda: _check(line, room))
    await room.rate(line)
    return _told(line)


def _role(house: House, who: Who, drill: str) -> str:
    """The role that is written down, never a name: ``director``, ``evaluator 2``."""
    if who.role(drill) == "director":
        return "director"
    return f"evaluator {house.access.place(who.name(drill))}"


def _line(asked: RatingAsked, room: Room, by: str) -> Person:
    told = asked.model_dump(exclude_defaults=True)
    told |= {"kind": asked.kind, "by": by, "at": datetime.now(UTC).isoformat(timespec="seconds")}
    told["t"] = room.moment().now
    models: dict[str, type[Person]] = {"observation": Observation, "rating": Rating, "override": Override}
    if asked.kind == "override":
        told["automatic"] = _automatic(room, asked.task)
    try:
        return models[asked.kind].model_validate(told)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        model = models[asked.kind]
    raise Trouble(422, "form", {"errors": lambda lang: [_field(each, model, lang) for each in errors]})


def _field(error: Any, model: type[Person], lang: Lang) -> dict[str, str]:
    wrong, right = explain(error, model)
    where = ".".join(("body", *map(str, error["loc"])))
    return {"where": where, "wrong": str(getattr(wrong, lang, wrong)), "right": str(getattr(right, lang, right))}


def _automatic(room: Room, task: str) -> str:
    """The automatic rating of a task at this moment; empty where it was not tested yet."""
    picture = room.wall.evaluator_picture(room.moment().now)
    states: Counter[str] = Counter()
    for each in picture["tasks"].values():
        if task in (f"{each['inject']}/{each['seat']}/{each['action']}", each["objective"]):
            states[each["state"]] += 1
    for duty in picture["duties"].values():
        if task == duty["duty"]:
            states[duty["state"]] += 1
    return automatic_rating(states)


def _check(line: Person, room: Room) -> None:
    """Trouble where it names what the drill does not have."""
    try:
        check_ratings(RatingsFile(room.folder.ratings.name, "", (Numbered(1, line),), ""), room.facts())
    except PlanError as error:
        problems = error.problems
    else:
        return
    raise Trouble(422, "plan_line", reason=lambda lang: "; ".join(each.text(lang) for each in problems))


_PATH = "/api/drills/{drill}/ratings"
ROUTES = (
    Route("GET", _PATH, ratings, RATE_TASKS, "What was rated and seen", model=RatingsTold, refusals=(404, 409)),
    Route(
        "POST", _PATH, rate, RATE_TASKS, "Rate or observe", status=201, model=RatingTold, refusals=(404, 409, 507),
        cost=READING,
    ),
)  # fmt: skip
