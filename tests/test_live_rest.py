"""Drills that nobody has to do with are closed; whoever asks for one finds it as it was, and memory stays flat."""

from __future__ import annotations

import asyncio
import gc
import weakref
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from command_center.cli.batch import swept_collector
from command_center.live.app import make_app
from command_center.live.room import Room
from command_center.orders import EndDrill, PlaySeat, TakeSystemDown
from command_center.plan.spans import HOUR
from tests.live_room import Clock, Person, app_of, director, house_in, journal_of, named, until
from tests.test_live_hub import Page

DOWN = TakeSystemDown(0, 0, "director", "Y2")


def is_bound(room: Room) -> bool:
    return any(line.kind == "bound" for line in room.rated())


async def steps(room: Room, minutes: int) -> None:
    for _ in range(minutes):
        await room.set_pace("minute")
        await until(lambda: room.live.pace.state == "paused")


def told_of(room: Room, boss: Person) -> Any:
    """Everything that the interface tells of a drill."""

    async def ask() -> list[Any]:
        paths = ["", "/setting", "/picture", "/director", "/evaluator", "/seats/A1/picture", "/seats/A1/story"]
        paths += ["/scores", "/ratings", "/facts/3", "/grants", "/journal", "/replay/picture?at=60000", "/course"]
        answers = [await boss.ask("GET", f"/drills/{room.id}{path}") for path in paths]
        return [(path, answer.status_code, answer.content) for path, answer in zip(paths, answers, strict=True)]

    return ask()


@pytest.mark.parametrize("ended", [False, True])
def test_a_drill_that_was_closed_and_opened_again_is_as_it_was(tmp_path: Path, ended: bool) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            boss, drill = Person(app, director(house)), f"/drills/{room.id}"
            await boss.ask("POST", f"{drill}/grants", {"role": "observer", "label": "screen"})
            await boss.ask("POST", f"{drill}/ratings", {"kind": "observation", "text": "calm", "facts": [1]})
            await steps(room, 3)
            first = await room.order(DOWN, "k", "house")
            await room.order(PlaySeat(0, 0, "director", "A1", "person"), "", "house")
            await room.set_pace("speed", 60)
            await steps(room, 2)
            if ended:
                await room.order(EndDrill(0, 0, "director"), "", "house")
                await until(partial(is_bound, room))
            before = await told_of(room, boss)
            await house.close_idle(0)
            assert house.rooms == []
            assert (await boss.ask("GET", "/drills")).json()[0]["state"] == ("ended" if ended else "paused")
            assert house.rooms == [], "the list opens nothing"
            assert await told_of(room, boss) == before
            again = await house.room(room.id)
            assert again is not room
            assert await again.order(DOWN, "k", "house") == first, "a key is still the same order"
            assert len(again.folder.given()) == 2 + ended

    asyncio.run(check())


def test_what_is_closed_in_between_ends_with_the_journal_of_one_that_was_not(tmp_path: Path) -> None:
    async def play(folder: Path, closing: bool) -> bytes:
        house = house_in(folder)
        made = await house.create(named("mini-hotline", horizon=HOUR))
        for part in range(3):
            room = await house.room(made.id)
            await steps(room, 2)
            await room.order(PlaySeat(0, 0, "director", f"A{part + 1}", "person"), f"{part}", "house")
            if closing:
                await house.close_idle(0)
                assert house.rooms == []
        room = await house.room(made.id)
        await room.order(EndDrill(0, 0, "director"), "", "house")
        await until(lambda: room.over)
        await house.close()
        return journal_of(room.folder)

    assert asyncio.run(play(tmp_path / "a", True)) == asyncio.run(play(tmp_path / "b", False))


def test_only_what_stands_still_and_nobody_has_to_do_with_is_closed(tmp_path: Path) -> None:
    async def check() -> None:
        clock = Clock()
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR), clock) as (house, _app, room):
            await house.close_idle(60)
            assert house.rooms == [room], "it was only just opened"
            clock.seconds += 61
            with room.used():
                await house.close_idle(60)
                assert house.rooms == [room], "a request is about it"
            await house.close_idle(60)
            assert house.rooms == [room], "somebody went only just now"
            await room.set_pace("start")
            clock.seconds += 61
            await house.close_idle(60)
            assert house.rooms == [room], "it runs"
            await room.set_pace("pause")
            await house.close_idle(60)
            assert house.rooms == []

    asyncio.run(check())


def test_whoever_asks_while_a_drill_is_being_closed_waits_and_gets_it_anew(tmp_path: Path) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR)) as (house, app, room):
            boss = Person(app, director(house))
            await steps(room, 1)
            closing = asyncio.create_task(house.close_idle(0))
            await asyncio.sleep(0)
            answers = await asyncio.gather(*(boss.ask("GET", f"/drills/{room.id}") for _ in range(3)))
            await closing
            assert [(answer.status_code, answer.json()["now"]) for answer in answers] == [(200, 60_000)] * 3
            assert len(house.rooms) == 1

    asyncio.run(check())


def test_it_is_swept_only_while_nobody_looks_at_a_drill_that_moves(tmp_path: Path) -> None:
    async def check() -> None:
        async with app_of(tmp_path, named("mini-hotline", horizon=HOUR), Clock()) as (house, _app, room):
            swept: list[int] = []
            house.sweep = lambda: swept.append(1)
            other, page = await house.create(named("mini-hotline", horizon=HOUR)), Page()
            await room.set_pace("start")
            watching = asyncio.create_task(room.hub.watch("wall", room.draw("wall"), page.viewer))
            await until(lambda: page.heard)
            house._clock.seconds += 10_000
            await house.close_idle(0)
            assert (house.rooms, swept) == ([room], []), "the other was closed, but the wall moves"
            assert other not in house.rooms
            await room.set_pace("pause")
            await house.close_idle(9_999_999)
            await room.set_pace("start")
            await house.close_idle(0)
            assert swept == [1], "once, while it stood still"
            await house.room(other.id)
            await house.close_idle(0)
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            assert swept == [1]
            await house.close_idle(0)
            assert swept == [1, 1], "nobody looks, though it runs"

    asyncio.run(check())


@pytest.mark.slow
def test_memory_holds_nothing_of_drills_that_were_closed(tmp_path: Path) -> None:
    async def check() -> None:
        house = house_in(tmp_path)
        house.sweep = swept_collector
        app = make_app(house)
        gone: list[weakref.ref[Any]] = []
        boss = Person(app, director(house))
        for _ in range(3):
            room = await house.create(named("mini-hotline", horizon=HOUR))
            await steps(room, 1)
            await room.order(EndDrill(0, 0, "director"), "", "house")
            await until(partial(is_bound, room))
            await boss.ask("GET", f"/drills/{room.id}/scores")
            await boss.ask("GET", f"/drills/{room.id}/replay/picture?at=1000")
            gone += [weakref.ref(each) for each in (room, room.wall, room.live, room.live._drill, room.seeker())]
            gc.collect()
            gc.freeze()  # as a server does once everything was loaded
            del room
            await house.close_idle(0)
        assert [each() for each in gone if each() is not None] == []
        assert sum(len(repr(folder.head)) for folder in house.folders()) < 3_000, "texts are read where they are wanted"
        await house.close()

    try:
        gc.collect()
        asyncio.run(check())
    finally:
        gc.unfreeze()
