"""The course of a running and of an ended drill by its address."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from command_center.folds.pictures.over_time import OverTime
from command_center.live import course as live_course
from command_center.live.routes import course as route
from command_center.plan.spans import HOUR
from tests.live_room import Person, app_of, director, let_in, named, until


def test_the_course_follows_a_running_drill_and_costs_what_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    eaten: list[int] = []
    extend = OverTime.extend

    def counted(self: OverTime, facts: Any) -> OverTime:
        known = list(facts)
        eaten.append(len(known))
        return extend(self, known)

    monkeypatch.setattr(OverTime, "extend", counted)
    monkeypatch.setattr(live_course, "FRESH", 0.0)

    async def check() -> None:
        async with app_of(tmp_path, named("city-waterlogging", horizon=HOUR)) as (house, app, room):
            boss, observer = Person(app, director(house)), Person(app, let_in(house, room, "observer"))
            path = f"/drills/{room.id}/course"
            told = (await boss.ask("GET", path)).json()
            assert told["at"] == [0]
            for minute in (1, 2, 3):
                await room.set_pace("minute")
                await until(lambda: room.live.pace.state == "paused")
                told = (await boss.ask("GET", path)).json()
                assert told["at"] == [each * 60_000 for each in range(minute + 1)]
                assert all(len(column) == minute + 1 for column in (told["arrived"], *told["open"].values()))
            route.CourseTold.model_validate(told)
            assert sum(eaten) == len(room.facts())
            again = (await boss.ask("GET", path)).json()
            assert again == told
            assert len(eaten) == 4  # nothing has happened since: nothing was folded
            seen = (await observer.ask("GET", path)).json()
            assert {inject["planned"] for inject in seen["injects"].values()} <= {-1}
            assert all(inject["released"] >= 0 for inject in seen["injects"].values())
            assert any(inject["planned"] > room.live.now for inject in told["injects"].values())
            assert set(told["injects"]) == set(json.loads(room.told[True])["injects"])

    asyncio.run(check())


def test_many_who_ask_at_once_are_told_the_same(tmp_path: Path) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            boss = Person(app, director(house))
            await room.set_pace("minute")
            await until(lambda: room.live.pace.state == "paused")
            answers = await asyncio.gather(*(boss.ask("GET", f"/drills/{room.id}/course") for _ in range(20)))
            assert {answer.status_code for answer in answers} == {200}
            assert len({answer.content for answer in answers}) == 1

    asyncio.run(check())


def test_an_ended_drill_has_its_course_too(tmp_path: Path) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            boss, path = Person(app, director(house)), f"/drills/{room.id}/course"
            await room.set_pace("minute")
            await until(lambda: room.live.pace.state == "paused")
            await boss.ask("POST", f"/drills/{room.id}/orders", {"order": "end_drill"})
            await until(lambda: room.over)
            told = (await boss.ask("GET", path)).json()
            assert told["status"] == "stopped"
            assert told["at"][-1] == told["now"]
            missing = await boss.ask("GET", "/drills/nothing-1/course")
            assert (missing.status_code, missing.json()["code"]) == (404, "no_drill")

    asyncio.run(check())
